import type { PackageFile } from '../names/package.js';
import type { TypeName } from '../names/symbol.js';
import type { BuiltinName } from '../names/universe.js';
import { call, unparen } from '../syntax/go.js';
import { Field, Kind } from '../syntax/kinds.js';
import { NONE, type NodeIndex } from '../syntax/tree.js';
import { defaultType, isUntyped } from './operations.js';
import type { PackageTypes } from './package-types.js';
import { substitute, unify } from './substitute.js';
import { type Signature, type Type, type TypeParam, unknown } from './type.js';
import {
  anyType,
  byte,
  complex64,
  complex128,
  float32,
  float64,
  int,
  string,
  uintptr,
  unsafePointer,
  untyped,
} from './universe-types.js';

const noValue: Type = { kind: 'tuple', types: [] };

/** The type of a call's result, of its results as a tuple, or of a conversion. */
export function typeOfCall(types: PackageTypes, file: PackageFile, node: NodeIndex): Type {
  const { callee, args, spreads } = call(file.tree, node);
  if (callee === NONE) return unknown('syntax error');
  if (types.isType(file, callee)) return types.denoted(file, callee);
  const builtin = builtinCalled(file, callee);
  if (builtin !== undefined) return typeOfBuiltin(types, file, builtin, args);
  const fromUnsafe = unsafeCalled(file, callee);
  if (fromUnsafe !== undefined) return typeOfUnsafe(types, file, fromUnsafe, args);
  const signature = types.underlying(types.of(file, unparen(file.tree, callee)));
  if (signature.kind === 'unknown') return signature;
  if (signature.kind !== 'func') return unknown('not supported');
  return resultType(inferred(types, file, signature, args, spreads));
}

/** The builtin function that a call's callee names, unless the name is shadowed. */
export function builtinCalled(file: PackageFile, callee: NodeIndex): BuiltinName | undefined {
  const at = unparen(file.tree, callee);
  if (at === NONE || file.tree.kind(at) !== Kind.Identifier) return undefined;
  const symbol = file.symbol(at);
  return symbol?.kind === 'builtin' ? (symbol.name as BuiltinName) : undefined;
}

/** The function of package unsafe that a callee names: they are builtins (Go spec, "Package unsafe"). */
export function unsafeCalled(file: PackageFile, callee: NodeIndex): string | undefined {
  const { tree } = file;
  const at = unparen(tree, callee);
  if (at === NONE || tree.kind(at) !== Kind.SelectorExpression) return undefined;
  const operand = tree.child(at, Field.Operand);
  const symbol = operand === NONE ? undefined : file.symbol(operand);
  return symbol?.kind === 'package' && symbol.path === 'unsafe' ? tree.text(tree.child(at, Field.Field)) : undefined;
}

function resultType(signature: Type): Type {
  if (signature.kind !== 'func') return signature;
  const { results } = signature;
  if (results.length === 1) return results[0].type;
  return results.length === 0 ? noValue : { kind: 'tuple', types: results.map((result) => result.type) };
}

/** The signature with its type parameters inferred from the arguments (Go spec, "Type inference"). */
function inferred(
  types: PackageTypes,
  file: PackageFile,
  signature: Signature,
  args: readonly NodeIndex[],
  spreads: boolean,
): Type {
  if (signature.typeParams.length === 0) return signature;
  const found = new Map<TypeName, Type>();
  const underlying = (type: Type) => types.underlying(type);
  const argumentTypes = spreadTuple(args.map((arg) => types.of(file, arg)));
  const untypedArguments: [Type, Type][] = [];
  argumentTypes.forEach((argument, i) => {
    const parameter = parameterType(signature, i, spreads);
    if (parameter === undefined) return;
    if (isUntyped(argument)) untypedArguments.push([parameter, argument]);
    else unify(parameter, argument, found, underlying);
  });
  for (const [parameter, argument] of untypedArguments) {
    if (argument !== untyped.nil) unify(parameter, defaultType(argument), found, underlying);
  }
  for (const parameter of signature.typeParams) inferFromConstraint(types, parameter, signature, found);
  return substitute(signature, withOpen(signature, found));
}

/** What was found out about type parameters; the others are Unknown. */
function withOpen({ typeParams }: Signature, found: ReadonlyMap<TypeName, Type>): ReadonlyMap<TypeName, Type> {
  return new Map(typeParams.map(({ symbol }) => [symbol, found.get(symbol) ?? unknown('generic')]));
}

/** `S ~[]E`: what S is decides E, and the other way round. */
function inferFromConstraint(
  types: PackageTypes,
  { symbol, constraint }: TypeParam,
  signature: Signature,
  found: Map<TypeName, Type>,
): void {
  const set = types.typeSet(constraint());
  if (set.length !== 1) return;
  const known = found.get(symbol);
  if (known === undefined) found.set(symbol, substitute(set[0], withOpen(signature, found)));
  else unify(set[0], types.underlying(known), found, (type) => types.underlying(type));
}

/** `f(g())`: the results of g become the arguments. */
function spreadTuple(argumentTypes: readonly Type[]): readonly Type[] {
  const [only] = argumentTypes;
  return argumentTypes.length === 1 && only.kind === 'tuple' ? only.types : argumentTypes;
}

/** The type that the argument at a position is assigned to; undefined when there is no such parameter. */
function parameterType(signature: Signature, index: number, spreads: boolean): Type | undefined {
  const last = signature.params.length - 1;
  if (!signature.variadic || index < last || spreads) return signature.params[index]?.type;
  const variadic = signature.params[last].type;
  return variadic.kind === 'slice' ? variadic.elem : variadic;
}

function typeOfBuiltin(types: PackageTypes, file: PackageFile, name: BuiltinName, args: readonly NodeIndex[]): Type {
  const argument = (i: number): Type => (i < args.length ? types.of(file, args[i]) : unknown('syntax error'));
  switch (name) {
    case 'append':
      return argument(0);
    case 'cap':
    case 'copy':
    case 'len':
      return int;
    case 'make':
      return args.length === 0 ? unknown('syntax error') : types.denoted(file, args[0]);
    case 'new':
      if (args.length === 0) return unknown('syntax error');
      // Since Go 1.26 the operand may be an expression.
      return {
        kind: 'pointer',
        elem: types.isType(file, args[0]) ? types.denoted(file, args[0]) : defaultType(argument(0)),
      };
    case 'min':
    case 'max': {
      const all = args.map((arg) => types.of(file, arg));
      return all.find((type) => !isUntyped(type)) ?? all[0] ?? unknown('syntax error');
    }
    case 'complex':
      return complexOf(
        types,
        [argument(0), argument(1)].find((type) => !isUntyped(type)),
      );
    case 'real':
    case 'imag':
      return partOf(types, argument(0));
    case 'recover':
      return anyType;
    default:
      return noValue;
  }
}

/** The complex type with parts of a floating-point type; undefined means that both parts are untyped. */
function complexOf(types: PackageTypes, part: Type | undefined): Type {
  if (part === undefined) return untyped.complex;
  const under = types.underlying(part);
  if (under.kind !== 'basic') return under.kind === 'unknown' ? under : unknown('not supported');
  return under.name === 'float32' ? complex64 : complex128;
}

/** The type of a complex value's parts. */
function partOf(types: PackageTypes, of: Type): Type {
  if (isUntyped(of)) return untyped.float;
  const under = types.underlying(of);
  if (under.kind !== 'basic') return under.kind === 'unknown' ? under : unknown('not supported');
  return under.name === 'complex64' ? float32 : float64;
}

function typeOfUnsafe(types: PackageTypes, file: PackageFile, name: string, args: readonly NodeIndex[]): Type {
  const argument = args.length > 0 ? types.underlying(types.of(file, args[0])) : unknown('syntax error');
  switch (name) {
    case 'Alignof':
    case 'Offsetof':
    case 'Sizeof':
      return uintptr;
    case 'Add':
      return unsafePointer;
    case 'Slice':
      return argument.kind === 'pointer' ? { kind: 'slice', elem: argument.elem } : unknown('not supported');
    case 'SliceData':
      return argument.kind === 'slice' ? { kind: 'pointer', elem: argument.elem } : unknown('not supported');
    case 'String':
      return string;
    case 'StringData':
      return { kind: 'pointer', elem: byte };
    default:
      return unknown('unresolved name');
  }
}
