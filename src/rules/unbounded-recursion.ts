import { defineRule, type Note, recursiveCalls, unboundedRecursions } from '../engine/api.js';

export default defineRule({
  name: 'unbounded-recursion',
  since: '0.1.0',
  status: 'preview',
  severity: 'warning',
  precision: 'medium',
  tags: ['CWE-674', 'allocation'],
  docs: {
    reports: 'functions that call themselves once for each level of what they read, with no limit on the levels',
    why:
      'Twenty megabytes of opening brackets are as many levels. The stack of a goroutine grows to 1 GB, all of it ' +
      'memory of the process, and then the runtime ends the program: recover cannot stop that.',
    instead:
      'count the levels in a parameter or a field, and refuse the input when there are more than a few thousand; or ' +
      'keep what is open in a slice of limited length instead of on the stack',
    quiet: [
      'a parameter or a field that changes by a constant on each level is compared with something, here or in a helper',
      'the recursion goes down a type, a schema or a tree that is in memory already',
      'a call that is the last thing a function does, with what it was given: a loop in other words',
      'what is read is a file that the program opens, or memory that it has filled itself',
    ],
    misses: 'Recursion through interfaces and function values, and through trees that were built from input.',
  },

  requires: { unboundedRecursions },
  on: recursiveCalls,

  check(call, { unboundedRecursions }) {
    const found = unboundedRecursions.of(call);
    if (found === undefined) return undefined;
    const { at, cycle, taken } = found;
    const [own, ...others] = cycle;
    const because: Note[] = [{ at: taken, message: 'the next level of the input begins behind this' }];
    for (const { name, at: there } of others.slice(0, MAX_NOTES))
      because.push({ at: there, message: `through ${name}` });
    const comes = others.length === 0 ? 'calls itself' : `comes back to itself through ${others[0].name}`;
    return {
      at,
      message: `${own.name} ${comes} for each level of what it reads; nothing limits how many there are`,
      because,
    };
  },
});

const MAX_NOTES = 5;
