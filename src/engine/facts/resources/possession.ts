import type { Body, Call, Value } from '../../flow/ssa.js';
import type { ReleaseName } from '../../knowledge/resource-table.js';
import type { Owners } from './owners.js';

/** Something that a function holds, from a call or from its entry on. */
export interface Possession {
  readonly body: Body;
  /** The call behind which it is held; undefined for what the caller gave. */
  readonly begins: Call | undefined;
  readonly owners: Owners;
  /** The values that say whether the call has failed. */
  readonly outcome: Outcome | undefined;
  /** What releases it; undefined where anything counts that releases something. */
  readonly names: ReadonlySet<ReleaseName> | undefined;
  /** Methods of the owner that end it once they return false, by full name. */
  readonly exhausted: readonly string[];
  /** Whether nothing is held any more once it has been read to its end. */
  readonly drained: boolean;
  /** The field of the owner behind a receive from which nothing is held. */
  readonly received: string | undefined;
  /** Contexts that have ended it once they are done. */
  readonly contexts: Owners | undefined;
  /** The values in which it is found first. */
  readonly roots: ReadonlySet<Value>;
  /** Whether goroutines have it in common: that one gets it takes it from nobody. */
  readonly shared: boolean;
  /** Whether it is no value that could be given away: a lock, what the process owns. */
  readonly fixed: boolean;
}

export interface Outcome {
  readonly values: Owners;
  /** Of an error, nil is success; of a bool, true. */
  readonly kind: 'error' | 'ok';
}

/**
 * What a function has from its entry on, in a parameter.
 * @param names what releases it; undefined where anything counts that releases something
 */
export function givenPossession(body: Body, owners: Owners, names: Possession['names']): Possession {
  return {
    body,
    begins: undefined,
    owners,
    outcome: undefined,
    names,
    exhausted: [],
    drained: false,
    received: undefined,
    contexts: undefined,
    roots: new Set(),
    shared: false,
    fixed: false,
  };
}
