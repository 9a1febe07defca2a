import type { Body, Call, Value } from '../../flow/ssa.js';
import { writeCalls } from '../../knowledge/queries.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import type { Fact, Trigger } from '../fact.js';
import { origins } from '../memory/origins.js';
import { textOf } from './extent.js';
import { type Loop, loops } from './loops.js';

/** A call that has a database write something. */
export interface DatabaseWrite {
  readonly at: SyntaxNode;
  readonly call: Call;
  readonly body: Body;
  /** The callee, as the source writes it. */
  readonly callee: string;
  readonly statement: Value;
}

export const databaseWrites: Trigger<DatabaseWrite> = {
  name: 'database-writes',
  ops: ['call'],
  lift(call, body) {
    if (call.op !== 'call' || (call.callee.kind !== 'static' && call.callee.kind !== 'interface')) return undefined;
    const position = writeCalls.get(call.callee.name);
    const statement = position === undefined ? undefined : call.args[position];
    if (statement === undefined) return undefined;
    const callee = textOf(call.node, body).replace(/\(.*$/s, '');
    return { at: body.file.tree.node(call.node), call, body, callee, statement };
  },
};

/** Which writes a loop makes one by one. */
export interface SingleWrites {
  /** The loop that makes one of them for each element of something; undefined when there is none, or they differ. */
  loopAround(write: DatabaseWrite): Loop | undefined;
}

export const singleWrites: Fact<SingleWrites> = {
  name: 'single-writes',
  compute(_pkg, store) {
    return {
      loopAround({ call, body, statement }) {
        const text = store.get(origins).of(statement);
        if (
          text.op !== 'const' ||
          typeof text.value !== 'string' ||
          !/^\s*(insert|update|delete|merge)\b/i.test(text.value)
        )
          return undefined;
        const loop = store
          .get(loops)
          .around(call, body)
          .find(({ trips }) => trips.by === 'data');
        // Each turn leaves with its outcome, or waits for a message: there is nothing to put together.
        return loop?.trips.by === 'data' && !loop.trips.received ? loop : undefined;
      },
    };
  },
};
