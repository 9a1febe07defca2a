import { type Body, type Call, type Instruction, instructions, type Value } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import { allocators } from '../../knowledge/number-decoders.js';
import { call } from '../../syntax/go.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import { sizeOf } from '../../types/sizes.js';
import type { Type } from '../../types/type.js';
import type { Fact, FactStore, Trigger } from '../fact.js';
import { argumentsOf } from '../goroutines/paths.js';
import { describe, textOf } from '../loops/extent.js';
import { origins } from '../memory/origins.js';
import { nodeAt } from '../pieces/wholes.js';
import type { Summary } from '../summary.js';
import { type DecodedNumber, decodedNumbers } from './decoded-numbers.js';
import { numberChecks } from './number-checks.js';

/** Something that takes memory for as many elements as a number says. */
export interface Allocation {
  readonly at: Instruction;
  readonly body: Body;
  readonly sizes: readonly Size[];
}

interface Size {
  readonly count: Value;
  /** Bytes of one element, at least. */
  readonly element: number;
  /** The called function that allocates. */
  readonly through: string | undefined;
}

/** A parameter that says how many elements of a size a function allocates. Plain JSON. */
export interface AllocatesBy {
  /** The receiver counted. */
  readonly parameter: number;
  /** Bytes. */
  readonly element: number;
}

/** Which parameters of functions say how much they allocate, with nothing in the function that limits it. */
export const allocatesBy: Summary<readonly AllocatesBy[]> = {
  name: 'allocates-by',
  unknown: [],
  bottom: [],
  known: (name) => (allocators.has(name) ? [] : undefined),
  same: (a, b) => a.length === b.length,
  of(body, callees, store) {
    const found = new Map<number, AllocatesBy>();
    for (const at of instructions(body)) {
      for (const { count, element } of sizesOf(at, body, callees)) {
        const parameter = parameterOf(count, at, body, store);
        if (parameter !== undefined && element > (found.get(parameter)?.element ?? 0))
          found.set(parameter, { parameter, element });
      }
    }
    return [...found.values()];
  },
};

/** The parameter that a number is, converted at most, and not checked on the way. */
function parameterOf(count: Value, at: Instruction, body: Body, store: FactStore): number | undefined {
  const param = store.get(origins).of(count);
  if (param.op !== 'param' || !body.params.includes(param)) return undefined;
  return store.get(numberChecks).isChecked(param, at, body) ? undefined : param.index;
}

export const allocations: Trigger<Allocation> = {
  name: 'allocations',
  ops: ['make', 'call'],
  lift(at, body, _pkg, store) {
    const sizes = sizesOf(at, body, (call) => store.summaries.ofCall(allocatesBy, call, body, store));
    return sizes.length === 0 ? undefined : { at, body, sizes };
  },
};

function sizesOf(at: Instruction, body: Body, callees: (call: Call) => readonly (readonly AllocatesBy[])[]): Size[] {
  if (at.op === 'make') {
    const element = elementOf(at.type, body);
    const { kind } = body.types.underlying(at.type);
    if (element === undefined || kind === 'chan') return [];
    return at.args.flatMap((count) => (count.op === 'const' ? [] : [{ count, element, through: undefined }]));
  }
  if (at.op !== 'call' || at.callee.kind === 'builtin' || at.callee.kind === 'interface') return [];
  const name = 'name' in at.callee ? at.callee.name : undefined;
  const argument = name === undefined ? undefined : allocators.get(name);
  if (argument !== undefined) {
    const count = at.args[argument];
    const element = name === 'slices.Grow' ? (elementOf(typeOfValue(at.args[0], body), body) ?? 1) : 1;
    return count === undefined || count.op === 'const' ? [] : [{ count, element, through: undefined }];
  }
  const args = argumentsOf(at);
  if (args.every((arg) => arg.op === 'const' || !isNumber(arg, body))) return [];
  return callees(at)
    .flat()
    .flatMap(({ parameter, element }) => {
      const count = args[parameter];
      return count === undefined || count.op === 'const' ? [] : [{ count, element, through: name }];
    });
}

function isNumber(value: Value, body: Body): boolean {
  const under = body.types.underlying(typeOfValue(value, body));
  return under.kind === 'basic' && under.name.includes('int');
}

/** Bytes of an element of a slice, or of an entry of a map. */
function elementOf(type: Type, body: Body): number | undefined {
  const under = body.types.underlying(type);
  if (under.kind === 'slice') return sizeOf(body.types, under.elem);
  if (under.kind !== 'map') return undefined;
  return (sizeOf(body.types, under.key) ?? 8) + (sizeOf(body.types, under.elem) ?? 8);
}

/** Memory for as many elements as somebody else says. */
export interface UntrustedAllocation {
  readonly at: SyntaxNode;
  /** The number, as the source writes it, and where it is decoded. */
  readonly count: string;
  readonly decoded: SyntaxNode;
  readonly by: string;
  /** Bytes, at most. */
  readonly most: bigint;
  /** The called function that allocates. */
  readonly through: string | undefined;
}

export interface UntrustedAllocations {
  of(allocation: Allocation): UntrustedAllocation | undefined;
}

/** As much from a few bytes is an attack; less comes and goes with the request: 16 MiB. */
const MUCH = 16n << 20n;

export const untrustedAllocations: Fact<UntrustedAllocations> = {
  name: 'untrusted-allocations',
  compute(_pkg, store) {
    return {
      of({ at, body, sizes }) {
        for (const { count, element, through } of sizes) {
          const [number] = store
            .get(decodedNumbers)
            .of(count, at, body)
            .filter((one) => bytesOf(one, element) >= MUCH);
          if (number === undefined) continue;
          store.evidence.assumptions.add('no limit elsewhere');
          return {
            at: nodeAt(at, body),
            count: written(at, count, body),
            decoded: nodeAt(number.value, number.body),
            by: describe(number.value, number.body),
            most: bytesOf(number, element),
            through,
          };
        }
        return undefined;
      },
    };
  },
};

/** An argument as the source writes it: the name of a variable, where the value goes by what it was made of. */
function written(at: Instruction, argument: Value, body: Body): string {
  const nodes = call(body.file.tree, at.node).args;
  // The type stands before the arguments of make, and the receiver is none.
  const node = nodes[at.args.indexOf(argument) + nodes.length - at.args.length];
  return node === undefined ? describe(argument, body) : textOf(node, body);
}

function bytesOf({ bits }: DecodedNumber, element: number): bigint {
  return (1n << BigInt(Math.min(bits, 63))) * BigInt(element);
}
