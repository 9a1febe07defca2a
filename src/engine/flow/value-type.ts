import { type Pointer, type Type, unknown } from '../types/type.js';
import { bool, byte, int, rune } from '../types/universe-types.js';
import type { Body, InstructionOf, Value } from './ssa.js';

/** The type of a value; of a cell, a field's or an element's address, the pointer to what lies there. */
export function typeOfValue(value: Value, body: Body): Type {
  const { types } = body;
  switch (value.op) {
    case 'param':
      return value.symbol === undefined ? unknown('unresolved name') : types.ofSymbol(value.symbol);
    case 'phi':
      return value.symbol === undefined ? ofNode(value, body) : types.ofSymbol(value.symbol);
    case 'freevar':
      return pointerTo(types.ofSymbol(value.symbol));
    case 'global':
      return value.symbol === undefined ? unknown('dependency not at hand') : pointerTo(types.ofSymbol(value.symbol));
    case 'alloc':
      return value.symbol === undefined
        ? typeOfNew(value.of, ofNode(value, body), body)
        : pointerTo(types.ofSymbol(value.symbol));
    case 'load':
      return known(pointee(typeOfValue(value.args[0], body), body)) ?? ofNode(value, body);
    case 'fieldaddr':
      return value.field === undefined ? unknown('no such field or method') : pointerTo(value.field.type);
    case 'field':
      return value.field === undefined ? unknown('no such field or method') : value.field.type;
    case 'indexaddr':
      return pointerTo(elementOf(typeOfValue(value.args[0], body), body));
    case 'index':
      return elementOf(typeOfValue(value.args[0], body), body);
    case 'lookup':
      return withOk(elementOf(typeOfValue(value.args[0], body), body), value.commaOk);
    case 'receive':
      return withOk(elementOf(typeOfValue(value.args[0], body), body), value.commaOk);
    case 'selected':
      return value.index === 0 ? elementOf(typeOfValue(value.args[0], body), body) : bool;
    case 'make':
    case 'composite':
    case 'convert':
      return value.type;
    case 'assert':
      return withOk(value.type, value.commaOk);
    case 'binary':
    case 'unary':
      // `n += 2` and `n++` are statements: what they compute has the operand's type.
      return known(ofNode(value, body)) ?? typeOfValue(value.args[0], body);
    case 'extract':
      return typeOfPart(value, body);
    default:
      return ofNode(value, body);
  }
}

function ofNode({ node }: Value, { types, file }: Body): Type {
  return types.of(file, node);
}

function pointerTo(elem: Type): Pointer {
  return { kind: 'pointer', elem };
}

function known(type: Type): Type | undefined {
  return type.kind === 'unknown' ? undefined : type;
}

/** `&T{…}` stands at the literal, whose type is T, or, inside another literal that leaves it out, *T. */
function typeOfNew(of: 'variable' | 'new' | 'literal', type: Type, body: Body): Type {
  return of === 'literal' && body.types.underlying(type).kind !== 'pointer' ? pointerTo(type) : type;
}

function pointee(type: Type, body: Body): Type {
  const under = body.types.underlying(type);
  return under.kind === 'pointer' ? under.elem : unknown('not supported');
}

/** What indexing, receiving or ranging yields. */
function elementOf(type: Type, body: Body): Type {
  const under = body.types.underlying(type);
  switch (under.kind) {
    case 'slice':
    case 'array':
    case 'map':
    case 'chan':
      return under.elem;
    case 'pointer':
      return elementOf(under.elem, body);
    case 'basic':
      return byte;
    default:
      return unknown('not supported');
  }
}

function withOk(type: Type, commaOk: boolean): Type {
  return commaOk ? { kind: 'tuple', types: [type, bool] } : type;
}

function typeOfPart(part: InstructionOf<'extract'>, body: Body): Type {
  const [whole] = part.args;
  if (whole.op === 'next') return typeOfNext(whole, part, body);
  const type = typeOfValue(whole, body);
  if (type.kind === 'tuple') return type.types[part.index] ?? unknown('not supported');
  return part.index === 0 ? type : unknown('not supported');
}

/** Go spec, "For statements with range clause". */
function typeOfNext(next: InstructionOf<'next'>, part: InstructionOf<'extract'>, body: Body): Type {
  if (part.index === 0) return bool;
  const over = typeOfValue(next.args[0], body);
  switch (next.form) {
    case 'slice':
    case 'array':
      return part.index === 1 ? int : elementOf(over, body);
    case 'string':
      return part.index === 1 ? int : rune;
    case 'integer':
      return over;
    case 'map': {
      const under = body.types.underlying(over);
      return under.kind === 'map' ? (part.index === 1 ? under.key : under.elem) : unknown('not supported');
    }
    default:
      return body.types.of(body.file, part.node);
  }
}
