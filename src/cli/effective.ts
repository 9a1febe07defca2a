import type { Confidence, Knowledge, Override, RuleSetting, Severity } from '../index.js';
import { plainVersion, tagPattern, versionPattern } from './build-values.js';
import type { ParsedConfig } from './config/parse.js';
import { confidenceNames, failOnNames, severityNames } from './flags.js';
import type { Invocation } from './parse.js';
import { UsageError } from './usage-error.js';

export type FailOn = (typeof failOnNames)[number];

/** A value and where it came from: `default`, `--severity` or `.go-oom-lint.yaml:3`. */
export interface From<T> {
  readonly value: T;
  readonly from: string;
}

/** The configuration that a run goes by: flags first, then the file, then what is usual. */
export interface Effective {
  readonly severity: From<Severity>;
  readonly confidence: From<Confidence>;
  readonly failOn: From<FailOn>;
  readonly preview: From<boolean>;
  readonly tests: From<boolean>;
  /** As it is written. */
  readonly baseline?: From<string>;
  /** Absent: what each go.mod says. */
  readonly go?: From<string>;
  readonly toolchain?: From<string>;
  readonly tags: From<readonly string[]>;
  readonly goos: From<string>;
  readonly goarch: From<string>;
  /** What the flags name: these rules only, and not those. */
  readonly only: readonly string[];
  readonly disabled: readonly string[];
  /** What only a file can say. */
  readonly rules: Readonly<Record<string, RuleSetting>>;
  readonly exclude: readonly string[];
  readonly overrides: readonly Override[];
  readonly knows: Knowledge;
  /** Where the file says it, by path, `overrides[0].files`. */
  placeOf(path: string): string;
}

/**
 * Puts flags and file together.
 *
 * @throws UsageError for the value of a flag that means nothing
 */
export function effectiveOf(invocation: Invocation, file: ParsedConfig | undefined): Effective {
  const config = file?.config ?? {};
  const { build = {}, overrides = [] } = config;
  const given = new Givens(invocation, file);
  const failOn = given.choice('fail-on', failOnNames, config['fail-on'], 'warning');
  // What the exit code depends on is reported, and warnings anyway.
  const usualSeverity = failOn.value === 'info' ? 'info' : 'warning';
  const go = given.version('go', config.go);
  const baseline = given.path('baseline', config.baseline);
  const toolchain = given.version('toolchain', config.toolchain);
  return {
    severity: given.choice('severity', severityNames, config.severity, usualSeverity),
    confidence: given.choice('confidence', confidenceNames, config.confidence, 'likely'),
    failOn,
    preview: given.truth('preview', config.preview),
    tests: given.truth('tests', config.tests),
    ...(baseline === undefined ? {} : { baseline }),
    ...(go === undefined ? {} : { go }),
    ...(toolchain === undefined ? {} : { toolchain }),
    tags: given.tags(build.tags),
    goos: given.text('goos', build.goos, 'linux'),
    goarch: given.text('goarch', build.goarch, 'amd64'),
    only: invocation.given.get('rule') ?? [],
    disabled: invocation.given.get('disable') ?? [],
    rules: config.rules ?? {},
    exclude: config.exclude ?? [],
    overrides: given.isFlag('tests') ? overrides.map(({ tests: _, ...rest }) => rest) : overrides,
    knows: config.knows ?? {},
    placeOf: (path) => file?.placeOf(path) ?? 'default',
  };
}

/** The values of flags, else of the file, else the usual ones. */
class Givens {
  readonly #invocation: Invocation;
  readonly #file: ParsedConfig | undefined;

  constructor(invocation: Invocation, file: ParsedConfig | undefined) {
    this.#invocation = invocation;
    this.#file = file;
  }

  text(flag: string, configured: string | undefined, usual: string): From<string> {
    const value = this.#last(flag);
    if (value !== undefined) return { value, from: `--${flag}` };
    return this.#configured(`build.${flag}`, configured) ?? { value: usual, from: 'default' };
  }

  path(flag: string, configured: string | undefined): From<string> | undefined {
    const value = this.#last(flag);
    return value === undefined ? this.#configured(flag, configured) : { value, from: `--${flag}` };
  }

  /** The parser has checked that a flag's value is one of the words. */
  choice<W extends string>(flag: string, words: readonly W[], configured: W | undefined, usual: W): From<W> {
    const value = words.find((word) => word === this.#last(flag));
    if (value !== undefined) return { value, from: `--${flag}` };
    return this.#configured(flag, configured) ?? { value: usual, from: 'default' };
  }

  truth(flag: string, configured: boolean | undefined): From<boolean> {
    const { given, negated } = this.#invocation;
    if (given.has(flag)) return { value: true, from: `--${flag}` };
    if (negated.has(flag)) return { value: false, from: `--${flag}=false` };
    return this.#configured(flag, configured) ?? { value: false, from: 'default' };
  }

  version(flag: string, configured: string | undefined): From<string> | undefined {
    const value = this.#last(flag);
    if (value === undefined) return this.#configured(flag, configured && plainVersion(configured));
    if (!versionPattern.test(value)) {
      throw new UsageError(`--${flag} ${value}: a Go version looks like 1.22 or 1.22.3`);
    }
    return { value: plainVersion(value), from: `--${flag}` };
  }

  tags(configured: readonly string[] | undefined): From<readonly string[]> {
    const values = this.#invocation.given.get('tags');
    if (values === undefined) return this.#configured('build.tags', configured) ?? { value: [], from: 'default' };
    const value = values.flatMap((one) => one.split(/[\s,]+/)).filter((tag) => tag !== '');
    const wrong = value.find((tag) => !tagPattern.test(tag));
    if (wrong === undefined) return { value, from: '--tags' };
    throw new UsageError(`--tags: ${wrong} is not a build tag; they are letters, digits, _ and .`);
  }

  isFlag(flag: string): boolean {
    return this.#invocation.given.has(flag) || this.#invocation.negated.has(flag);
  }

  #last(flag: string): string | undefined {
    return this.#invocation.given.get(flag)?.at(-1);
  }

  #configured<T>(path: string, value: T | undefined): From<T> | undefined {
    return value === undefined ? undefined : { value, from: this.#file?.placeOf(path) ?? '' };
  }
}
