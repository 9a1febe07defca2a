import { type Body, type Call, calls, type InstructionOf, instructions, isCall, type Value } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import { isComputing } from '../../knowledge/computing.js';
import type { Type } from '../../types/type.js';
import type { Fact, FactStore } from '../fact.js';
import type { Spawn } from '../goroutines/spawn.js';
import { tasks } from '../goroutines/tasks.js';
import type { Summary } from '../summary.js';

/**
 * Whether a call of a function computes and comes back: it waits for nobody, but for locks, and asks nobody. `false`
 * where that is not known.
 */
export const computes: Summary<boolean> = {
  name: 'computes',
  unknown: false,
  bottom: true,
  known: (name) => (isComputing(name) ? true : undefined),
  same: (a, b) => a === b,
  of: (body, callees, store) =>
    instructions(body).every((one) => {
      if (isCall(one)) return one.op !== 'spawn' && callComputes(one, body, callees, store);
      if (one.op === 'next') return one.form !== 'function' && !isChannel(one, body);
      return one.op !== 'send' && one.op !== 'receive' && one.op !== 'select';
    }),
};

function callComputes(call: Call, body: Body, callees: (call: Call) => readonly boolean[], store: FactStore): boolean {
  const { callee } = call;
  if (callee.kind === 'builtin' || callees(call).every((one) => one)) return true;
  // `aws.ToString(p)`: a function that takes and gives values only, as far as can be seen, has nothing to wait for.
  const isPlain = callee.kind === 'static' && !callee.method && isOutOfSight(call, body, store);
  if (!isPlain || ![call, ...call.args].every((value) => isValue(value, body))) return false;
  store.evidence.assumptions.add('opaque callee');
  return true;
}

function isChannel({ args: [over] }: InstructionOf<'next'>, body: Body): boolean {
  return body.types.underlying(typeOfValue(over, body)).kind === 'chan';
}

function isOutOfSight(call: Call, body: Body, { pkg }: FactStore): boolean {
  const { bodies } = pkg.calls.targets(call, body);
  return bodies.length === 0 && call.callee.kind === 'static' && call.callee.symbol?.pkg !== pkg.pkg;
}

function isValue(value: Value, body: Body): boolean {
  const isBasic = (type: Type): boolean => body.types.underlying(type).kind === 'basic';
  const type = body.types.underlying(typeOfValue(value, body));
  return type.kind === 'unknown' || type.kind === 'basic' || (type.kind === 'pointer' && isBasic(type.elem));
}

/** Goroutines that only compute something and add it to what others have found, under a lock: each ends at once. */
export interface Computing {
  is(spawn: Spawn): boolean;
}

export const computing: Fact<Computing> = {
  name: 'computing',
  compute(_pkg, store) {
    return {
      is(spawn) {
        const bodies = spawn.through === undefined ? store.get(tasks).bodies(spawn) : [];
        return (
          bodies.length > 0 && bodies.every((body) => locks(body) && store.summaries.ofBody(computes, body, store))
        );
      },
    };
  },
};

function locks(body: Body): boolean {
  return [...calls(body)].some(({ callee }) => callee.kind === 'static' && lockCalls.has(callee.name));
}

const lockCalls: ReadonlySet<string> = new Set(['(*sync.Mutex).Lock', '(*sync.RWMutex).Lock']);
