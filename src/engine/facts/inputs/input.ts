import type { Body, Call, Value } from '../../flow/ssa.js';
import type { Peer } from '../../knowledge/inputs.js';
import type { OwnerPath } from '../resources/owner-path.js';

/** Whose bytes a reader yields. */
export type Source =
  /** Somebody else's. `value` is what they come from, in `body`: the request, the connection. */
  | { readonly from: 'peer'; readonly peer: Peer; readonly value: Value; readonly body: Body }
  /** The caller says. `path`: which part of the parameter is the reader. */
  | { readonly from: 'parameter'; readonly parameter: number; readonly path: OwnerPath; readonly body: Body }
  /** Of memory, a file, or a request that the program has made itself. */
  | { readonly from: 'own' }
  | { readonly from: 'unknown' };

/** What makes more bytes out of those that it reads. */
export interface Expansion {
  /** The name of the format. */
  readonly format: string;
  /** What decompresses, where that is in sight. */
  readonly call: Call | undefined;
  readonly body: Body;
}

/** One of the places that what is read may come from, with nothing between it and the reader that limits how much. */
export interface Input {
  readonly source: Source;
  /** The last decompressor on the way. */
  readonly expansion: Expansion | undefined;
  /** Whether what it reads is limited; without a decompressor, what is limited is no input at all. */
  readonly limited: boolean;
  /** Where the reader is put into the field that it is read from. */
  readonly put: { readonly value: Value; readonly body: Body } | undefined;
}

/** The names of types without a pointer in front. */
export function pointeeName(type: string): string {
  return type.startsWith('*') ? type.slice(1) : type;
}
