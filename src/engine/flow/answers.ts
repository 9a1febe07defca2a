import { errorMakers, errorWrappers } from '../knowledge/error-makers.js';
import type { ConstantValue } from '../types/constants.js';
import type { Type } from '../types/type.js';
import type { Outlook, Question } from './conditions.js';
import type { Body, Const, Value } from './ssa.js';
import { typeOfValue } from './value-type.js';

/** The answer to a question that what its values are gives, whatever way control has taken. */
export function answerByDefinition({ asks, of }: Question, outlook: Outlook): boolean | undefined {
  const { body } = outlook;
  const [first, second] = of;
  switch (asks) {
    case 'nil':
      return isNilByDefinition(first, outlook);
    case 'true': {
      const value = first.op === 'const' ? constantOf(first, body) : undefined;
      return typeof value === 'boolean' ? value : undefined;
    }
    default: {
      if (first.op !== 'const' || second.op !== 'const') return undefined;
      const [left, right] = [constantOf(first, body), constantOf(second, body)];
      if (left === undefined || right === undefined || typeof left !== typeof right) return undefined;
      return asks === 'equal' ? left === right : left < right;
    }
  }
}

/** A constant's value; of a variable declared without one, the zero value of its type. */
function constantOf(value: Const, body: Body): ConstantValue | undefined {
  if (value.value !== undefined || value.nil) return value.value;
  const type = body.types.underlying(typeOfValue(value, body));
  if (type.kind !== 'basic') return undefined;
  if (type.name.endsWith('bool')) return false;
  if (type.name.endsWith('string')) return '';
  return /^u?int/.test(type.name) ? 0n : undefined;
}

function isNilByDefinition(value: Value, outlook: Outlook): boolean | undefined {
  const { body } = outlook;
  switch (value.op) {
    case 'const':
      return value.nil || (value.value === undefined && nilable.has(kindOf(value, body))) || undefined;
    case 'alloc':
    case 'closure':
    case 'bound':
    case 'func':
    case 'make':
    case 'composite':
    case 'fieldaddr':
    case 'indexaddr':
      return false;
    case 'convert': {
      const [operand] = value.args;
      const from = kindOf(operand, body);
      // An interface that holds a nil pointer is not nil.
      if (kindOf(value, body) === 'interface' && from !== 'interface' && !isNilLiteral(operand))
        return from === 'unknown' ? undefined : false;
      return outlook.answer({ asks: 'nil', of: [operand] });
    }
    case 'call': {
      if (value.callee.kind !== 'static') return undefined;
      if (errorMakers.has(value.callee.name)) return false;
      return errorWrappers.has(value.callee.name) ? outlook.answer({ asks: 'nil', of: [value.args[0]] }) : undefined;
    }
    default:
      return undefined;
  }
}

function isNilLiteral(value: Value): boolean {
  return value.op === 'const' && value.nil;
}

function kindOf(value: Value, body: Body): Type['kind'] {
  return body.types.underlying(typeOfValue(value, body)).kind;
}

const nilable = new Set<Type['kind']>(['pointer', 'interface', 'slice', 'map', 'chan', 'func']);
