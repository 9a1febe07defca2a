import { type Body, calls, withLiterals } from '../../flow/ssa.js';
import { call as callSyntax } from '../../syntax/go.js';
import { NONE, type SyntaxNode } from '../../syntax/tree.js';
import type { Fact, FactStore } from '../fact.js';
import { possessionOf } from '../resources/acquisitions.js';
import { courseOf } from '../resources/course.js';
import type { Owners } from '../resources/owners.js';
import { nameOfTaken, type PoolGet } from './pool-gets.js';
import { dropsBySize } from './size-checks.js';

/** A value out of a pool that does not go back on some path. */
export interface MissingPut {
  /** What is taken and from where, as the source writes it. */
  readonly value: string | undefined;
  readonly getter: string;
  /** The returns at which it is lost. */
  readonly returns: readonly SyntaxNode[];
  /** Whether a loop takes the next one while the last one is still there. */
  readonly renewed: boolean;
  /** Whether it goes back, or to somebody else, on another path. */
  readonly sometimes: boolean;
}

export interface MissingPuts {
  of(get: PoolGet): MissingPut | undefined;
}

export const missingPuts: Fact<MissingPuts> = {
  name: 'missing-puts',
  compute(_pkg, store) {
    return { of: (get) => missing(get, store) };
  },
};

function missing({ call, body, acquisition }: PoolGet, store: FactStore): MissingPut | undefined {
  const possession = possessionOf(acquisition, store);
  const { exits, fates, renewed, complete } = courseOf(possession, store);
  const held = exits.filter(({ fate }) => fate === 'held');
  if (!complete || (held.length === 0 && !renewed) || dropsBySize(body, possession.owners)) return undefined;
  if (goesThroughInterface(body, possession.owners)) return undefined;
  const { tree } = body.file;
  const { callee } = callSyntax(tree, call.node);
  return {
    value: nameOfTaken(call, body),
    getter: tree.text(callee === NONE ? call.node : callee),
    returns: [...new Set(held.map(({ at }) => at.node))].map((node) => tree.node(node)),
    renewed,
    sometimes: fates.size > 0,
  };
}

/** What methods of an interface do with it, such as giving it back, the types in sight do not tell. */
function goesThroughInterface(body: Body, owners: Owners): boolean {
  return [...withLiterals(body)].some((one) =>
    [...calls(one)].some(({ callee, args }) => callee.kind === 'interface' && owners.mayBe(args[0])),
  );
}
