import { type DroppedCloser, defineRule, droppedClosers } from '../engine/api.js';

export default defineRule({
  name: 'dropped-closer',
  since: '0.1.0',
  status: 'stable',
  severity: 'warning',
  precision: 'medium',
  tags: ['CWE-772', 'resource'],
  docs: {
    reports:
      'fields and map entries that are dropped without closing what they hold, which the package closes elsewhere',
    why:
      'The field was the only way to the file, connection or client in it: its descriptor, buffers and goroutines stay ' +
      'until the process ends. On an error path that makes a new one each time, they add up.',
    instead: 'close it before the field is set to nil or the entry is deleted',
    quiet: [
      'it is closed in the same function, in one that is called, or by a caller',
      'it is returned, stored elsewhere or handed on before',
      'the struct was made by the same function, so that there was nothing in the field',
      'an entry that the caller of an exported function names: the caller may have closed it',
      'timers, which other rules look at, and types that the package closes nowhere',
    ],
    misses: 'Fields that get another value, and what is closed by a name that is not usual.',
  },

  requires: {},
  on: droppedClosers,

  check(dropped) {
    const { at, closed, release } = dropped;
    return {
      at,
      message: messageOf(dropped),
      advice: `call ${release} before`,
      because: [{ at: closed, message: 'elsewhere it is closed: nobody else does' }],
    };
  },
});

function messageOf({ how, holder, release }: DroppedCloser): string {
  switch (how) {
    case 'nil':
      return `${holder} is set to nil, and nothing calls ${release} on what it held`;
    case 'emptied':
      return `${holder} is set to nil, and nothing calls ${release} on what was in it`;
    case 'deleted':
      return `an entry of ${holder} is deleted, and nothing calls ${release} on it`;
  }
}
