import { Language, Parser, type Tree as WasmTree } from 'web-tree-sitter';
import { Source } from '../text/source.js';
import { flattenByCursor } from './flatten-by-cursor.js';
import { type CursorExports, flattenInside } from './flatten-inside.js';
import { recover } from './recover.js';
import { type SymbolTables, symbolTables } from './symbols.js';
import { Tree, type TreeArrays } from './tree.js';
import { withoutBodies } from './without-bodies.js';

/** Parses Go sources. One parser serves any number of files, one after the other. */
export interface GoParser {
  /**
   * Never fails on bad Go: what cannot be parsed is in the tree's `errors`. Throws ParserCrash when the WebAssembly
   * module ran out of its stack or memory (hostile nesting); the parser can be used on afterwards.
   */
  parse(source: Source): Tree;
  /** As parse, but without what function bodies hold: for packages of which only the declarations are asked. */
  parseDeclarations(source: Source): Tree;
}

/** The parser's WebAssembly module gave up on a file. */
export class ParserCrash extends Error {
  override readonly name = 'ParserCrash';
}

/** The bytes of the two WebAssembly modules; absent `runtime` means that web-tree-sitter finds its own. */
export interface ParserModules {
  readonly grammar: Uint8Array;
  readonly runtime?: Uint8Array;
}

/** `cursor` selects the public, slower way to read the tree, for tests and as the way out when exports are missing. */
export async function createParser(modules: ParserModules, read: 'inside' | 'cursor' = 'inside'): Promise<GoParser> {
  const { exports, language, tables } = await load(modules);
  const parser = new Parser();
  parser.setLanguage(language);
  const inside = read === 'inside' && exports !== undefined;
  const arraysOf = (source: Source): TreeArrays => {
    const tree = parseGuarded(parser, source);
    try {
      return inside ? flattenInside(exports, tree, tables) : flattenByCursor(tree, tables);
    } finally {
      tree.delete(); // WebAssembly memory is not garbage-collected
    }
  };
  const parse = (source: Source): Tree => {
    const tree = new Tree(source, arraysOf(source));
    return tree.arrays.errors.length === 0 ? tree : recover(tree, arraysOf);
  };
  const parseDeclarations = (source: Source): Tree => {
    const arrays = arraysOf(Source.fromText(source.path, withoutBodies(source.text)));
    return arrays.errors.length === 0 ? new Tree(source, arrays) : parse(source);
  };
  return { parse, parseDeclarations };
}

interface Loaded {
  readonly exports: CursorExports | undefined;
  readonly language: Language;
  readonly tables: SymbolTables;
}

let loaded: Promise<Loaded> | undefined;

/** The runtime is one per process: web-tree-sitter keeps it in a module variable. */
function load(modules: ParserModules): Promise<Loaded> {
  loaded ??= (async () => {
    // Emscripten writes the module's exports onto the object that it is given.
    const module: Record<string, unknown> = modules.runtime ? { wasmBinary: modules.runtime } : {};
    await Parser.init(module);
    const language = await Language.load(modules.grammar);
    return { exports: cursorExports(module), language, tables: symbolTables(language) };
  })();
  return loaded;
}

function parseGuarded(parser: Parser, source: Source): WasmTree {
  let tree: WasmTree | null;
  try {
    tree = parser.parse(source.text);
  } catch (cause) {
    parser.reset();
    throw new ParserCrash('the parser ran out of memory or stack', { cause });
  }
  if (tree === null) throw new ParserCrash('the parser returned no tree');
  return tree;
}

const exportNames = [
  '_ts_tree_root_node_wasm',
  '_ts_node_has_error_wasm',
  '_ts_tree_cursor_new_wasm',
  '_ts_tree_cursor_delete_wasm',
  '_ts_tree_cursor_goto_first_child_wasm',
  '_ts_tree_cursor_goto_next_sibling_wasm',
  '_ts_tree_cursor_goto_parent_wasm',
  '_ts_tree_cursor_current_node_type_id_wasm',
  '_ts_tree_cursor_current_node_is_missing_wasm',
  '_ts_tree_cursor_current_field_id_wasm',
  '_ts_tree_cursor_start_index_wasm',
  '_ts_tree_cursor_end_index_wasm',
] as const;

/** Undocumented, hence checked one by one: without them the public cursor serves. */
export function cursorExports(module: Record<string, unknown>): CursorExports | undefined {
  for (const name of exportNames) if (typeof module[name] !== 'function') return undefined;
  return module as unknown as CursorExports;
}
