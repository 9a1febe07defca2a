import type { Body, Call, Instruction, Value } from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import { knownFlow } from '../../knowledge/parameter-flow.js';
import { joined, parameterFlow } from '../memory/parameter-flow.js';
import type { Summary } from '../summary.js';

/**
 * Whether a function changes what its first parameter points to in a way that depends on what was there: it counts,
 * appends, moves on. Such a value is the state of something, and a copy of it would go its own way. Setting fields to
 * what was passed in is no such change.
 */
export const updatesFirst: Summary<boolean> = {
  name: 'updates-first',
  unknown: true,
  bottom: false,
  known(name, tables) {
    if (tables.known.syncCalls.has(name)) return true;
    const flow = knownFlow(tables.parameterFlow, name);
    return flow === undefined ? undefined : (flow[0]?.written ?? false);
  },
  same: (a, b) => a === b,
  of(body, callees, store) {
    const [first] = body.params;
    if (first === undefined) return false;
    const inside = addressesInside(first, body);
    const updates = (use: Instruction, address: Value): boolean => {
      if (use.op === 'store') return use.args[0] === address && readsFrom(use.args[1], inside, new Set());
      if (use.op !== 'call' && use.op !== 'defer') return false;
      if (use.callee.kind === 'builtin') return false;
      if (use.args[0] === address) return callees(use).some((answer) => answer);
      return writes(use, address, body, store);
    };
    return [...inside].some((address) =>
      usesIn(body)
        .of(address)
        .some((use) => updates(use, address)),
    );
  },
};

function writes(call: Call, address: Value, body: Body, store: Parameters<(typeof updatesFirst)['of']>[2]): boolean {
  const flows = joined(store.summaries.ofCall(parameterFlow, call, body, store));
  return flows === undefined || call.args.some((arg, i) => arg === address && flows[i]?.written === true);
}

/** A pointer, and the addresses of the fields and array elements of what it points to. */
export function addressesInside(pointer: Value, body: Body): ReadonlySet<Value> {
  const found = new Set<Value>([pointer]);
  for (const value of found) {
    for (const use of usesIn(body).of(value)) {
      if (use.op === 'fieldaddr' || use.op === 'phi') found.add(use);
      else if (use.op === 'indexaddr' && use.args[0] === value && value.op !== 'load') found.add(use);
    }
  }
  return found;
}

/** Whether a value is made of what was read at one of the addresses. */
function readsFrom(value: Value, addresses: ReadonlySet<Value>, seen: Set<Value>): boolean {
  if (seen.has(value)) return false;
  seen.add(value);
  switch (value.op) {
    case 'load':
      return addresses.has(value.args[0]);
    case 'binary':
    case 'unary':
    case 'phi':
    case 'convert':
    case 'slice':
    case 'index':
    case 'field':
    case 'call':
      return value.args.some((arg) => readsFrom(arg, addresses, seen));
    default:
      return false;
  }
}
