// Parsing with tree-sitter's parts, as its ts_parser_parse does for a text that was not parsed before. What differs is
// how it goes about the usual case, a single version of the stack and one thing to do: without the detours that forks,
// errors and earlier trees need. Trees are not balanced, which only parsing them again would gain from.

/** The text being parsed, valid UTF-8 with a NUL behind it. */
static const uint8_t *text;
static const uint8_t *text_end;

/** The state in which keywords are scanned. */
static const TSStateId KEYWORD_LEXER = 0;

// ---- Tokens

static Place place_of(Length position) { return (Place){text + position.bytes, position.extent.row}; }

/** Columns are not counted: nothing asks for them. */
static Length between(Place from, Place to) { return (Length){(uint32_t)(to.at - from.at), {to.row - from.row, 0}}; }

static bool is_allowed(TSStateId state, TSSymbol keyword) {
  return ts_language_has_actions(GO, state, keyword) || ts_language_is_reserved_word(GO, state, keyword);
}

/** The token that was scanned, `start` being where the one before it ends. An identifier may turn out to be a keyword. */
static Subtree token_of(TSParser *parser, const Scanner *scanner, Place start, TSStateId state) {
  TSSymbol symbol = scanner->result_symbol;
  bool is_keyword = false;
  if (symbol == GO->keyword_capture_token) {
    Scanner keyword = scanner_at(scanner->token_start, text, text_end);
    is_keyword = ts_lex_keywords(&keyword, KEYWORD_LEXER);
    if (is_keyword && keyword.token_end.at == scanner->token_end.at && is_allowed(state, keyword.result_symbol))
      symbol = keyword.result_symbol;
  }
  Length padding = between(start, scanner->token_start);
  Length size = between(scanner->token_start, scanner->token_end);
  return ts_subtree_new_leaf(&parser->tree_pool, symbol, padding, size, 0, state, false, false, is_keyword, GO);
}

/** The next place after a character; the same one at the end of the text. */
static Place after(Place place) {
  int32_t character;
  place.at += decode(place.at, text_end, &character);
  place.row += character == '\n';
  return place;
}

/** What is no token in this state: one that another state has or, all in one, the text up to the next of those. */
static Subtree unexpected(TSParser *parser, Place start, TSStateId state) {
  Place first = {NULL, 0};
  Place last = start;
  for (;;) {
    Scanner scanner = scanner_at(last, text, text_end);
    bool is_token = ts_lex(&scanner, ts_lex_modes[ERROR_STATE].lex_state);
    if (is_token && !first.at) return token_of(parser, &scanner, start, state);
    if (is_token) break;
    if (!first.at) first = last = scanner.token_start;
    // Go on behind what was looked at, or at least behind one character.
    Place next = scanner.next.at == last.at ? after(last) : scanner.next;
    if (next.at == last.at) break;
    last = next;
  }
  return ts_subtree_new_error(&parser->tree_pool, 0, between(start, first), between(first, last), 0, state, GO);
}

static Subtree next_token(TSParser *parser, Place start, TSStateId state) {
  Scanner scanner = scanner_at(start, text, text_end);
  bool is_token = ts_lex(&scanner, ts_lex_modes[state].lex_state);
  return is_token ? token_of(parser, &scanner, start, state) : unexpected(parser, start, state);
}

// ---- Actions

/** What the tables hold for a state and a symbol, which takes a search for most; the last answers are kept. */
static uint16_t lookup(TSStateId state, TSSymbol symbol) {
  enum { SIZE = 4096 };
  static struct {
    uint32_t key;
    uint16_t value;
  } known[SIZE];
  uint32_t key = ((uint32_t)state << 16 | symbol) + 1; // zero is what an unused entry holds
  uint32_t slot = (state * 31u + symbol) % SIZE;
  if (known[slot].key != key) {
    known[slot].value = ts_language_lookup(GO, state, symbol);
    known[slot].key = key;
  }
  return known[slot].value;
}

/** What to do in a state before a token. */
static TableEntry actions_for(TSStateId state, TSSymbol token) {
  if (token >= GO->token_count) return (TableEntry){NULL, 0, false}; // text that is no token
  const TSParseActionEntry *entry = &GO->parse_actions[lookup(state, token)];
  return (TableEntry){(const TSParseAction *)(entry + 1), entry->entry.count, entry->entry.reusable};
}

/** The one thing to do; NULL when there is a choice or nothing. */
static const TSParseAction *only_action(TableEntry entry) {
  if (entry.action_count == 1) return entry.actions;
  if (entry.action_count != 2) return NULL;
  // A shift that is marked so stands for going on with a repetition, which is reduced to instead, always.
  TSParseAction second = entry.actions[1];
  return second.type == TSParseActionTypeShift && second.shift.repetition ? entry.actions : NULL;
}

static bool is_alone(const TSParser *parser) {
  const Stack *stack = parser->stack;
  return stack->heads.size == 1 && stack->heads.contents[0].status == StackStatusActive && !parser->finished_tree.ptr;
}

/** As ts_stack_push does, but without clearing the room for links that a node hardly ever has. */
static void push(Stack *stack, Subtree subtree, TSStateId state) {
  StackHead *head = stack->heads.contents;
  StackNode *below = head->node;
  StackNode *node = stack->node_pool.size > 0 ? array_pop(&stack->node_pool) : ts_malloc(sizeof(StackNode));
  node->state = state;
  node->ref_count = 1;
  node->link_count = 1;
  node->links[0] = (StackLink){below, subtree, false};
  node->position = length_add(below->position, ts_subtree_total_size(subtree));
  node->error_cost = below->error_cost + ts_subtree_error_cost(subtree);
  node->node_count = below->node_count + stack__subtree_node_count(subtree);
  node->dynamic_precedence = below->dynamic_precedence + ts_subtree_dynamic_precedence(subtree);
  head->node = node;
}

/** Takes the uppermost node off a stack that nobody shares; what it held is the caller's. */
static Subtree pop(Stack *stack) {
  StackHead *head = stack->heads.contents;
  StackNode *node = head->node;
  Subtree subtree = node->links[0].subtree;
  head->node = node->links[0].node;
  if (stack->node_pool.size < MAX_NODE_POOL_SIZE) array_push(&stack->node_pool, node);
  else ts_free(node);
  return subtree;
}

/**
 * How many nodes to pop for as many children, comments between them included; 0 where another version shares one of
 * them, or several ways lead down.
 */
static uint32_t depth_of(const Stack *stack, uint32_t children) {
  uint32_t depth = 0;
  const StackNode *node = stack->heads.contents[0].node;
  while (children > 0) {
    if (node->link_count != 1 || node->ref_count != 1 || !node->links[0].subtree.ptr) return 0;
    if (!ts_subtree_extra(node->links[0].subtree)) children--;
    node = node->links[0].node;
    depth++;
  }
  return depth;
}

/** Reduces in place. Returns false, and does nothing, where the stack is not as simple as that. */
static bool reduce_alone(TSParser *parser, TSParseAction action) {
  Stack *stack = parser->stack;
  uint32_t depth = depth_of(stack, action.reduce.child_count);
  if (depth == 0) return false;
  // Comments behind the last child are not the parent's: they go back onto the stack.
  array_clear(&parser->trailing_extras);
  while (ts_subtree_extra(stack->heads.contents[0].node->links[0].subtree)) {
    array_push(&parser->trailing_extras, pop(stack));
    depth--;
  }
  SubtreeArray children = array_new();
  array_reserve(&children, (ts_subtree_alloc_size(depth) + sizeof(Subtree) - 1) / sizeof(Subtree)); // and its parent
  children.size = depth;
  for (uint32_t i = depth; i > 0; i--) children.contents[i - 1] = pop(stack);
  MutableSubtree parent = ts_subtree_new_node(action.reduce.symbol, &children, action.reduce.production_id, GO);
  parent.ptr->dynamic_precedence += action.reduce.dynamic_precedence;
  TSStateId state = lookup(stack->heads.contents[0].node->state, action.reduce.symbol);
  push(stack, ts_subtree_from_mut(parent), state);
  while (parser->trailing_extras.size > 0) push(stack, array_pop(&parser->trailing_extras), state);
  return true;
}

/** Takes an identifier for one although it spells a keyword, where only that is allowed. */
static bool as_identifier(TSParser *parser, TSStateId state, Subtree *token) {
  TSSymbol identifier = GO->keyword_capture_token;
  TSSymbol symbol = ts_subtree_symbol(*token);
  if (!ts_subtree_is_keyword(*token) || symbol == identifier || ts_language_is_reserved_word(GO, state, symbol) ||
      actions_for(state, identifier).action_count == 0)
    return false;
  MutableSubtree changed = ts_subtree_make_mut(&parser->tree_pool, *token);
  ts_subtree_set_symbol(&changed, identifier, GO);
  *token = ts_subtree_from_mut(changed);
  return true;
}

/** What became of a version of the stack before a token. */
typedef enum {
  /** It has taken the token, or is done with. */
  DONE,
  /** It was reduced and meets the token again. */
  REDUCED,
  /** Nothing: the token is an error here. */
  STUCK,
} Outcome;

/** Does all that the tables say. Each reduction makes a version of its own; the last one takes the place of this one. */
static Outcome act(TSParser *parser, StackVersion version, TableEntry entry, Subtree token) {
  StackVersion reduced = STACK_VERSION_NONE;
  bool did_reduce = false;
  for (uint32_t i = 0; i < entry.action_count; i++) {
    TSParseAction action = entry.actions[i];
    switch (action.type) {
      case TSParseActionTypeShift: {
        if (action.shift.repetition) break;
        TSStateId state = action.shift.extra ? ts_stack_state(parser->stack, version) : action.shift.state;
        ts_parser__shift(parser, version, state, token, action.shift.extra);
        return DONE;
      }
      case TSParseActionTypeReduce: {
        StackVersion made = ts_parser__reduce(parser, version, action.reduce.symbol, action.reduce.child_count,
          action.reduce.dynamic_precedence, action.reduce.production_id, entry.action_count > 1, false);
        if (made != STACK_VERSION_NONE) reduced = made;
        did_reduce = true;
        break;
      }
      case TSParseActionTypeAccept:
        ts_parser__accept(parser, version, token);
        return DONE;
      case TSParseActionTypeRecover:
        ts_parser__recover(parser, version, token);
        return DONE;
    }
  }
  if (!did_reduce) return STUCK;
  if (reduced != STACK_VERSION_NONE) {
    ts_stack_renumber_version(parser->stack, reduced, version);
    return REDUCED;
  }
  // What it was reduced to is what another version holds already.
  ts_subtree_release(&parser->tree_pool, token);
  ts_stack_halt(parser->stack, version);
  return DONE;
}

/** Brings a version of the stack behind its next token; or ends it, or puts it aside with an error. */
static void advance(TSParser *parser, StackVersion version) {
  Stack *stack = parser->stack;
  TSStateId state = ts_stack_state(stack, version);
  Length position = ts_stack_position(stack, version);
  TableEntry entry;
  Subtree token = ts_parser__get_cached_token(parser, state, position.bytes, NULL_SUBTREE, &entry);
  bool is_cached = token.ptr;
  if (!is_cached) {
    token = next_token(parser, place_of(position), state);
    entry = actions_for(state, ts_subtree_symbol(token));
  }
  for (;; state = ts_stack_state(stack, version), entry = actions_for(state, ts_subtree_symbol(token))) {
    const TSParseAction *only = is_alone(parser) ? only_action(entry) : NULL;
    if (only && only->type == TSParseActionTypeShift && !only->shift.extra) return push(stack, token, only->shift.state);
    if (only && only->type == TSParseActionTypeReduce && reduce_alone(parser, *only)) continue;
    // Other versions may meet the token too.
    if (!is_cached) ts_parser__set_cached_token(parser, position.bytes, NULL_SUBTREE, token);
    is_cached = true;
    Outcome outcome = act(parser, version, entry, token);
    if (outcome == DONE) return;
    if (outcome == REDUCED || as_identifier(parser, state, &token)) continue;
    // A version with its first error waits for the others: one of them may have none.
    if (state == ERROR_STATE) return ts_parser__recover(parser, version, token);
    return ts_stack_pause(stack, version, token);
  }
}

/** Parses the text. The tree is the caller's. */
static Subtree parse_text(const uint8_t *start, const uint8_t *end) {
  text = start;
  text_end = end;
  TSParser *parser = ts_parser_new();
  ts_parser_set_language(parser, GO);
  Stack *stack = parser->stack;
  uint32_t reached = 0;
  for (;;) {
    StackVersion version = 0;
    for (; version < stack->heads.size; version++) {
      while (ts_stack_is_active(stack, version)) {
        advance(parser, version);
        uint32_t position = ts_stack_position(stack, version).bytes;
        if (position < reached || (position == reached && version == 0)) continue;
        reached = position;
        if (!is_alone(parser)) break;
      }
    }
    uint32_t least_cost = ts_parser__condense_stack(parser);
    if (version == 0) break;
    if (parser->finished_tree.ptr && ts_subtree_error_cost(parser->finished_tree) < least_cost) break;
  }
  return parser->finished_tree;
}
