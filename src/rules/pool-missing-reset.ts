import { defineRule, type Leftover, leftovers, type Note, releases } from '../engine/api.js';

/** A message stays readable with so many names in it. */
const MOST_NAMED = 3;

export default defineRule({
  name: 'pool-missing-reset',
  since: '0.1.0',
  status: 'stable',
  severity: 'warning',
  otherSeverities: ['info'],
  precision: 'high',
  tags: ['pool'],
  docs: {
    reports: 'values that go back into a sync.Pool with what was written to them, and are used again without a reset',
    why:
      'The next user goes on behind what the last one left: output of other requests appears in its own, and buffers, ' +
      'slices and maps grow with every use until they hold everything that was ever written to them.',
    instead: 'reset it right after Get or right before Put, on every path',
    quiet: [
      'room to work in that every user overwrites: a slice of fixed length, an array, numbers',
      'a buffer that is read to its end: WriteTo, io.Copy, io.ReadAll',
      'values that are handed on, or that a function whose body is not at hand gets, before they are put back',
    ],
    misses:
      'Values that one method takes and another puts back, and fields that are plain numbers, strings or pointers.',
  },

  requires: { leftovers },
  on: releases,

  check(release, { leftovers }) {
    const left = leftovers.at(release);
    if (left === undefined) return undefined;
    const { at } = release;
    const because = notes(left);
    switch (left.what) {
      case 'used':
        return { at, message: used(left), because };
      case 'stuck':
        return {
          at,
          message: `puts ${left.value} back into ${left.pool} with a used ${left.type}${inFields(left)}, which cannot be reset and keeps its first error`,
          advice: 'make a new one for each use and pool its buffer instead',
          because,
        };
      case 'held':
        return {
          at,
          severity: 'info',
          message: `puts ${left.value} back into ${left.pool} without clear${ofFields(left)}; what the old elements point to stays in memory`,
          advice: 'clear the slice to its full length before it is cut to [:0]',
          because: [{ at, message: 'info, because the elements are held only until they are overwritten' }],
        };
      case 'given':
        return {
          at,
          severity: 'info',
          message: `puts ${left.value} back into ${left.pool}; a strings.Builder gives its memory away with String, so that pooling it saves nothing`,
          advice: 'use a local strings.Builder, or pool a bytes.Buffer',
          because: [{ at, message: 'info, because it wastes time and no memory' }],
        };
    }
  },
});

function used(left: Leftover): string {
  const what = left.kind === 'stream' ? 'after a use' : 'with what was written to it';
  const how = left.fields.length === 0 ? what : `with what was added to ${named(left)}`;
  return `puts ${left.value} back into ${left.pool} ${how}; nothing resets it before it is used again`;
}

function inFields(left: Leftover): string {
  return left.fields.length === 0 ? '' : ` in ${named(left)}`;
}

function ofFields(left: Leftover): string {
  return left.fields.length === 0 ? '' : ` of ${named(left)}`;
}

/** A few of the fields, and how many more there are. */
function named({ fields }: Leftover): string {
  if (fields.length <= MOST_NAMED) return fields.join(', ');
  return `${fields.slice(0, MOST_NAMED).join(', ')} and ${fields.length - MOST_NAMED} more fields`;
}

function notes({ taken, used, by, forgotten }: Leftover): Note[] {
  const found: Note[] = [];
  if (by !== undefined) found.push({ at: by.at, message: `${by.func} puts it back here as it left it` });
  if (taken !== undefined) found.push({ at: taken.at, message: `${taken.text} hands it out as its last user left it` });
  if (used !== undefined) found.push({ at: used.at, message: `${used.func} adds to what is there: ${used.text}` });
  if (forgotten !== undefined)
    found.push({ at: forgotten.at, message: `${forgotten.text} empties other parts of it, not this one` });
  return found;
}
