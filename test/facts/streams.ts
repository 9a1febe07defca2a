import { streams } from '../../src/engine/facts/channels/streams.js';
import { ofFunction, parameterName } from './asked.js';

/** What goroutine a call leaves that sends: `result 0, until ctx`, `result 0, for ever`; or `nothing`. */
export default ofFunction(streams, (found, body) =>
  found.length === 0
    ? 'nothing'
    : found
        .map(
          ({ result, context }) =>
            `result ${result}, ${context === null ? 'for ever' : `until ${parameterName(context, body)}`}`,
        )
        .join('; '),
);
