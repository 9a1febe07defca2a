import type { PackageFile } from '../names/package.js';
import type { Constant, Variable } from '../names/symbol.js';
import { caseValues, declaredNames, expressions, parameters, switchStatement, unparen } from '../syntax/go.js';
import { Field, Kind } from '../syntax/kinds.js';
import { NONE, type NodeIndex } from '../syntax/tree.js';
import { defaultType } from './operations.js';
import type { PackageTypes } from './package-types.js';
import { type Type, unknown } from './type.js';
import { bool, int, rune, untyped } from './universe-types.js';

/** The type of a variable, from its declaration. */
export function typeOfVariable(types: PackageTypes, variable: Variable): Type {
  const { declaration } = variable;
  if (declaration === undefined) return unknown('dependency not at hand');
  const { file, node } = declaration;
  const { tree } = file;
  switch (tree.kind(node)) {
    case Kind.VarSpec: {
      const written = tree.child(node, Field.Type);
      if (written !== NONE) return types.denoted(file, written);
      const count = declaredNames(tree, node).filter((child) => tree.kind(child) === Kind.Identifier).length;
      return typeOfAssigned(types, file, expressions(tree, tree.child(node, Field.Value)), variable.index, count);
    }
    case Kind.ShortVarDeclaration: {
      const count = expressions(tree, tree.child(node, Field.Left)).length;
      return typeOfAssigned(types, file, expressions(tree, tree.child(node, Field.Right)), variable.index, count);
    }
    case Kind.RangeClause:
      return (
        rangeTypes(types, types.of(file, tree.child(node, Field.Right)))[variable.index] ?? unknown('not supported')
      );
    case Kind.ReceiveStatement:
      return typeOfAssigned(types, file, [tree.child(node, Field.Right)], variable.index, 2);
    case Kind.ParameterDeclaration:
      return types.denoted(file, tree.child(node, Field.Type));
    case Kind.VariadicParameterDeclaration:
      return { kind: 'slice', elem: types.denoted(file, tree.child(node, Field.Type)) };
    case Kind.FieldDeclaration:
      return types.denoted(file, tree.child(node, Field.Type));
    case Kind.TypeCase:
    case Kind.DefaultCase:
      return typeInClause(types, file, node);
    default:
      return unknown('not supported');
  }
}

/** The type of the value at a position of an assignment with `count` places on its left. */
function typeOfAssigned(
  types: PackageTypes,
  file: PackageFile,
  values: readonly NodeIndex[],
  index: number,
  count: number,
): Type {
  if (values.length === count || values.length > 1) {
    return index < values.length ? defaultType(types.of(file, values[index])) : unknown('syntax error');
  }
  if (values.length === 0) return unknown('syntax error');
  const type = types.of(file, values[0]);
  if (type.kind === 'tuple') return type.types[index] ?? unknown('syntax error');
  if (index === 0) return defaultType(type);
  return isCommaOk(file, values[0]) ? bool : unknown(type.kind === 'unknown' ? type.reason : 'syntax error');
}

/** Whether an expression may be assigned to two places: map index, receive, type assertion. */
export function isCommaOk(file: PackageFile, node: NodeIndex): boolean {
  const { tree } = file;
  const at = unparen(tree, node);
  const kind = tree.kind(at);
  return kind === Kind.IndexExpression || kind === Kind.TypeAssertionExpression || kind === Kind.UnaryExpression;
}

/** The types of the iteration values of a range (Go spec, "For statements with range clause"). */
function rangeTypes(types: PackageTypes, over: Type): readonly Type[] {
  const under = types.underlying(over);
  switch (under.kind) {
    case 'basic':
      if (under.name.endsWith('string')) return [int, rune];
      return [defaultType(over)];
    case 'slice':
    case 'array':
      return [int, under.elem];
    case 'pointer': {
      const array = types.underlying(under.elem);
      return array.kind === 'array' ? [int, array.elem] : [];
    }
    case 'map':
      return [under.key, under.elem];
    case 'chan':
      return [under.elem];
    case 'func': {
      const yielded = under.params.length === 1 ? types.underlying(under.params[0].type) : under;
      return yielded !== under && yielded.kind === 'func' ? yielded.params.map((parameter) => parameter.type) : [];
    }
    case 'unknown':
      return [under, under];
    default:
      return [];
  }
}

/** `switch x := v.(type)`: a clause with one type gives x that type, every other clause v's (Go spec, "Type switches"). */
function typeInClause(types: PackageTypes, file: PackageFile, clause: NodeIndex): Type {
  const { tree } = file;
  const listed = caseValues(tree, clause).filter(
    (value) => tree.kind(value) !== Kind.Error && tree.start(value) < tree.end(value),
  );
  const [only] = listed;
  if (listed.length === 1 && !isNil(file, only)) return types.denoted(file, only);
  return types.of(file, switchStatement(tree, tree.parent(clause)).value);
}

function isNil(file: PackageFile, node: NodeIndex): boolean {
  return file.symbol(node)?.kind === 'nil';
}

export function constantType(types: PackageTypes, constant: Constant): Type {
  const { declaration } = constant;
  if (declaration === undefined) return constant.name === 'iota' ? untyped.int : untyped.bool;
  const { file } = declaration;
  const written = file.tree.child(constant.spec, Field.Type);
  if (written !== NONE) return types.denoted(file, written);
  const values = expressions(file.tree, file.tree.child(constant.spec, Field.Value));
  return constant.index < values.length ? types.of(file, values[constant.index]) : unknown('syntax error');
}

/** The parameters' variables of a function in order, receiver first; undefined for unnamed ones. */
export function parameterSymbols(file: PackageFile, func: NodeIndex): (Variable | undefined)[] {
  const { tree } = file;
  const receiver = tree.child(func, Field.Receiver);
  const declared = [
    ...(receiver === NONE ? [] : parameters(tree, receiver).slice(0, 1)),
    ...parameters(tree, tree.child(func, Field.Parameters)),
  ];
  return declared.map(({ name }) => {
    const symbol = name === NONE ? undefined : file.symbol(name);
    return symbol?.kind === 'var' ? symbol : undefined;
  });
}
