import type { Confidence, Knowledge, Override, RuleDescription, RuleSetting, Severity } from '../../index.js';
import { tagPattern, versionPattern } from '../build-values.js';
import type { Engine } from '../engine.js';
import { confidenceNames, type failOnNames as failOn, failOnNames, severityNames } from '../flags.js';
import { knowledgeShape } from './knowledge-shape.js';
import {
  choice,
  described,
  either,
  integer,
  list,
  object,
  oneOrMore,
  type Shape,
  text,
  truth,
  written,
} from './shape.js';

/** What the configuration says; the keys are those of the file. */
export interface Config {
  readonly severity?: Severity;
  readonly confidence?: Confidence;
  readonly 'fail-on'?: (typeof failOn)[number];
  readonly preview?: boolean;
  readonly tests?: boolean;
  readonly go?: string;
  readonly toolchain?: string;
  readonly build?: { readonly tags?: readonly string[]; readonly goos?: string; readonly goarch?: string };
  readonly baseline?: string;
  readonly rules?: Readonly<Record<string, RuleSetting>>;
  readonly exclude?: readonly string[];
  readonly overrides?: readonly Override[];
  readonly knows?: Knowledge;
}

/** What the engine says of the words that a configuration may use. */
export type Vocabulary = Pick<
  Engine,
  'rules' | 'suppressionRules' | 'knownSystems' | 'knownArchitectures' | 'globProblem'
>;

/** The shape of the configuration file. */
export function configShape(words: Vocabulary): Shape<Config> {
  const rules = described('By rule: off, a severity, or both a severity and options.', rulesShape(words));
  const globs = oneOrMore(globShape(words), 'a list of globs');
  return object(
    {},
    {
      $schema: described('For editors.', text({ takes: 'the address of a JSON Schema' })),
      severity: described('The least severity that is reported.', choice(severityNames)),
      confidence: described('The least confidence that is reported.', choice(confidenceNames)),
      'fail-on': described('Exit with 1 for findings of this severity or above.', choice(failOnNames)),
      preview: described('Whether rules in preview run.', truth),
      tests: described('Whether _test.go files are linted.', truth),
      go: described('The language version, instead of what each go.mod says.', written(versionPattern, aVersion)),
      toolchain: described(
        'The toolchain that builds the program, instead of what each go.mod says.',
        written(versionPattern, aVersion),
      ),
      build: described('The base build configuration.', buildShape(words)),
      baseline: described('A file of findings that are known already.', baseline),
      rules,
      exclude: described('Files that are not linted, however they are selected; they are read for context.', globs),
      overrides: described(
        'What is different for some files. The last one that matches a file and says something decides.',
        list(object({ files: globs }, { rules, tests: truth }), 'a list of mappings with files, rules and tests'),
      ),
      knows: described("The project's own functions, so that they are understood without their code.", knowledgeShape),
    },
  );
}

const aVersion = 'a Go version such as 1.22 or 1.22.3';

function buildShape({ knownSystems, knownArchitectures }: Vocabulary) {
  const tag = text({
    takes: 'a build tag',
    schema: { pattern: tagPattern.source },
    problem: (word) => (tagPattern.test(word) ? undefined : 'is not a build tag; they are letters, digits, _ and .'),
  });
  return object(
    {},
    {
      tags: oneOrMore(tag, 'a list of build tags'),
      goos: choice([...knownSystems].sort()),
      goarch: choice([...knownArchitectures].sort()),
    },
  );
}

function rulesShape({ rules, suppressionRules }: Vocabulary): Shape<Readonly<Record<string, RuleSetting>>> {
  const shapes = [...rules, ...suppressionRules].flatMap((rule) =>
    [rule.name, ...(rule.formerly ?? [])].map((name): [string, Shape<RuleSetting>] => [name, ruleShape(rule)]),
  );
  return {
    ...object({}, Object.fromEntries(shapes), 'rule'),
    takes: 'a mapping from rules to off, a severity, or settings',
  } as Shape<Readonly<Record<string, RuleSetting>>>;
}

const ruleStates = ['off', ...severityNames] as const;

function ruleShape({ name, docs, options = {} }: RuleDescription): Shape<RuleSetting> {
  const values = Object.entries(options).map(([option, { describe, least, most }]): [string, Shape<number>] => [
    option,
    described(describe, integer(least, most)),
  ]);
  const settings = object({}, { severity: choice(ruleStates), ...Object.fromEntries(values) });
  const names = ['severity', ...Object.keys(options)].join(', ');
  const takes = `off, error, warning, info, or a mapping with ${names}`;
  return described(
    `${name} reports ${docs.reports}.`,
    either(takes, choice(ruleStates), settings),
  ) as Shape<RuleSetting>;
}

function globShape({ globProblem }: Vocabulary): Shape<string> {
  return text({
    takes: 'a glob such as internal/gen/** or *.pb.go',
    schema: { minLength: 1, maxLength: 500, not: { pattern: leadsOut.source } },
    problem: globProblem,
  });
}

/** A path that is absolute or leads upwards. */
const leadsOut = /^!?(?:[/\\]|[A-Za-z]:[/\\])|(?:^!?|[/\\])\.\.(?:[/\\]|$)/;

const baseline = text({
  takes: 'the path of a file',
  schema: { minLength: 1, not: { pattern: leadsOut.source } },
  problem(path) {
    if (path === '') return 'is no path';
    return leadsOut.test(path)
      ? 'is not inside the folder of the configuration; write a relative path without ..'
      : undefined;
  },
});
