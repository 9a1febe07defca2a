import { isCall, type Value } from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import { typeOfValue } from '../../flow/value-type.js';
import { releasedWord, releaseWords } from '../../knowledge/release-words.js';
import { assignee } from '../../syntax/go.js';
import { Kind } from '../../syntax/kinds.js';
import { NONE } from '../../syntax/tree.js';
import type { Trigger } from '../fact.js';
import { textOf } from '../loops/extent.js';
import { closerOf, handleOf } from './handle.js';
import { type Leak, leaksOf } from './leaks.js';
import { homeOf } from './owner-place.js';
import { isRunning } from './running.js';

/** A goroutine of the program that only a channel ends, which is not closed on every path. */
export interface UnstoppedWorker extends Leak {
  /** What ends it, as the source calls it: the value whose method closes the channel, or the channel. */
  readonly owner: string;
  /** The method, or `close`. */
  readonly end: string;
  /** What the owner is once it is ended: `stopped`, `closed`. */
  readonly ended: string;
}

const workerLeaks = leaksOf('leaks of goroutines', isRunning, ['call', 'spawn']);

export const unstoppedWorkers: Trigger<readonly UnstoppedWorker[]> = {
  ...workerLeaks,
  name: 'unstopped workers',
  lift(instruction, body, pkg, store) {
    const leaks = workerLeaks.lift(instruction, body, pkg, store);
    const [leak] = leaks?.flatMap((one) => ownerOf(one) ?? []) ?? [];
    return leak && [leak];
  },
};

function ownerOf(leak: Leak): UnstoppedWorker | undefined {
  const { body, starts, how } = leak;
  if (leak.isResult) {
    const handle = isHandedOn(leak) ? undefined : handleOf(leak, cancelled);
    return handle && { ...leak, ...endOf(handle.release), owner: handle.name ?? leak.name };
  }
  const [start] = starts;
  if (start.path !== '') {
    // What is called has started it, and the caller has what it is a part of: `w.Start()`.
    const end = closerOf(typeOfValue(start.value, start.body), body);
    return end === undefined ? undefined : { ...leak, ...endOf(end), owner: nameOf(start.value, leak) };
  }
  // That a channel is never closed is another rule's.
  return how === 'never' ? undefined : { ...leak, ...endOf('close'), owner: nameOf(start.value, leak) };
}

/** A context that is cancelled has a rule of its own. */
const cancelled: ReadonlySet<string> = new Set(['call']);

/** Whether a function gets it as an argument: what it keeps may be kept by what a literal shares with others. */
function isHandedOn({ call, body }: Leak): boolean {
  const uses = usesIn(body);
  const results: Value[] = [call, ...uses.of(call).filter(({ op }) => op === 'extract')];
  return results.some((value) =>
    uses.of(value).some((use) => {
      if (!isCall(use) || use.callee.kind === 'builtin') return false;
      const isMethod = use.callee.kind === 'interface' || (use.callee.kind === 'static' && use.callee.method);
      return use.args.indexOf(value) >= (isMethod ? 1 : 0);
    }),
  );
}

function endOf(end: string): Pick<UnstoppedWorker, 'end' | 'ended'> {
  const name = end.charAt(0).toUpperCase() + end.slice(1);
  return { end, ended: releaseWords[end] ?? releaseWords[name] ?? releasedWord };
}

/** A variable, or the one that gets a value where it is made. */
function nameOf(value: Value, { body }: Leak): string {
  if ('symbol' in value && value.symbol !== undefined) return value.symbol.name;
  const home = homeOf(value, body);
  const { tree } = home.file;
  // `&T{…}` stands at the literal.
  const made = tree.kind(tree.parent(value.node)) === Kind.UnaryExpression ? tree.parent(value.node) : value.node;
  const target = assignee(tree, made, 0);
  return textOf(target === NONE ? value.node : target, home);
}
