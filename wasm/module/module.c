// One WebAssembly module that parses Go and flattens the tree: tree-sitter's C core, the parser that its generator
// writes from ../grammar.js, and what is in this folder. build.sh compiles this file; README.md says how and why.

#include "memory.c"

#define ts_malloc memory_allocate
#define ts_calloc memory_allocate_zeroed
#define ts_realloc memory_reallocate
#define ts_free memory_free

#include "error_costs.h"
// What an error costs by its length is counted in bytes of UTF-16, as in web-tree-sitter, so that both recover alike.
#undef ERROR_COST_PER_SKIPPED_CHAR
#define ERROR_COST_PER_SKIPPED_CHAR 2

#include "language.c"
#include "stack.c"
#include "subtree.c"
#include "parser.c"
#include "wasm_store.c"

#include "scanner.c"

#define GO (tree_sitter_go())

#include "parse.c"

#include "flatten.c"

#define EXPORT(name) __attribute__((export_name(name)))

// ---- What the grammar calls things

EXPORT("symbolCount") uint32_t symbol_count(void) { return GO->symbol_count + GO->alias_count; }
EXPORT("fieldCount") uint32_t field_count(void) { return GO->field_count; }
EXPORT("symbolName") const char *name_of_symbol(uint32_t id) { return GO->symbol_names[id]; }
EXPORT("fieldName") const char *name_of_field(uint32_t id) { return GO->field_names[id]; }
EXPORT("symbolIsVisible") bool symbol_is_visible(uint32_t id) { return GO->symbol_metadata[id].visible; }
/** Several symbols may be one to those who read the tree. */
EXPORT("publicSymbol") uint32_t public_symbol(uint32_t id) { return GO->public_symbol_map[id]; }

// ---- What the engine calls them

EXPORT("setSymbol") void set_symbol(uint32_t id, uint32_t kind, uint32_t treatment) {
  engine.kind[id] = (uint8_t)kind;
  engine.treatment[id] = (uint8_t)treatment;
}
EXPORT("setField") void set_field(uint32_t id, uint32_t field) { engine.field[id] = (uint8_t)field; }
EXPORT("setLimits") void set_limits(uint32_t error_kind, uint32_t max_depth, uint32_t max_bytes) {
  engine.error_kind = (uint8_t)error_kind;
  engine.max_depth = max_depth;
  memory_limit = max_bytes;
}

// ---- A file

/** Where to put a text of at most so many bytes, in UTF-8. Everything about the file before is gone. */
EXPORT("textBuffer") char *text_buffer(uint32_t bytes) {
  memory_reset(&__heap_base);
  memory_reach((uint64_t)(uintptr_t)&__heap_base + bytes + 1);
  return &__heap_base;
}

/** Parses and flattens the text in the buffer. Returns where the result is, its fields as `flat` has them. */
EXPORT("parse") const void *parse(uint32_t bytes, bool is_ascii) {
  char *end = &__heap_base + bytes;
  *end = '\0';
  memory_reset(end + 1);
  flatten_tree(parse_text((const uint8_t *)&__heap_base, (const uint8_t *)end), is_ascii);
  return &flat;
}
