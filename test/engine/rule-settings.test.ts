import { describe, expect, test } from 'vitest';
import type { RuleDescription, RuleSelection } from '../../src/engine/run/options.js';
import { RuleSettings, type RuleSettingsOptions, type RuleState } from '../../src/engine/run/rule-settings.js';

const plain: RuleDescription = {
  name: 'plain',
  since: '0.1.0',
  status: 'stable',
  severity: 'warning',
  precision: 'high',
  tags: ['pool'],
  docs: { reports: 'x', why: 'x.', instead: 'x' },
};
const preview: RuleDescription = { ...plain, name: 'preview', status: 'preview' };
const off: RuleDescription = { ...plain, name: 'off', default: 'off' };
const few = { type: 'integer', default: 16, least: 1, most: 99, describe: 'x' } as const;
const tuned: RuleDescription = { ...plain, name: 'tuned', tags: [], options: { few } };
const all = [{ ...plain, formerly: ['old-plain'] }, preview, off, tuned];

const none: RuleSelection = { only: [], disabled: [], preview: false };

function settings(options: Partial<RuleSettingsOptions>): RuleSettings {
  return new RuleSettings({ selection: none, root: '/r', ...options });
}

function running(options: Partial<RuleSettingsOptions>): string[] {
  return settings(options)
    .running(all)
    .map(({ name }) => name);
}

describe('which rules run', () => {
  test.each<[options: Partial<RuleSettingsOptions>, names: string[]]>([
    [{}, ['plain', 'tuned']],
    [{ selection: { ...none, preview: true } }, ['plain', 'preview', 'tuned']],
    [{ settings: { plain: 'off' } }, ['tuned']],
    [{ settings: { off: 'warning', preview: 'info' } }, ['plain', 'preview', 'off', 'tuned']],
    [{ settings: { off: {} } }, ['plain', 'off', 'tuned']],
    [{ settings: { plain: { severity: 'off' } } }, ['tuned']],
    [{ selection: { ...none, only: ['plain'] }, settings: { plain: 'off', off: 'error' } }, ['plain']],
    [{ selection: { ...none, only: ['tag:pool'] } }, ['plain', 'off']],
    [{ selection: { ...none, disabled: ['tag:pool'] }, settings: { plain: 'error' } }, ['tuned']],
    [{ settings: { 'old-plain': 'off' } }, ['tuned']],
    [{ selection: { ...none, only: ['old-plain'] } }, ['plain']],
    [{ selection: { ...none, disabled: ['old-plain'] } }, ['tuned']],
    [{ overrides: [{ files: ['a'], rules: { plain: 'off' } }] }, ['plain', 'tuned']],
    [{ overrides: [{ files: ['a'], rules: { off: 'info' } }] }, ['plain', 'off', 'tuned']],
  ])('%j', (options, names) => {
    expect(running(options)).toEqual(names);
  });
});

describe('how a rule runs on a file', () => {
  const overrides = [
    { files: ['gen'], rules: { tuned: 'off' as const } },
    { files: ['gen/keep.go'], rules: { tuned: { severity: 'error' as const, few: 3 } }, tests: true },
    { files: ['*.go'], tests: false },
  ];
  const states = settings({ settings: { tuned: { few: 8 } }, overrides });

  test.each<[path: string, state: RuleState | undefined]>([
    ['/r/a.go', { options: { few: 8 } }],
    ['/r/gen/a.go', undefined],
    ['/r/gen/keep.go', { severity: 'error', options: { few: 3 } }],
    ['/elsewhere/gen/a.go', { options: { few: 8 } }],
  ])('%s', (path, state) => {
    expect(states.of(tuned, path)).toEqual(state);
    expect(states.of(tuned, path)).toBe(states.of(tuned, path));
  });

  test('a rule that says nothing has its options as declared', () => {
    expect(settings({}).of(tuned, '/r/a.go')).toEqual({ options: { few: 16 } });
  });

  test('tests are linted where the last override says so', () => {
    expect(states.testsAt('/r/gen/keep.go')).toBe(false);
    expect(states.testsAt('/r/x.txt')).toBeUndefined();
  });
});
