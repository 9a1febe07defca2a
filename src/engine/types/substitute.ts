import type { TypeName } from '../names/symbol.js';
import type { Parameter, Type } from './type.js';

export type Substitution = ReadonlyMap<TypeName, Type>;

/** The type with its type parameters replaced; the type itself when none occurs. */
export function substitute(type: Type, by: Substitution): Type {
  if (by.size === 0) return type;
  switch (type.kind) {
    case 'typeparam':
      return by.get(type.symbol) ?? type;
    case 'named':
      return type.args.length === 0
        ? type
        : rebuild(type, type.args, by, (args) => ({ kind: 'named', symbol: type.symbol, args }));
    case 'pointer':
    case 'slice':
      return rebuild(type, [type.elem], by, ([elem]) => ({ kind: type.kind, elem }));
    case 'array':
      return rebuild(type, [type.elem], by, ([elem]) => ({ kind: 'array', elem, length: type.length }));
    case 'chan':
      return rebuild(type, [type.elem], by, ([elem]) => ({ kind: 'chan', elem, direction: type.direction }));
    case 'map':
      return rebuild(type, [type.key, type.elem], by, ([key, elem]) => ({ kind: 'map', key, elem }));
    case 'tuple':
      return rebuild(type, type.types, by, (types) => ({ kind: 'tuple', types }));
    case 'func': {
      const params = parameters(type.params, by);
      const results = parameters(type.results, by);
      if (params === type.params && results === type.results) return type;
      return { ...type, params, results };
    }
    case 'struct': {
      const types = type.fields.map((field) => field.type);
      return rebuild(type, types, by, (made) => ({
        kind: 'struct',
        fields: type.fields.map((field, i) => ({ ...field, type: made[i] })),
      }));
    }
    case 'interface': {
      const methods = type.methods.map((method) => ({ ...method, signature: substitute(method.signature, by) }));
      const embedded = type.embedded.map((one) => substitute(one, by));
      const unions = type.unions.map((terms) => terms.map((term) => substitute(term, by)));
      return { kind: 'interface', methods, embedded, unions };
    }
    default:
      return type;
  }
}

function rebuild(type: Type, parts: readonly Type[], by: Substitution, make: (parts: Type[]) => Type): Type {
  const made = parts.map((part) => substitute(part, by));
  return made.every((part, i) => part === parts[i]) ? type : make(made);
}

function parameters(list: readonly Parameter[], by: Substitution): readonly Parameter[] {
  const made = list.map(({ name, type }) => ({ name, type: substitute(type, by) }));
  return made.every((parameter, i) => parameter.type === list[i].type) ? list : made;
}

/**
 * Finds type arguments by matching a parameter's type with an argument's (Go spec, "Type unification"), inexactly:
 * a defined type matches by its underlying type where the parameter's type is a literal.
 */
export function unify(
  parameter: Type,
  argument: Type,
  found: Map<TypeName, Type>,
  underlying: (type: Type) => Type,
): void {
  if (argument.kind === 'unknown') return;
  if (parameter.kind === 'typeparam') {
    if (!found.has(parameter.symbol)) found.set(parameter.symbol, argument);
    return;
  }
  if (parameter.kind === 'named') {
    if (argument.kind !== 'named' || argument.symbol !== parameter.symbol) return;
    parameter.args.forEach((arg, i) => unify(arg, argument.args[i], found, underlying));
    return;
  }
  const other = argument.kind === 'named' ? underlying(argument) : argument;
  switch (parameter.kind) {
    case 'pointer':
    case 'slice':
    case 'array':
    case 'chan':
      if (other.kind === parameter.kind) unify(parameter.elem, other.elem, found, underlying);
      return;
    case 'map':
      if (other.kind !== 'map') return;
      unify(parameter.key, other.key, found, underlying);
      unify(parameter.elem, other.elem, found, underlying);
      return;
    case 'func':
      if (other.kind !== 'func') return;
      parameter.params.forEach(
        ({ type }, i) => i < other.params.length && unify(type, other.params[i].type, found, underlying),
      );
      parameter.results.forEach(
        ({ type }, i) => i < other.results.length && unify(type, other.results[i].type, found, underlying),
      );
      return;
    default:
      return;
  }
}
