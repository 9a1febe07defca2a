import type { Body, Instruction } from '../../flow/ssa.js';
import { call, expressions, literalElements, unparen } from '../../syntax/go.js';
import { Field, Kind } from '../../syntax/kinds.js';
import { NONE, type NodeIndex, type Tree } from '../../syntax/tree.js';

/**
 * Where the source writes an operand. SSA values stand at their definitions: `tag := body[16:48]; x.etag = tag` stores a
 * value that stands at the slice expression, and is written `tag` here.
 * @param index the operand's position among the instruction's `args`
 */
export function operandNode(instruction: Instruction, index: number, body: Body): NodeIndex {
  const { tree } = body.file;
  const fallback = instruction.args[index]?.node ?? instruction.node;
  const { node } = instruction;
  switch (instruction.op) {
    case 'return':
      return returned(tree, node, index) ?? fallback;
    case 'store':
    case 'mapupdate':
      return index === instruction.args.length - 1 ? assigned(tree, node, fallback) : keyed(tree, node, fallback);
    case 'send': {
      const value = tree.child(node, index === 0 ? Field.Channel : Field.Value);
      return value === NONE ? fallback : value;
    }
    case 'composite':
      return element(tree, node, index) ?? fallback;
    case 'call':
    case 'spawn':
    case 'defer':
      return argument(tree, node, index, instruction.args.length) ?? fallback;
    case 'slice':
    case 'index':
    case 'indexaddr':
    case 'fieldaddr':
    case 'bound': {
      const operand = index === 0 ? tree.child(node, Field.Operand) : NONE;
      return operand === NONE ? fallback : operand;
    }
    case 'convert':
      return argument(tree, node, index, 1) ?? fallback;
    default:
      return fallback;
  }
}

function returned(tree: Tree, node: NodeIndex, index: number): NodeIndex | undefined {
  const list = tree.kind(node) === Kind.ReturnStatement ? tree.firstChild(node) : NONE;
  if (list === NONE) return node;
  const written = expressions(tree, list);
  return written[index] ?? (written.length === 1 ? written[0] : undefined);
}

/** The right side of the assignment whose left side, or part of it, the node is. */
function assigned(tree: Tree, target: NodeIndex, fallback: NodeIndex): NodeIndex {
  const list = tree.parent(target);
  const statement = tree.kind(list) === Kind.ExpressionList ? tree.parent(list) : list;
  const right = statement === NONE ? NONE : tree.child(statement, Field.Right);
  const left = statement === NONE ? NONE : tree.child(statement, Field.Left);
  if (right === NONE || left === NONE) return fallback;
  const values = expressions(tree, right);
  const targets = expressions(tree, left);
  if (values.length !== targets.length) return fallback;
  const at = targets.findIndex((one) => unparen(tree, one) === target);
  return at < 0 ? fallback : values[at];
}

function keyed(tree: Tree, target: NodeIndex, fallback: NodeIndex): NodeIndex {
  const key = tree.kind(target) === Kind.IndexExpression ? tree.child(target, Field.Index) : NONE;
  return key === NONE ? fallback : key;
}

function element(tree: Tree, node: NodeIndex, index: number): NodeIndex | undefined {
  const body = tree.kind(node) === Kind.LiteralValue ? node : tree.child(node, Field.Body);
  return body === NONE ? undefined : literalElements(tree, body)[index]?.value;
}

/** A call's operands are its receiver, which stands in the callee, and its arguments. */
function argument(tree: Tree, node: NodeIndex, index: number, operands: number): NodeIndex | undefined {
  const kind = tree.kind(node);
  if (kind !== Kind.CallExpression && kind !== Kind.TypeConversionExpression) return undefined;
  const { callee, args } = call(tree, node);
  const receivers = operands - args.length;
  if (index >= receivers) return args[index - receivers];
  const method = unparen(tree, callee);
  const receiver = tree.kind(method) === Kind.SelectorExpression ? tree.child(method, Field.Operand) : NONE;
  return receiver === NONE ? undefined : receiver;
}

/** Longer texts are cut off. */
const MAX_TEXT = 60;

/** A piece of source as it is quoted in a message. */
export function onOneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT - 3)}...` : line;
}
