import {
  defineRule,
  type EndedEntry,
  type Finding,
  type Growing,
  growths,
  type HeldUse,
  heldUses,
  type KeyMismatch,
  type MissedRemoval,
} from '../engine/api.js';

export default defineRule({
  name: 'unbounded-map',
  since: '0.1.0',
  status: 'stable',
  severity: 'warning',
  otherSeverities: ['info'],
  precision: 'medium',
  tags: ['CWE-401', 'retention'],
  docs: {
    reports:
      'maps that live as long as the process, get new entries again and again, and lose none, or not on every path',
    why:
      'Each entry holds its key and its value for good. A cache with one entry for each user, path or connection grows ' +
      'until the process is killed, and the collector scans all of it on every cycle.',
    instead:
      'delete the entry when it has served, or keep no more than a number of them; delete and clear keep the table of a ' +
      'map that was large: a new map frees it',
    quiet: [
      'the length of the map is compared with a limit, or entries are removed somewhere',
      'the keys are few: constants, an enumeration, types, settings',
      'the map lives no longer than a call, or is filled once when the program starts',
      'the map is handed to somebody else, who may remove what he likes',
    ],
    misses: 'Maps in exported fields and variables, and maps in maps.',
  },

  requires: { growths },
  on: heldUses,

  check(use, { growths }) {
    if (use.does === 'append') return undefined;
    if (use.does === 'look up') return endedEntry(use, growths.ended(use));
    const mismatch = growths.mismatch(use);
    if (mismatch !== undefined) return mismatched(use, mismatch);
    const missed = growths.missed(use);
    if (missed.length > 0) return missed.map((one) => missedRemoval(use, one));
    const growing = growths.of(use);
    return growing && onlyGrows(use, growing);
  },
});

function onlyGrows({ at }: HeldUse, { name, life, repetition }: Growing): Finding {
  const message = `${name} only grows: nothing ever removes the entries that are added here`;
  const because = [{ at: repetition.at, message: `${repetition.message}; ${life.reason}` }];
  if (repetition.by !== 'call') return { at, message, because };
  const note = { at, message: 'info, because only the callers know how many keys there are' };
  return { at, message, severity: 'info', because: [...because, note] };
}

function endedEntry({ at, variable }: HeldUse, end: EndedEntry | undefined): Finding | undefined {
  return (
    end && {
      at,
      message: `${end.by} ends the entry, and ${variable.name} keeps it: nothing ever removes entries`,
      advice: `delete the entry from ${variable.name} here`,
      because: [{ at: end.at, message: 'what is ended here stays in the map' }],
    }
  );
}

function missedRemoval({ at, variable }: HeldUse, { at: left, removed, kind }: MissedRemoval): Finding {
  const removal = { at: removed, message: 'removed here on other ways' };
  const insertion = { at, message: `the entry is added to ${variable.name} here` };
  if (kind === 'error return')
    return {
      at: left,
      message: `this error return leaves the entry in ${variable.name}`,
      advice: 'remove the entry on this way too, or with a deferred call',
      because: [insertion, removal],
    };
  return {
    at: left,
    message: `who stops waiting here leaves the entry in ${variable.name}: only the answer removes it`,
    advice: 'remove the entry with a deferred call',
    because: [insertion, removal],
  };
}

function mismatched({ at, variable }: HeldUse, { stored, other, does, at: there }: KeyMismatch): Finding {
  const what = does === 'remove' ? `removed under ${other}` : `looked up under ${other}`;
  return {
    at,
    message: `${variable.name} is filled under ${stored} but ${what}, so that the entry stays unnoticed`,
    advice: 'use the same key for both',
    because: [{ at: there, message: what }],
  };
}
