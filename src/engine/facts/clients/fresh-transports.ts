import { type Body, type Call, calls, instructions } from '../../flow/ssa.js';
import { requestCalls, transportPackages } from '../../knowledge/clients.js';
import type { FactStore } from '../fact.js';
import { imports } from '../imports.js';
import { asPart, type OwnerPath } from '../resources/owner-path.js';
import { type Carrier, inResult } from '../resources/owners.js';
import type { Summary } from '../summary.js';
import { heldTransport, isUnlimited } from './held-transports.js';

/** A result with a transport of its own that nothing else has. Plain JSON. */
export interface FreshTransport {
  readonly result: number;
  /** Where in the result it is: `Transport` of a client. */
  readonly at: OwnerPath;
}

/** Which results of a function have a transport that it makes for each call and that keeps idle connections for ever. */
export const freshTransports: Summary<readonly FreshTransport[]> = {
  name: 'fresh-transports',
  unknown: [],
  bottom: [],
  known: (name) => (requestCalls.has(name) ? [] : undefined),
  same: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  of(body, callees, store) {
    if (!transportPackages.some((path) => store.get(imports).has(path))) return [];
    const found = new Map<string, FreshTransport>();
    for (const start of transportsIn(body, callees)) {
      const { owners, leaves, ends } = heldTransport(start, store);
      if (ends || leaves.some(({ op }) => op !== 'return')) continue;
      for (const end of leaves)
        end.args.forEach((arg, i) => {
          for (const path of owners.pathsOf(arg)) {
            const { index: result = i, rest: at = path } = asPart(path) ?? {};
            found.set(`${result} ${at}`, { result, at });
          }
        });
    }
    return [...found.values()].slice(0, MAX_RESULTS);
  },
};

/** More than any function hands out. */
const MAX_RESULTS = 4;

function transportsIn(body: Body, callees: (call: Call) => readonly (readonly FreshTransport[])[]): Carrier[] {
  const made = instructions(body).flatMap((one) =>
    one.op === 'composite' && isUnlimited(one) ? [{ value: one, body, path: '' }] : [],
  );
  return [...made, ...[...calls(body)].flatMap((call) => yieldedBy(call, body, callees(call)))];
}

/** The transports that a call yields, whatever it may run. */
function yieldedBy(call: Call, body: Body, answers: readonly (readonly FreshTransport[])[]): Carrier[] {
  const [first = [], ...others] = answers;
  if (call.op !== 'call' || others.length > 0) return [];
  return first.flatMap(({ result, at }) => {
    const path = inResult(call, result, at, body);
    return path === undefined ? [] : [{ value: call, body, path }];
  });
}

/** The transports that come to be at an instruction. */
export function transportsAt(one: Parameters<typeof isUnlimited>[0] | Call, body: Body, store: FactStore): Carrier[] {
  if (one.op === 'composite') return isUnlimited(one) ? [{ value: one, body, path: '' }] : [];
  return yieldedBy(one, body, store.summaries.ofCall(freshTransports, one, body, store));
}
