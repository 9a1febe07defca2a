import type { Body, Call, Instruction, InstructionOf, Value } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import { results } from '../../syntax/go.js';
import { type Signature, type Type, unknown } from '../../types/type.js';

/** Whether an instruction puts values into places that have types of their own. */
export function hasSlots({ op }: Instruction): boolean {
  return withSlots.has(op);
}

const withSlots = new Set<Instruction['op']>([
  ...(['phi', 'convert', 'store', 'mapupdate', 'send', 'select', 'composite', 'return'] as const),
  ...(['call', 'defer', 'spawn'] as const),
]);

/**
 * The types of the places that an instruction puts a value into: variables, fields, elements, parameters, results;
 * Unknown where the type of what has the place is not known.
 */
export function slotTypes(use: Instruction, value: Value, body: Body): readonly Type[] {
  const slots = (typeAt: (index: number) => Type | undefined): Type[] =>
    use.args.flatMap((arg, i) => (arg === value ? [typeAt(i)] : [])).filter((type) => type !== undefined);
  switch (use.op) {
    case 'phi':
    case 'convert':
      return [typeOfValue(use, body)];
    case 'store':
      return slots((i) => (i === 1 ? pointee(typeOfValue(use.args[0], body), body) : undefined));
    case 'mapupdate':
    case 'send':
      return slots((i) => (i > 0 ? elementOf(typeOfValue(use.args[0], body), body) : undefined));
    case 'select':
      return use.states.flatMap(({ channel, value: sent }) => {
        const type = sent === value && channel !== undefined ? elementOf(typeOfValue(channel, body), body) : undefined;
        return type === undefined ? [] : [type];
      });
    case 'composite':
      return slots((i) => partType(use, i, body));
    case 'return':
      return slots((i) => resultType(i, body));
    case 'call':
    case 'defer':
    case 'spawn':
      return slots((i) => parameterType(use, i, body));
    default:
      return [];
  }
}

/** The types of the places that `return f()` and `g(f())` put the results of f into. */
export function slotsOfResults(use: Instruction, count: number, body: Body): readonly (Type | undefined)[] {
  const typeAt = (index: number): Type | undefined => {
    if (use.op === 'return') return resultType(index, body);
    return use.op === 'call' || use.op === 'defer' || use.op === 'spawn' ? parameterType(use, index, body) : undefined;
  };
  return Array.from({ length: count }, (_, index) => typeAt(index));
}

function pointee(type: Type, body: Body): Type | undefined {
  const under = body.types.underlying(type);
  return under.kind === 'pointer' ? under.elem : unknownOf(under);
}

function unknownOf(type: Type): Type | undefined {
  return type.kind === 'unknown' ? type : undefined;
}

/** The type of the elements of a slice, array, map or channel. */
export function elementOf(type: Type, body: Body): Type | undefined {
  const under = body.types.underlying(type);
  return under.kind === 'map' || under.kind === 'chan' || under.kind === 'slice' || under.kind === 'array'
    ? under.elem
    : unknownOf(under);
}

/** The type of the field or element that a literal's value is for. */
function partType(composite: InstructionOf<'composite'>, index: number, body: Body): Type | undefined {
  const under = body.types.underlying(composite.type);
  if (under.kind !== 'struct') return elementOf(composite.type, body);
  return under.fields.find((field) => field.name === composite.keys[index])?.type;
}

/** The type of a function's result. */
export function resultType(index: number, body: Body): Type | undefined {
  const declared = results(body.file.tree, body.node)[index];
  return declared && body.types.denoted(body.file, declared.type);
}

function parameterType(call: Call, index: number, body: Body): Type | undefined {
  const { callee } = call;
  if (callee.kind === 'builtin') {
    return callee.name === 'append' && index > 0 && !call.spreads
      ? elementOf(typeOfValue(call.args[0], body), body)
      : undefined;
  }
  if (callee.kind === 'dynamic')
    return parameterOf(body.types.underlying(typeOfValue(callee.value, body)), index, call);
  if (callee.kind === 'unknown' || callee.symbol === undefined) return unknown('dependency not at hand');
  const receiver = callee.kind === 'interface' || callee.method ? 1 : 0;
  if (index < receiver) return undefined;
  return parameterOf(body.types.ofSymbol(callee.symbol), index - receiver, call);
}

function parameterOf(signature: Type, position: number, call: Call): Type | undefined {
  if (signature.kind !== 'func') return unknownOf(signature);
  const { params, variadic } = signature as Signature;
  const type = params[Math.min(position, params.length - 1)]?.type;
  const collected = variadic && !call.spreads && position >= params.length - 1;
  return collected && type?.kind === 'slice' ? type.elem : type;
}
