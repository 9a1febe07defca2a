import { Kind } from './kinds.js';
import { type GrammarNames, symbolTables, treatmentOf } from './symbols.js';
import { MAX_DEPTH, type TreeArrays } from './tree.js';

/** The part of WebAssembly's interface that is used here; every host has it, and no type package of ours. */
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<CompiledModule>;
  readonly Instance: new (module: CompiledModule, imports: object) => { readonly exports: object };
  readonly RuntimeError: new () => Error;
};
type CompiledModule = object;

/** What wasm/module/module.c exports. Numbers are addresses in `memory`, or what their names say. */
interface Exports {
  /** Its buffer is another one each time that the memory grows. */
  readonly memory: { readonly buffer: ArrayBuffer };
  symbolCount(): number;
  symbolName(id: number): number;
  symbolIsVisible(id: number): number;
  publicSymbol(id: number): number;
  fieldCount(): number;
  fieldName(id: number): number;
  setSymbol(id: number, kind: number, treatment: number): void;
  setField(id: number, field: number): void;
  setLimits(errorKind: number, maxDepth: number, maxBytes: number): void;
  textBuffer(bytes: number): number;
  parse(bytes: number, isAscii: boolean): number;
}

/** The parser's WebAssembly module gave up on a file. */
export class ParserCrash extends Error {
  override readonly name = 'ParserCrash';
}

/** In bytes. A file takes some fifty times its size, so that this is enough for all that people write or generate. */
const MEMORY_LIMIT = 2 ** 30;
/** An instance that has taken more bytes is not used again, so that a very long file does not keep its memory. */
const KEPT_MEMORY = 2 ** 26;

const encoder = new TextEncoder();

/** The WebAssembly module that parses and flattens. Serves any number of texts, one after the other. */
export class ParserModule {
  readonly #module: CompiledModule;
  readonly #memoryLimit: number;
  /** Absent before the first text, behind one that made the module fail, and behind a very long one. */
  #exports: Exports | undefined;

  private constructor(module: CompiledModule, memoryLimit: number) {
    this.#module = module;
    this.#memoryLimit = memoryLimit;
  }

  /** Compiles wasm/go-parser.wasm. The limit is in bytes. */
  static async compile(bytes: Uint8Array, memoryLimit: number = MEMORY_LIMIT): Promise<ParserModule> {
    return new ParserModule(await WebAssembly.compile(bytes), memoryLimit);
  }

  /**
   * The tree of a Go file, its places as indexes into the text. Throws ParserCrash when the module ran out of its
   * memory or stack; it can be used on afterwards.
   */
  parse(text: string): TreeArrays {
    try {
      const exports = (this.#exports ??= this.#instantiate());
      const { memory } = exports;
      const bytes = 3 * text.length; // as many as UTF-8 may need
      const start = exports.textBuffer(bytes);
      const { written } = encoder.encodeInto(text, new Uint8Array(memory.buffer, start, bytes));
      const result = exports.parse(written, written === text.length);
      if (memory.buffer.byteLength > KEPT_MEMORY) this.#exports = undefined;
      return copyArrays(memory.buffer, result);
    } catch (cause) {
      this.#exports = undefined;
      // The host's own stack and memory end with a RangeError.
      const isExhausted = cause instanceof WebAssembly.RuntimeError || cause instanceof RangeError;
      throw isExhausted ? new ParserCrash('the parser ran out of memory or stack', { cause }) : cause;
    }
  }

  #instantiate(): Exports {
    const outOfMemory = () => {
      throw new ParserCrash(`parsing it takes more than ${this.#memoryLimit / 2 ** 20} MB of memory`);
    };
    const exports = new WebAssembly.Instance(this.#module, { host: { outOfMemory } }).exports as Exports;
    const { kinds, fields } = symbolTables(namesOf(exports));
    kinds.forEach((kind, id) => exports.setSymbol(id, kind, treatmentOf(kind)));
    fields.forEach((field, id) => exports.setField(id, field));
    exports.setLimits(Kind.Error, MAX_DEPTH, this.#memoryLimit);
    return exports;
  }
}

function namesOf(exports: Exports): GrammarNames {
  const bytes = new Uint8Array(exports.memory.buffer);
  const decoder = new TextDecoder();
  const text = (address: number) => decoder.decode(bytes.subarray(address, bytes.indexOf(0, address)));
  const symbols = Array.from({ length: exports.symbolCount() }, (_, id) => {
    const shown = exports.publicSymbol(id);
    return exports.symbolIsVisible(shown) ? text(exports.symbolName(shown)) : undefined;
  });
  const fields = Array.from({ length: exports.fieldCount() + 1 }, (_, id) =>
    id === 0 ? undefined : text(exports.fieldName(id)),
  );
  return { symbols, fields };
}

/** Copies the result out of the module's memory, where it lies as `flat` in wasm/module/flatten.c says. */
function copyArrays(memory: ArrayBuffer, address: number): TreeArrays {
  const [size, comments, errors, ...at] = new Uint32Array(memory, address, 11);
  return {
    kind: new Uint8Array(memory, at[0], size).slice(),
    field: new Uint8Array(memory, at[1], size).slice(),
    start: new Uint32Array(memory, at[2], size).slice(),
    end: new Uint32Array(memory, at[3], size).slice(),
    parent: new Int32Array(memory, at[4], size).slice(),
    skip: new Uint32Array(memory, at[5], size).slice(),
    comments: new Uint32Array(memory, at[6], 2 * comments).slice(),
    errors: new Uint32Array(memory, at[7], errors).slice(),
  };
}
