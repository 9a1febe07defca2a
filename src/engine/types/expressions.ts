import type { PackageFile } from '../names/package.js';
import { operator, unparen } from '../syntax/go.js';
import { Field, Kind } from '../syntax/kinds.js';
import { NONE, type NodeIndex } from '../syntax/tree.js';
import { typeOfCall } from './call-types.js';
import { identical, isUntyped, laterUntyped } from './operations.js';
import type { PackageTypes } from './package-types.js';
import { substitute } from './substitute.js';
import { type Type, type TypeParam, unknown } from './type.js';
import { signatureOf } from './type-expressions.js';
import { byte, untyped } from './universe-types.js';

/** The type of an expression with a single value (Go spec, "Expressions"); comma-ok forms have their first value's. */
export function typeOfExpression(types: PackageTypes, file: PackageFile, node: NodeIndex): Type {
  const { tree } = file;
  const operand = () => types.of(file, tree.child(node, Field.Operand));
  switch (tree.kind(node)) {
    case Kind.Identifier:
    case Kind.TypeIdentifier:
    case Kind.Nil:
    case Kind.True:
    case Kind.False:
    case Kind.Iota:
      return typeOfIdentifier(types, file, node);
    case Kind.IntLiteral:
      return untyped.int;
    case Kind.FloatLiteral:
      return untyped.float;
    case Kind.ImaginaryLiteral:
      return untyped.complex;
    case Kind.RuneLiteral:
      return untyped.rune;
    case Kind.InterpretedStringLiteral:
    case Kind.RawStringLiteral:
      return untyped.string;
    case Kind.ParenthesizedExpression:
      return types.of(file, tree.firstChild(node));
    case Kind.FuncLiteral:
      return signatureOf(types, file, node);
    case Kind.CompositeLiteral:
      return typeOfCompositeLiteral(types, file, node);
    case Kind.LiteralValue:
      return typeOfElidedLiteral(types, file, node);
    case Kind.SelectorExpression: {
      const selection = types.selection(file, node);
      if (selection !== undefined) return selection.type;
      const under = types.underlying(literalType(types, operand()));
      return under.kind === 'unknown' ? under : unknown('no such field or method');
    }
    case Kind.IndexExpression:
      return typeOfIndex(types, file, node);
    case Kind.TypeInstantiationExpression:
      return typeOfInstantiation(types, file, tree.child(node, Field.Type), tree.children(node).slice(1));
    case Kind.SliceExpression:
      return typeOfSlice(types, operand());
    case Kind.TypeAssertionExpression:
      return types.denoted(file, tree.child(node, Field.Type));
    case Kind.CallExpression:
    case Kind.TypeConversionExpression:
      return typeOfCall(types, file, node);
    case Kind.UnaryExpression:
      return typeOfUnary(types, file, node);
    case Kind.BinaryExpression:
      return typeOfBinary(types, file, node);
    case Kind.Error:
      return unknown('syntax error');
    default:
      return types.denoted(file, node);
  }
}

function typeOfIdentifier(types: PackageTypes, file: PackageFile, node: NodeIndex): Type {
  const symbol = file.symbol(node);
  if (symbol === undefined) return unknown('unresolved name');
  if (symbol.kind === 'nil') return untyped.nil;
  if (symbol.kind === 'package' || symbol.kind === 'builtin') return unknown('not supported');
  return types.ofSymbol(symbol);
}

function typeOfCompositeLiteral(types: PackageTypes, file: PackageFile, node: NodeIndex): Type {
  const { tree } = file;
  const written = tree.child(node, Field.Type);
  const type = types.denoted(file, written);
  if (tree.kind(written) !== Kind.ImplicitLengthArrayType || type.kind !== 'array') return type;
  return { ...type, length: literalLength(types, file, tree.child(node, Field.Body)) };
}

/** One more than the largest index of an array literal (Go spec, "Composite literals"). */
function literalLength(types: PackageTypes, file: PackageFile, body: NodeIndex): number | undefined {
  const { tree } = file;
  let length = 0;
  let index = 0;
  for (const element of tree.children(body)) {
    if (tree.kind(element) === Kind.KeyedElement) {
      const key = types.constant(file, tree.firstChild(tree.child(element, Field.Key)));
      if (typeof key !== 'bigint') return undefined;
      index = Number(key);
    }
    index++;
    length = Math.max(length, index);
  }
  return length;
}

/** `{…}` inside a composite literal has the element or key type of the literal around it; `&T` may be left out too. */
function typeOfElidedLiteral(types: PackageTypes, file: PackageFile, node: NodeIndex): Type {
  const { tree } = file;
  const element = tree.parent(node);
  const keyed = tree.parent(element);
  const isKey = tree.field(element) === Field.Key;
  const body = tree.kind(keyed) === Kind.KeyedElement ? tree.parent(keyed) : keyed;
  const owner = tree.kind(tree.parent(body)) === Kind.CompositeLiteral ? tree.parent(body) : body;
  const around = literalType(types, types.of(file, owner));
  const under = types.underlying(around);
  if (under.kind === 'map') return isKey ? under.key : under.elem;
  if (under.kind === 'slice' || under.kind === 'array') return under.elem;
  return under.kind === 'unknown' ? under : unknown('not supported');
}

/** The type that a literal's braces fill: what an elided `&T` points to. */
export function literalType(types: PackageTypes, type: Type): Type {
  const under = types.underlying(type);
  return under.kind === 'pointer' ? under.elem : type;
}

function typeOfIndex(types: PackageTypes, file: PackageFile, node: NodeIndex): Type {
  const { tree } = file;
  const operand = tree.child(node, Field.Operand);
  if (types.isType(file, operand)) return types.denoted(file, node);
  const of = types.of(file, operand);
  if (of.kind === 'typeparam') return commonElement(types, of);
  const under = types.underlying(of);
  if (under.kind === 'func') return typeOfInstantiation(types, file, operand, [tree.child(node, Field.Index)]);
  return elementOf(types, under);
}

/** What indexing yields, where it is the same for all types that a type parameter may be (Go spec, "Index expressions"). */
function commonElement(types: PackageTypes, parameter: TypeParam): Type {
  const [first, ...others] = types
    .typeSet(parameter.constraint())
    .map((term) => elementOf(types, types.underlying(term)));
  return first !== undefined && others.every((other) => identical(other, first)) ? first : unknown('generic');
}

/** The type of the elements of an underlying type that may be indexed. */
function elementOf(types: PackageTypes, under: Type): Type {
  switch (under.kind) {
    case 'map':
    case 'slice':
    case 'array':
      return under.elem;
    case 'pointer': {
      const array = types.underlying(under.elem);
      return array.kind === 'array' ? array.elem : unknown('not supported');
    }
    case 'basic':
      return under.name === 'string' || under.name === 'untyped string' ? byte : unknown('not supported');
    default:
      return under.kind === 'unknown' ? under : unknown('not supported');
  }
}

function typeOfInstantiation(
  types: PackageTypes,
  file: PackageFile,
  generic: NodeIndex,
  args: readonly NodeIndex[],
): Type {
  if (types.isType(file, generic)) {
    const type = types.denoted(file, generic);
    return type.kind === 'named'
      ? { kind: 'named', symbol: type.symbol, args: args.map((arg) => types.denoted(file, arg)) }
      : type;
  }
  const type = types.of(file, generic);
  if (type.kind !== 'func') return type;
  const by = new Map(
    type.typeParams.slice(0, args.length).map((parameter, i) => [parameter.symbol, types.denoted(file, args[i])]),
  );
  const made = substitute(type, by);
  // What the list leaves out is inferred at the call.
  return made.kind === 'func' ? { ...made, typeParams: type.typeParams.slice(args.length) } : made;
}

function typeOfSlice(types: PackageTypes, of: Type): Type {
  const under = types.underlying(of);
  if (under.kind === 'array') return { kind: 'slice', elem: under.elem };
  if (under.kind === 'pointer') {
    const array = types.underlying(under.elem);
    return array.kind === 'array' ? { kind: 'slice', elem: array.elem } : unknown('not supported');
  }
  return of;
}

function typeOfUnary(types: PackageTypes, file: PackageFile, node: NodeIndex): Type {
  const { tree } = file;
  const operand = tree.child(node, Field.Operand);
  switch (operator(tree, node)) {
    case Kind.And:
      return { kind: 'pointer', elem: types.of(file, operand) };
    case Kind.Mul: {
      if (types.isType(file, operand)) return { kind: 'pointer', elem: types.denoted(file, operand) };
      const under = types.underlying(types.of(file, operand));
      return under.kind === 'pointer' ? under.elem : under.kind === 'unknown' ? under : unknown('not supported');
    }
    case Kind.Arrow: {
      const under = types.underlying(types.of(file, operand));
      return under.kind === 'chan' ? under.elem : under.kind === 'unknown' ? under : unknown('not supported');
    }
    default:
      return types.of(file, operand);
  }
}

const comparisons = new Set<Kind>([Kind.Eql, Kind.Neq, Kind.Lss, Kind.Leq, Kind.Gtr, Kind.Geq]);

function typeOfBinary(types: PackageTypes, file: PackageFile, node: NodeIndex): Type {
  const { tree } = file;
  const op = operator(tree, node);
  if (comparisons.has(op)) return untyped.bool;
  const left = types.of(file, tree.child(node, Field.Left));
  if (op === Kind.Shl || op === Kind.Shr) return left;
  const right = types.of(file, tree.child(node, Field.Right));
  if (!isUntyped(left)) return left.kind === 'unknown' && !isUntyped(right) ? right : left;
  if (!isUntyped(right)) return right;
  return left.name.endsWith('string') || left.name.endsWith('bool') ? left : laterUntyped(left, right);
}

/** Whether an expression denotes a type: `T`, `p.T`, `*T`, `T[int]`, `[]T`. */
export function isTypeExpression(types: PackageTypes, file: PackageFile, node: NodeIndex): boolean {
  const { tree } = file;
  const at = unparen(tree, node);
  if (at === NONE) return false;
  switch (tree.kind(at)) {
    case Kind.Identifier:
    case Kind.TypeIdentifier:
      return file.symbol(at)?.kind === 'type';
    case Kind.SelectorExpression: {
      const operand = tree.child(at, Field.Operand);
      const symbol = operand === NONE || tree.kind(operand) !== Kind.Identifier ? undefined : file.symbol(operand);
      if (symbol?.kind !== 'package') return false;
      const name = tree.text(tree.child(at, Field.Field));
      return symbol.path === 'unsafe' ? name === 'Pointer' : symbol.imported?.scope.own(name)?.kind === 'type';
    }
    case Kind.UnaryExpression:
      return operator(tree, at) === Kind.Mul && types.isType(file, tree.child(at, Field.Operand));
    case Kind.IndexExpression:
      return types.isType(file, tree.child(at, Field.Operand));
    case Kind.TypeInstantiationExpression:
      return types.isType(file, tree.child(at, Field.Type));
    default:
      return typeKinds.has(tree.kind(at));
  }
}

const typeKinds = new Set<Kind>([
  Kind.QualifiedType,
  Kind.PointerType,
  Kind.SliceType,
  Kind.ArrayType,
  Kind.ImplicitLengthArrayType,
  Kind.MapType,
  Kind.ChannelType,
  Kind.FunctionType,
  Kind.StructType,
  Kind.InterfaceType,
  Kind.GenericType,
  Kind.NegatedType,
]);
