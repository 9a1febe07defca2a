import { formatNames } from './formats.js';
import { listed } from './usage-error.js';

/** One row of the table of flags. */
export interface Flag {
  readonly name: string;
  /** Under which title `--help` lists it. */
  readonly group: 'What to lint' | 'What to report' | 'Only what is new' | 'Mending' | 'Output' | 'Tuning' | 'Other';
  /** What stands for its value in `--help`; absent: a switch without one. */
  readonly value?: string;
  /** The value that it has when none follows behind `=`; absent: it needs one. */
  readonly bare?: string;
  /** The values that it takes; absent: any. */
  readonly choices?: readonly string[];
  /** What its value may begin with, for completion. */
  readonly beginnings?: readonly string[];
  readonly repeatable?: true;
  /** The key of the configuration file that says the same; absent: none does. */
  readonly key?: string;
  readonly describe?: string;
  /** As `--help` words it. */
  readonly default?: string;
}

export const severityNames = ['error', 'warning', 'info'] as const;
export const confidenceNames = ['certain', 'likely', 'possible'] as const;
export const failOnNames = [...severityNames, 'never'] as const;
const colourNames = ['auto', 'always', 'never'] as const;

export const flags: readonly Flag[] = [
  { name: 'tests', key: 'tests', group: 'What to lint', describe: 'lint _test.go files too' },
  {
    name: 'go',
    key: 'go',
    group: 'What to lint',
    value: 'VERSION',
    describe: 'language version',
    default: 'what each go.mod says',
  },
  {
    name: 'toolchain',
    key: 'toolchain',
    group: 'What to lint',
    value: 'VERSION',
    describe: 'toolchain that builds the program',
    default: 'what each go.mod says',
  },
  {
    name: 'tags',
    key: 'build',
    group: 'What to lint',
    value: 'TAG,TAG',
    repeatable: true,
    describe: 'build tags',
    default: 'none',
  },
  {
    name: 'goos',
    key: 'build',
    group: 'What to lint',
    value: 'SYSTEM',
    describe: 'system that the program is built for',
    default: 'linux',
  },
  {
    name: 'goarch',
    key: 'build',
    group: 'What to lint',
    value: 'PROCESSOR',
    describe: 'processor that the program is built for',
    default: 'amd64',
  },
  {
    name: 'stdin-filename',
    group: 'What to lint',
    value: 'FILE',
    describe: 'the Go file whose text comes on standard input, with - for a pattern',
  },
  {
    name: 'max-file-size',
    group: 'What to lint',
    value: 'SIZE',
    describe: 'list larger files instead of linting them',
    default: '4MB',
  },

  {
    name: 'severity',
    key: 'severity',
    group: 'What to report',
    value: 'LEAST',
    choices: severityNames,
    describe: 'error, warning or info',
    default: 'warning',
  },
  {
    name: 'confidence',
    key: 'confidence',
    group: 'What to report',
    value: 'LEAST',
    choices: confidenceNames,
    describe: 'certain, likely or possible',
    default: 'likely',
  },
  {
    name: 'rule',
    key: 'rules',
    group: 'What to report',
    value: 'RULE',
    repeatable: true,
    describe: 'only this rule or tag:NAME, also when it is off by default',
  },
  {
    name: 'disable',
    key: 'rules',
    group: 'What to report',
    value: 'RULE',
    repeatable: true,
    describe: 'without this rule or tag:NAME',
  },
  { name: 'preview', key: 'preview', group: 'What to report', describe: 'also rules in preview' },
  { name: 'show-suppressed', group: 'What to report', describe: 'also what comments silence, marked as such' },
  {
    name: 'fail-on',
    key: 'fail-on',
    group: 'What to report',
    value: 'LEAST',
    choices: failOnNames,
    describe: 'exit with 1 for error, warning or info; never: exit with 0',
    default: 'warning',
  },

  {
    name: 'new-from-rev',
    group: 'Only what is new',
    value: 'REV',
    describe: 'only findings that what has changed since a revision brings about',
  },
  {
    name: 'new-from-merge-base',
    group: 'Only what is new',
    value: 'REV',
    describe: 'the same, since the last commit that HEAD has in common with REV',
  },
  { name: 'staged', group: 'Only what is new', describe: 'only what is staged, as it is staged' },
  {
    name: 'baseline',
    key: 'baseline',
    group: 'Only what is new',
    value: 'FILE',
    describe: 'without the findings that the file has',
  },
  {
    name: 'write-baseline',
    group: 'Only what is new',
    describe: 'keep what is found now in the baseline, and drop what is gone from it',
  },

  { name: 'fix', group: 'Mending', describe: 'make the changes that leave correct programs as they are' },
  { name: 'unsafe-fixes', group: 'Mending', describe: 'with --fix or --diff: also changes that need a second look' },
  { name: 'diff', group: 'Mending', describe: 'print what --fix would change, and change nothing' },
  {
    name: 'add-ignore',
    group: 'Mending',
    value: 'REASON',
    bare: 'not looked at yet',
    describe: 'write a comment above each finding that silences it (--add-ignore=REASON)',
  },

  {
    name: 'format',
    group: 'Output',
    value: 'NAME[:FILE]',
    beginnings: formatNames,
    repeatable: true,
    describe: `${listed(formatNames)}, to a file or standard output`,
    default: 'text',
  },
  {
    name: 'path-root',
    group: 'Output',
    value: 'DIR',
    describe: 'what paths are relative to, but in text, json and jsonl',
    default: 'git top level',
  },
  { name: 'category', group: 'Output', value: 'NAME', describe: 'tells several sarif uploads for a commit apart' },
  {
    name: 'color',
    group: 'Output',
    value: 'WHEN',
    choices: colourNames,
    describe: 'auto, always or never; NO_COLOR and FORCE_COLOR too',
    default: 'auto',
  },
  { name: 'quiet', group: 'Output', describe: 'findings and errors only: no summary, notes or progress' },
  { name: 'stats', group: 'Output', describe: 'name every function that was not analysed' },

  { name: 'threads', group: 'Tuning', value: 'N', describe: 'workers', default: 'all cores' },
  {
    name: 'cache-dir',
    group: 'Tuning',
    value: 'DIR',
    describe: 'where to keep the cache',
    default: "the user's cache folder",
  },
  { name: 'no-cache', group: 'Tuning', describe: 'neither read nor write the cache' },
  {
    name: 'config',
    group: 'Other',
    value: 'FILE',
    describe: 'configuration file',
    default: '.go-oom-lint.yaml here or above',
  },
  { name: 'no-config', group: 'Other', describe: 'read no configuration file' },

  { name: 'version', group: 'Other', describe: 'print the version' },
  { name: 'help', group: 'Other', describe: 'print this' },
];
