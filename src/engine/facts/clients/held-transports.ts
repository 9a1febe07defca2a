import {
  type Body,
  type Instruction,
  type InstructionOf,
  instructions,
  outermost,
  type Value,
  withLiterals,
} from '../../flow/ssa.js';
import { idleClosers, requestCalls, transportSettings, transports } from '../../knowledge/clients.js';
import type { Type } from '../../types/type.js';
import type { FactStore } from '../fact.js';
import { ownersFrom } from '../resources/hands-on.js';
import { literalRunBy } from '../resources/literals.js';
import type { Carrier, Owners } from '../resources/owners.js';

/** A transport that keeps idle connections for ever, as far as the function shows in which it is made. */
export interface HeldTransport {
  readonly owners: Owners;
  /** The calls that send a request through it. */
  readonly requests: readonly Instruction[];
  /** Where it goes to somebody else: returns, and what keeps it or may keep it. */
  readonly leaves: readonly Instruction[];
  /** Whether something ends its idle connections, or lets none be kept. */
  readonly ends: boolean;
}

/** Whether a literal is a transport whose fields let it keep idle connections for ever. */
export function isUnlimited({ type, keys, args }: InstructionOf<'composite'>): boolean {
  const known = transportOf(type);
  return known !== undefined && keys.every((key, i) => !isEnding(key, known.ends) || isZero(args[i]));
}

/** Follows a transport through the function that makes it and the literals inside. */
export function heldTransport(start: Carrier, store: FactStore): HeldTransport {
  const owners = ownersFrom([start], store);
  const requests: Instruction[] = [];
  const leaves: Instruction[] = [];
  let ends = false;
  for (const body of withLiterals(outermost(start.body))) {
    for (const one of instructions(body)) {
      ends ||= endsIdle(one, owners);
      if (!one.args.some((arg) => owners.has(arg))) continue;
      const does = whatDoes(one, body, owners, store);
      if (does === 'request') requests.push(one);
      else if (does === 'end') ends = true;
      else if (does === 'leave') leaves.push(one);
    }
    if (body !== start.body && isKept(body, owners, store)) leaves.push(...instructions(body).slice(0, 1));
  }
  return { owners, requests, leaves, ends: ends || !owners.complete };
}

function whatDoes(
  one: Instruction,
  body: Body,
  owners: Owners,
  store: FactStore,
): 'request' | 'end' | 'leave' | 'stay' {
  switch (one.op) {
    case 'call':
    case 'defer': {
      if (one.callee.kind === 'builtin') return 'leave';
      const name = 'name' in one.callee ? one.callee.name : '';
      if (requestCalls.has(name) && owners.has(one.args[0])) return 'request';
      if (idleClosers.has(name)) return 'end';
      return transportSettings.has(name) || literalRunBy(one, body, store) !== undefined ? 'stay' : 'leave';
    }
    case 'store': {
      const [address, value] = one.args;
      return owners.has(value) && !isLocal(address) ? 'leave' : 'stay';
    }
    case 'composite':
      return body.types.underlying(one.type).kind === 'struct' ? 'stay' : 'leave';
    case 'return':
    case 'send':
    case 'select':
    case 'mapupdate':
    case 'spawn':
    case 'bound':
      return 'leave';
    default:
      return 'stay';
  }
}

/** `tr.IdleConnTimeout = d`, or the same of the transport of a client. */
function endsIdle(one: Instruction, owners: Owners): boolean {
  if (one.op !== 'store' || one.args[0].op !== 'fieldaddr' || isZero(one.args[1])) return false;
  const { args, name } = one.args[0];
  return owners.mayBe(args[0]) && [...transports.values()].some((known) => known.ends.includes(name));
}

/** A variable of the function, or a field of what is in one. */
function isLocal(address: Value): boolean {
  if (address.op === 'fieldaddr') return isLocal(address.args[0]);
  return address.op === 'alloc' || address.op === 'freevar';
}

/** Whether a literal that has to do with it may run later than the function around it. */
function isKept(literal: Body, owners: Owners, store: FactStore): boolean {
  const concerns = instructions(literal).some((one) => one.args.some((arg) => arg.op === 'freevar' && owners.has(arg)));
  if (!concerns) return false;
  const edges = store.pkg.calls.edgesTo(literal);
  return edges.length === 0 || edges.some(({ how }) => how === 'passed' || how === 'spawn');
}

function transportOf(type: Type) {
  return type.kind === 'named' ? transports.get(`${type.symbol.pkg?.path ?? ''}.${type.symbol.name}`) : undefined;
}

function isEnding(key: unknown, ends: readonly string[]): boolean {
  return typeof key === 'string' && ends.includes(key);
}

function isZero(value: Value): boolean {
  return value.op === 'const' && (value.nil || value.value === 0n || value.value === false);
}
