import { defineRule, fromRequests, seriesChoices } from '../engine/api.js';

export default defineRule({
  name: 'metric-label-cardinality',
  since: '0.1.0',
  status: 'preview',
  severity: 'warning',
  precision: 'medium',
  tags: ['CWE-770', 'retention'],
  docs: {
    reports: 'labels of metrics whose values come from requests: paths, identifiers, addresses, user agents',
    why:
      'Each value of a label makes a series of its own, of 0.4 to 1.2 KB, which is never freed. Whoever asks for ten ' +
      'million paths fills ten gigabytes, here and in what stores the metrics.',
    instead: 'label with what there are few of: the pattern of the route, the method, the status code',
    quiet: [
      'the method, the status code, the pattern of the route',
      'a value that a function of the module, a table or a branch has mapped to a few',
    ],
    misses: 'What comes from messages and bodies, and labels that exported helpers are given.',
  },

  requires: { fromRequests },
  on: seriesChoices,

  check({ at, body, labels }, { fromRequests }) {
    for (const label of labels) {
      const from = fromRequests.of(label, body);
      if (from === undefined) continue;
      return {
        at,
        message: `the metric gets a series for each ${from.text}, which whoever sends a request chooses`,
        because: [{ at: from.at, message: 'this comes from the request' }],
      };
    }
    return undefined;
  },
});
