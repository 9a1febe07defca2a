import type { Body, Call } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import { packageOf } from '../../knowledge/full-name.js';
import type { Resource } from '../../knowledge/resources.js';
import { typeString } from '../../types/operations.js';
import { lookup } from '../../types/selection.js';
import type { Type } from '../../types/type.js';
import { isErrorType } from '../../types/universe-types.js';
import type { FactStore } from '../fact.js';

const response: Resource = {
  acquire: [],
  field: 'Body',
  release: ['(io.Closer).Close'],
  holds: 'connection',
  drained: true,
};
const rows: Resource = {
  acquire: [],
  release: ['(*database/sql.Rows).Close'],
  holds: 'connection',
  exhausted: ['(*database/sql.Rows).Next'],
};
const transaction: Resource = {
  acquire: [],
  release: ['(*database/sql.Tx).Commit', '(*database/sql.Tx).Rollback'],
  holds: 'transaction',
};
const stream: Resource = { acquire: [], release: ['(io.Closer).Close'], holds: 'stream' };

/**
 * What a function that is not in sight hands out by its type alone: a response, rows, a transaction or a stream as its
 * first result, beside an error. Who could not have failed may have had it before, and who is given a reader wraps it.
 */
export function handedOut(call: Call, body: Body, store: FactStore): Resource | undefined {
  if (!isOutOfSight(call, body, store)) return undefined;
  const type = typeOfValue(call, body);
  if (type.kind !== 'tuple' || type.types.length < 2 || !isErrorType(type.types[type.types.length - 1]))
    return undefined;
  const found = byType(type.types[0], body);
  const given = call.callee.kind === 'interface' ? call.args.slice(1) : call.args;
  if (found === undefined || given.some((arg) => movesBytes(typeOfValue(arg, body), body))) return undefined;
  store.evidence.assumptions.add('handed out');
  return found;
}

function byType(type: Type, body: Body): Resource | undefined {
  const name = typeString(type);
  if (name === '*net/http.Response') return response;
  if (name === '*database/sql.Rows') return rows;
  if (['Commit', 'Rollback'].every((method) => hasMethod(type, method, body))) return transaction;
  return isStream(type, body) && body.types.underlying(type).kind === 'interface' ? stream : undefined;
}

function isStream(type: Type, body: Body): boolean {
  return hasMethod(type, 'Close', body) && movesBytes(type, body);
}

function movesBytes(type: Type, body: Body): boolean {
  return ['Read', 'Write'].some((method) => hasMethod(type, method, body));
}

function hasMethod(type: Type, name: string, { types }: Body): boolean {
  return lookup(types, type, name)?.kind === 'method';
}

/** What the standard library hands out is listed. */
function isOutOfSight(call: Call, body: Body, store: FactStore): boolean {
  const { callee } = call;
  switch (callee.kind) {
    case 'interface':
      return !isStandard(callee.name, store);
    case 'static':
      return (
        !isStandard(callee.name, store) &&
        store.pkg.calls.targets(call, body).bodies.length === 0 &&
        store.pkg.pkg.importer.linted(packageOf(callee.name)) === undefined
      );
    case 'dynamic': {
      const field = callee.value.op === 'load' ? callee.value.args[0] : callee.value;
      const owner = field.op === 'fieldaddr' || field.op === 'field' ? field.field?.symbol?.pkg?.path : undefined;
      return (
        !store.pkg.calls.targets(call, body).complete && (owner === undefined || !isStandardPackage(owner, store.pkg))
      );
    }
    default:
      return false;
  }
}

/** Whether a function, by full name, is one of the standard library. */
export function isStandard(fullName: string, { pkg }: FactStore): boolean {
  return isStandardPackage(packageOf(fullName), pkg);
}

function isStandardPackage(path: string, { pkg }: Pick<FactStore['pkg'], 'pkg'>): boolean {
  return !path.split('/', 1)[0].includes('.') && path !== pkg.path && pkg.importer.linted(path) === undefined;
}
