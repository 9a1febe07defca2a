import { defineRule, lettingGo, type Shrinking, staleSlots } from '../engine/api.js';

export default defineRule({
  name: 'stale-slice-slot',
  since: '0.1.0',
  status: 'stable',
  severity: 'warning',
  otherSeverities: ['info'],
  precision: 'medium',
  tags: ['CWE-401', 'retention'],
  docs: {
    reports:
      'elements that are taken out of a long-lived slice and stay in its array, and fields of which only a copy is set to nil',
    why:
      'Cutting a slice moves its bounds and changes nothing in the array. The slot that is left out still points to its ' +
      'element, which stays in memory until something else is stored there: with a queue that was long once, perhaps never.',
    instead: 'empty the slots before they are cut off: x[i] = nil, clear(x[n:]), or slices.Delete, which does it',
    quiet: [
      'the slot is emptied, or the elements hold no pointers, strings, slices or interfaces',
      'slices.Delete and slices.DeleteFunc, which empty what they leave',
      'x[:0]: the slots are filled again',
      'the slice lives no longer than a call',
    ],
    misses: 'Slices in exported structs of which it cannot be told how long they live.',
  },

  requires: { staleSlots },
  on: lettingGo,

  check(shrinking, { staleSlots }) {
    if (shrinking.kind === 'nilled copy') {
      const life = staleSlots.lifeOf(shrinking);
      const { at, copy, field } = shrinking;
      const advice = `set the field ${field.name} to nil, if it is to let go`;
      const message = `only the local copy ${copy} is set to nil: the field ${field.name} keeps what it holds`;
      return life && { at, message, advice, because: [{ at, message: life.reason }] };
    }
    const { at, slice, how } = shrinking;
    const stale = staleSlots.of(shrinking);
    if (stale === undefined) return undefined;
    const message = messageOf(slice, how);
    const advice = adviceOf(how);
    const life = { at, message: stale.life.reason };
    if (how === 'end' || how === 'filter' || (how === 'front' && stale.areBig))
      return { at, message, advice, because: [life] };
    const note = {
      at,
      message: how === 'front' ? 'info, because append moves the rest to a new array' : 'info, because it is one slot',
    };
    return { at, message, advice, severity: 'info', because: [life, note] };
  },
});

function messageOf(slice: string, how: Shrinking['how']): string {
  switch (how) {
    case 'end':
      return `what is cut off the end of ${slice} stays in its array and in memory`;
    case 'front':
      return `what is cut off the front of ${slice} stays in its array and in memory`;
    case 'middle':
      return `the last slot of ${slice} still holds the element that has moved up`;
    case 'filter':
      return `what is filtered out of ${slice} stays in its array and in memory`;
  }
}

function adviceOf(how: Shrinking['how']): string {
  switch (how) {
    case 'end':
      return 'empty the slots before they are cut off, with nil or clear';
    case 'front':
      return 'empty the slot first, with nil or clear';
    case 'middle':
      return 'use slices.Delete, which empties the last slot';
    case 'filter':
      return 'use slices.DeleteFunc, or clear the slots behind the new end';
  }
}
