import { loopsIn } from '../../flow/loops.js';
import { mayFollow } from '../../flow/paths.js';
import {
  type Block,
  type Body,
  type Call,
  calls,
  isCall,
  terminator,
  type Value,
  withLiterals,
} from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import { clockResets, singleClocks } from '../../knowledge/clocks.js';
import { closers } from '../../knowledge/closers.js';
import { methodName } from '../../knowledge/resource-table.js';
import type { Holding } from '../../knowledge/resources.js';
import { Kind } from '../../syntax/kinds.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import { isErrorType } from '../../types/universe-types.js';
import type { FactStore, Trigger } from '../fact.js';
import { oneAtATime } from '../goroutines/once.js';
import { dominance } from '../loops/dominance.js';
import { textOf } from '../loops/extent.js';
import { type Loop, loops } from '../loops/loops.js';
import { origins } from '../memory/origins.js';
import { acquisitionsOf, possessionOf } from './acquisitions.js';
import { Effects } from './effects.js';
import { literalRunBy } from './literals.js';
import { homeOf, placeOf } from './owner-place.js';

/** A deferred call in a loop that releases what the same turn of the loop has acquired. */
export interface DeferredInLoop {
  readonly at: SyntaxNode;
  readonly loop: Loop;
  /** The call that acquires it. */
  readonly acquired: SyntaxNode;
  /** What the deferred call is, as the source writes it. */
  readonly text: string;
  /** Undefined where only its release is known. */
  readonly holds: Holding | undefined;
}

export const deferredInLoops: Trigger<DeferredInLoop> = {
  name: 'deferred in loops',
  ops: ['defer'],
  lift(instruction, body, _pkg, store) {
    if (!isCall(instruction)) return undefined;
    const natural = loopsIn(body).find(({ blocks }) => blocks.has(instruction.block));
    const loop = natural && store.get(loops).around(instruction, body)[0];
    if (natural === undefined || loop === undefined || isOnce(instruction, body, loop, natural.blocks, store))
      return undefined;
    const found = acquiredInTurn(instruction, body, natural.blocks, store);
    if (found === undefined) return undefined;
    const { tree } = body.file;
    return {
      ...{ loop, holds: found.holds },
      at: tree.node(instruction.node),
      acquired: tree.node(found.call.node),
      text: textOf(instruction.node, body),
    };
  },
};

/** Behind `if started`, which is set there, or `if f == nil`: only one turn comes here. */
function isOnce(call: Call, body: Body, loop: Loop, blocks: ReadonlySet<Block>, store: FactStore): boolean {
  if (oneAtATime({ instruction: call, body }, loop, store) !== undefined) return true;
  const dominators = store.get(dominance).of(body);
  return [...blocks].some((block) => {
    const test = terminator(block);
    if (test.op === 'select')
      return test.states.some(
        ({ form, channel }, i) =>
          form === 'receive' && dominators.dominates(block.succs[i], call.block) && sendsOnce(channel, body, store),
      );
    const condition = test.op === 'if' ? test.args[0] : undefined;
    if (condition?.op !== 'binary' || !condition.args.some(isNil)) return false;
    const behind = block.succs[condition.operator === Kind.Eql ? 0 : 1];
    const isUnset = condition.args.some((arg) => isVariable(arg) && !isErrorType(typeOfValue(arg, body)));
    return isUnset && behind.preds.length === 1 && dominators.dominates(behind, call.block);
  });
}

/** A channel for one answer, `make(chan error, 1)`, and that of a timer that is not set again. */
function sendsOnce(channel: Value | undefined, body: Body, store: FactStore): boolean {
  const { of } = store.get(origins);
  const made = channel && of(channel);
  if (made?.op === 'make') return made.args.some((size) => size.op === 'const' && size.value === 1n);
  const field = made?.op === 'load' ? made.args[0] : made;
  const timer = field?.op === 'fieldaddr' || field?.op === 'field' ? of(field.args[0]) : undefined;
  if (timer?.op !== 'call' || !('name' in timer.callee) || !singleClocks.has(timer.callee.name)) return false;
  return ![...calls(body)].some(
    ({ callee, args }) => 'name' in callee && clockResets.has(callee.name) && of(args[0]) === timer,
  );
}

function isNil(value: Value): boolean {
  return value.op === 'const' && value.nil;
}

function isVariable({ op }: Value): boolean {
  return op === 'phi' || op === 'load';
}

interface Acquired {
  readonly call: Call;
  readonly holds: Holding | undefined;
}

function acquiredInTurn(
  deferred: Call,
  body: Body,
  blocks: ReadonlySet<Block>,
  store: FactStore,
): Acquired | undefined {
  const inTurn = [...calls(body)].filter((call) => call.op === 'call' && blocks.has(call.block));
  for (const call of inTurn) {
    if (!mayFollow(call, deferred, undefined)) continue;
    for (const acquisition of acquisitionsOf(call, body, store)) {
      if (!wanted.has(acquisition.resource.holds)) continue;
      const effects = new Effects(possessionOf(acquisition, store), store);
      const releases = (one: Call, at: Body) => effects.of(one, at).some(({ does }) => does === 'release');
      if (!runBy(deferred, body, store).some(([one, at]) => releases(one, at))) continue;
      // Where the turn releases it too, what is deferred is for when that goes wrong.
      return inTurn.some((one) => releases(one, body) && effects.drains(one) === undefined)
        ? undefined
        : { call, holds: acquisition.resource.holds };
    }
  }
  return closedByName(deferred, body, inTurn, store);
}

/** What a lock guards is another rule's, and what goes back into a pool late is only late. */
const wanted: ReadonlySet<Holding> = new Set<Holding>([
  ...(['descriptor', 'connection', 'memory', 'goroutine', 'context', 'timer', 'process'] as const),
  ...(['transaction', 'span', 'registration', 'temporary files'] as const),
]);

/** The calls that a deferred call runs when the function returns: itself, or those of its literal. */
function runBy(deferred: Call, body: Body, store: FactStore): readonly (readonly [Call, Body])[] {
  const literal = literalRunBy(deferred, body, store);
  if (literal === undefined) return [[deferred, body]];
  return [...withLiterals(literal)].flatMap((one) => [...calls(one)].map((call) => [call, one] as const));
}

/** `r, err := opened(); defer r.Close()`, where nothing is known of what is called. */
function closedByName(deferred: Call, body: Body, inTurn: readonly Call[], store: FactStore): Acquired | undefined {
  for (const [one, at] of runBy(deferred, body, store)) {
    const root = rootOf(closedIn(one), store);
    if (root === undefined || homeOf(root, at) === undefined) continue;
    const made = root.op === 'extract' ? root.args[0] : root;
    const call = inTurn.find((other) => other === made);
    if (call === undefined || inTurn.some((other) => rootOf(closedIn(other), store) === root)) continue;
    store.evidence.assumptions.add('opaque callee');
    return { call, holds: undefined };
  }
  return undefined;
}

function rootOf(closed: Value | undefined, store: FactStore): Value | undefined {
  return closed && placeOf(closed, store, false)?.root;
}

/** What a method that is named like an end is called on. */
function closedIn({ callee, args }: Call): Value | undefined {
  if (!('name' in callee)) return undefined;
  const isMethod =
    callee.kind === 'interface' || callee.kind === 'unknown' || (callee.kind === 'static' && callee.method);
  const name = methodName(callee.name);
  return isMethod && closers.has(name) && !unlocking.has(name) ? args[0] : undefined;
}

const unlocking: ReadonlySet<string> = new Set(['Unlock', 'RUnlock']);
