import type { Variable } from '../names/symbol.js';
import type { NodeIndex } from '../syntax/tree.js';
import { reversePostorder } from './order.js';
import type { Block, Instruction, Phi, Value } from './ssa.js';

/**
 * Builds the control-flow graph and, with it, SSA form, in one pass (Braun et al., "Simple and Efficient Construction
 * of Static Single Assignment Form", CC 2013): a variable read in a block whose predecessors are not all known yet
 * gets a phi that is completed when the block is sealed.
 */
export class Graph {
  readonly blocks: Block[] = [];
  // By block index, which stays what it is until the graph is finished.
  readonly #definitions: (Map<Variable, Value> | undefined)[] = [];
  readonly #incomplete: (Map<Variable, Phi> | undefined)[] = [];
  readonly #sealed: boolean[] = [];
  readonly #replaced = new Map<Value, Value>();

  block(): Block {
    const block: Block = { index: this.blocks.length, instructions: [], preds: [], succs: [] };
    this.blocks.push(block);
    return block;
  }

  edge(from: Block, to: Block): void {
    from.succs.push(to);
    to.preds.push(from);
  }

  write(variable: Variable, block: Block, value: Value): void {
    this.#definitions[block.index] ??= new Map();
    this.#definitions[block.index]?.set(variable, value);
  }

  /** The variable's value at the end of the block as built so far; undefined when nothing defines it. */
  read(variable: Variable, block: Block, node: NodeIndex): Value | undefined {
    const known = this.#definitions[block.index]?.get(variable);
    if (known !== undefined) return this.resolve(known);
    let value: Value | undefined;
    if (!this.#sealed[block.index]) {
      const phi = this.#phi(variable, block, node);
      this.#incomplete[block.index] ??= new Map();
      this.#incomplete[block.index]?.set(variable, phi);
      value = phi;
    } else if (block.preds.length === 1) {
      value = this.read(variable, block.preds[0], node);
    } else if (block.preds.length > 1) {
      const phi = this.#phi(variable, block, node);
      this.write(variable, block, phi);
      value = this.#complete(variable, phi);
    }
    if (value !== undefined) this.write(variable, block, value);
    return value;
  }

  /** Says that the block gets no further predecessors. */
  seal(block: Block): void {
    if (this.#sealed[block.index]) return;
    this.#sealed[block.index] = true;
    const waiting = this.#incomplete[block.index];
    this.#incomplete[block.index] = undefined;
    for (const [variable, phi] of waiting ?? []) this.#complete(variable, phi);
  }

  /** What stands for a value now: phis whose arguments are all the same were replaced by that one. */
  resolve(value: Value): Value {
    let at = value;
    for (let next = this.#replaced.get(at); next !== undefined; next = this.#replaced.get(at)) at = next;
    return at;
  }

  /** Drops unreachable blocks and puts the surviving values where replaced phis stood. */
  finish(entry: Block): Block[] {
    const kept = reversePostorder(entry);
    const reached = new Set(kept);
    const phis: Phi[] = [];
    for (const block of kept) {
      for (const instruction of block.instructions) {
        if (instruction.op !== 'phi') break; // they stand first
        phis.push(instruction);
      }
      cut(block, reached);
    }
    // Without the edges from unreachable blocks, and once others are replaced, more phis have one value left.
    for (let before = -1; before !== this.#replaced.size; ) {
      before = this.#replaced.size;
      for (const phi of phis) if (!this.#replaced.has(phi)) this.#simplify(phi);
    }
    if (this.#replaced.size > 0) for (const block of kept) this.#tidy(block);
    kept.forEach(settle);
    return kept;
  }

  #tidy(block: Block): void {
    keep(block.instructions, (instruction) => !this.#replaced.has(instruction));
    for (const instruction of block.instructions) {
      const { args } = instruction;
      for (let i = 0; i < args.length; i++) args[i] = this.resolve(args[i]);
      this.#resolveOthers(instruction);
    }
  }

  /** Values that an instruction names beside its arguments. */
  #resolveOthers(instruction: Instruction): void {
    const resolve = (value: Value | undefined) => value && this.resolve(value);
    if (instruction.op === 'slice') {
      const slice = instruction as { low?: Value; high?: Value; max?: Value };
      slice.low = resolve(slice.low);
      slice.high = resolve(slice.high);
      slice.max = resolve(slice.max);
    } else if (instruction.op === 'select') {
      for (const state of instruction.states as readonly { channel?: Value; value?: Value }[]) {
        state.channel = resolve(state.channel);
        state.value = resolve(state.value);
      }
    } else if (
      (instruction.op === 'call' || instruction.op === 'spawn' || instruction.op === 'defer') &&
      instruction.callee.kind === 'dynamic'
    ) {
      (instruction.callee as { value: Value }).value = this.resolve(instruction.callee.value);
    }
  }

  #phi(symbol: Variable, block: Block, node: NodeIndex): Phi {
    const phi: Phi = { op: 'phi', node, args: [], block, symbol };
    let at = 0;
    while (at < block.instructions.length && block.instructions[at].op === 'phi') at++;
    block.instructions.splice(at, 0, phi);
    return phi;
  }

  #complete(variable: Variable, phi: Phi): Value {
    for (const pred of phi.block.preds) {
      phi.args.push(this.read(variable, pred, phi.node) ?? { op: 'unknown', node: phi.node, args: [] });
    }
    return this.#simplify(phi);
  }

  /** A phi of itself and one other value is that value. */
  #simplify(phi: Phi): Value {
    let same: Value | undefined;
    for (const arg of phi.args) {
      const value = this.resolve(arg);
      if (value === phi || value === same) continue;
      if (same !== undefined) return phi;
      same = value;
    }
    if (same === undefined) return phi;
    this.#replaced.set(phi, same);
    return same;
  }
}

/** Takes the edges from unreachable blocks away, and what they bring to the block's phis. */
function cut({ preds, instructions }: Block, reached: ReadonlySet<Block>): void {
  if (preds.every((pred) => reached.has(pred))) return;
  const live = preds.map((pred) => reached.has(pred));
  for (const { op, args } of instructions) {
    if (op !== 'phi') break;
    keep(args, (_, i) => live[i] ?? true);
  }
  keep(preds, (_, i) => live[i]);
}

/** Gives a block its place. A list that has grown keeps room for more, most of the memory of a small block: copies do not. */
function settle(block: { -readonly [K in keyof Block]: Block[K] }, index: number): void {
  block.index = index;
  block.instructions = block.instructions.slice();
  block.preds = block.preds.slice();
  block.succs = block.succs.slice();
}

/** Drops the elements that are not wanted, in place. */
function keep<T>(list: T[], wanted: (element: T, index: number) => boolean): void {
  let size = 0;
  list.forEach((element, i) => {
    if (wanted(element, i)) list[size++] = element;
  });
  list.length = size;
}
