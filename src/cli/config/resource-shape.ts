import { fullNamePattern, functionName, functionNames, position } from './function-name.js';
import { choice, described, either, list, object, text } from './shape.js';

/** What a leak costs. */
const holdings = [
  ...([
    'descriptor',
    'connection',
    'memory',
    'goroutine',
    'context',
    'timer',
    'process',
    'transaction',
    'stream',
  ] as const),
  ...(['lock', 'peer', 'span', 'pooled', 'registration', 'profile', 'temporary files'] as const),
] as const;

const fieldName = text({ takes: 'the name of a field', schema: { pattern: '^\\S+$' } });
const yes = choice([true]);

const releaserName = text({
  takes: 'the full name of a function, or call',
  schema: { pattern: `^call$|${fullNamePattern.source}` },
  problem: (name) =>
    name === 'call' || fullNamePattern.test(name)
      ? undefined
      : 'is neither call nor the full name of a function, such as (*example.com/pkg.Type).Close',
});

const releaser = either(
  'the full name of a function, call, or a mapping with function, argument and field',
  releaserName,
  object(
    { function: functionName },
    {
      argument: described('The argument that is the owner; the first one when absent.', position),
      field: described('The field of the owner that is the receiver.', fieldName),
    },
  ),
);

/** Something that must be released. */
export const resource = object(
  {
    acquire: described(
      'Behind a call of it, it is held; where the last result is an error or a bool, once that is nil or true.',
      functionNames,
    ),
    release: described(
      'What ends it; call: its owner is a function, and calling that ends it.',
      list(releaser, 'a list of full names of functions'),
    ),
    holds: described('What a leak costs.', choice(holdings)),
  },
  {
    result: described('The result that owns it; the first one when absent.', position),
    argument: described('The argument that owns it, such as what Lock or Start is called on.', position),
    process: described('The process owns it.', yes),
    field: described('The field of the owner that is to be released.', fieldName),
    exhausted: described('Methods of the owner that end it once they return false.', functionNames),
    drained: described('It ends by itself once it has been read to its end.', yes),
    received: described('The field of the owner, a channel, behind a receive from which nothing is held.', fieldName),
    context: described('The argument of acquire, a context, that ends it too when it is cancelled.', position),
    wraps: described('The argument of acquire whose resource the owner takes over.', position),
    collected: described('Since when the garbage collector ends it.', choice(['always', 'go1.23'])),
  },
);
