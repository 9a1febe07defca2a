import { Source } from '../text/source.js';
import { ParserModule } from './parser-module.js';
import { recover } from './recover.js';
import { Tree, type TreeArrays } from './tree.js';
import { withoutBodies } from './without-bodies.js';

export { ParserCrash } from './parser-module.js';

/** Parses Go sources. One parser serves any number of files, one after the other. */
export interface GoParser {
  /**
   * Never fails on bad Go: what cannot be parsed is in the tree's `errors`. Throws ParserCrash when the WebAssembly
   * module ran out of its stack or memory; the parser can be used on afterwards.
   */
  parse(source: Source): Tree;
  /** As parse, but without what function bodies hold: for packages of which only the declarations are asked. */
  parseDeclarations(source: Source): Tree;
}

/** Makes a parser of the bytes of wasm/go-parser.wasm. */
export async function createParser(bytes: Uint8Array): Promise<GoParser> {
  const module = await ParserModule.compile(bytes);
  const arraysOf = (source: Source): TreeArrays => module.parse(source.text);
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
