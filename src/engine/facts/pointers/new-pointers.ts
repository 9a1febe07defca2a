import { addressesTaken } from '../../flow/cells.js';
import type { Alloc, Body } from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import { typeOfValue } from '../../flow/value-type.js';
import { call } from '../../syntax/go.js';
import { Field, Kind } from '../../syntax/kinds.js';
import { NONE, type NodeIndex, type SyntaxNode } from '../../syntax/tree.js';
import { typeString } from '../../types/operations.js';
import type { PackageTypes } from '../../types/package-types.js';
import { lookup } from '../../types/selection.js';
import { sizeOf } from '../../types/sizes.js';
import type { Type } from '../../types/type.js';
import { isUsedByPointer } from './by-pointer.js';
import { takesAddress } from './copying.js';

/** The type of what an allocation makes. */
export function madeType(alloc: Alloc, body: Body): Type {
  const type = typeOfValue(alloc, body);
  return type.kind === 'pointer' ? type.elem : type;
}

/** Bytes of what an allocation makes; undefined when that is not known, as of a type parameter. */
export function madeBytes(alloc: Alloc, body: Body): number | undefined {
  return sizeOf(body.types, madeType(alloc, body));
}

/** A type as the package that uses it writes it. */
export function typeName(type: Type, body: Body): string {
  if (type.kind === 'pointer') return `*${typeName(type.elem, body)}`;
  if (type.kind !== 'named') return typeString(type);
  const { pkg, name } = type.symbol;
  return pkg === undefined || pkg === body.types.pkg ? name : `${pkg.name}.${name}`;
}

/** What a message calls the thing that is made: a variable by its name, anything else by its type. */
export function madeName(alloc: Alloc, body: Body): string {
  if (alloc.symbol !== undefined) return alloc.symbol.name;
  const { tree } = body.file;
  const written =
    tree.kind(alloc.node) === Kind.CompositeLiteral
      ? tree.child(alloc.node, Field.Type)
      : alloc.of === 'new'
        ? (call(tree, alloc.node).args[0] ?? NONE)
        : NONE;
  if (written === NONE || !body.types.isType(body.file, written)) return typeName(madeType(alloc, body), body);
  const text = tree.text(written).replace(/\s+/g, ' ');
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}

/**
 * Where the address is taken with which an allocation leaves.
 * @param ways the nodes of the instructions by which it does
 */
export function addressNode(alloc: Alloc, body: Body, ways: readonly NodeIndex[]): SyntaxNode {
  const { tree } = body.file;
  if (alloc.symbol === undefined) {
    const parent = tree.parent(alloc.node);
    const isAddress = tree.kind(parent) === Kind.UnaryExpression;
    return tree.node(alloc.of === 'literal' && isAddress ? parent : alloc.node);
  }
  const taken = addressesTaken(body.types, body.file, body.node).get(alloc.symbol) ?? [];
  const written = taken.filter(({ how }) => how === 'written').map(({ node }) => node);
  const leads = written.find((node) => ways.some((way) => tree.contains(way, node)));
  const passed = (node: NodeIndex) => tree.kind(tree.parent(node)) === Kind.ArgumentList;
  return tree.node(leads ?? written.find((node) => !passed(node)) ?? written[0] ?? alloc.node);
}

/** Whether all that the function makes is a pointer to what it was given: what such functions are for. */
export function isCopyOfParameter(alloc: Alloc, body: Body): boolean {
  const uses = usesIn(body).of(alloc);
  if (uses.some((use) => use.op === 'fieldaddr' || use.op === 'indexaddr')) return false;
  const stores = uses.filter((use) => use.op === 'store' && use.args[0] === alloc);
  return stores.length === 1 && stores[0].args[1].op === 'param';
}

/**
 * Whether a function is a constructor, as the documentation lists them: no method, returning the pointer to a type of
 * its package. The methods of the type take pointers; so do those who call it.
 */
export function isConstructorOf(type: Type, { symbol, types }: Body): boolean {
  if (symbol === undefined || symbol.receiver !== undefined) return false;
  return type.kind === 'named' && type.symbol.pkg === types.pkg && hasAddressMethods(type, types);
}

/** Whether a type is another package's that is made for pointers, by its methods or by what else has it there. */
export function isForeign(type: Type, types: PackageTypes): boolean {
  if (type.kind !== 'named' || type.symbol.pkg === types.pkg) return false;
  return hasAddressMethods(type, types) || isUsedByPointer(type.symbol, types);
}

/** Whether a type has methods that take its address, its own or those of what it embeds. */
export function hasAddressMethods(type: Type, types: PackageTypes, depth = 0): boolean {
  if (type.kind !== 'named' || depth > MAX_DEPTH) return false;
  if ([...type.symbol.methods.values()].some(takesAddress)) return true;
  const under = types.underlying(type);
  return (
    under.kind === 'struct' && under.fields.some((one) => one.embedded && hasAddressMethods(one.type, types, depth + 1))
  );
}

/** Whether all methods that a type declares take its address. */
export function isMadeForPointers(type: Type, types: PackageTypes): boolean {
  if (type.kind !== 'named' || !hasAddressMethods(type, types)) return false;
  return [...type.symbol.methods.values()].every((method) => method.receiver?.pointer);
}

/** Deeper than types embed each other. */
const MAX_DEPTH = 16;

/** Whether a type is made for errors, itself or by what it embeds: they are pointers, and nil when all is well. */
export function isError(type: Type, types: PackageTypes): boolean {
  const member = lookup(types, type, 'Error');
  const signature = member?.kind === 'method' ? member.type : undefined;
  if (signature?.kind !== 'func' || signature.params.length > 0 || signature.results.length !== 1) return false;
  return typeString(signature.results[0].type) === 'string';
}

/** Whether an expression is a `return`'s own: `return &x`. */
export function isReturned(node: NodeIndex, body: Body): boolean {
  const { tree } = body.file;
  let at = tree.parent(node);
  while (at !== NONE && (tree.kind(at) === Kind.ParenthesizedExpression || tree.kind(at) === Kind.ExpressionList))
    at = tree.parent(at);
  return at !== NONE && tree.kind(at) === Kind.ReturnStatement;
}
