// The heap: blocks behind one another from the end of the static data on, given back all at once before each file.
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define PAGE 65536
#define GROWTH (16 * PAGE)

/** Throws: the module may not take as much memory as the file needs. */
__attribute__((import_module("host"), import_name("outOfMemory"))) _Noreturn void out_of_memory(void);

extern char __heap_base;

typedef struct Block {
  /** In bytes, a multiple of 8. */
  size_t size;
  size_t unused;
} BlockHeader;

_Static_assert(sizeof(BlockHeader) == 8, "blocks begin at multiples of 8");

/** A block that was given back; blocks of the same size form a list. */
typedef struct FreeBlock {
  struct FreeBlock *next;
} FreeBlock;

#define LARGEST_LISTED 256
static FreeBlock *free_blocks[LARGEST_LISTED / 8 + 1];
static char *heap_end;

/** In bytes; how far the module's memory may grow. */
static uint32_t memory_limit = UINT32_MAX;

static BlockHeader *header_of(void *block) { return (BlockHeader *)block - 1; }

/** Gives back everything; what is allocated next begins at `start`. */
static void memory_reset(char *start) {
  memset(free_blocks, 0, sizeof free_blocks);
  heap_end = (char *)(((uintptr_t)start + 7) & ~(uintptr_t)7);
}

/** Makes sure that the module's memory reaches up to an address. */
static void memory_reach(uint64_t address) {
  uint64_t have = (uint64_t)__builtin_wasm_memory_size(0) * PAGE;
  if (address <= have) return;
  if (address > memory_limit) out_of_memory();
  // By more than is missing, so that a file does not grow the memory a page at a time.
  uint64_t wanted = address + GROWTH < memory_limit ? address + GROWTH : memory_limit;
  if (__builtin_wasm_memory_grow(0, (wanted - have + PAGE - 1) / PAGE) == (size_t)-1) out_of_memory();
}

static void *memory_allocate(size_t bytes) {
  size_t size = (bytes + 7) & ~(size_t)7;
  if (size <= LARGEST_LISTED) {
    FreeBlock *found = free_blocks[size / 8];
    if (found) {
      free_blocks[size / 8] = found->next;
      return found;
    }
  }
  char *block = heap_end + sizeof(BlockHeader);
  memory_reach((uint64_t)(uintptr_t)block + size);
  heap_end = block + size;
  header_of(block)->size = size;
  return block;
}

static void *memory_allocate_zeroed(size_t count, size_t size) {
  return memset(memory_allocate(count * size), 0, count * size);
}

static void memory_free(void *block) {
  if (!block) return;
  size_t size = header_of(block)->size;
  if (size > LARGEST_LISTED || size == 0) return;
  FreeBlock *freed = block;
  freed->next = free_blocks[size / 8];
  free_blocks[size / 8] = freed;
}

static void *memory_reallocate(void *block, size_t bytes) {
  if (!block) return memory_allocate(bytes);
  size_t old = header_of(block)->size;
  if (bytes <= old) return block;
  if ((char *)block + old == heap_end) {
    size_t size = (bytes + 7) & ~(size_t)7;
    memory_reach((uint64_t)(uintptr_t)block + size);
    heap_end = (char *)block + size;
    header_of(block)->size = size;
    return block;
  }
  void *moved = memory_allocate(bytes);
  memcpy(moved, block, old);
  memory_free(block);
  return moved;
}

// What a compiler expects of the C library. A loop that is written out would be taken for a call of itself.
#define LIBRARY __attribute__((no_builtin))

typedef uint64_t __attribute__((may_alias, aligned(1))) Word;

LIBRARY void *memcpy(void *restrict to, const void *restrict from, size_t bytes) {
  char *at = to;
  const char *read = from;
  for (; bytes >= 8; bytes -= 8, at += 8, read += 8) *(Word *)at = *(const Word *)read;
  for (; bytes > 0; bytes--) *at++ = *read++;
  return to;
}

LIBRARY void *memmove(void *to, const void *from, size_t bytes) {
  if ((uintptr_t)to - (uintptr_t)from >= bytes) return memcpy(to, from, bytes);
  char *at = to;
  const char *read = from;
  while (bytes-- > 0) at[bytes] = read[bytes];
  return to;
}

LIBRARY void *memset(void *to, int byte, size_t bytes) {
  char *at = to;
  uint64_t eight = (uint8_t)byte * 0x0101010101010101u;
  for (; bytes >= 8; bytes -= 8, at += 8) *(Word *)at = eight;
  for (; bytes > 0; bytes--) *at++ = (char)byte;
  return to;
}

LIBRARY int memcmp(const void *left, const void *right, size_t bytes) {
  const uint8_t *a = left;
  const uint8_t *b = right;
  for (; bytes > 0; bytes--, a++, b++)
    if (*a != *b) return *a - *b;
  return 0;
}

LIBRARY size_t strlen(const char *text) {
  size_t length = 0;
  while (text[length]) length++;
  return length;
}
