import { type Body, type Instruction, isCall } from '../../flow/ssa.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import { heldTransport, isUnlimited } from '../clients/held-transports.js';
import type { Fact, Trigger } from '../fact.js';
import { patientRequests, sendsRequest } from './requests.js';
import { makesServer, patientServers } from './servers.js';

/** Something at one end of HTTP: a server or a transport that is made, a request that is sent. */
export interface Endpoint {
  readonly at: SyntaxNode;
  readonly is: 'server' | 'request' | 'transport';
  readonly instruction: Instruction;
  readonly body: Body;
}

export const endpoints: Trigger<Endpoint> = {
  name: 'endpoints',
  ops: ['call', 'composite', 'alloc'],
  lift(instruction, body) {
    const is = kindOf(instruction, body);
    return is && { at: body.file.tree.node(instruction.node), is, instruction, body };
  },
};

function kindOf(one: Instruction, body: Body): Endpoint['is'] | undefined {
  if (makesServer(one, body)) return 'server';
  if (one.op === 'call' && sendsRequest(one)) return 'request';
  return one.op === 'composite' && isUnlimited(one) ? 'transport' : undefined;
}

/** An end of HTTP that waits as long as the other one likes. */
export type Patient =
  | { readonly is: 'server'; readonly name: string; readonly own: boolean; readonly local: boolean }
  | { readonly is: 'request'; readonly name: string }
  | { readonly is: 'transport' };

export interface PatientEndpoints {
  of(endpoint: Endpoint): Patient | undefined;
}

export const patientEndpoints: Fact<PatientEndpoints> = {
  name: 'patient-endpoints',
  compute(_pkg, store) {
    return {
      of({ is, instruction, body }) {
        switch (is) {
          case 'server': {
            const server = store.get(patientServers).of(instruction, body);
            return server && { is, name: server.name, own: server.kind === 'server', local: server.local };
          }
          case 'request': {
            const request = instruction.op === 'call' ? store.get(patientRequests).of(instruction, body) : undefined;
            return request && { is, name: request.sender };
          }
          case 'transport': {
            const { owners, leaves, ends } = heldTransport({ value: instruction, body, path: '' }, store);
            // A function that gets the transport itself may set it up.
            const isGiven = leaves.some((one) => isCall(one) && one.args.some((arg) => owners.mayBe(arg)));
            return ends || isGiven || leaves.length === 0 ? undefined : { is };
          }
        }
      },
    };
  },
};
