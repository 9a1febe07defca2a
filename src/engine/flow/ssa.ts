import type { PackageFile } from '../names/package.js';
import type { FuncSymbol, GoSymbol, Variable } from '../names/symbol.js';
import type { Kind } from '../syntax/kinds.js';
import type { NodeIndex } from '../syntax/tree.js';
import type { ConstantValue } from '../types/constants.js';
import type { PackageTypes } from '../types/package-types.js';
import type { Field, Type } from '../types/type.js';

// Function bodies in static single assignment form, in the vocabulary of golang.org/x/tools/go/ssa. Local variables
// whose address nobody takes and no function literal shares are values; the others are cells (`alloc`), read and
// written by `load` and `store`.

interface Base {
  /** Where it comes from: an expression, a statement, an identifier. */
  readonly node: NodeIndex;
  /** The values it is made of, in evaluation order; what each means, its op says. */
  readonly args: Value[];
}

/** A constant, the zero value of a variable declared without one, or nil. */
export interface Const extends Base {
  readonly op: 'const';
  readonly value: ConstantValue | undefined;
  readonly nil: boolean;
}

export interface Param extends Base {
  readonly op: 'param';
  readonly symbol: Variable | undefined;
  /** The receiver, if any, is 0. */
  readonly index: number;
}

/** The cell of a variable of an enclosing function, as a function literal sees it. */
export interface FreeVar extends Base {
  readonly op: 'freevar';
  readonly symbol: Variable;
}

/** The cell of a package-level variable. `symbol` is undefined for one of a package that is not at hand. */
export interface Global extends Base {
  readonly op: 'global';
  readonly symbol: GoSymbol | undefined;
  readonly name: string;
}

export interface FuncValue extends Base {
  readonly op: 'func';
  readonly callee: StaticCallee;
}

/** An expression that the engine does not understand, or that holds a syntax error. */
export interface UnknownValue extends Base {
  readonly op: 'unknown';
}

interface InBlock extends Base {
  /** Set once it stands in a block. */
  block: Block;
}

export interface Phi extends InBlock {
  readonly op: 'phi';
  readonly symbol: Variable | undefined;
}

/** A new cell, of which it yields the address: a variable, `new(T)`, `&T{…}`. */
export interface Alloc extends InBlock {
  readonly op: 'alloc';
  readonly of: 'variable' | 'new' | 'literal';
  readonly symbol: Variable | undefined;
}

export interface Call extends InBlock {
  readonly op: 'call' | 'spawn' | 'defer';
  /** args: the receiver of a static or interface method first, then the arguments. */
  readonly callee: Callee;
  readonly spreads: boolean;
}

export interface SelectState {
  readonly form: 'send' | 'receive' | 'default';
  readonly channel: Value | undefined;
  readonly value: Value | undefined;
  /** The clause. */
  readonly node: NodeIndex;
}

/** Chooses among its states; the block's successors are the clauses' blocks, in the same order. */
export interface Select extends InBlock {
  readonly op: 'select';
  readonly states: readonly SelectState[];
  readonly blocking: boolean;
}

export type RangeForm = 'slice' | 'array' | 'string' | 'map' | 'integer' | 'function' | 'unknown';

interface Simple<Op extends string> extends InBlock {
  readonly op: Op;
}

export type Instruction =
  | Phi
  | Alloc
  | Call
  | Select
  /** args: address. */
  | Simple<'load'>
  /** args: address, value. */
  | Simple<'store'>
  /** The address of a field; args: pointer to the struct. */
  | (Simple<'fieldaddr'> & { readonly field: Field | undefined; readonly name: string })
  /** A field of a struct value; args: struct. */
  | (Simple<'field'> & { readonly field: Field | undefined; readonly name: string })
  /** The address of an element; args: slice or pointer to array, index. */
  | Simple<'indexaddr'>
  /** An element; args: slice, array or string, index. */
  | Simple<'index'>
  /** args: map, key. */
  | (Simple<'lookup'> & { readonly commaOk: boolean })
  /** args: map, key, value. */
  | Simple<'mapupdate'>
  /** args: operand and the bounds that are there. */
  | (Simple<'slice'> & {
      readonly low: Value | undefined;
      readonly high: Value | undefined;
      readonly max: Value | undefined;
    })
  /** args: length and capacity, as far as given. */
  | (Simple<'make'> & { readonly type: Type })
  /** args: the elements' values; `keys` beside them. */
  | (Simple<'composite'> & { readonly type: Type; readonly keys: readonly (string | Value | undefined)[] })
  /** args: left, right. */
  | (Simple<'binary'> & { readonly operator: Kind })
  | (Simple<'unary'> & { readonly operator: Kind })
  /** args: channel. */
  | (Simple<'receive'> & { readonly commaOk: boolean })
  /** args: channel, value. */
  | Simple<'send'>
  /** An explicit conversion. */
  | (Simple<'convert'> & { readonly type: Type })
  | (Simple<'assert'> & { readonly type: Type; readonly commaOk: boolean })
  /** One value of a tuple: a call's results, comma-ok, what `next` yields. */
  | (Simple<'extract'> & { readonly index: number })
  /** A bound method, `x.m` not called; args: the receiver. */
  | (Simple<'bound'> & { readonly callee: Callee })
  | (Simple<'closure'> & { readonly func: NodeIndex })
  /** The next element of a range: the tuple of ok, key, value. args: what is ranged over. */
  | (Simple<'next'> & { readonly form: RangeForm })
  /** A value that arrives in a select clause: the received value or ok. args: channel. */
  | (Simple<'selected'> & { readonly index: number })
  /**
   * What has been deferred on the way runs here: before a return, a panic, and a call that is known to end the
   * goroutine. Other calls that do not return end the process, as far as is known.
   */
  | Simple<'rundefers'>
  /** args: condition; successors: then, else. */
  | Simple<'if'>
  | Simple<'jump'>
  /** args: the results. */
  | Simple<'return'>
  | Simple<'panic'>
  /** Behind a call that does not return. */
  | Simple<'unreachable'>;

export type Value = Const | Param | FreeVar | Global | FuncValue | UnknownValue | Instruction;
export type InstructionOf<Op extends Instruction['op']> = Instruction extends infer I
  ? I extends { readonly op: infer O }
    ? Op extends O
      ? I
      : never
    : never
  : never;

export interface StaticCallee {
  readonly kind: 'static';
  /** As types.Func.FullName gives it. */
  readonly name: string;
  /** Undefined when the declaration is not at hand. */
  readonly symbol: FuncSymbol | undefined;
  /** Whether the first argument is the receiver. */
  readonly method: boolean;
}

export type Callee =
  | StaticCallee
  /** A method of an interface: which body runs is not known. */
  | { readonly kind: 'interface'; readonly name: string; readonly symbol: FuncSymbol }
  /** A function value. */
  | { readonly kind: 'dynamic'; readonly value: Value }
  | { readonly kind: 'builtin'; readonly name: string }
  /** A method of something whose type is not known. */
  | { readonly kind: 'unknown'; readonly name: string };

export interface Block {
  readonly index: number;
  readonly instructions: Instruction[];
  readonly preds: Block[];
  readonly succs: Block[];
}

/** The body of a function, method or function literal, or what initialises package-level variables. */
export interface Body {
  readonly file: PackageFile;
  readonly types: PackageTypes;
  /** The declaration or literal. */
  readonly node: NodeIndex;
  /** Undefined for a literal and for the initial values of variables. */
  readonly symbol: FuncSymbol | undefined;
  /** The function around a literal. */
  readonly outer: Body | undefined;
  /** Receiver first. */
  readonly params: readonly Param[];
  /** In reverse postorder, the entry first. Blocks that cannot be reached are left out. */
  readonly blocks: readonly Block[];
  /** The bodies of the literals inside, by literal. */
  readonly literals: Map<NodeIndex, Body>;
  /** The block at which each loop statement tests or begins anew. */
  readonly loopHeads: ReadonlyMap<NodeIndex, Block>;
}

/** The last instruction of a block, which decides where control goes. */
export function terminator(block: Block): Instruction {
  return block.instructions[block.instructions.length - 1];
}

export function isCall(value: Value): value is Call {
  return value.op === 'call' || value.op === 'spawn' || value.op === 'defer';
}

/** Every instruction of a body, in block order. */
export function instructions(body: Body): readonly Instruction[] {
  let all = listed.get(body);
  if (all === undefined) listed.set(body, (all = body.blocks.flatMap((block) => block.instructions)));
  return all;
}

/** Every fact goes through every body: the list is made once. */
const listed = new WeakMap<Body, readonly Instruction[]>();

/** A body and those around it, outwards. */
export function* outwards(body: Body): Iterable<Body> {
  for (let at: Body | undefined = body; at !== undefined; at = at.outer) yield at;
}

/** The declared function that a body belongs to, or the initial values of variables. */
export function outermost(body: Body): Body {
  let at = body;
  while (at.outer !== undefined) at = at.outer;
  return at;
}

/** A body and those of all literals inside it, outer before inner. */
export function* withLiterals(body: Body): Iterable<Body> {
  yield body;
  for (const literal of body.literals.values()) yield* withLiterals(literal);
}

/** The calls, spawns and deferred calls of a body, in block order. */
export function* calls(body: Body): Iterable<Call> {
  for (const instruction of instructions(body)) if (isCall(instruction)) yield instruction;
}
