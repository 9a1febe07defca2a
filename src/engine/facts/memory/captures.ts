import { type Alloc, type Body, type FreeVar, instructions, outermost, type Value } from '../../flow/ssa.js';
import type { Variable } from '../../names/symbol.js';

export interface Placed {
  readonly value: Value;
  readonly body: Body;
}

/** The variables of a function that live in cells, as the function and the literals inside it see them. */
export interface Cells {
  /** The cell in each body that has it. */
  of(variable: Variable): readonly Placed[];
  /** The literals that have it, or have a literal inside that does. */
  closuresOver(variable: Variable): readonly Placed[];
  /** Everything that is stored in the whole cell. */
  storedIn(cell: Alloc | FreeVar): readonly Placed[];
}

const known = new WeakMap<Body, Cells>();

/** The cells of the declared function that a body belongs to. */
export function cellsAround(body: Body): Cells {
  const whole = outermost(body);
  let cells = known.get(whole);
  if (cells === undefined) known.set(whole, (cells = new CellsOfFunction(whole)));
  return cells;
}

class CellsOfFunction implements Cells {
  readonly #cells = new Map<Variable, Placed[]>();
  readonly #closures = new Map<Variable, Placed[]>();
  readonly #stored = new Map<unknown, Placed[]>();

  constructor(outermost: Body) {
    this.#collect(outermost);
  }

  of(variable: Variable): readonly Placed[] {
    return this.#cells.get(variable) ?? [];
  }

  closuresOver(variable: Variable): readonly Placed[] {
    return this.#closures.get(variable) ?? [];
  }

  storedIn(cell: Alloc | FreeVar): readonly Placed[] {
    return this.#stored.get(cell.symbol ?? cell) ?? [];
  }

  /** @returns the variables of outer functions that the body or a literal inside it uses */
  #collect(body: Body): ReadonlySet<Variable> {
    const own = new Map<Variable, Value>();
    for (const instruction of instructions(body)) {
      if (instruction.op === 'alloc' && instruction.symbol !== undefined) own.set(instruction.symbol, instruction);
      for (const arg of instruction.args) if (arg.op === 'freevar') own.set(arg.symbol, arg);
      if (instruction.op === 'store') {
        const [to, value] = instruction.args;
        if (to.op === 'alloc' || to.op === 'freevar') append(this.#stored, to.symbol ?? to, { value, body });
      }
    }
    for (const [variable, value] of own) append(this.#cells, variable, { value, body });
    const outer = new Set([...own].flatMap(([variable, value]) => (value.op === 'freevar' ? [variable] : [])));
    const inside = new Map([...body.literals].map(([node, literal]) => [node, this.#collect(literal)]));
    for (const captured of inside.values()) {
      for (const variable of captured) if (variable.func !== body.node) outer.add(variable);
    }
    for (const instruction of instructions(body)) {
      if (instruction.op !== 'closure') continue;
      for (const variable of inside.get(instruction.func) ?? []) {
        append(this.#closures, variable, { value: instruction, body });
      }
    }
    return outer;
  }
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
