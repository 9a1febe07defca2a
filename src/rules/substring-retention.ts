import { defineRule, putSites, retention } from '../engine/api.js';

export default defineRule({
  name: 'substring-retention',
  since: '0.1.0',
  status: 'stable',
  severity: 'info',
  precision: 'medium',
  tags: ['CWE-401', 'retention'],
  docs: {
    reports: 'short parts of large strings that are kept, and the whole strings with them',
    why:
      'A substring shares the memory of the string that it was cut from. A title of 40 bytes holds the page that it ' +
      'stands in for as long as it lives.',
    instead: 'keep a copy of the part: strings.Clone',
    quiet: [
      'the whole string is kept as well, or most of it, or all of its parts',
      'the string is a line, a header or a path: nothing says that it is large',
      'the part is only looked at, or what is kept is a copy: strings.Clone, a concatenation, a decoded value',
    ],
    misses: 'Parts that are kept by functions whose code is not at hand, and parts of strings that come from a field.',
  },

  requires: { retention },
  on: putSites,

  check(site, { retention }) {
    return retention
      .retained(site)
      .filter(({ of, part }) => of.text && part !== 'trimmed')
      .map(({ at, piece, whole, size, of, callee }) => ({
        at,
        message: `${piece} keeps all of ${whole}${size === undefined ? '' : ` (${size})`} in memory`,
        because: [
          { at: of.at, message: `${of.source} yields the string, and nothing else needs all of it`, step: 'before' },
          ...(callee === undefined ? [] : [{ at, message: `${callee} keeps the part` }]),
        ],
      }));
  },
});
