import { loopsIn } from '../../flow/loops.js';
import { type Body, type Call, instructions, type Value } from '../../flow/ssa.js';
import type { Resource } from '../../knowledge/resources.js';
import { endings } from '../endings/endings.js';
import { type Gate, gates } from '../endings/gates.js';
import { follow } from '../endings/passage.js';
import type { FactStore } from '../fact.js';
import { spawnOf } from '../goroutines/spawn.js';
import { cellsAround } from '../memory/captures.js';
import { within } from './owner-path.js';
import { homeOf, parameterOf, placeOf } from './owner-place.js';
import type { Carrier } from './owners.js';

/** A goroutine that goes on until somebody closes a channel. */
export const running: Resource = { acquire: [], release: ['close'], holds: 'goroutine' };

/** Whether a resource is such a goroutine: one that a function of the program has started. */
export function isRunning({ acquire, holds }: Resource): boolean {
  return holds === 'goroutine' && acquire.length === 0;
}

/**
 * The channels of which one must be closed, or sent to, for a goroutine to end, as the function knows them that starts
 * it. None when it ends by itself, when a context ends it, or when that cannot be told.
 */
export function channelsThatEnd(call: Call, body: Body, store: FactStore): readonly Carrier[] {
  const spawn = spawnOf(call, body, store.known);
  if (spawn === undefined) return [];
  const { calls } = store.pkg;
  const { task } = spawn;
  const { bodies, complete } = task === undefined ? calls.targets(call, body) : calls.ofValue(task, body);
  const [target] = bodies;
  if (!complete || bodies.length !== 1 || loopsIn(target).length === 0) return [];
  const endsWith = (isShut: (gate: Gate) => boolean) =>
    follow({ from: target.blocks[0], body: target, within: () => true, isShut }, store.get(gates), (inner) =>
      store.summaries.ofCall(endings, inner, target, store),
    ).ends;
  if (endsWith(isOfChannel)) return [];
  const places = channelsOf(target, store).filter((channel) =>
    endsWith((gate) => isOfChannel(gate) && gate.opens !== 'cancelled' && !isSame(gate.channel, channel, store)),
  );
  return places.flatMap((channel) => inStarter(channel, target, call, task, body, store));
}

/** Waits for something that does not come by itself: a ticker's channel is never closed, but it sends. */
function isOfChannel(gate: Gate): boolean {
  return gate.opens !== 'cancelled' && !(gate.clock && gate.opens === 'received');
}

/** The channels that a body receives from, each once. */
function channelsOf(body: Body, store: FactStore): readonly Value[] {
  const found: Value[] = [];
  for (const one of instructions(body)) {
    const channels =
      one.op === 'receive'
        ? [one.args[0]]
        : one.op === 'select'
          ? one.states.flatMap(({ form, channel }) => (form === 'receive' && channel !== undefined ? [channel] : []))
          : [];
    for (const channel of channels) if (!found.some((other) => isSame(other, channel, store))) found.push(channel);
  }
  return found.slice(0, MAX_CHANNELS);
}

/** More than a goroutine waits for. */
const MAX_CHANNELS = 8;

function isSame(a: Value, b: Value, store: FactStore): boolean {
  if (a === b) return true;
  const [x, y] = [placeOf(a, store), placeOf(b, store)];
  return x !== undefined && y !== undefined && x.path === y.path && x.root === y.root;
}

/** Where the function that starts a goroutine has a channel of it. */
function inStarter(
  channel: Value,
  target: Body,
  call: Call,
  task: Value | undefined,
  body: Body,
  store: FactStore,
): readonly Carrier[] {
  const place = placeOf(channel, store);
  if (place === undefined) return [];
  const parameter = parameterOf(place.root, target);
  if (parameter !== undefined) {
    const called = task ?? (call.callee.kind === 'dynamic' ? call.callee.value : undefined);
    const args = called?.op === 'bound' ? called.args : task === undefined ? call.args : [];
    const outer = args[parameter] && placeOf(args[parameter], store);
    const path = outer && within(outer.path, place.path);
    return outer === undefined || path === undefined
      ? []
      : [{ value: outer.root, body: homeOf(outer.root, body), path }];
  }
  if (target.outer !== body) return [];
  const { root } = place;
  // What a literal reads is what the function around it has: a value, or a variable that both have a cell of.
  if (root.op === 'param') return body.params.includes(root) ? [{ value: root, body, path: place.path }] : [];
  if (root.op !== 'freevar')
    return 'block' in root && body.blocks[root.block.index] === root.block
      ? [{ value: root, body, path: place.path }]
      : [];
  const cell = cellsAround(body)
    .of(root.symbol)
    .find((one) => one.body === body);
  return cell === undefined ? [] : [{ value: cell.value, body, path: place.path }];
}
