import type { PackageFile } from '../names/package.js';
import { type FuncSymbol, type GoSymbol, isExported, mayDeclareMore, type PackageName } from '../names/symbol.js';
import { Kind, Field as NodeField } from '../syntax/kinds.js';
import { NONE, type NodeIndex } from '../syntax/tree.js';
import type { PackageTypes } from './package-types.js';
import { substitute } from './substitute.js';
import { type Field, type NamedType, type Type, unknown } from './type.js';

/** What a selector expression selects (Go spec, "Selectors"). */
export type Selection =
  | {
      readonly kind: 'member';
      readonly path: string;
      readonly name: string;
      readonly symbol: GoSymbol | undefined;
      readonly type: Type;
    }
  | FieldSelection
  | MethodSelection;

export interface FieldSelection {
  readonly kind: 'field';
  readonly field: Field;
  /** The embedded fields that lie between, outermost first. */
  readonly path: readonly Field[];
  readonly type: Type;
}

export interface MethodSelection {
  readonly kind: 'method';
  readonly method: FuncSymbol;
  readonly path: readonly Field[];
  /** Whether the method is an interface's: which body runs is not known. */
  readonly dynamic: boolean;
  /** Whether the operand is a type: a method expression, `T.m`, whose first parameter is the receiver. */
  readonly expression: boolean;
  readonly type: Type;
}

export function selectionOf(types: PackageTypes, file: PackageFile, node: NodeIndex): Selection | undefined {
  const { tree } = file;
  const operand = tree.child(node, NodeField.Operand);
  const field = tree.child(node, NodeField.Field);
  if (operand === NONE || field === NONE) return undefined;
  const name = tree.text(field);
  const symbol = tree.kind(operand) === Kind.Identifier ? file.symbol(operand) : undefined;
  if (symbol?.kind === 'package') {
    const member = isExported(name) || symbol.path === 'C' ? symbol.imported?.scope.own(name) : undefined;
    return {
      kind: 'member',
      path: symbol.path,
      name,
      symbol: member,
      type: memberType(types, symbol, member),
    };
  }
  const found = lookup(types, types.of(file, operand), name);
  return found?.kind === 'method' && types.isType(file, operand)
    ? methodExpression(found, types.denoted(file, operand))
    : found;
}

/** `T.m` takes its receiver as the first argument (Go spec, "Method expressions"). */
function methodExpression(selection: MethodSelection, receiver: Type): MethodSelection {
  const { type } = selection;
  if (type.kind !== 'func') return { ...selection, expression: true };
  const params = [{ name: '', type: receiver }, ...type.params];
  return { ...selection, expression: true, type: { ...type, params } };
}

function memberType(types: PackageTypes, pkg: PackageName, member: GoSymbol | undefined): Type {
  if (pkg.path === 'C') return unknown('cgo');
  if (member !== undefined) return types.ofSymbol(member);
  return unknown(mayDeclareMore(pkg) ? 'dependency not at hand' : 'unresolved name');
}

interface Embedding {
  readonly type: Type;
  readonly path: readonly Field[];
}

/** Finds a field or method breadth-first through embedded fields, the shallowest one winning. */
export function lookup(types: PackageTypes, of: Type, name: string): FieldSelection | MethodSelection | undefined {
  // Most members are the operand's own.
  const own = directMember(types, dereferenced(types, of), name, []);
  if (own !== undefined) return own;
  let level: Embedding[] = embeddings(types, dereferenced(types, of), []);
  if (level.length === 0) return undefined;
  const seen = new Set<unknown>();
  while (level.length > 0) {
    const found: (FieldSelection | MethodSelection)[] = [];
    const searched: Embedding[] = [];
    for (const { type, path } of level) {
      const base = dereferenced(types, type);
      if (base.kind === 'named') {
        if (seen.has(base.symbol)) continue;
        seen.add(base.symbol);
      }
      const member = directMember(types, base, name, path);
      if (member !== undefined) found.push(member);
      searched.push({ type: base, path });
    }
    // Two at one depth make the selector ambiguous, hence illegal.
    if (found.length > 0) return found.length === 1 ? found[0] : undefined;
    if (searched.some(({ type }) => types.underlying(type).kind === 'unknown')) return undefined; // it may have one
    level = searched.flatMap(({ type, path }) => embeddings(types, type, path));
  }
  return undefined;
}

/** `x.f` stands for `(*x).f` when x is a pointer to a struct, also through a defined pointer type for fields. */
function dereferenced(types: PackageTypes, type: Type): Type {
  if (type.kind === 'pointer') return type.elem;
  if (type.kind === 'named') {
    const under = types.underlying(type);
    if (under.kind === 'pointer') return under.elem;
  }
  return type;
}

function directMember(
  types: PackageTypes,
  base: Type,
  name: string,
  path: readonly Field[],
): FieldSelection | MethodSelection | undefined {
  if (base.kind === 'named') {
    const method = base.symbol.methods.get(name);
    if (method !== undefined)
      return { kind: 'method', method, path, dynamic: false, expression: false, type: methodType(types, base, method) };
  }
  if (base.kind === 'typeparam') return interfaceMethod(types, base.constraint(), name, path);
  const under = types.underlying(base);
  if (under.kind === 'interface') return interfaceMethod(types, under, name, path);
  if (under.kind !== 'struct') return undefined;
  const field = under.fields.find((one) => one.name === name);
  return field && { kind: 'field', field, path, type: field.type };
}

function methodType(types: PackageTypes, base: NamedType, method: FuncSymbol): Type {
  const type = types.ofSymbol(method);
  if (base.args.length === 0 || method.declaration === undefined) return type;
  // A method of a generic type names the type's parameters anew in its receiver.
  const { file, node } = method.declaration;
  const { tree } = file;
  const receiver = tree.child(node, NodeField.Receiver);
  const named: [Extract<GoSymbol, { kind: 'type' }>, Type][] = [];
  let position = 0;
  for (let at = receiver; at < tree.skip(receiver); at++) {
    const symbol = tree.kind(at) === Kind.TypeIdentifier ? file.symbol(at) : undefined;
    if (symbol?.kind === 'type' && symbol.parameter && position < base.args.length)
      named.push([symbol, base.args[position++]]);
  }
  return substitute(type, new Map(named));
}

/** Deeper than interfaces are embedded in each other, unless they do so in a cycle, which is no valid Go. */
export const MAX_EMBEDDING = 32;

function interfaceMethod(
  types: PackageTypes,
  type: Type,
  name: string,
  path: readonly Field[],
  depth = 0,
): MethodSelection | undefined {
  const under = types.underlying(type);
  if (under.kind !== 'interface' || depth > MAX_EMBEDDING) return undefined;
  const own = under.methods.find((method) => method.name === name);
  if (own !== undefined)
    return { kind: 'method', method: own.symbol, path, dynamic: true, expression: false, type: own.signature };
  for (const embedded of under.embedded) {
    const found = interfaceMethod(types, embedded, name, path, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function embeddings(types: PackageTypes, base: Type, path: readonly Field[]): Embedding[] {
  const under = types.underlying(base);
  if (under.kind !== 'struct') return [];
  return under.fields.filter((field) => field.embedded).map((field) => ({ type: field.type, path: [...path, field] }));
}
