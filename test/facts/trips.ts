import { loops, type Trips } from '../../src/engine/facts/loops/loops.js';
import { terminator } from '../../src/engine/flow/ssa.js';
import { type Ask, loopAt } from './asked.js';

/** What decides how often a loop turns: `constant 10`, `data xs`, `data ch, received`, `endless`, `unknown`. */
const trips: Ask = (asked) => {
  const found = loopAt(asked);
  if (found === undefined) return undefined;
  const { loop, body } = found;
  const around = asked.store.get(loops).around(terminator(loop.head), body);
  const described = around.find(({ head }) => head === loop.head);
  return described && inWords(described.trips);
};

function inWords(found: Trips): string {
  switch (found.by) {
    case 'constant':
      return `constant ${found.most}`;
    case 'setting':
      return `setting ${found.of}`;
    case 'data':
      return `data ${found.of}${found.received ? ', received' : ''}${found.held ? ', held' : ''}`;
    default:
      return found.by;
  }
}

export default trips;
