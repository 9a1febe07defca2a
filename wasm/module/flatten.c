// The tree as arrays, one entry a node, in preorder: what src/engine/syntax/tree.ts describes as TreeArrays. A node's
// kind, field and place are those that tree-sitter's tree cursor gives.

/** What becomes of a symbol's nodes; as in src/engine/syntax/symbols.ts. */
enum { DROP, NODE, LEAF, COMMENT };

#define SYMBOL_LIMIT 512
#define FIELD_LIMIT 128
#define NO_NODE UINT32_MAX

/** The numbers of the engine for those of the grammar; given once, before anything is flattened. */
static struct {
  uint8_t kind[SYMBOL_LIMIT];
  uint8_t treatment[SYMBOL_LIMIT];
  uint8_t field[FIELD_LIMIT];
  uint8_t error_kind;
  /** Nodes at this depth are errors, and what lies below them is left out. */
  uint32_t max_depth;
} engine;

/** The result. Places are bytes or, where the text is not ASCII, UTF-16 code units. */
static struct {
  uint32_t size, comment_count, error_count;
  uint8_t *kind, *field;
  uint32_t *start, *end, *parent, *skip;
  /** Start and end of each. */
  uint32_t *comments;
  uint32_t *errors;
} flat;

/** A node whose children are being looked at; of hidden nodes too, which have no entry of their own. */
typedef struct {
  const Subtree *children;
  const TSSymbol *aliases;
  const TSFieldMapEntry *fields, *fields_end;
  uint32_t count, next;
  /** As the grammar counts: without comments. */
  uint32_t structural;
  /** The entry that children belong to. */
  uint32_t entry;
  uint32_t depth;
  /** What a hidden node is to the node around it, which its children are then too. */
  TSFieldId inherited;
  bool is_entry;
} Frame;

static Array(Frame) frames;

/** Converts places, which only ever grow, from bytes into UTF-16 code units. */
static struct {
  bool is_needed;
  uint32_t bytes, units;
} place;

static uint32_t units(uint32_t bytes) {
  if (!place.is_needed) return bytes;
  for (; place.bytes < bytes; place.bytes++) {
    uint8_t byte = text[place.bytes];
    if ((byte & 0xc0) != 0x80) place.units += byte >= 0xf0 ? 2 : 1;
  }
  return place.units;
}

static void enter(Subtree node, uint32_t entry, uint32_t depth, TSFieldId inherited, bool is_entry) {
  Frame frame = {
    .children = ts_subtree_children(node),
    .count = node.ptr->child_count,
    .aliases = ts_language_alias_sequence(GO, node.ptr->production_id),
    .entry = entry,
    .depth = depth,
    .inherited = inherited,
    .is_entry = is_entry,
  };
  ts_language_field_map(GO, node.ptr->production_id, &frame.fields, &frame.fields_end);
  array_push(&frames, frame);
}

static TSFieldId field_of(const Frame *frame) {
  for (const TSFieldMapEntry *at = frame->fields; at < frame->fields_end; at++)
    if (!at->inherited && at->child_index == frame->structural) return at->field_id;
  return frame->inherited;
}

static uint32_t add(uint8_t kind, TSFieldId field, uint32_t start, uint32_t parent) {
  uint32_t entry = flat.size++;
  flat.kind[entry] = kind;
  flat.field[entry] = engine.field[field];
  flat.start[entry] = start;
  flat.parent[entry] = parent;
  return entry;
}

static void leave(uint32_t entry, uint32_t end) {
  flat.end[entry] = end;
  flat.skip[entry] = flat.size;
}

/**
 * Takes up a visible node at `position`. Returns whether its children are to be looked at next; `frames` has changed
 * then.
 */
static bool visit(Subtree node, TSSymbol symbol, TSFieldId field, uint32_t position, uint32_t parent, uint32_t depth,
                  bool may_err) {
  bool is_error = symbol == ts_builtin_sym_error || depth == engine.max_depth;
  uint8_t treatment = is_error ? NODE : engine.treatment[symbol];
  bool is_missing = may_err && ts_subtree_missing(node);
  uint32_t end = position + ts_subtree_size(node).bytes;
  if (treatment == COMMENT) {
    flat.comments[2 * flat.comment_count] = units(position);
    flat.comments[2 * flat.comment_count++ + 1] = units(end);
    return false;
  }
  if (treatment == DROP && !is_missing) return false;
  uint8_t kind = is_error || treatment == DROP ? engine.error_kind : engine.kind[symbol];
  uint32_t entry = add(kind, field, units(position), parent);
  if (is_error || is_missing) flat.errors[flat.error_count++] = entry;
  // In a tree with errors a literal's closing quote may be one that the parser invented.
  bool is_leaf = depth == engine.max_depth || (treatment == LEAF && !may_err) || ts_subtree_child_count(node) == 0;
  if (is_leaf) leave(entry, units(end));
  else enter(node, entry, depth + 1, 0, true);
  return !is_leaf;
}

static void allocate_arrays(uint32_t nodes) {
  flat.size = flat.comment_count = flat.error_count = 0;
  flat.kind = ts_malloc(nodes);
  flat.field = ts_malloc(nodes);
  flat.start = ts_malloc(nodes * sizeof(uint32_t));
  flat.end = ts_malloc(nodes * sizeof(uint32_t));
  flat.parent = ts_malloc(nodes * sizeof(uint32_t));
  flat.skip = ts_malloc(nodes * sizeof(uint32_t));
  flat.comments = ts_malloc(nodes * 2 * sizeof(uint32_t));
  flat.errors = ts_malloc(nodes * sizeof(uint32_t));
}

static void flatten_tree(Subtree root, bool is_ascii) {
  bool may_err = ts_subtree_error_cost(root) > 0;
  uint32_t position = ts_subtree_padding(root).bytes;
  place.is_needed = !is_ascii;
  place.bytes = place.units = 0;
  array_init(&frames);
  array_reserve(&frames, 256);
  allocate_arrays(1 + ts_subtree_visible_descendant_count(root));
  visit(root, ts_subtree_symbol(root), 0, position, NO_NODE, 0, may_err);
  while (frames.size > 0) {
    Frame *frame = array_back(&frames);
    if (frame->next == frame->count) {
      if (frame->is_entry) leave(frame->entry, units(position));
      frames.size--;
      continue;
    }
    Subtree child = frame->children[frame->next];
    if (frame->next++ > 0) position += ts_subtree_padding(child).bytes;
    TSSymbol alias = 0;
    TSFieldId field = 0;
    if (!ts_subtree_extra(child)) {
      if (frame->aliases) alias = frame->aliases[frame->structural];
      field = field_of(frame);
      frame->structural++;
    }
    bool is_entered;
    if (alias || ts_subtree_visible(child)) {
      TSSymbol symbol = alias ? alias : ts_subtree_symbol(child);
      is_entered = visit(child, symbol, field, position, frame->entry, frame->depth, may_err);
    } else {
      is_entered = ts_subtree_visible_child_count(child) > 0;
      if (is_entered) enter(child, frame->entry, frame->depth, field, false);
    }
    if (!is_entered) position += ts_subtree_size(child).bytes;
  }
}
