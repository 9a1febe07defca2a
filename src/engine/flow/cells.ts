import type { PackageFile } from '../names/package.js';
import type { Variable } from '../names/symbol.js';
import { expressions, operator, unparen } from '../syntax/go.js';
import { Field, Kind } from '../syntax/kinds.js';
import { NONE, type NodeIndex } from '../syntax/tree.js';
import type { PackageTypes } from '../types/package-types.js';

/**
 * The local variables of a function that must live in cells: their address is taken, by `&`, by slicing an array or by
 * calling a method with a pointer receiver, or a part of them is assigned to. Captured variables, which are cells too,
 * say so themselves.
 */
export function addressedVariables(types: PackageTypes, file: PackageFile, func: NodeIndex): Set<Variable> {
  const { tree } = file;
  const found = new Set(addressesTaken(types, file, func).keys());
  const addPart = (node: NodeIndex) => {
    const at = unparen(tree, node);
    const kind = at === NONE ? Kind.Error : tree.kind(at);
    if (kind !== Kind.SelectorExpression && kind !== Kind.IndexExpression) return;
    const variable = baseVariable(types, file, at);
    if (variable !== undefined) found.add(variable);
  };
  const end = tree.skip(func);
  for (let node = func + 1; node < end; node++) {
    switch (tree.kind(node)) {
      case Kind.AssignmentStatement:
        for (const target of expressions(tree, tree.child(node, Field.Left))) addPart(target);
        break;
      case Kind.IncStatement:
      case Kind.DecStatement:
        addPart(tree.firstChild(node));
        break;
      default:
        break;
    }
  }
  return found;
}

/** An expression that takes a variable's address, or that of a part of it. */
export interface AddressTaken {
  /** The expression: `&x`, `x[:]`, or the `x.m` of a method with a pointer receiver. */
  readonly node: NodeIndex;
  readonly how: 'written' | 'sliced' | 'called';
}

/** Where in a function the addresses of local variables are taken. */
export function addressesTaken(
  types: PackageTypes,
  file: PackageFile,
  func: NodeIndex,
): ReadonlyMap<Variable, readonly AddressTaken[]> {
  const { tree } = file;
  const found = new Map<Variable, AddressTaken[]>();
  const add = (operand: NodeIndex, node: NodeIndex, how: AddressTaken['how']) => {
    const variable = baseVariable(types, file, operand);
    if (variable === undefined) return;
    const list = found.get(variable);
    if (list === undefined) found.set(variable, [{ node, how }]);
    else list.push({ node, how });
  };
  const end = tree.skip(func);
  for (let node = func + 1; node < end; node++) {
    const kind = tree.kind(node);
    if (kind !== Kind.UnaryExpression && kind !== Kind.SliceExpression && kind !== Kind.SelectorExpression) continue;
    const operand = tree.child(node, Field.Operand);
    if (!beginsWithLocal(file, operand)) continue;
    if (kind === Kind.UnaryExpression) {
      if (operator(tree, node) === Kind.And) add(operand, node, 'written');
    } else if (kind === Kind.SliceExpression) {
      if (types.underlying(types.of(file, operand)).kind === 'array') add(operand, node, 'sliced');
    } else if (takesReceiverAddress(types, file, node)) {
      add(operand, node, 'called');
    }
  }
  return found;
}

/** Whether the first name of `x`, `x.f`, `x[i].f` is a local variable: what spares all others the question for a type. */
function beginsWithLocal(file: PackageFile, node: NodeIndex): boolean {
  const { tree } = file;
  let at = node;
  while (at !== NONE && tree.kind(at) !== Kind.Identifier) {
    const kind = tree.kind(at);
    const goesOn =
      kind === Kind.SelectorExpression || kind === Kind.IndexExpression || kind === Kind.ParenthesizedExpression;
    if (!goesOn) return false;
    at = tree.firstChild(at);
  }
  const symbol = at === NONE ? undefined : file.symbol(at);
  return symbol?.kind === 'var' && symbol.func !== NONE;
}

/** `x.m` with a pointer receiver and an x that is none stands for `(&x).m` (Go spec, "Calls"). */
function takesReceiverAddress(types: PackageTypes, file: PackageFile, node: NodeIndex): boolean {
  const operand = types.underlying(types.of(file, file.tree.child(node, Field.Operand)));
  if (operand.kind === 'pointer' || operand.kind === 'interface' || operand.kind === 'unknown') return false;
  const selection = types.selection(file, node);
  if (selection?.kind !== 'method' || selection.expression) return false;
  return selection.method.receiver?.pointer === true && !selection.path.some((field) => field.type.kind === 'pointer');
}

/** The local variable that an addressable expression lies inside: x for `x`, `x.f`, `x.f[i]`, unless a pointer lies between. */
function baseVariable(types: PackageTypes, file: PackageFile, node: NodeIndex): Variable | undefined {
  const { tree } = file;
  let at = unparen(tree, node);
  while (at !== NONE) {
    switch (tree.kind(at)) {
      case Kind.Identifier: {
        const symbol = file.symbol(at);
        return symbol?.kind === 'var' && symbol.func !== NONE ? symbol : undefined;
      }
      case Kind.SelectorExpression:
      case Kind.IndexExpression: {
        const operand = tree.child(at, Field.Operand);
        const under = types.underlying(types.of(file, operand)).kind;
        if (under !== 'struct' && under !== 'array') return undefined;
        at = unparen(tree, operand);
        break;
      }
      default:
        return undefined;
    }
  }
  return undefined;
}
