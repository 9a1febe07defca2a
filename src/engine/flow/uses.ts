import { type Body, type Instruction, instructions, type Value } from './ssa.js';

/** An instruction that uses a value; one that uses it twice is there once. */
export type Use = Instruction;

/** Def-use chains of one body: which instructions use a value. */
export class Uses {
  readonly #uses = new Map<Value, Use[]>();

  constructor(body: Body) {
    for (const instruction of instructions(body)) {
      for (const value of instruction.args) this.#add(value, instruction);
      for (const value of otherOperands(instruction)) this.#add(value, instruction);
    }
  }

  of(value: Value): readonly Use[] {
    return this.#uses.get(value) ?? [];
  }

  #add(value: Value, use: Use): void {
    const list = this.#uses.get(value);
    if (list === undefined) this.#uses.set(value, [use]);
    else if (list[list.length - 1] !== use) list.push(use);
  }
}

const chains = new WeakMap<Body, Uses>();

/** The def-use chains of a body, made when first asked for. */
export function usesIn(body: Body): Uses {
  let uses = chains.get(body);
  if (uses === undefined) chains.set(body, (uses = new Uses(body)));
  return uses;
}

/** What an instruction reads beside its arguments: the function value that it calls, a literal's keys. */
function otherOperands(instruction: Instruction): readonly Value[] {
  switch (instruction.op) {
    case 'call':
    case 'spawn':
    case 'defer':
      return instruction.callee.kind === 'dynamic' ? [instruction.callee.value] : none;
    case 'composite':
      return instruction.keys.filter((key) => typeof key === 'object');
    default:
      return none;
  }
}

const none: readonly Value[] = [];
