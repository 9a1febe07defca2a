import type { PackageFile } from '../names/package.js';
import type { FuncSymbol, Variable } from '../names/symbol.js';
import { Kind } from '../syntax/kinds.js';
import type { NodeIndex, Tree } from '../syntax/tree.js';
import type { PackageTypes } from '../types/package-types.js';
import { addressedVariables } from './cells.js';
import { Graph } from './graph.js';
import type { Alloc, Block, Body, Callee, FreeVar, Instruction, InstructionOf, Param, Value } from './ssa.js';

/** Whether control comes back from a call. The graph builder takes the answer, so that nothing has to be imported upward. */
export type MayReturn = (callee: Callee) => boolean;

/** Where `break` and `continue` go from inside a statement. */
export interface Target {
  readonly statement: NodeIndex;
  readonly label: string | undefined;
  readonly onBreak: Block;
  /** Undefined for switch and select. */
  readonly onContinue: Block | undefined;
}

/** The state of lowering one body: the block being filled, the variables, the places that jumps go to. */
export class Builder {
  readonly types: PackageTypes;
  readonly file: PackageFile;
  readonly tree: Tree;
  readonly func: NodeIndex;
  readonly mayReturn: MayReturn;
  readonly graph = new Graph();
  readonly entry: Block;
  /** Function literals met so far, whose bodies are lowered after this one. */
  readonly literalNodes: NodeIndex[] = [];
  readonly loopHeads = new Map<NodeIndex, Block>();
  readonly targets: Target[] = [];
  readonly results: Variable[] = [];
  /** Whether the body, literals left out, defers something anywhere: a loop may come back to a return behind it. */
  readonly hasDefer: boolean;
  block: Block;
  /** Labels of statements in the body, for goto; made when first named. */
  readonly #labels = new Map<string, Block>();
  readonly #addressed: ReadonlySet<Variable>;
  readonly #cells = new Map<Variable, Alloc | FreeVar>();

  constructor(types: PackageTypes, file: PackageFile, func: NodeIndex, mayReturn: MayReturn) {
    this.types = types;
    this.file = file;
    this.tree = file.tree;
    this.func = func;
    this.mayReturn = mayReturn;
    this.hasDefer = defersIn(file.tree, func);
    this.#addressed = addressedVariables(types, file, func);
    this.entry = this.graph.block();
    this.graph.seal(this.entry);
    this.block = this.entry;
  }

  /** Appends an instruction, which it makes of the object given, to the current block. */
  emit<Op extends Instruction['op']>(
    instruction: { readonly op: Op } & Omit<InstructionOf<Op>, 'block' | 'op'>,
  ): InstructionOf<Op> {
    const made = instruction as unknown as InstructionOf<Op>;
    made.block = this.block;
    this.block.instructions.push(made as Instruction);
    return made;
  }

  /** A new block that is known to have only the predecessors given now. */
  blockAfter(...preds: Block[]): Block {
    const block = this.graph.block();
    for (const pred of preds) this.graph.edge(pred, block);
    this.graph.seal(block);
    return block;
  }

  jump(to: Block, node: NodeIndex): void {
    this.emit({ op: 'jump', node, args: [] });
    this.graph.edge(this.block, to);
  }

  /** Goes on in `block`; with `seal` it gets no further predecessors. */
  enter(block: Block, seal = true): void {
    if (seal) this.graph.seal(block);
    this.block = block;
  }

  /** Goes on in a block that nothing reaches: what follows return, panic, break. */
  enterUnreachable(): void {
    this.enter(this.graph.block());
  }

  isCell(variable: Variable): boolean {
    return variable.captured || this.#addressed.has(variable) || variable.func !== this.func;
  }

  /** The cell of a captured or addressed variable, or of one that an enclosing function owns. */
  cell(variable: Variable, node: NodeIndex): Alloc | FreeVar {
    const known = this.#cells.get(variable);
    if (known !== undefined) return known;
    if (variable.func !== this.func) {
      const outer: FreeVar = { op: 'freevar', node, args: [], symbol: variable };
      this.#cells.set(variable, outer);
      return outer;
    }
    return this.newCell(variable, node);
  }

  newCell(variable: Variable, node: NodeIndex): Alloc {
    const cell = this.emit({ op: 'alloc', node, args: [], of: 'variable', symbol: variable });
    this.#cells.set(variable, cell);
    return cell;
  }

  /** Declares a local variable and gives it its first value. */
  declare(variable: Variable, value: Value, node: NodeIndex): void {
    if (!this.isCell(variable)) return this.graph.write(variable, this.block, value);
    const cell = this.newCell(variable, node);
    this.emit({ op: 'store', node, args: [cell, value] });
    return undefined;
  }

  assignVariable(variable: Variable, value: Value, node: NodeIndex): void {
    if (this.isCell(variable)) this.emit({ op: 'store', node, args: [this.cell(variable, node), value] });
    else this.graph.write(variable, this.block, value);
  }

  readVariable(variable: Variable, node: NodeIndex): Value {
    if (this.isCell(variable)) return this.emit({ op: 'load', node, args: [this.cell(variable, node)] });
    return this.graph.read(variable, this.block, node) ?? this.unknown(node);
  }

  unknown(node: NodeIndex): Value {
    return { op: 'unknown', node, args: [] };
  }

  zero(node: NodeIndex): Value {
    return { op: 'const', node, args: [], value: undefined, nil: false };
  }

  label(name: string): Block {
    let block = this.#labels.get(name);
    if (block === undefined) this.#labels.set(name, (block = this.graph.block()));
    return block;
  }

  finish(symbol: FuncSymbol | undefined, outer: Body | undefined, params: readonly Param[]): Body {
    // A goto may jump to a label from anywhere, so that labelled blocks are complete only now.
    for (const block of this.graph.blocks) this.graph.seal(block);
    const blocks = this.graph.finish(this.entry);
    if (this.hasDefer) dropIdleReplays(blocks);
    const { file, types, func: node, loopHeads } = this;
    return { file, types, node, symbol, outer, params, blocks, literals: new Map(), loopHeads };
  }
}

function defersIn(tree: Tree, func: NodeIndex): boolean {
  for (let node = func + 1; node < tree.skip(func); ) {
    const kind = tree.kind(node);
    if (kind === Kind.DeferStatement) return true;
    node = kind === Kind.FuncLiteral ? tree.skip(node) : node + 1;
  }
  return false;
}

/** Where the body is left before anything can have been deferred, nothing is replayed. */
function dropIdleReplays(blocks: readonly Block[]): void {
  const deferred = new Set(blocks.filter((block) => block.instructions.some((one) => one.op === 'defer')));
  for (const block of deferred) for (const next of block.succs) deferred.add(next);
  for (const block of blocks) {
    const at = deferred.has(block) ? -1 : block.instructions.findIndex((one) => one.op === 'rundefers');
    if (at >= 0) block.instructions.splice(at, 1);
  }
}
