import { Document, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { RuleDescription, RuleStates } from '../../index.js';
import type { Effective, From } from '../effective.js';

/** The effective configuration as a configuration file, with a comment behind each value that says where it came from. */
export function renderConfig(effective: Effective, rules: readonly RuleDescription[], states: RuleStates): string {
  const { severity, confidence, failOn, preview, tests, baseline, go, toolchain } = effective;
  return [
    block('severity', given(severity)),
    block('confidence', given(confidence)),
    block('fail-on', given(failOn)),
    block('preview', given(preview)),
    block('tests', given(tests)),
    go === undefined ? unset('go', 'what each go.mod says') : block('go', given(go)),
    toolchain === undefined ? unset('toolchain', 'what each go.mod says') : block('toolchain', given(toolchain)),
    block('build', buildNode(effective)),
    baseline === undefined ? unset('baseline', 'none') : block('baseline', given(baseline)),
    block('rules', mapping(Object.fromEntries(rules.map((rule) => [rule.name, ruleNode(rule, effective, states)])))),
    ...(['exclude', 'overrides', 'knows'] as const).map((key) => fromFile(key, effective)),
  ].join('');
}

function block(key: string, node: Scalar | YAMLMap | YAMLSeq): string {
  return new Document(mapping({ [key]: node })).toString({ lineWidth: 0 });
}

/** An empty list cannot have a comment behind it. */
function buildNode({ tags, goos, goarch }: Effective): YAMLMap {
  const platform = { goos: given(goos), goarch: given(goarch) };
  if (tags.value.length > 0) return mapping({ tags: given(tags), ...platform });
  const node = mapping(platform);
  (node.items[0].key as Scalar).commentBefore = ` tags: none (${tags.from})`;
  return node;
}

function unset(key: string, usual: string): string {
  return `# ${key}: ${usual} (default)\n`;
}

function given<T>({ value, from }: From<T>): Scalar | YAMLMap | YAMLSeq {
  return annotated(value, '', () => from);
}

/** What is set by file alone: nothing is usual. */
function fromFile(key: 'exclude' | 'overrides' | 'knows', effective: Effective): string {
  const value = effective[key];
  const isEmpty = Object.keys(value).length === 0;
  return isEmpty ? unset(key, 'none') : block(key, annotated(value, key, effective.placeOf));
}

function ruleNode(rule: RuleDescription, effective: Effective, states: RuleStates): Scalar | YAMLMap {
  const path = `rules.${rule.name}`;
  const state = states.of(rule, '');
  const setting = Object.hasOwn(effective.rules, rule.name) ? effective.rules[rule.name] : undefined;
  const placeOf = (key: string) => {
    const isSet =
      typeof setting === 'string' ? key === 'severity' : setting !== undefined && Object.hasOwn(setting, key);
    return isSet ? effective.placeOf(typeof setting === 'string' ? path : `${path}.${key}`) : 'default';
  };
  if (state === undefined) return scalar('off', switchOf(rule, effective) ?? placeOf('severity'));
  const severity = scalar(state.severity ?? rule.severity, switchOf(rule, effective) ?? placeOf('severity'));
  if (rule.options === undefined) return severity;
  const options = Object.entries(state.options).map(([name, value]) => [name, scalar(value, placeOf(name))]);
  return mapping({ severity, ...Object.fromEntries(options) });
}

/** The flag that decides whether a rule runs. */
function switchOf({ name, tags }: RuleDescription, { only, disabled }: Effective): string | undefined {
  if (disabled.some((entry) => entry === name || tags.some((tag) => entry === `tag:${tag}`))) return '--disable';
  return only.length > 0 ? '--rule' : undefined;
}

/** A value as a node, with a comment at each scalar in it. */
function annotated(value: unknown, path: string, placeOf: (path: string) => string): Scalar | YAMLMap | YAMLSeq {
  if (Array.isArray(value)) {
    const sequence = new YAMLSeq();
    sequence.items = value.map((item, i) => annotated(item, `${path}[${i}]`, placeOf));
    return sequence;
  }
  if (typeof value !== 'object' || value === null) return scalar(value, placeOf(path));
  const entries = Object.entries(value).map(([key, item]) => [key, annotated(item, `${path}.${key}`, placeOf)]);
  return mapping(Object.fromEntries(entries));
}

function mapping(entries: Readonly<Record<string, Scalar | YAMLMap | YAMLSeq>>): YAMLMap {
  const map = new YAMLMap();
  map.items = Object.entries(entries).map(([key, node]) => new Pair(new Scalar(key), node));
  return map;
}

function scalar(value: unknown, from: string): Scalar {
  const node = new Scalar(value);
  node.comment = ` ${from}`;
  return node;
}
