import { isInLoop } from '../../flow/loops.js';
import { type Body, type Call, type Instruction, outermost } from '../../flow/ssa.js';
import { clientMakers, transportPackages } from '../../knowledge/clients.js';
import { packageOf } from '../../knowledge/full-name.js';
import { call as callSyntax } from '../../syntax/go.js';
import { Field } from '../../syntax/kinds.js';
import { NONE, type SyntaxNode } from '../../syntax/tree.js';
import { lifetimes } from '../endings/lifetimes.js';
import type { Fact, FactStore, Trigger } from '../fact.js';
import { type Repetition, repetitions } from '../goroutines/repetitions.js';
import { imports } from '../imports.js';
import { acquisitionsOf, possessionOf } from '../resources/acquisitions.js';
import { courseOf } from '../resources/course.js';
import { transportsAt } from './fresh-transports.js';
import { heldTransport } from './held-transports.js';

/** Something that may make a client or what keeps its connections. */
export interface ClientMaking {
  readonly at: SyntaxNode;
  readonly instruction: Instruction;
  readonly body: Body;
}

export const clientMakings: Trigger<ClientMaking> = {
  name: 'client-makings',
  ops: ['call', 'composite'],
  lift(instruction, body, _pkg, store) {
    if (instruction.op === 'call' && instruction.callee.kind === 'builtin') return undefined;
    if (!mayMakeClients.some((path) => store.get(imports).has(path))) return undefined;
    return { at: body.file.tree.node(instruction.node), instruction, body };
  },
};

/** Packages without which there is nothing of the kind. */
const mayMakeClients: readonly string[] = [...transportPackages, ...[...clientMakers].map(packageOf)];

/** A client that lives no longer than one call of the function that makes it, and whose connections live on. */
export interface ShortLivedClient {
  /** `transport`: idle connections of one that is dropped; `client`: one that is not closed. */
  readonly kind: 'transport' | 'client';
  /** What makes it, as the source writes it. */
  readonly maker: string;
  /** Where a request is sent through it, or where a return leaves it open. */
  readonly because: SyntaxNode | undefined;
  /** What makes it again and again; undefined where all that is known is that it may be more than once. */
  readonly each: Repetition | undefined;
}

export interface ShortLivedClients {
  of(making: ClientMaking): ShortLivedClient | undefined;
}

export const shortLivedClients: Fact<ShortLivedClients> = {
  name: 'short-lived-clients',
  compute(_pkg, store) {
    return {
      of(making) {
        const { instruction } = making;
        if (instruction.op === 'call' && 'name' in instruction.callee && clientMakers.has(instruction.callee.name))
          return openClient(making, instruction, store);
        return droppedTransport(making, store);
      },
    };
  },
};

function openClient({ body }: ClientMaking, call: Call, store: FactStore): ShortLivedClient | undefined {
  const each = store.get(repetitions).of(call, body);
  if (each === undefined) return undefined;
  for (const acquisition of acquisitionsOf(call, body, store)) {
    const { exits, renewed, complete } = courseOf(possessionOf(acquisition, store), store);
    const held = exits.find(({ fate }) => fate === 'held');
    if (!complete || (held === undefined && !renewed)) continue;
    const because = held && body.file.tree.node(held.at.node);
    return { kind: 'client', maker: textOfMaker(call, body), because, each };
  }
  return undefined;
}

function droppedTransport({ instruction, body }: ClientMaking, store: FactStore): ShortLivedClient | undefined {
  if (instruction.op !== 'call' && instruction.op !== 'composite') return undefined;
  for (const start of transportsAt(instruction, body, store)) {
    const { requests, leaves, ends } = heldTransport(start, store);
    const [request] = requests;
    if (ends || leaves.length > 0 || request === undefined) continue;
    const each = store.get(repetitions).of(instruction, body);
    if (each === undefined && (isInLoop(request, body) || isOnce(body, store))) continue;
    const because = body.file.tree.node(request.node);
    return { kind: 'transport', maker: textOfMaker(instruction, body), because, each };
  }
  return undefined;
}

function isOnce(body: Body, store: FactStore): boolean {
  return store.get(lifetimes).startedOnceBy(outermost(body)) !== undefined;
}

function textOfMaker({ op, node }: Instruction, { file: { tree } }: Body): string {
  const part = op === 'call' ? callSyntax(tree, node).callee : tree.child(node, Field.Type);
  return tree.text(part === NONE ? node : part);
}
