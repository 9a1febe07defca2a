import type { Tree as WasmTree } from 'web-tree-sitter';
import { ArrayBuilder } from './array-builder.js';
import { Kind } from './kinds.js';
import { DROP, ERROR_SYMBOL, leaves, type SymbolTables } from './symbols.js';
import { MAX_DEPTH, NONE, type TreeArrays } from './tree.js';

/**
 * web-tree-sitter's own WebAssembly exports. Each reads the cursor from the module's transfer buffer and leaves it
 * there, so that nothing is copied between calls: four to five times faster than the public TreeCursor, which moves
 * four words in and out on every call. All take the address of the tree.
 */
export interface CursorExports {
  _ts_tree_root_node_wasm(tree: number): void;
  _ts_node_has_error_wasm(tree: number): number;
  _ts_tree_cursor_new_wasm(tree: number): void;
  _ts_tree_cursor_delete_wasm(tree: number): void;
  _ts_tree_cursor_goto_first_child_wasm(tree: number): number;
  _ts_tree_cursor_goto_next_sibling_wasm(tree: number): number;
  _ts_tree_cursor_goto_parent_wasm(tree: number): number;
  _ts_tree_cursor_current_node_type_id_wasm(tree: number): number;
  _ts_tree_cursor_current_node_is_missing_wasm(tree: number): number;
  _ts_tree_cursor_current_field_id_wasm(tree: number): number;
  _ts_tree_cursor_start_index_wasm(tree: number): number;
  _ts_tree_cursor_end_index_wasm(tree: number): number;
}

const builder = new ArrayBuilder();

/** Reads the whole tree with the cursor left inside the WebAssembly module. */
export function flattenInside(wasm: CursorExports, wasmTree: WasmTree, { kinds, fields }: SymbolTables): TreeArrays {
  const tree = (wasmTree as unknown as { readonly 0: number })[0];
  wasm._ts_tree_root_node_wasm(tree);
  const mayErr = wasm._ts_node_has_error_wasm(tree) === 1;
  wasm._ts_tree_root_node_wasm(tree);
  wasm._ts_tree_cursor_new_wasm(tree);
  builder.reset();
  let parent = NONE;
  let depth = 0;
  for (;;) {
    const symbol = wasm._ts_tree_cursor_current_node_type_id_wasm(tree);
    const tooDeep = depth === MAX_DEPTH;
    const kind = symbol === ERROR_SYMBOL || tooDeep ? Kind.Error : kinds[symbol];
    const missing = mayErr && wasm._ts_tree_cursor_current_node_is_missing_wasm(tree) === 1;
    if (kind === Kind.Comment) {
      builder.comments.push(wasm._ts_tree_cursor_start_index_wasm(tree), wasm._ts_tree_cursor_end_index_wasm(tree));
    } else if (kind !== DROP || missing) {
      const field = fields[wasm._ts_tree_cursor_current_field_id_wasm(tree)];
      const start = wasm._ts_tree_cursor_start_index_wasm(tree);
      const index = builder.add(kind || Kind.Error, field, start, wasm._ts_tree_cursor_end_index_wasm(tree), parent);
      if (missing || kind === Kind.Error) builder.errors.push(index);
      // In a tree with errors a literal's closing quote may be one that the parser invented.
      const leaf = tooDeep || (!mayErr && leaves.has(kind as Kind));
      if (!leaf && wasm._ts_tree_cursor_goto_first_child_wasm(tree)) {
        parent = index;
        depth++;
        continue;
      }
    }
    while (!wasm._ts_tree_cursor_goto_next_sibling_wasm(tree)) {
      if (!wasm._ts_tree_cursor_goto_parent_wasm(tree)) {
        if (parent !== NONE) builder.leave(parent);
        wasm._ts_tree_cursor_delete_wasm(tree);
        return builder.finish();
      }
      parent = builder.leave(parent);
      depth--;
    }
  }
}
