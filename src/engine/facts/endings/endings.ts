import { loopsIn } from '../../flow/loops.js';
import { type Body, type Call, calls, type Instruction, type Param, type Value } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import { contextType, passiveContexts } from '../../knowledge/contexts.js';
import { mayNotReturn } from '../../knowledge/no-return.js';
import { placeOf } from '../../syntax/place.js';
import type { Place } from '../../text/place.js';
import { typeString } from '../../types/operations.js';
import { type Origins, origins } from '../memory/origins.js';
import type { Summary } from '../summary.js';
import { type Gate, gates } from './gates.js';
import { type Ending, follow } from './passage.js';
import { shutGates } from './shut-gates.js';

const ends: Ending = { returns: 'may', contexts: [], escapes: false };

/** Whether calls of a function come back, and what ends them. */
export const endings: Summary<Ending> = {
  name: 'endings',
  unknown: ends,
  bottom: { returns: 'never', contexts: [], escapes: false },
  known: (name) => (mayNotReturn(name) ? { ...ends, escapes: true } : undefined),
  same: (a, b) => a.returns === b.returns && a.escapes === b.escapes && a.contexts.join() === b.contexts.join(),
  of(body, callees, store) {
    const shut = store.get(shutGates);
    const leaves = (isShut: (gate: Gate) => boolean) =>
      follow({ from: body.blocks[0], body, within: () => true, isShut }, store.get(gates), callees);
    const alone = leaves((gate) => shut.of(gate, body) !== undefined);
    const escapes = alone.escapes.length > 0 || endsElsewhere(body, callees);
    if (!alone.ends) return { returns: 'never', contexts: [], escapes, loop: endlessLoop(body, callees) };
    const awaited = (gate: Gate, param: Param) =>
      gate.opens === 'cancelled' && rootContext(gate.context, store.get(origins)) === param;
    const contexts = body.params.filter(
      (param) =>
        isContext(param, body) && !leaves((gate) => shut.of(gate, body) !== undefined || awaited(gate, param)).ends,
    );
    if (contexts.length === 0) return { ...ends, escapes };
    return { returns: 'cancelled', contexts: contexts.map((param) => param.index), escapes };
  },
};

/** Whether the body itself ends the process, or hands an error up as a panic. One that says "impossible" is no way out. */
function endsElsewhere(body: Body, callees: (call: Call) => readonly Ending[]): boolean {
  const isEscape = (call: Instruction | undefined) =>
    call?.op !== 'call' || callees(call).some(({ returns, escapes }) => returns !== 'never' || escapes);
  return body.blocks.some(({ instructions: all }) =>
    all.some((one, i) => {
      // Behind a function that goes round for ever nothing is reached either.
      if (one.op === 'unreachable') return isEscape(all[i - 1]);
      return one.op === 'panic' && one.args.some((value) => isError(value, body));
    }),
  );
}

/** The loop that the body does not leave, or the one of what it calls. */
function endlessLoop(body: Body, callees: (call: Call) => readonly Ending[]): Place | undefined {
  const { tree } = body.file;
  const statement = loopsIn(body).at(-1)?.statement;
  if (statement !== undefined) return placeOf(tree.node(statement));
  return [...calls(body)].flatMap(callees).find(({ loop }) => loop !== undefined)?.loop;
}

function isError(value: Value, body: Body): boolean {
  return typeString(typeOfValue(value, body)) === 'error';
}

function isContext(param: Param, body: Body): boolean {
  return typeString(typeOfValue(param, body)) === contextType;
}

/** The context whose cancellation is this one's. */
function rootContext(context: Value, known: Origins): Value {
  const made = known.of(context);
  const passive = made.op === 'call' && made.callee.kind === 'static' && passiveContexts.has(made.callee.name);
  return passive ? rootContext(made.args[0], known) : made;
}
