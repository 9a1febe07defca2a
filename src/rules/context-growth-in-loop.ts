import { chainSites, defineRule, growingChains } from '../engine/api.js';

export default defineRule({
  name: 'context-growth-in-loop',
  since: '0.1.0',
  status: 'stable',
  severity: 'warning',
  precision: 'high',
  tags: ['CWE-401', 'context', 'retention'],
  docs: {
    reports: 'contexts, loggers and errors that get one layer more on each turn of a loop',
    why:
      'ctx = context.WithValue(ctx, …) keeps the context that it is made from. In the loop of a stream or a worker the ' +
      'chain grows with every message, keeps every value that was ever put into it, and each lookup goes through all of it.',
    instead:
      'make the new value from the one outside the loop, in a variable of the turn: turnCtx := context.WithValue(ctx, …)',
    quiet: [
      'ctx := … in the body: the next turn begins with the outer one',
      'the loop runs a few times, or adds another key on each turn',
      'errors that are collected to be looked at behind the loop',
    ],
    misses: 'Contexts that are kept in maps, and those that go round through a channel.',
  },

  requires: { growingChains },
  on: chainSites,

  check(site, { growingChains }) {
    const found = growingChains.at(site);
    if (found === undefined) return undefined;
    const { at, what, name, by, again } = found;
    return {
      at,
      message: `${by} adds one more layer to the ${what} ${name} each time, and keeps all of the earlier ones`,
      because: [again],
    };
  },
});
