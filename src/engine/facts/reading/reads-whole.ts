import { type Body, type Call, calls } from '../../flow/ssa.js';
import type { Peer } from '../../knowledge/inputs.js';
import { wholeReads } from '../../knowledge/whole-reads.js';
import type { FactStore } from '../fact.js';
import { inputs } from '../inputs/inputs.js';
import { type OwnerPath, within } from '../resources/owner-path.js';
import { parameterOf, placeOf } from '../resources/owner-place.js';
import type { Summary } from '../summary.js';
import { readsOf } from './reads.js';

/** A parameter that a function reads as a whole into memory, however long it is. Plain JSON. */
export interface ReadWhole {
  /** The receiver counted. */
  readonly parameter: number;
  /** Which part of it is the reader; empty for the parameter itself. */
  readonly at: OwnerPath;
  /** The function that reads, by full name. */
  readonly by: string;
  /** The format of what is decompressed on the way. */
  readonly expands?: string;
  /** Whether what is decompressed is limited. */
  readonly limited?: true;
  /** Whose bytes they are, where the function knows that by itself. */
  readonly peer?: Peer;
}

/** What functions read of their parameters without a bound, themselves or through what they call. */
export const readsWhole: Summary<readonly ReadWhole[]> = {
  name: 'reads-whole',
  unknown: [],
  bottom: [],
  known: (name) => (wholeReads.has(name) ? [] : undefined),
  same: (a, b) => a.length === b.length,
  of(body, callees, store) {
    const found = new Map<string, ReadWhole>();
    for (const call of calls(body)) {
      for (const one of readOfParameters(call, body, callees, store))
        found.set(`${one.parameter} ${one.at} ${one.expands ?? ''}`, one);
    }
    return [...found.values()].slice(0, MAX_READS);
  },
};

/** More readers than any function has. */
const MAX_READS = 8;

function readOfParameters(
  call: Call,
  body: Body,
  callees: (call: Call) => readonly (readonly ReadWhole[])[],
  store: FactStore,
): ReadWhole[] {
  return readsOf(call, body, callees, store).flatMap(({ reader, at, by, expands, limited }) =>
    store
      .get(inputs)
      .of(reader, body, at, expands === undefined ? undefined : { format: expands, call, body })
      .flatMap(({ source, expansion, ...input }): ReadWhole[] => {
        const way = {
          by,
          ...(expansion !== undefined && { expands: expansion.format }),
          ...((input.limited || limited) && { limited: true as const }),
        };
        if (source.from === 'parameter' && source.body === body)
          return [{ parameter: source.parameter, at: source.path, ...way }];
        if (source.from !== 'peer' || source.body !== body) return [];
        const place = placeOf(source.value, store);
        const parameter = place && parameterOf(place.root, body);
        const path = place && within(place.path, fieldOf(source.peer));
        if (parameter === undefined || path === undefined) return [];
        return [{ parameter, at: path, peer: source.peer, ...way }];
      }),
  );
}

function fieldOf(peer: Peer): OwnerPath {
  return peer === 'request' || peer === 'response' ? 'Body' : '';
}
