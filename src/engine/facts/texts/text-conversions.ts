import type { Body, Call, Instruction, InstructionOf, Value } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import { copyingMethods } from '../../knowledge/conversion-costs.js';
import { call } from '../../syntax/go.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import type { PackageTypes } from '../../types/package-types.js';
import type { Type } from '../../types/type.js';
import type { Trigger } from '../fact.js';
import { textOf } from '../loops/extent.js';
import { runsOnTheSpot } from '../loops/loops.js';

export type TextKind = 'string' | 'bytes' | 'runes';

/** A conversion between string and []byte or []rune, or a method that does one. */
export interface TextConversion {
  readonly kind: 'conversion';
  readonly at: SyntaxNode;
  /** As the source writes it. */
  readonly text: string;
  readonly value: InstructionOf<'convert'> | Call;
  /** What is converted; of a method, its receiver. */
  readonly operand: Value;
  /** As the source writes it. */
  readonly of: string;
  readonly from: TextKind;
  readonly to: TextKind;
  readonly body: Body;
}

/** A call, of which the callee may convert. */
export interface TextCall {
  readonly kind: 'call';
  readonly at: SyntaxNode;
  /** The function, as the source writes it. */
  readonly callee: string;
  /** Where it is declared or written, when that is known. */
  readonly declared: SyntaxNode | undefined;
  readonly call: Call;
  readonly body: Body;
}

/** Where text may be copied: conversions, and calls of functions that convert. */
export const textCopies: Trigger<TextConversion | TextCall> = {
  name: 'text-copies',
  ops: ['convert', 'call'],
  lift(instruction, body) {
    const conversion = conversionOf(instruction, body);
    if (conversion !== undefined || instruction.op !== 'call') return conversion;
    const { kind } = instruction.callee;
    if ((kind !== 'static' && kind !== 'dynamic') || runsOnTheSpot(instruction, body)) return undefined;
    const { tree } = body.file;
    const callee = textOf(call(tree, instruction.node).callee, body);
    const declared = declarationOf(instruction, body);
    return { kind: 'call', at: tree.node(instruction.node), callee, declared, call: instruction, body };
  },
};

function declarationOf({ callee }: Call, body: Body): SyntaxNode | undefined {
  if (callee.kind === 'static') {
    const declaration = callee.symbol?.declaration;
    return declaration?.file.tree.node(declaration.name);
  }
  const literal = callee.kind === 'dynamic' && callee.value.op === 'closure' ? callee.value : undefined;
  return literal && body.file.tree.node(literal.func);
}

export function conversionOf(instruction: Instruction, body: Body): TextConversion | undefined {
  if (instruction.op === 'call') {
    if (instruction.callee.kind !== 'static' || !copyingMethods.has(instruction.callee.name)) return undefined;
    return describeConversion(instruction, instruction.args[0], 'bytes', 'string', body);
  }
  if (instruction.op !== 'convert' || instruction.args.length !== 1) return undefined;
  const [operand] = instruction.args;
  const to = textKind(instruction.type, body.types);
  const from = to && textKind(typeOfValue(operand, body), body.types);
  if (to === undefined || from === undefined || (to === 'string') === (from === 'string')) return undefined;
  return describeConversion(instruction, operand, from, to, body);
}

function describeConversion(
  value: TextConversion['value'],
  operand: Value,
  from: TextKind,
  to: TextKind,
  body: Body,
): TextConversion {
  const { tree } = body.file;
  const written = call(tree, value.node).args[0] ?? operand.node;
  const [text, of] = [textOf(value.node, body), textOf(written, body)];
  return { kind: 'conversion', at: tree.node(value.node), text, value, operand, of, from, to, body };
}

export function textKind(type: Type, types: PackageTypes): TextKind | undefined {
  const under = types.underlying(type);
  if (under.kind === 'basic') return under.name === 'string' || under.name === 'untyped string' ? 'string' : undefined;
  const elem = under.kind === 'slice' ? types.underlying(under.elem) : undefined;
  if (elem?.kind !== 'basic') return undefined;
  return elem.name === 'uint8' ? 'bytes' : elem.name === 'int32' ? 'runes' : undefined;
}

/** The most bytes that an operand can have: `b[:8]`, `array[:]`; undefined when it may be of any length. */
export function greatestSize(operand: Value, body: Body): number | undefined {
  if (operand.op !== 'slice') return undefined;
  const { low, high } = operand;
  const from = low === undefined ? 0 : constantInt(low);
  const to = high === undefined ? arrayLength(operand.args[0], body) : constantInt(high);
  return to === undefined ? undefined : to - (from ?? 0);
}

function constantInt(value: Value): number | undefined {
  return value.op === 'const' && typeof value.value === 'bigint' ? Number(value.value) : undefined;
}

function arrayLength(value: Value, body: Body): number | undefined {
  const type = body.types.underlying(typeOfValue(value, body));
  const array = type.kind === 'pointer' ? body.types.underlying(type.elem) : type;
  return array.kind === 'array' ? array.length : undefined;
}
