import { compilations, defineRule, fixedTexts, handlers, hot } from '../engine/api.js';

export default defineRule({
  name: 'compile-in-hot-path',
  since: '0.1.0',
  status: 'stable',
  severity: 'warning',
  precision: 'high',
  tags: ['allocation'],
  docs: {
    reports:
      'regular expressions and templates with a constant text that are compiled on each turn of a hot loop or for each request',
    why:
      'Compiling takes microseconds and dozens of allocations, and yields the same each time. For each line or request ' +
      'it costs more than the matching, and all of it is garbage at once.',
    instead: 'compile once, in a package-level variable: var pattern = regexp.MustCompile(…)',
    quiet: [
      'the text is put together at run time',
      'it is compiled once: in init, in a package-level variable, in a sync.Once',
      'the loop has a few turns',
    ],
    misses: 'Helpers of which only the callers are hot.',
  },

  requires: { fixedTexts, handlers, hot },
  on: compilations,

  check({ at, call, body, callee, source, makes }, { fixedTexts, handlers, hot }) {
    if (!fixedTexts.isFixed(source)) return undefined;
    const heat = hot.of(call, body);
    if (typeof heat !== 'string') {
      const message = `${callee} compiles the same ${makes} on every turn`;
      return { at, message, because: [{ at: heat.at, message: heat.message }] };
    }
    const handler = handlers.around(call, body);
    if (handler === undefined) return undefined;
    const { each, name = 'this function' } = handler;
    return {
      at,
      message: `${callee} compiles the same ${makes} for each ${each}`,
      because: [{ at: handler.at, message: `${name} runs for each ${each}` }],
    };
  },
});
