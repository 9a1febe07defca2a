// Tokens. The functions that the parser generator writes recognize them, over a scanner of our own: their macros are
// redefined so that the place in the text is a local variable, where tree-sitter's lexer is called for each character.
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/** A place in the text, and the number of line ends before it. */
typedef struct {
  const uint8_t *at;
  uint32_t row;
} Place;

/** What the generated functions know as TSLexer. */
typedef struct {
  /** Before the next character to be read. */
  Place next;
  /** The end of the text, where a NUL stands. */
  const uint8_t *end;
  Place token_start, token_end;
  TSSymbol result_symbol;
} Scanner;

/** The character that UTF-8 encodes at `at` and how many bytes it takes: none at the end. The text is valid UTF-8. */
static uint32_t decode(const uint8_t *at, const uint8_t *end, int32_t *character) {
  uint32_t first = at[0];
  if (first < 0x80) {
    *character = (int32_t)first;
    return at < end;
  }
  uint32_t width = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  uint32_t code = first & (0x7fu >> width);
  for (uint32_t i = 1; i < width; i++) code = code << 6 | (at[i] & 0x3fu);
  *character = (int32_t)code;
  return width;
}

/** Whether sorted ranges hold a character. The few that are ASCII come first and are asked for nearly always. */
static inline bool is_in(const TSCharacterRange *ranges, uint32_t count, int32_t character) {
  if (character >= 0x80) return set_contains(ranges, count, character);
  for (uint32_t i = 0; i < count && ranges[i].start <= character; i++)
    if (character <= ranges[i].end) return true;
  return false;
}

#define ASCII 128

/** Turns pairs of a character and what follows into a table by character. */
__attribute__((noinline)) static void tabulate(TSStateId *table, const uint16_t *pairs, uint32_t size) {
  for (uint32_t i = 0; i < size; i += 2) {
    if (pairs[i] >= ASCII) __builtin_trap();
    table[pairs[i]] = pairs[i + 1];
  }
}

#undef START_LEXER
#define START_LEXER()                      \
  const uint8_t *at = lexer->next.at;      \
  uint32_t row = lexer->next.row;          \
  uint32_t width;                          \
  bool result = false;                     \
  bool skip = false;                       \
  UNUSED bool eof = false;                 \
  int32_t lookahead;                       \
  goto start;                              \
  next_state:                              \
  row += lookahead == '\n';                \
  at += width;                             \
  if (skip) {                              \
    lexer->token_start = (Place){at, row}; \
    skip = false;                          \
  }                                        \
  start:                                   \
  lookahead = *at;                         \
  width = 1;                               \
  if (lookahead == 0 || lookahead >= 0x80) width = decode(at, lexer->end, &lookahead);

/** The generated functions say `eof = lexer->eof(lexer)`. */
#define eof(lexer) end == at

#undef ACCEPT_TOKEN
#define ACCEPT_TOKEN(symbol)             \
  {                                      \
    result = true;                       \
    lexer->result_symbol = (symbol);     \
    lexer->token_end = (Place){at, row}; \
  }

#undef END_STATE
#define END_STATE()                 \
  {                                 \
    lexer->next = (Place){at, row}; \
    return result;                  \
  }

#undef ADVANCE_MAP
#define ADVANCE_MAP(...)                                                          \
  {                                                                               \
    static const uint16_t pairs[] = {__VA_ARGS__};                                \
    static TSStateId table[ASCII];                                                \
    if (!table[pairs[0]]) tabulate(table, pairs, sizeof pairs / sizeof pairs[0]); \
    if (lookahead < ASCII && table[lookahead]) {                                  \
      state = table[lookahead];                                                   \
      goto next_state;                                                            \
    }                                                                             \
  }

#define set_contains is_in
#define TSLexer Scanner
#include "go_parser.c"
#undef TSLexer
#undef set_contains
#undef eof

/** A scanner for the token at a place. A byte order mark at the beginning of the text belongs to none. */
static Scanner scanner_at(Place place, const uint8_t *text, const uint8_t *text_end) {
  if (place.at == text && memcmp(text, "\xef\xbb\xbf", 3) == 0) place.at += 3;
  return (Scanner){.next = place, .end = text_end, .token_start = place};
}

// What is left of tree-sitter's own lexer: it says where a token would begin that the parser invents.
void ts_lexer_init(Lexer *lexer) { (void)lexer; }
void ts_lexer_reset(Lexer *lexer, Length position) { lexer->token_end_position = position; }
void ts_lexer_mark_end(Lexer *lexer) { (void)lexer; }
