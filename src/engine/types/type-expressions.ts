import type { PackageFile } from '../names/package.js';
import { type FuncSymbol, isExported, mayDeclareMore, type TypeName, type Variable } from '../names/symbol.js';
import { channelDirection, isPointerEmbedding, operand, parameters, results, typeTerms } from '../syntax/go.js';
import { Kind, Field as NodeField } from '../syntax/kinds.js';
import { NONE, type NodeIndex } from '../syntax/tree.js';
import type { PackageTypes } from './package-types.js';
import {
  type Field,
  type InterfaceMethod,
  type NamedType,
  type Parameter,
  type Type,
  type TypeParam,
  unknown,
} from './type.js';
import { anyType, universeType, unsafePointer } from './universe-types.js';

/** The type that a type expression denotes (Go spec, "Types"). Expressions that may denote types are understood too. */
export function typeOfTypeExpression(types: PackageTypes, file: PackageFile, node: NodeIndex): Type {
  if (node === NONE) return unknown('syntax error');
  const { tree } = file;
  switch (tree.kind(node)) {
    case Kind.Identifier:
    case Kind.TypeIdentifier: {
      const symbol = file.symbol(node);
      if (symbol === undefined) return unknown('unresolved name');
      return symbol.kind === 'type' ? types.ofSymbol(symbol) : unknown('not supported');
    }
    case Kind.QualifiedType:
      return qualified(types, file, tree.child(node, NodeField.Package), tree.child(node, NodeField.Name));
    case Kind.SelectorExpression:
      return qualified(types, file, tree.child(node, NodeField.Operand), tree.child(node, NodeField.Field));
    case Kind.ParenthesizedType:
    case Kind.ParenthesizedExpression:
    case Kind.NegatedType:
    case Kind.TypeElem:
    case Kind.TypeConstraint:
      return constraintOrInner(types, file, node);
    case Kind.PointerType:
      return { kind: 'pointer', elem: types.denoted(file, operand(tree, node)) };
    case Kind.UnaryExpression:
      return { kind: 'pointer', elem: types.denoted(file, tree.child(node, NodeField.Operand)) };
    case Kind.SliceType:
      return { kind: 'slice', elem: types.denoted(file, tree.child(node, NodeField.Element)) };
    case Kind.ArrayType: {
      const length = types.constant(file, tree.child(node, NodeField.Length));
      return {
        kind: 'array',
        elem: types.denoted(file, tree.child(node, NodeField.Element)),
        length: typeof length === 'bigint' ? Number(length) : undefined,
      };
    }
    case Kind.ImplicitLengthArrayType:
      return { kind: 'array', elem: types.denoted(file, tree.child(node, NodeField.Element)), length: undefined };
    case Kind.MapType:
      return {
        kind: 'map',
        key: types.denoted(file, tree.child(node, NodeField.Key)),
        elem: types.denoted(file, tree.child(node, NodeField.Value)),
      };
    case Kind.ChannelType:
      return {
        kind: 'chan',
        direction: channelDirection(tree, node),
        elem: types.denoted(file, tree.child(node, NodeField.Value)),
      };
    case Kind.FunctionType:
      return signatureOf(types, file, node);
    case Kind.StructType:
      return structType(types, file, node);
    case Kind.InterfaceType:
      return interfaceType(types, file, node);
    case Kind.GenericType:
      return instance(
        types,
        file,
        types.denoted(file, tree.child(node, NodeField.Type)),
        tree.children(tree.child(node, NodeField.TypeArguments)),
      );
    case Kind.IndexExpression:
      return instance(types, file, types.denoted(file, tree.child(node, NodeField.Operand)), [
        tree.child(node, NodeField.Index),
      ]);
    case Kind.TypeInstantiationExpression:
      return instance(types, file, types.denoted(file, tree.child(node, NodeField.Type)), tree.children(node).slice(1));
    default:
      return unknown('not supported');
  }
}

/** A parenthesised or single term is the term itself; a union, written `A | B` as a constraint, an interface of it. */
function constraintOrInner(types: PackageTypes, file: PackageFile, node: NodeIndex): Type {
  const terms = typeTerms(file.tree, node);
  if (terms.length === 1) return types.denoted(file, terms[0]);
  return { kind: 'interface', methods: [], embedded: [], unions: [terms.map((term) => types.denoted(file, term))] };
}

function qualified(types: PackageTypes, file: PackageFile, pkg: NodeIndex, name: NodeIndex): Type {
  const symbol = pkg === NONE ? undefined : file.symbol(pkg);
  if (symbol?.kind !== 'package') return unknown('unresolved name');
  const text = file.tree.text(name);
  if (symbol.path === 'C') return unknown('cgo');
  if (symbol.path === 'unsafe') return text === 'Pointer' ? unsafePointer : unknown('unresolved name');
  const member = symbol.imported?.scope.own(text);
  if (member !== undefined) return member.kind === 'type' ? types.ofSymbol(member) : unknown('unresolved name');
  return mayDeclareMore(symbol) && isExported(text) ? types.absent(symbol.path, text) : unknown('unresolved name');
}

/** The type that a type name stands for: a new defined type, the alias's target, or a type parameter. */
export function typeNamedBy(types: PackageTypes, symbol: TypeName): Type {
  const { declaration } = symbol;
  if (declaration === undefined) return universeType(symbol.name) ?? unknown('dependency not at hand');
  const { file, node } = declaration;
  const { tree } = file;
  if (symbol.parameter) return typeParameter(types, symbol);
  if (symbol.alias) return types.denoted(file, tree.child(node, NodeField.Type));
  const list = tree.child(node, NodeField.TypeParameters);
  const args = list === NONE ? [] : typeParameters(types, file, list);
  const type: NamedType = { kind: 'named', symbol, args };
  types.announce(symbol, type);
  return type;
}

function typeParameter(types: PackageTypes, symbol: TypeName): TypeParam {
  const { declaration } = symbol;
  return {
    kind: 'typeparam',
    symbol,
    constraint: () => {
      if (declaration === undefined) return anyType;
      const { file, node } = declaration;
      const constraint =
        file.tree.kind(node) === Kind.TypeParameterDeclaration ? file.tree.child(node, NodeField.Type) : NONE;
      return constraint === NONE ? receiverConstraint(types, symbol) : types.denoted(file, constraint);
    },
  };
}

/** The parameters that a receiver names, `func (l *List[T])`, have the constraints of the type's own declaration. */
function receiverConstraint(types: PackageTypes, symbol: TypeName): Type {
  const { file, node } = symbol.declaration!;
  const { tree } = file;
  const generic = tree.parent(tree.parent(node));
  const position = tree.children(tree.parent(node)).indexOf(node);
  const declared = types.denoted(file, tree.child(generic, NodeField.Type));
  const parameter = declared.kind === 'named' ? declared.args[position] : undefined;
  return parameter?.kind === 'typeparam' ? parameter.constraint() : anyType;
}

function typeParameters(types: PackageTypes, file: PackageFile, list: NodeIndex): TypeParam[] {
  const { tree } = file;
  return tree.children(list).flatMap((declaration) =>
    tree.childrenWith(declaration, NodeField.Name).flatMap((name) => {
      const symbol = file.symbol(name);
      const type = symbol?.kind === 'type' ? types.ofSymbol(symbol) : undefined;
      return type?.kind === 'typeparam' ? [type] : [];
    }),
  );
}

function instance(types: PackageTypes, file: PackageFile, generic: Type, args: readonly NodeIndex[]): Type {
  const made = args.map((arg) => types.denoted(file, arg));
  if (generic.kind === 'named') return { kind: 'named', symbol: generic.symbol, args: made };
  return generic.kind === 'unknown' ? generic : unknown('generic');
}

/** The signature of a function declaration, literal, method element or function type. */
export function signatureOf(types: PackageTypes, file: PackageFile, node: NodeIndex): Type {
  const { tree } = file;
  const declared = parameters(tree, tree.child(node, NodeField.Parameters));
  const list = tree.child(node, NodeField.TypeParameters);
  const name = (at: NodeIndex) => (at === NONE ? '' : tree.text(at));
  const params = declared.map(({ name: at, type, variadic }): Parameter => {
    const of = types.denoted(file, type);
    return { name: name(at), type: variadic ? { kind: 'slice', elem: of } : of };
  });
  return {
    kind: 'func',
    params,
    results: results(tree, node).map(({ name: at, type }) => ({ name: name(at), type: types.denoted(file, type) })),
    variadic: declared.some((parameter) => parameter.variadic),
    typeParams: list === NONE ? [] : typeParameters(types, file, list),
  };
}

function structType(types: PackageTypes, file: PackageFile, node: NodeIndex): Type {
  const { tree } = file;
  const list = tree.childOfKind(node, Kind.FieldDeclarationList);
  const fields: Field[] = [];
  for (const declaration of list === NONE ? [] : tree.children(list)) {
    if (tree.kind(declaration) !== Kind.FieldDeclaration) continue;
    const type = types.denoted(file, tree.child(declaration, NodeField.Type));
    const names = tree.childrenWith(declaration, NodeField.Name);
    if (names.length === 0) fields.push(embeddedField(file, declaration, type));
    for (const name of names)
      fields.push({ name: tree.text(name), type, embedded: false, symbol: fieldSymbol(file, name, declaration) });
  }
  return { kind: 'struct', fields };
}

function embeddedField(file: PackageFile, declaration: NodeIndex, type: Type): Field {
  const { tree } = file;
  const node = tree.child(declaration, NodeField.Type);
  const pointer = isPointerEmbedding(tree, declaration);
  return {
    name: embeddedName(file, node),
    type: pointer ? { kind: 'pointer', elem: type } : type,
    embedded: true,
    symbol: fieldSymbol(file, node, declaration),
  };
}

/** An embedded field is called after its type's unqualified name (Go spec, "Struct types"). */
function embeddedName(file: PackageFile, node: NodeIndex): string {
  const { tree } = file;
  switch (tree.kind(node)) {
    case Kind.QualifiedType:
      return tree.text(tree.child(node, NodeField.Name));
    case Kind.GenericType:
      return embeddedName(file, tree.child(node, NodeField.Type));
    case Kind.PointerType:
    case Kind.ParenthesizedType:
      return embeddedName(file, operand(tree, node));
    default:
      return tree.text(node);
  }
}

/** One symbol a field, made when its struct type is first read. */
function fieldSymbol(file: PackageFile, name: NodeIndex, declaration: NodeIndex): Variable {
  const known = file.fields.get(name);
  if (known !== undefined) return known;
  const symbol: Variable = {
    kind: 'var',
    name: embeddedName(file, name),
    pkg: file.pkg,
    declaration: { file, name, node: declaration },
    role: 'field',
    index: 0,
    func: NONE,
    captured: false,
  };
  file.fields.set(name, symbol);
  return symbol;
}

function interfaceType(types: PackageTypes, file: PackageFile, node: NodeIndex): Type {
  const { tree, pkg } = file;
  const methods: InterfaceMethod[] = [];
  const embedded: Type[] = [];
  const unions: (readonly Type[])[] = [];
  const owner = declaringName(file, node);
  for (const element of tree.children(node)) {
    if (tree.kind(element) === Kind.MethodElem) {
      const name = tree.child(element, NodeField.Name);
      const symbol: FuncSymbol = {
        kind: 'func',
        name: tree.text(name),
        pkg,
        declaration: { file, name, node: element },
        receiver: undefined,
        fullName: `(${owner}).${tree.text(name)}`,
      };
      methods.push({ name: symbol.name, signature: signatureOf(types, file, element), symbol });
    } else if (tree.kind(element) === Kind.TypeElem) {
      const terms = typeTerms(tree, element);
      const plain = terms.length === 1 && tree.kind(terms[0]) !== Kind.NegatedType;
      if (plain) embedded.push(types.denoted(file, terms[0]));
      else unions.push(terms.map((term) => types.denoted(file, term)));
    }
  }
  return { kind: 'interface', methods, embedded, unions };
}

/** The full name of the type that an interface literal is the definition of, or `interface`. */
function declaringName(file: PackageFile, node: NodeIndex): string {
  const { tree, pkg } = file;
  const parent = tree.parent(node);
  if (parent === NONE || tree.kind(parent) !== Kind.TypeSpec) return 'interface';
  return `${pkg.path}.${tree.text(tree.child(parent, NodeField.Name))}`;
}
