import { type Body, type InstructionOf, instructions } from '../../flow/ssa.js';
import type { Variable } from '../../names/symbol.js';
import { expressions, operator, unparen } from '../../syntax/go.js';
import { Field, Kind } from '../../syntax/kinds.js';
import type { NodeIndex, SyntaxNode } from '../../syntax/tree.js';

/** A local copy of a field that is set to nil, as if that let go of what the field holds. */
export interface NilledCopy {
  readonly at: SyntaxNode;
  readonly copy: string;
  /** Where the field is read. */
  readonly read: InstructionOf<'load'>;
  readonly field: Variable;
}

/** `acc := x.acc; …; acc = nil`, with nothing behind it that looks at acc, and nothing that changes x.acc. */
export function nilledCopy(read: InstructionOf<'load'>, body: Body): NilledCopy | undefined {
  const [address] = read.args;
  if (address.op !== 'fieldaddr' || address.field?.symbol === undefined) return undefined;
  const kind = body.types.underlying(address.field.type).kind;
  if (kind !== 'pointer' && kind !== 'slice' && kind !== 'map') return undefined;
  const assignment = nilledIn(body).get(read.node);
  const field = address.field.symbol;
  if (assignment === undefined || isWritten(field, body)) return undefined;
  const { tree } = body.file;
  return { at: tree.node(assignment), copy: tree.text(tree.child(assignment, Field.Left)), read, field };
}

function isWritten(field: Variable, body: Body): boolean {
  return instructions(body).some(
    (one) => one.op === 'store' && one.args[0].op === 'fieldaddr' && one.args[0].field?.symbol === field,
  );
}

const known = new WeakMap<Body, ReadonlyMap<NodeIndex, NodeIndex>>();

/** The assignments of nil after which a variable is not used any more, by the expression that it was declared with. */
function nilledIn(body: Body): ReadonlyMap<NodeIndex, NodeIndex> {
  let found = known.get(body);
  if (found === undefined) known.set(body, (found = find(body)));
  return found;
}

function find(body: Body): ReadonlyMap<NodeIndex, NodeIndex> {
  const { tree } = body.file;
  const found = new Map<NodeIndex, NodeIndex>();
  for (let node = body.node + 1; node < tree.skip(body.node); node++) {
    if (tree.kind(node) !== Kind.AssignmentStatement || operator(tree, node) !== Kind.Assign) continue;
    const variable = nilled(node, body);
    const value = variable && declaredWith(variable, body);
    if (variable === undefined || value === undefined || isUsedBehind(variable, node, body)) continue;
    found.set(value, node);
  }
  return found;
}

/** The local variable that an assignment sets to nil. */
function nilled(assignment: NodeIndex, { file }: Body): Variable | undefined {
  const { tree } = file;
  const left = expressions(tree, tree.child(assignment, Field.Left));
  const right = expressions(tree, tree.child(assignment, Field.Right));
  if (left.length !== 1 || right.length !== 1 || file.symbol(unparen(tree, right[0]))?.kind !== 'nil') return undefined;
  const symbol = file.symbol(left[0]);
  return symbol?.kind === 'var' && symbol.role === 'local' && !symbol.captured ? symbol : undefined;
}

/** What stands on the right of `x := …`. */
function declaredWith({ declaration, index }: Variable, { file }: Body): NodeIndex | undefined {
  const { tree } = file;
  if (declaration === undefined || tree.kind(declaration.node) !== Kind.ShortVarDeclaration) return undefined;
  const left = expressions(tree, tree.child(declaration.node, Field.Left));
  const right = expressions(tree, tree.child(declaration.node, Field.Right));
  return left.length === right.length ? right[index] : undefined;
}

/** Whether the variable is named again behind an assignment, or on the next turn of a loop around it. */
function isUsedBehind(variable: Variable, assignment: NodeIndex, { file, node: func }: Body): boolean {
  const { tree } = file;
  for (let node = tree.skip(assignment); node < tree.skip(func); node++) {
    if (tree.kind(node) === Kind.Identifier && file.symbol(node) === variable) return true;
  }
  const declared = variable.declaration?.node ?? assignment;
  for (let at = tree.parent(assignment); at > func; at = tree.parent(at))
    if (tree.kind(at) === Kind.ForStatement && declared < at) return true;
  return false;
}
