import { type Body, type Call, instructions, type Value } from '../../flow/ssa.js';
import {
  clientTimeout,
  clientType,
  contextlessRequests,
  plainRequests,
  requestMakers,
  sendRequest,
} from '../../knowledge/timeouts.js';
import { call as callSyntax } from '../../syntax/go.js';
import { typeString } from '../../types/operations.js';
import { shutGates } from '../endings/shut-gates.js';
import type { Fact, FactStore } from '../fact.js';
import { origins } from '../memory/origins.js';

/** A request for whose answer nothing limits the wait. */
export interface PatientRequest {
  /** What sends it, as the source writes it. */
  readonly sender: string;
}

export interface PatientRequests {
  of(call: Call, body: Body): PatientRequest | undefined;
}

export const patientRequests: Fact<PatientRequests> = {
  name: 'patient-requests',
  compute(_pkg, store) {
    return {
      of(call, body) {
        const { tree } = body.file;
        return isPatient(call, body, store) ? { sender: tree.text(callSyntax(tree, call.node).callee) } : undefined;
      },
    };
  },
};

/** Whether a call sends an HTTP request. */
export function sendsRequest({ callee }: Call): boolean {
  if (callee.kind !== 'static') return false;
  return plainRequests.has(callee.name) || contextlessRequests.has(callee.name) || callee.name === sendRequest;
}

function isPatient(call: Call, body: Body, store: FactStore): boolean {
  const name = 'name' in call.callee ? call.callee.name : '';
  if (plainRequests.has(name)) return true;
  if (!isWithoutTimeout(call.args[0], body, store)) return false;
  return contextlessRequests.has(name) || isWithoutDeadline(call.args[1], store);
}

/** The default client, or one that is made here and gets no timeout. */
function isWithoutTimeout(client: Value, body: Body, store: FactStore): boolean {
  const made = store.get(origins).of(client);
  if (made.op === 'load') return made.args[0].op === 'global' && made.args[0].name === 'net/http.DefaultClient';
  if (made.op !== 'alloc') return false;
  const writes = instructions(body).filter(({ op }) => op === 'store');
  const whole = writes.filter(({ args }) => args[0] === made).map(({ args }) => args[1]);
  const isPlain = (value: Value) =>
    value.op === 'composite' && typeString(value.type) === clientType && !value.keys.includes(clientTimeout);
  const isSet = writes.some(
    ({ args: [address] }) => address.op === 'fieldaddr' && address.name === clientTimeout && address.args[0] === made,
  );
  return whole.length > 0 && whole.every(isPlain) && !isSet;
}

function isWithoutDeadline(request: Value | undefined, store: FactStore): boolean {
  const result = request && store.get(origins).of(request);
  const made = result?.op === 'extract' ? result.args[0] : undefined;
  if (made?.op !== 'call' || !('name' in made.callee) || !requestMakers.has(made.callee.name)) return false;
  const context = requestMakers.get(made.callee.name);
  return context === undefined || store.get(shutGates).endless(made.args[context]) !== undefined;
}
