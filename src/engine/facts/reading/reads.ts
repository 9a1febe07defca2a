import { isIn, loopsIn } from '../../flow/loops.js';
import { type Body, type Call, calls, outermost, type Value, withLiterals } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import { LARGE, memoryWriters, type WholeRead, wholeReads } from '../../knowledge/whole-reads.js';
import { typeString } from '../../types/operations.js';
import type { FactStore } from '../fact.js';
import { argumentsOf } from '../goroutines/paths.js';
import { extents } from '../loops/extents.js';
import { origins } from '../memory/origins.js';
import type { OwnerPath } from '../resources/owner-path.js';
import type { ReadWhole } from './reads-whole.js';

/** Something that a call reads as a whole into memory. */
export interface Read {
  readonly reader: Value;
  /** Which part of the value is the reader. */
  readonly at: OwnerPath;
  /** The function that reads, by full name. */
  readonly by: string;
  /** What the called function decompresses, and whether what it decompresses is limited. */
  readonly expands?: string;
  readonly limited?: true;
  /** Whether the called function knows by itself whose bytes they are. */
  readonly known?: true;
}

/** What a call reads as a whole, itself or in the function that it calls. */
export function readsOf(
  call: Call,
  body: Body,
  callees: (call: Call) => readonly (readonly ReadWhole[])[],
  store: FactStore,
): Read[] {
  const name = 'name' in call.callee ? call.callee.name : '';
  const known = wholeReads.get(name);
  if (known !== undefined) return ofKnown(known, name, call, body, store);
  // Another type than those in sight may stand behind an interface.
  if (call.callee.kind === 'interface' || call.callee.kind === 'builtin') return [];
  const args = argumentsOf(call);
  return callees(call)
    .flat()
    .flatMap(({ parameter, at, by, expands, limited, peer }) => {
      const reader = args[parameter];
      if (reader === undefined) return [];
      return [
        {
          reader,
          at,
          by,
          ...(expands !== undefined && { expands }),
          ...(limited && { limited }),
          // What is decompressed behind a limit is found there, whoever calls.
          ...((peer !== undefined || limited) && { known: true as const }),
        },
      ];
    });
}

function ofKnown(read: WholeRead, by: string, call: Call, body: Body, store: FactStore): Read[] {
  const { reader, field = '', into, when, raised, streams, expands, asks, option } = read;
  if (call.args[reader] === undefined) return [];
  if (into !== undefined && !memoryWriters.has(typeString(typeOfValue(call.args[into], body)))) return [];
  const condition = when === undefined ? undefined : call.args[when];
  if (condition !== undefined && !(condition.op === 'const' && condition.value === true)) return [];
  if (raised !== undefined && !isRaised(call.args[raised], call, body, store)) return [];
  if (streams && isOneOfMany(call, body, store)) return [];
  if (asks !== undefined && calledIn([...withLiterals(outermost(body))], asks)) return [];
  if (option !== undefined && calledIn([...store.pkg.allBodies()], option)) return [];
  return [{ reader: call.args[reader], at: field, by, ...(expands !== undefined && { expands }) }];
}

function calledIn(bodies: readonly Body[], name: string): boolean {
  return bodies.some((body) => [...calls(body)].some(({ callee }) => 'name' in callee && callee.name === name));
}

/** Whether a number of bytes is no limit. */
function isRaised(size: Value | undefined, call: Call, body: Body, store: FactStore): boolean {
  if (size === undefined) return false;
  const extent = store.get(extents).ofNumber(size, body, { block: call.block });
  return extent.by === 'constant' ? extent.most > LARGE : extent.by === 'data';
}

/** Whether a call in a loop takes one value after another off a stream, and nothing collects them. */
function isOneOfMany(call: Call, body: Body, store: FactStore): boolean {
  const origin = store.get(origins);
  const made = origin.of(call.args[0]);
  const loop = loopsIn(body).find((one) => isIn(one, call) && !isIn(one, made));
  if (loop === undefined) return false;
  for (const block of loop.blocks) {
    for (const one of block.instructions) {
      if (one.op === 'mapupdate' && !isIn(loop, origin.of(one.args[0]))) return false;
      if (one.op !== 'call' || one.callee.kind !== 'builtin' || one.callee.name !== 'append') continue;
      const before = origin.of(one.args[0]);
      if (before.op === 'load' || (before.op === 'phi' && before.block === loop.head)) return false;
    }
  }
  return true;
}
