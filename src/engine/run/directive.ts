import { nearest } from '../text/nearest.js';

/** The name under which golangci-lint and staticcheck comments address this linter as a whole. */
const toolName = 'go-oom-lint';

/** A comment that silences findings. */
export interface Directive {
  /** Whether it is one of our own, held to a known rule and a reason. */
  readonly own: boolean;
  /** Whether it holds for the whole file wherever it stands. */
  readonly wholeFile: boolean;
  /** As written, without its reason: `//nolint:go-oom-lint`. */
  readonly text: string;
  readonly rules: 'all' | readonly string[];
  /** Empty when none is given. */
  readonly reason: string;
  /** What is wrong with one of our own; such a directive still silences the rules that it names. */
  readonly faults: readonly Fault[];
}

export interface Fault {
  readonly message: string;
  readonly advice: string;
}

/**
 * Reads a `//` comment: ours (`//oomlint:ignore rule[,rule] reason`, `//oomlint:file-ignore …`), golangci-lint's
 * (`//nolint`, `//nolint:name[,name] // reason`) or staticcheck's (`//lint:ignore name[,name] reason`,
 * `//lint:file-ignore …`). Undefined when it is none of them, or names only other linters' checks. `knownRules` leads from
 * what rules may be called to their names.
 */
export function readDirective(comment: string, knownRules: ReadonlyMap<string, string>): Directive | undefined {
  return readOwn(comment, knownRules) ?? readNolint(comment, knownRules) ?? readLint(comment, knownRules);
}

const ownVerbs = ['ignore', 'file-ignore'];
const ownForm = '//oomlint:ignore RULE REASON';

/** Names with commas between them, spaces round the commas allowed, then white space and the rest. */
const namesThenRest = /^([^\s,]+(?:\s*,\s*[^\s,]+)*)\s*,?(?:\s+(.*))?$/su;

function readOwn(comment: string, knownRules: ReadonlyMap<string, string>): Directive | undefined {
  const match = /^\/\/(\s*)oomlint:(\s*)([^\s]*)\s*(.*)$/su.exec(comment);
  if (!match) return undefined;
  const [, spaceBefore, spaceAfter, verb, rest] = match;
  const [names, reason] = splitNames(rest);
  const meant = ownVerbs.includes(verb) && names.some((name) => knownRules.has(name));
  if (spaceBefore !== '' && !meant) return undefined; // prose that mentions the directive
  const shape = shapeFault(spaceBefore + spaceAfter, verb);
  const text = clip(`//oomlint:${verb} ${names.join(',')}`);
  const directive = { own: true, wholeFile: verb === 'file-ignore', text, reason };
  if (shape) return { ...directive, rules: [], faults: [shape] };
  return {
    ...directive,
    rules: names.flatMap((name) => knownRules.get(name) ?? []),
    faults: [...nameFaults(names, knownRules), ...(names.length > 0 && reason === '' ? [noReason(verb, names)] : [])],
  };
}

function shapeFault(spaces: string, verb: string): Fault | undefined {
  if (ownVerbs.includes(verb) && spaces === '') return undefined;
  if (ownVerbs.includes(verb)) {
    return {
      message: `this comment silences nothing: //oomlint:${verb} is written without spaces`,
      advice: `write //oomlint:${verb}`,
    };
  }
  const meant = nearest(verb, ownVerbs);
  return {
    message: `unknown directive //oomlint:${verb}`,
    advice: meant ? `write //oomlint:${meant}` : `write ${ownForm}`,
  };
}

function nameFaults(names: readonly string[], knownRules: ReadonlyMap<string, string>): Fault[] {
  if (names.length === 0) return [{ message: 'the directive names no rule', advice: `write ${ownForm}` }];
  const unknown = names.filter((name) => !knownRules.has(name));
  return unknown.map((name) => {
    const meant = nearest(name, knownRules.values());
    return {
      message: `unknown rule ${name} in the directive`,
      advice: meant ? `write ${meant}` : 'name one of the rules that `go-oom-lint rules` lists',
    };
  });
}

function noReason(verb: string, names: readonly string[]): Fault {
  return {
    message: 'the directive gives no reason',
    advice: `say why the code is right as it is: //oomlint:${verb} ${names.join(',')} REASON`,
  };
}

/**
 * golangci-lint strips slashes and spaces from the left, wants `nolint` followed by a space, a colon or nothing, and
 * takes what follows the colon up to the next `//` as names, in any case of letters. Words behind the names, which
 * it would take for part of the last one, are read as the reason.
 */
function readNolint(comment: string, knownRules: ReadonlyMap<string, string>): Directive | undefined {
  const match = /^\/\/[/ ]*nolint(?=[\s:]|$)(:?)(.*)$/su.exec(comment);
  if (!match) return undefined;
  const [, colon, rest] = match;
  const explained = rest.indexOf('//');
  const explanation = explained < 0 ? '' : rest.slice(explained);
  const list = explained < 0 ? rest : rest.slice(0, explained);
  if (colon === '') return foreign('//nolint', 'all', plainReason(explanation || list));
  const [names, words] = splitNames(list.trim());
  const reason = plainReason(explanation || words);
  const text = `//nolint:${names.join(',')}`;
  return addressed(
    text,
    names.map((name) => name.toLowerCase()),
    reason,
    knownRules,
    ['all', toolName],
  );
}

function readLint(comment: string, knownRules: ReadonlyMap<string, string>): Directive | undefined {
  const match = /^\/\/lint:(ignore|file-ignore)\s+(.*)$/su.exec(comment);
  if (!match) return undefined;
  const [names, reason] = splitNames(match[2]);
  const directive = addressed(`//lint:${match[1]} ${names.join(',')}`, names, reason, knownRules, [toolName]);
  return directive && { ...directive, wholeFile: match[1] === 'file-ignore' };
}

/** A directive of another linter, when it is meant for us: by one of our rules' names or one that stands for all. */
function addressed(
  text: string,
  names: readonly string[],
  reason: string,
  knownRules: ReadonlyMap<string, string>,
  namesOfAll: readonly string[],
): Directive | undefined {
  if (names.some((name) => namesOfAll.includes(name))) return foreign(text, 'all', reason);
  const rules = names.flatMap((name) => knownRules.get(name) ?? []);
  return rules.length > 0 ? foreign(text, rules, reason) : undefined;
}

function foreign(text: string, rules: Directive['rules'], reason: string): Directive {
  return { own: false, wholeFile: false, text: clip(text), rules, reason, faults: [] };
}

function splitNames(text: string): [names: string[], reason: string] {
  const match = namesThenRest.exec(text.trim());
  if (!match) return [[], ''];
  return [match[1].split(',').map((name) => name.trim()), plainReason(match[2] ?? '')];
}

/** Reasons are often set off from the names by `//`, `--` or `:`. */
function plainReason(text: string): string {
  return text.replace(/^(?:\/\/|--+|[:—–-]\s)?\s*/u, '').trim();
}

/** A directive is quoted in reports; a comment may be of any length. */
function clip(text: string): string {
  const trimmed = text.trim();
  return trimmed.length > 200 ? `${trimmed.slice(0, 200)}…` : trimmed;
}
