import { defineRule, type Finding, type Loss, losses, type Note } from '../engine/api.js';

export default defineRule({
  name: 'unclosed-resource',
  since: '0.1.0',
  status: 'stable',
  severity: 'warning',
  otherSeverities: ['info'],
  precision: 'high',
  tags: ['CWE-772', 'resource'],
  docs: {
    reports: 'files, connections, rows, transactions and other things that are not released on some path',
    why:
      'A file keeps a descriptor, rows and transactions a connection of the pool, a connection its buffers and often ' +
      'goroutines, here and at the peer. On an error path they add up exactly when there is trouble already, until ' +
      'descriptors, connections or memory run out.',
    instead: 'defer the release right behind the check of the error, before anything else can return',
    quiet: [
      'what is returned, stored, sent or handed to a function that may release it: somebody else has it now',
      'the path on which the call has failed: nothing was acquired',
      'what main, or a function that runs once in a process, holds until the end',
      'rows that are read until Next returns false, and what a context ends that is cancelled when the function returns',
      'readers and writers that hold nothing but memory, such as those of compress and bufio',
    ],
    misses:
      'What is kept in fields and containers, and types whose constructors are not in sight, unless the package closes ' +
      'what they return elsewhere, or hand out what they hold on some paths only.',
  },

  requires: {},
  on: losses,

  check(all) {
    return all
      .filter(({ isBody, holds, endsWithContext }) => !isBody && holds in costs && !endsWithContext)
      .map(findingOf);
  },
});

/** What is left behind, by what is held. */
const costs: Partial<Record<Loss['holds'], string>> = {
  descriptor: 'a file descriptor stays open',
  connection: 'a connection stays open',
  stream: 'the file or connection behind it stays open',
  memory: 'its memory is not given back',
  goroutine: 'a goroutine goes on',
  transaction: 'a connection, and locks in the database, stay with it',
  span: 'the span is never exported',
  'temporary files': 'its files stay on the disk',
};

function findingOf(loss: Loss): Finding {
  const { at, returns, loop, goesOn, from, callee } = loss;
  const name = loss.name ?? `what ${callee} returns`;
  const because: Note[] = returns.map((end) => ({
    at: end.at,
    message: `returns here without it being ${loss.released}${when(end)}`,
  }));
  if (loop !== undefined) because.push({ at: loop, message: 'the next turn of this loop takes another one' });
  because.push(...goesOn.map((at) => ({ at, message: `goes on here without it being ${loss.released}` })));
  if (from !== undefined) because.push({ at, message: `it holds what ${from} returns` });
  return {
    at,
    message: `${name} ${howOf(loss)}: ${costOf(loss)}`,
    ...adviceFor(loss, name),
    because,
    fixes: loss.deferral && [loss.deferral],
  };
}

function howOf(loss: Loss): string {
  const { assigned, returns, elsewhere, released } = loss;
  if (assigned === 'nothing') return 'is thrown away, and nothing can release it';
  if (returns.length === 0) return `is not ${released} before the next one takes its place`;
  if (elsewhere === 'nothing') return `is never ${released}`;
  return `is not ${released} on every path, but left at ${returns.length === 1 ? 'one return' : `${returns.length} returns`}`;
}

function costOf({ holds, isCollected }: Loss): string {
  return isCollected ? `${costs[holds]} until the garbage collector finds it` : (costs[holds] ?? '');
}

function adviceFor({ assigned, elsewhere, loop, release }: Loss, name: string): { readonly advice?: string } {
  if (assigned !== 'name') return {};
  const call = release === 'call' ? `${name}()` : `${name}.${release === 'Commit' ? 'Rollback' : release}()`;
  if (loop !== undefined) return { advice: `call ${call} at the end of each turn, and before each return in the loop` };
  if (elsewhere === 'moved') return { advice: `call ${call} before each return that does not hand it on` };
  return { advice: `defer ${call} right behind the check of the error` };
}

function when({ when: condition }: Loss['returns'][number]): string {
  return condition === undefined ? '' : `, when ${condition}`;
}
