import type { Basic, Interface, Signature, Type } from './type.js';
import { bool, complex128, float64, int, rune, string, untyped } from './universe-types.js';

/** The type that an untyped constant takes where nothing else decides (Go spec, "Constants"). */
export function defaultType(type: Type): Type {
  if (type.kind !== 'basic' || !type.untyped) return type;
  switch (type.name) {
    case 'untyped bool':
      return bool;
    case 'untyped int':
      return int;
    case 'untyped rune':
      return rune;
    case 'untyped float':
      return float64;
    case 'untyped complex':
      return complex128;
    case 'untyped string':
      return string;
    default:
      return type;
  }
}

const untypedRank: readonly Basic[] = [untyped.int, untyped.rune, untyped.float, untyped.complex];

/** The kind of an operation on two untyped numbers: the later of integer, rune, floating-point, complex (Go spec, "Constant expressions"). */
export function laterUntyped(a: Basic, b: Basic): Basic {
  return untypedRank.indexOf(a) >= untypedRank.indexOf(b) ? a : b;
}

export function isUntyped(type: Type): type is Basic {
  return type.kind === 'basic' && type.untyped;
}

/** Whether only the name of a type is known, as its package is not at hand; it may be an alias of another one. */
export function isAbsent(type: Type): boolean {
  return type.kind === 'named' && type.symbol.declaration === undefined && type.symbol.pkg !== undefined;
}

/** Type identity (Go spec, "Type identity"). Unknown is identical to nothing, itself included. */
export function identical(a: Type, b: Type): boolean {
  if (a.kind === 'unknown' || b.kind === 'unknown') return false;
  if (a === b) return true;
  switch (a.kind) {
    case 'basic':
      return b.kind === 'basic' && a.name === b.name;
    case 'named':
      return b.kind === 'named' && a.symbol === b.symbol && allIdentical(a.args, b.args);
    case 'pointer':
    case 'slice':
      return b.kind === a.kind && identical(a.elem, b.elem);
    case 'array':
      return b.kind === 'array' && a.length !== undefined && a.length === b.length && identical(a.elem, b.elem);
    case 'map':
      return b.kind === 'map' && identical(a.key, b.key) && identical(a.elem, b.elem);
    case 'chan':
      return b.kind === 'chan' && a.direction === b.direction && identical(a.elem, b.elem);
    case 'func':
      return b.kind === 'func' && identicalSignatures(a, b);
    case 'struct':
      return (
        b.kind === 'struct' &&
        a.fields.length === b.fields.length &&
        a.fields.every((field, i) => {
          const other = b.fields[i];
          return field.name === other.name && field.embedded === other.embedded && identical(field.type, other.type);
        })
      );
    case 'interface':
      return (
        b.kind === 'interface' &&
        a.methods.length === b.methods.length &&
        a.unions.length === b.unions.length &&
        allIdentical(a.embedded, b.embedded) &&
        a.methods.every(
          (method, i) => method.name === b.methods[i].name && identical(method.signature, b.methods[i].signature),
        )
      );
    case 'typeparam':
      return b.kind === 'typeparam' && a.symbol === b.symbol;
    case 'tuple':
      return b.kind === 'tuple' && allIdentical(a.types, b.types);
  }
}

function allIdentical(a: readonly Type[], b: readonly Type[]): boolean {
  return a.length === b.length && a.every((type, i) => identical(type, b[i]));
}

function identicalSignatures(a: Signature, b: Signature): boolean {
  return (
    a.variadic === b.variadic &&
    allIdentical(
      a.params.map((p) => p.type),
      b.params.map((p) => p.type),
    ) &&
    allIdentical(
      a.results.map((p) => p.type),
      b.results.map((p) => p.type),
    )
  );
}

/**
 * As types.TypeString writes a type, package paths in full, without what identity ignores: the names of parameters.
 * Unknown is `?`.
 */
export function typeString(type: Type): string {
  switch (type.kind) {
    case 'basic':
      return type.name;
    case 'named': {
      const { symbol, args } = type;
      const path = (symbol.pkg ?? symbol.declaration?.file.pkg)?.path;
      const name = path === undefined ? symbol.name : `${path}.${symbol.name}`;
      return args.length === 0 ? name : `${name}[${args.map(typeString).join(',')}]`;
    }
    case 'pointer':
      return `*${typeString(type.elem)}`;
    case 'slice':
      return `[]${typeString(type.elem)}`;
    case 'array':
      return `[${type.length ?? '?'}]${typeString(type.elem)}`;
    case 'map':
      return `map[${typeString(type.key)}]${typeString(type.elem)}`;
    case 'chan':
      return chanString(type.direction, typeString(type.elem));
    case 'func':
      return `func${signatureString(type)}`;
    case 'struct':
      return `struct{${type.fields.map((f) => (f.embedded ? typeString(f.type) : `${f.name} ${typeString(f.type)}`)).join('; ')}}`;
    case 'interface':
      return interfaceString(type);
    case 'typeparam':
      return type.symbol.name;
    case 'tuple':
      return `(${type.types.map(typeString).join(', ')})`;
    case 'unknown':
      return '?';
  }
}

/** Methods are sorted by name, as go/types keeps them. */
function interfaceString({ methods, embedded, unions }: Interface): string {
  const parts = [
    ...methods
      .map(({ name, signature }) => `${name}${signature.kind === 'func' ? signatureString(signature) : '?'}`)
      .sort(),
    ...embedded.map(typeString),
    ...unions.map((terms) => terms.map(typeString).join(' | ')),
  ];
  return parts.length === 0 ? 'any' : `interface{${parts.join('; ')}}`;
}

function chanString(direction: 'both' | 'send' | 'receive', elem: string): string {
  if (direction === 'send') return `chan<- ${elem}`;
  if (direction === 'receive') return `<-chan ${elem}`;
  return elem.startsWith('<-') ? `chan (${elem})` : `chan ${elem}`;
}

function signatureString({ params, results, variadic }: Signature): string {
  const list = params.map(({ type }, i) =>
    variadic && i === params.length - 1 && type.kind === 'slice' ? `...${typeString(type.elem)}` : typeString(type),
  );
  const text = `(${list.join(', ')})`;
  if (results.length === 0) return text;
  const returned = results.map(({ type }) => typeString(type)).join(', ');
  return results.length === 1 ? `${text} ${returned}` : `${text} (${returned})`;
}
