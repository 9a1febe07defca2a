import { rings } from '../../src/engine/facts/timers/rings.js';
import { ofFunction, parameterName } from './asked.js';

/** What the channel that the function yields waits for: `after d`, a parameter; `after 5ns`; `after some time`. */
export default ofFunction(rings, (ring, body) => {
  if (ring === undefined) return 'nothing';
  if (ring.parameter !== undefined) return `after ${parameterName(ring.parameter, body)}`;
  return ring.constant === undefined ? 'after some time' : `after ${ring.constant}ns`;
});
