import { Globs } from '../project/globs.js';
import { isWithin, relativeTo } from '../project/paths.js';
import type { Severity } from './diagnostic.js';
import type { Override, RuleDescription, RuleSelection, RuleSetting } from './options.js';
import { namesOf } from './rule-names.js';

/** How a rule runs on some file. */
export interface RuleState {
  /** In place of the rule's own. */
  readonly severity?: Severity;
  /** One for each option that the rule declares. */
  readonly options: Readonly<Record<string, number>>;
}

/** Which rules run on which files, and how. */
export interface RuleStates {
  /** Undefined: the rule does not run there. */
  of(rule: RuleDescription, path: string): RuleState | undefined;
}

export interface RuleSettingsOptions {
  readonly selection: RuleSelection;
  /** By rule, for all files. */
  readonly settings?: Readonly<Record<string, RuleSetting>>;
  readonly overrides?: readonly Override[];
  /** Absolute path of the directory that the globs of overrides start from. */
  readonly root: string;
}

/** The files for which the same overrides hold. */
interface Region {
  readonly overrides: readonly Override[];
  readonly states: Map<RuleDescription, RuleState | undefined>;
}

/** What the selection names runs everywhere, or nowhere; all else is as the settings say, the last of them first. */
export class RuleSettings implements RuleStates {
  readonly #selection: RuleSelection;
  readonly #settings: Readonly<Record<string, RuleSetting>>;
  readonly #overrides: readonly { readonly override: Override; readonly files: Globs }[];
  readonly #root: string;
  /** By the places of the overrides. */
  readonly #regions = new Map<string, Region>();
  /** By path. */
  readonly #regionOf = new Map<string, Region>();

  constructor({ selection, settings = {}, overrides = [], root }: RuleSettingsOptions) {
    this.#selection = selection;
    this.#settings = settings;
    this.#overrides = overrides.map((override) => ({ override, files: new Globs(override.files) }));
    this.#root = root;
  }

  of(rule: RuleDescription, path: string): RuleState | undefined {
    const { overrides, states } = this.#region(path);
    if (!states.has(rule)) states.set(rule, this.#state(rule, overrides));
    return states.get(rule);
  }

  /** The rules that run on some file, in their own order. */
  running<R extends RuleDescription>(rules: readonly R[]): R[] {
    const cases = [[], ...this.#overrides.map(({ override }) => [override])];
    return rules.filter((rule) => cases.some((overrides) => this.#state(rule, overrides) !== undefined));
  }

  /** What the last override that says something of tests says for a file. */
  testsAt(path: string): boolean | undefined {
    return this.#region(path).overrides.findLast(({ tests }) => tests !== undefined)?.tests;
  }

  #region(path: string): Region {
    let region = this.#regionOf.get(path);
    if (region !== undefined) return region;
    const inside = isWithin(path, this.#root) ? relativeTo(this.#root, path) : '';
    const holding = this.#overrides.filter(({ files }) => files.matches(inside));
    const key = holding.map((one) => this.#overrides.indexOf(one)).join();
    region = this.#regions.get(key) ?? { overrides: holding.map(({ override }) => override), states: new Map() };
    this.#regions.set(key, region);
    this.#regionOf.set(path, region);
    return region;
  }

  #state(rule: RuleDescription, overrides: readonly Override[]): RuleState | undefined {
    const all = [this.#settings, ...overrides.map(({ rules = {} }) => rules)];
    const given = all.flatMap((rules) =>
      namesOf(rule).flatMap((name) => (Object.hasOwn(rules, name) ? [inFull(rules[name])] : [])),
    );
    const { severity, ...options } = Object.assign({}, ...given) as FullSetting;
    if (!this.#isOn(rule, given.length === 0 ? undefined : severity !== 'off')) return undefined;
    return {
      ...(severity === undefined || severity === 'off' ? {} : { severity }),
      options: { ...defaultsOf(rule), ...(options as Record<string, number>) },
    };
  }

  /** @param isSetOn undefined when nothing is set */
  #isOn(rule: RuleDescription, isSetOn: boolean | undefined): boolean {
    const { only = [], disabled = [], preview = false } = this.#selection;
    if (disabled.some((entry) => matches(rule, entry))) return false;
    if (namesOf(rule).some((name) => only.includes(name))) return true;
    const isReady = rule.status !== 'preview' || preview;
    if (only.length > 0) return isReady && only.some((entry) => matches(rule, entry));
    return isSetOn ?? (isReady && rule.default !== 'off');
  }
}

type FullSetting = Exclude<RuleSetting, string>;

/** Options alone leave the rule on. */
function inFull(setting: RuleSetting): FullSetting {
  return typeof setting === 'string' ? { severity: setting } : setting;
}

function matches(rule: RuleDescription, entry: string): boolean {
  return namesOf(rule).includes(entry) || rule.tags.some((tag) => entry === `tag:${tag}`);
}

function defaultsOf({ options = {} }: RuleDescription): Record<string, number> {
  return Object.fromEntries(Object.entries(options).map(([name, option]) => [name, option.default]));
}

/** Every rule on every file, as it declares itself. */
export const asDeclared: RuleStates = { of: (rule) => ({ options: defaultsOf(rule) }) };
