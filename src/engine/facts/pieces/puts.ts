import { type Body, type Call, type Instruction, instructions, type Value } from '../../flow/ssa.js';
import { results } from '../../syntax/go.js';
import { NONE, type NodeIndex } from '../../syntax/tree.js';
import type { Trigger } from '../fact.js';
import { onOneLine, operandNode } from './operands.js';
import { pieceSources } from './sources.js';

/** A place at which values are put where something else may find them again, in a function that has pieces to put. */
export interface PutSite {
  readonly put: Instruction;
  readonly body: Body;
}

/** One value of such a place. */
export interface Put extends PutSite {
  readonly value: Value;
  /** Its position among the instruction's args; undefined for a key of a literal and for a captured variable. */
  readonly index: number | undefined;
  /** Whether it is one of many that are put there: an element, a message, a map's value or its key. */
  readonly as: 'one' | 'element' | 'key';
  /** Whether the elements of the value are put, not the value: `append(xs, ys...)`. */
  readonly spread: boolean;
  /** The body in which the value is; a captured variable's is the literal's. */
  readonly within: Body;
}

const ops: readonly Instruction['op'][] = [
  'return',
  'store',
  'mapupdate',
  'send',
  'select',
  'composite',
  'call',
  'closure',
];

export const putSites: Trigger<PutSite> = {
  name: 'put-sites',
  ops,
  lift: (put, body, _pkg, store) => (store.get(pieceSources).in(body) ? { put, body } : undefined),
};

/** Every put of a body, literals apart. */
export function* putsIn(body: Body): Iterable<Put> {
  for (const put of instructions(body)) if (ops.includes(put.op)) yield* putsAt({ put, body });
}

/** The values that an instruction puts somewhere. Variables that live in cells are no place of their own. */
export function putsAt({ put, body }: PutSite): readonly Put[] {
  switch (put.op) {
    case 'return':
      return put.args.map((_, i) => putOf(put, body, i, 'one'));
    case 'store': {
      const [address] = put.args;
      if (isVariable(address)) return [];
      return [putOf(put, body, 1, address.op === 'indexaddr' ? 'element' : 'one')];
    }
    case 'mapupdate':
      return [putOf(put, body, 1, 'key'), putOf(put, body, 2, 'element')];
    case 'send':
      return [putOf(put, body, 1, 'element')];
    case 'select':
      return put.states.flatMap(({ form, value }) =>
        form === 'send' && value !== undefined ? [putOf(put, body, put.args.indexOf(value), 'element')] : [],
      );
    case 'composite':
      return [
        ...put.args.map((_, i) => putOf(put, body, i, 'element')),
        ...put.keys.flatMap((key) => (typeof key === 'object' ? [keyPut(put, key, body)] : [])),
      ];
    case 'call':
      return put.callee.kind === 'builtin'
        ? appended(put, body)
        : put.args.map((_, i) => putOf(put, body, i, 'element', put.spreads && i === put.args.length - 1));
    case 'closure':
      return captured(put.func, body).map(({ load, within }) => ({
        ...putOf(put, body, 0, 'one'),
        value: load,
        index: undefined,
        within,
      }));
    default:
      return [];
  }
}

function putOf(put: Instruction, body: Body, index: number, as: Put['as'], spread = false): Put {
  return { put, body, value: put.args[index], index, as, spread, within: body };
}

function keyPut(put: Instruction, key: Value, body: Body): Put {
  return { put, body, value: key, index: undefined, as: 'key', spread: false, within: body };
}

/** Where the source writes the value that is put, and how. */
export function written({ put, value, index, body }: Put): { readonly node: NodeIndex; readonly text: string } {
  const node = index === undefined ? value.node : operandNode(put, index, body);
  if (put.op === 'return' && node === put.node) return { node, text: resultName(index ?? 0, body) };
  return { node, text: onOneLine(body.file.tree.text(node)) };
}

/** What a return without values returns. */
function resultName(index: number, body: Body): string {
  const { tree } = body.file;
  const name = results(tree, body.node)[index]?.name ?? NONE;
  return name === NONE ? 'the result' : tree.text(name);
}

function appended(call: Call, body: Body): readonly Put[] {
  if (call.callee.kind !== 'builtin' || call.callee.name !== 'append') return [];
  return call.args.slice(1).map((_, i) => putOf(call, body, i + 1, 'element', call.spreads));
}

function isVariable(address: Value): boolean {
  return (address.op === 'alloc' && address.of === 'variable') || address.op === 'freevar';
}

/** Where a literal, or one inside it, first reads each variable of the functions around it. */
function captured(
  func: NodeIndex,
  body: Body,
): readonly { readonly load: Instruction & { readonly op: 'load' }; readonly within: Body }[] {
  const literal = body.literals.get(func);
  if (literal === undefined) return [];
  const found = new Map<unknown, { load: Instruction & { readonly op: 'load' }; within: Body }>();
  const visit = (within: Body) => {
    for (const load of instructions(within)) {
      if (load.op !== 'load' || load.args[0].op !== 'freevar' || load.node === NONE) continue;
      const { symbol } = load.args[0];
      if (isInside(symbol.func, literal) || found.has(symbol)) continue;
      found.set(symbol, { load, within });
    }
    for (const inner of within.literals.values()) visit(inner);
  };
  visit(literal);
  return [...found.values()];
}

/** Whether a function is a literal, or lies inside it. */
function isInside(func: NodeIndex, literal: Body): boolean {
  return literal.file.tree.contains(literal.node, func);
}
