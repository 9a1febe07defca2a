import { type Body, type Call, type Instruction, instructions, type Value } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import { streamReads } from '../../knowledge/stream-reads.js';
import { Kind } from '../../syntax/kinds.js';
import type { Fact, FactStore } from '../fact.js';
import { argumentsOf } from '../goroutines/paths.js';
import { parameterOf, placeOf } from '../resources/owner-place.js';
import type { Summary } from '../summary.js';

/** What something is kept in that functions hand each other: the variable that it begins with. */
export type Stream = unknown;

/** The parameters of which a function takes the next part: a reader, a scanner, a struct with a position in a text. */
export const takesNext: Summary<readonly number[]> = {
  name: 'takes-next',
  unknown: [],
  bottom: [],
  known: (name) => {
    const argument = streamReads.get(name);
    return argument === undefined ? undefined : [argument];
  },
  same: (a, b) => a.length === b.length,
  of(body, callees, store) {
    const found = new Set<number>();
    for (const one of instructions(body)) {
      for (const value of takenFrom(one, body, callees, store)) {
        const place = placeOf(value, store);
        const parameter = place && parameterOf(place.root, body);
        if (parameter !== undefined) found.add(parameter);
      }
    }
    return [...found].sort((a, b) => a - b);
  },
};

/** The values of which an instruction takes the next part. */
export function takenFrom(
  one: Instruction,
  body: Body,
  callees: (call: Call) => readonly (readonly number[])[],
  store: FactStore,
): readonly Value[] {
  if (one.op === 'call' && one.callee.kind !== 'builtin') {
    const args = argumentsOf(one);
    const positions = new Set(callees(one).flat());
    return [...positions].flatMap((position) => (args[position] === undefined ? [] : [args[position]]));
  }
  return one.op === 'store' && movesOn(one.args[0], one.args[1], body, store) ? [one.args[0]] : [];
}

/** The variable that a value is reached from. */
export function streamOf(value: Value, store: FactStore): Stream {
  const root = placeOf(value, store)?.root;
  if (root === undefined) return undefined;
  if (root.op === 'param' || root.op === 'freevar' || root.op === 'global') return root.symbol;
  return root.op === 'alloc' && root.of === 'variable' ? root.symbol : undefined;
}

/** `p.pos++` of a position, `p.rest = p.rest[n:]`, `*s = (*s)[n:]`. */
function movesOn(address: Value, value: Value, body: Body, store: FactStore): boolean {
  if (value.op === 'slice') {
    const [whole] = value.args;
    if (value.low === undefined || !isText(whole, body) || whole.op !== 'load') return false;
    return isSameField(address, whole.args[0]) || (address.op === 'param' && whole.args[0] === address);
  }
  if (address.op !== 'fieldaddr' || !store.get(positions).has(address.field?.symbol)) return false;
  return isSum(value, address);
}

function isSum(value: Value, address: Value): boolean {
  if (value.op === 'convert') return isSum(value.args[0], address);
  if (value.op !== 'binary' || (value.operator !== Kind.Add && value.operator !== Kind.AddAssign)) return false;
  return value.args.some((arg) => isSum(arg, address) || (arg.op === 'load' && isSameField(arg.args[0], address)));
}

function isSameField(a: Value, b: Value): boolean {
  return a.op === 'fieldaddr' && b.op === 'fieldaddr' && a.field !== undefined && a.field.symbol === b.field?.symbol;
}

/** The fields and parameters that say where in a slice or a text something is. */
export const positions: Fact<ReadonlySet<unknown>> = {
  name: 'positions',
  compute(pkg) {
    const found = new Set<unknown>();
    for (const body of pkg.allBodies()) {
      for (const one of instructions(body)) {
        if (one.op !== 'index' && one.op !== 'indexaddr' && one.op !== 'slice') continue;
        for (const index of one.args.slice(1)) for (const symbol of countedIn(index)) found.add(symbol);
      }
    }
    found.delete(undefined);
    return found;
  },
};

/** The fields and parameters that a number is a sum of. */
export function countedIn(value: Value, depth = 0): readonly unknown[] {
  if (depth > MAX_TERMS) return [];
  switch (value.op) {
    case 'load':
      return value.args[0].op === 'fieldaddr' ? [value.args[0].field?.symbol] : [];
    case 'field':
      return [value.field?.symbol];
    case 'param':
      return [value.symbol];
    case 'convert':
    case 'binary':
    case 'phi':
      return value.args.flatMap((arg) => countedIn(arg, depth + 1));
    default:
      return [];
  }
}

const MAX_TERMS = 4;

/** Whether a value is a text, or a slice of bytes. */
export function isText(value: Value, body: Body): boolean {
  const under = body.types.underlying(typeOfValue(value, body));
  if (under.kind === 'basic') return under.name === 'string';
  if (under.kind !== 'slice') return false;
  const elem = body.types.underlying(under.elem);
  return elem.kind === 'basic' && elem.name === 'uint8';
}
