import { loopsIn } from '../../flow/loops.js';
import type { Body, Call, InstructionOf } from '../../flow/ssa.js';
import type { Holding } from '../../knowledge/resources.js';
import { calleeOf } from '../../syntax/go.js';
import { Kind } from '../../syntax/kinds.js';
import { placeOfLast } from '../../syntax/place.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import type { Place } from '../../text/place.js';
import { lifetimes } from '../endings/lifetimes.js';
import type { FactStore, Trigger } from '../fact.js';
import { textOf } from '../loops/extent.js';
import { decisiveCondition } from './decisive-condition.js';
import { endsWithContext } from './ended-by-context.js';
import { type Handle, handleOf } from './handle.js';
import { type Deferral, deferralBehind } from './leaks.js';
import { holdsNoBody } from './no-body.js';
import { type Obligation, obligations } from './obligations.js';

/** A return on whose way something is still held. */
export interface LostAt {
  readonly at: SyntaxNode | Place;
  /** The condition that leads there, as the source writes it. */
  readonly when: string | undefined;
}

/** Something that a function acquires and does not release on some path. */
export interface Loss extends Handle {
  /** The call that acquires it. */
  readonly at: SyntaxNode;
  readonly holds: Holding;
  /** Whether the garbage collector releases it some time. */
  readonly isCollected: boolean;
  /** Whether it is the body of a response. */
  readonly isBody: boolean;
  /** The function that is called, as the source writes it. */
  readonly callee: string;
  /** What hands it out, by full name, where the function that is called only passes it on: `os.Open`. */
  readonly from: string | undefined;
  readonly returns: readonly LostAt[];
  /** The loop in which the next one takes its place. */
  readonly loop: SyntaxNode | undefined;
  /** The `continue` statements of the loop by which it goes on without having released it. */
  readonly goesOn: readonly SyntaxNode[];
  /** What becomes of it where it is not lost: somebody else may have it then. */
  readonly elsewhere: 'nothing' | 'released' | 'moved';
  /** The edit that defers the release; undefined where that is not all that is to be done. */
  readonly deferral: Deferral | undefined;
  /** Whether a context that is cancelled ends it after all. */
  readonly endsWithContext: boolean;
}

/** What has rules of its own, or costs nothing when it is forgotten. */
const others: ReadonlySet<Holding> = new Set([
  ...(['context', 'timer', 'process', 'lock', 'pooled', 'registration', 'profile', 'peer'] as const),
]);

/** What the calls of a function acquire and lose. What is held until the process ends is no loss. */
export const losses: Trigger<readonly Loss[]> = {
  name: 'losses',
  ops: ['call'],
  lift(instruction, body, _pkg, store) {
    if (instruction.op !== 'call') return undefined;
    const lost = store
      .get(obligations)
      .at(instruction, body, ({ holds }) => !others.has(holds))
      .filter(({ leaks, renewed }) => leaks.length > 0 || renewed);
    if (lost.length === 0 || store.get(lifetimes).callsOnce(instruction, body) !== undefined) return undefined;
    const found = onePerHandle(lost.flatMap((one) => lossOf(one, store) ?? []));
    return found.length === 0 ? undefined : found;
  },
};

function lossOf(obligation: Obligation, store: FactStore): Loss | undefined {
  const { call, body, resource, from, leaks, renewed, fates } = obligation;
  const handle = handleOf(obligation);
  const isBody = resource.field === 'Body';
  const ends = isBody ? leaks.filter((end) => !holdsNoBody(end, call, body, store)) : leaks;
  const loop = renewed ? loopAround(call, body) : undefined;
  if (handle === undefined || (ends.length === 0 && loop === undefined)) return undefined;
  const { tree } = body.file;
  return {
    ...handle,
    at: tree.node(call.node),
    holds: resource.holds,
    isCollected: resource.collected === 'always',
    isBody,
    callee: textOf(calleeOf(tree, call.node), body),
    from: 'name' in call.callee && call.callee.name === from ? undefined : from,
    returns: ends.map((end) => lostAt(end, call, body)).sort((a, b) => lineOf(a) - lineOf(b)),
    loop,
    goesOn: loop === undefined ? [] : obligation.goesOn.map(({ node }) => tree.node(node)),
    elsewhere: fates.size === 0 ? 'nothing' : fates.size === 1 && fates.has('released') ? 'released' : 'moved',
    deferral: fates.size === 0 ? deferralOf(handle, call, body) : undefined,
    endsWithContext: endsWithContext(obligation, store),
  };
}

function deferralOf({ name = '', target, release }: Handle, call: Call, body: Body): Deferral | undefined {
  return deferralBehind(call, body, target, release === 'call' ? `${name}()` : `${name}.${releaseOf(release)}()`);
}

/** The release that does no harm behind another one. */
function releaseOf(name: string): string {
  return name === 'Commit' ? 'Rollback' : name;
}

/** What holds several things is released as one. */
function onePerHandle(all: readonly Loss[]): readonly Loss[] {
  return all.filter(
    (one, i) =>
      one.name === undefined ||
      all.findIndex(({ name, release }) => name === one.name && release === one.release) === i,
  );
}

function lostAt(end: InstructionOf<'return'>, call: Call, body: Body): LostAt {
  const { tree } = body.file;
  const node = tree.node(end.node);
  // Without a statement, the end of the body returns.
  const at = tree.kind(end.node) === Kind.ReturnStatement ? node : placeOfLast(node);
  return { at, when: decisiveCondition(end.block, call.block, body) };
}

function lineOf({ at }: LostAt): number {
  return 'tree' in at ? at.tree.source.position(at.tree.start(at.index)).line : at.line;
}

function loopAround(call: Call, body: Body): SyntaxNode | undefined {
  const loop = loopsIn(body).find(({ blocks, statement }) => blocks.has(call.block) && statement !== undefined);
  return loop?.statement === undefined ? undefined : body.file.tree.node(loop.statement);
}
