import { type Body, type Call, type Instruction, instructions } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import type { Peer } from '../../knowledge/inputs.js';
import type { Type } from '../../types/type.js';
import { isErrorType } from '../../types/universe-types.js';
import type { FactStore } from '../fact.js';
import type { OwnerPath } from '../resources/owner-path.js';
import type { Summary } from '../summary.js';
import type { Input } from './input.js';
import { inputs } from './inputs.js';

/** Where one of a function's results takes its bytes from without a limit. Plain JSON. */
export type ReaderResult =
  /** Any result, where `result` is absent. */
  | { readonly from: 'unknown'; readonly result?: number }
  | (Way & { readonly from: 'peer'; readonly peer: Peer })
  /** A parameter, the receiver counted; `path`: which part of it is the reader. */
  | (Way & { readonly from: 'parameter'; readonly parameter: number; readonly path: OwnerPath });

interface Way {
  readonly result: number;
  /** The part of the result; empty for the result itself. */
  readonly at: OwnerPath;
  /** The format that is decompressed on the way. */
  readonly expands?: string;
  /** Whether what is decompressed is limited. */
  readonly limited: boolean;
}

/** Where the readers come from that functions return; a result that is not listed has a limit, or is the program's own. */
export const readerResults: Summary<readonly ReaderResult[]> = {
  name: 'reader-results',
  unknown: [{ from: 'unknown' }],
  bottom: [],
  known: () => undefined,
  same: (a, b) => a.length === b.length,
  of(body, _callees, store) {
    const found = new Map<string, ReaderResult>();
    for (const one of instructions(body)) {
      if (one.op !== 'return') continue;
      for (const { result, input } of resultsOf(one, body, store)) {
        const answer = answerFor(input, result, body);
        if (answer !== undefined) found.set(JSON.stringify(answer), answer);
      }
    }
    return [...found.values()];
  },
};

function resultsOf(
  { args }: Instruction,
  body: Body,
  store: FactStore,
): { readonly result: number; readonly input: Input }[] {
  const [only] = args;
  const whole = only?.op === 'call' ? typeOfValue(only, body) : undefined;
  // `return gzip.NewReader(r)`: one call, and all that it yields.
  const inputsOf = (result: number): readonly Input[] => {
    if (whole?.kind === 'tuple')
      return mayRead(whole.types[result], body) ? store.get(inputs).ofResult(only as Call, result, body) : [];
    const value = args[result];
    if (value.op === 'const' || !mayRead(typeOfValue(value, body), body)) return [];
    return store.get(inputs).of(value, body);
  };
  const count = whole?.kind === 'tuple' ? whole.types.length : args.length;
  return Array.from({ length: count }, (_, result) => result).flatMap((result) =>
    inputsOf(result).map((input) => ({ result, input })),
  );
}

function answerFor({ source, expansion, limited }: Input, result: number, body: Body): ReaderResult | undefined {
  const way = { result, at: '', limited, ...(expansion && { expands: expansion.format }) };
  switch (source.from) {
    case 'own':
      return undefined;
    case 'peer':
      return { ...way, from: 'peer', peer: source.peer };
    case 'parameter':
      if (source.body !== body) return { from: 'unknown', result };
      return { ...way, from: 'parameter', parameter: source.parameter, path: source.path };
    case 'unknown':
      return { from: 'unknown', result };
  }
}

/** Whether a result can be something to read from, or bytes. */
function mayRead(type: Type, body: Body): boolean {
  if (isErrorType(type)) return false;
  const { kind } = body.types.underlying(type);
  return kind === 'interface' || kind === 'pointer' || kind === 'struct' || kind === 'slice';
}
