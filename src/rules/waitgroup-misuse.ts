import { defineRule, type Finding, groupCalls, type Miscount, waitGroups } from '../engine/api.js';

export default defineRule({
  name: 'waitgroup-misuse',
  since: '0.1.0',
  status: 'stable',
  severity: 'warning',
  otherSeverities: ['info'],
  precision: 'high',
  tags: ['goroutine', 'CWE-833'],
  docs: {
    reports: 'sync.WaitGroups that count wrong, so that Wait never returns, or returns too early',
    why:
      'A goroutine that returns without Done keeps Wait waiting for ever, with whatever stands behind it: the function, ' +
      'its locks, the requests that queue up for them. A goroutine that adds itself may do so when Wait has returned ' +
      'already, so that nobody waits for it.',
    instead: 'call Add before the go statement and defer Done as the first thing in the goroutine, or use wg.Go',
    quiet: [
      'a deferred Done',
      'a Done on every way, or in what the goroutine calls',
      'a goroutine that adds others while it is counted itself',
    ],
    misses: 'Groups in fields of structs, and Add with a number that does not match.',
  },

  requires: { waitGroups },
  on: groupCalls,

  check(place, { waitGroups }) {
    const found = waitGroups.of(place);
    return found && finding(found);
  },
});

function finding({ kind, at, group, started, other }: Miscount): Finding {
  const start = { at: started, message: 'the goroutine is started here' };
  const done = { at: other, message: 'this Done is skipped' };
  switch (kind) {
    case 'late':
      return {
        at,
        message: `${group}.Add in the goroutine comes too late: ${group}.Wait may have returned before`,
        advice: `call ${group}.Add before the go statement`,
        because: [{ at: other, message: 'this Wait may find nothing to wait for' }, start],
      };
    case 'missed':
      return {
        at,
        message: `this return leaves the goroutine without ${group}.Done: ${group}.Wait never returns`,
        advice: `defer ${group}.Done() at the beginning of the goroutine`,
        because: [done, start],
      };
    case 'recovered':
      return {
        at,
        message: `a panic that the goroutine recovers from skips ${group}.Done: ${group}.Wait never returns`,
        advice: `defer ${group}.Done() at the beginning of the goroutine`,
        because: [start],
      };
    case 'callback':
      return {
        at,
        message: `a panic in the callback skips ${group}.Done: if it is recovered from, ${group}.Wait never returns`,
        advice: `defer ${group}.Done() at the beginning of the function`,
        severity: 'info',
        because: [{ at: started, message: 'info, because what runs the function may recover from panics, or may not' }],
      };
  }
}
