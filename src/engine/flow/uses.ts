import { type Body, type Instruction, instructions, type Value } from './ssa.js';

/** An instruction that uses a value; one that uses it twice is there once. */
export type Use = Instruction;

/** Def-use chains of one body: which instructions use a value. */
export class Uses {
  readonly #uses = new Map<Value, Use[]>();

  constructor(body: Body) {
    for (const instruction of instructions(body)) {
      for (const value of new Set(operands(instruction))) this.#add(value, instruction);
    }
  }

  of(value: Value): readonly Use[] {
    return this.#uses.get(value) ?? [];
  }

  #add(value: Value, use: Use): void {
    const list = this.#uses.get(value);
    if (list === undefined) this.#uses.set(value, [use]);
    else list.push(use);
  }
}

const chains = new WeakMap<Body, Uses>();

/** The def-use chains of a body, made when first asked for. */
export function usesIn(body: Body): Uses {
  let uses = chains.get(body);
  if (uses === undefined) chains.set(body, (uses = new Uses(body)));
  return uses;
}

/** Every value that an instruction reads: its arguments, the function value that it calls, a literal's keys. */
function* operands(instruction: Instruction): Iterable<Value> {
  yield* instruction.args;
  switch (instruction.op) {
    case 'call':
    case 'spawn':
    case 'defer':
      if (instruction.callee.kind === 'dynamic') yield instruction.callee.value;
      break;
    case 'composite':
      for (const key of instruction.keys) if (typeof key === 'object') yield key;
      break;
    default:
      break;
  }
}
