import { parameterRuns } from '../../src/engine/facts/endings/parameter-runs.js';
import { ofFunction, parameterName } from './asked.js';

/** The parameters that the function runs: `work in a goroutine`, `done in the call`, `nothing`. */
export default ofFunction(parameterRuns, ({ goroutine, call }, body) => {
  const inGoroutine = goroutine.map((index) => `${parameterName(index, body)} in a goroutine`);
  const inCall = call.map((index) => `${parameterName(index, body)} in the call`);
  return [...inGoroutine, ...inCall].join(', ') || 'nothing';
});
