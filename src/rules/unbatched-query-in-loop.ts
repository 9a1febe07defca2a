import { databaseWrites, defineRule, singleWrites } from '../engine/api.js';

export default defineRule({
  name: 'unbatched-query-in-loop',
  since: '0.1.0',
  status: 'stable',
  severity: 'info',
  precision: 'medium',
  tags: ['allocation'],
  docs: {
    reports: 'database writes that a loop makes one by one, for each element of something',
    why:
      'Each write is a round trip, and what waits to be written is held for as long as all of them take. A thousand ' +
      'rows in one statement take as long as two or three alone.',
    instead:
      'write many rows with one statement, a batch or a COPY; prepare the statement before the loop if they must be single',
    quiet: [
      'a prepared statement, which is parsed once',
      'a loop over messages that come in one by one',
      'statements that are put together at run time: they may be batches',
    ],
    misses: 'Writes through object-relational mappers, and those in functions that the loop calls.',
  },

  requires: { singleWrites },
  on: databaseWrites,

  check(write, { singleWrites }) {
    const loop = singleWrites.loopAround(write);
    if (loop === undefined || loop.trips.by !== 'data') return undefined;
    return {
      at: write.at,
      message: `${write.callee} writes to the database once for each of ${loop.trips.of}`,
      because: [{ at: loop.at, message: `this loop runs once for each of ${loop.trips.of}` }],
    };
  },
});
