/** A line of a go.mod or go.work file that Go would reject. */
export interface ModFileError {
  /** 1-based. */
  readonly line: number;
  readonly message: string;
}

export interface Requirement {
  readonly path: string;
  readonly version: string;
}

export interface Replacement {
  readonly path: string;
  /** Absent: every version. */
  readonly version?: string;
  /** A module path, or a directory when there is no target version. */
  readonly target: string;
  readonly targetVersion?: string;
}

export interface GoMod {
  /** Undefined when there is no module line. */
  readonly module: string | undefined;
  /** As written, such as `1.22.3`. */
  readonly go: string | undefined;
  readonly toolchain: string | undefined;
  /** As written, such as `default=go1.21`. */
  readonly godebug: readonly string[];
  readonly requires: readonly Requirement[];
  readonly replaces: readonly Replacement[];
  readonly ignores: readonly string[];
  readonly errors: readonly ModFileError[];
}

export interface GoWork {
  /** As written, such as `1.22.3`. */
  readonly go: string | undefined;
  readonly toolchain: string | undefined;
  /** As written, such as `default=go1.21`. */
  readonly godebug: readonly string[];
  /** Directories as written. */
  readonly uses: readonly string[];
  readonly replaces: readonly Replacement[];
  readonly errors: readonly ModFileError[];
}

/**
 * Reads a go.mod file (Go modules reference, "go.mod files"). Lines that cannot be understood become errors and the
 * rest counts: code whose go.mod is broken is linted all the same.
 */
export function parseGoMod(text: string): GoMod {
  const { directives, errors } = parseDirectives(text, modVerbs);
  const module = single(directives, 'module', errors);
  const go = single(directives, 'go', errors);
  if (go !== undefined && !goVersion.test(go.value)) fail(errors, go.line, `invalid go version ${quote(go.value)}`);
  return {
    module: module?.value,
    go: go?.value,
    toolchain: single(directives, 'toolchain', errors)?.value,
    godebug: singles(directives, 'godebug', errors),
    requires: requirements(directives, errors),
    replaces: replacements(directives, errors),
    ignores: singles(directives, 'ignore', errors),
    errors: inLineOrder(errors),
  };
}

/** Reads a go.work file (Go modules reference, "go.work files"). */
export function parseGoWork(text: string): GoWork {
  const { directives, errors } = parseDirectives(text, workVerbs);
  return {
    go: single(directives, 'go', errors)?.value,
    toolchain: single(directives, 'toolchain', errors)?.value,
    godebug: singles(directives, 'godebug', errors),
    uses: singles(directives, 'use', errors),
    replaces: replacements(directives, errors),
    errors: inLineOrder(errors),
  };
}

/** Whether a replacement's or a workspace's path is a directory and no module path. */
export function isDirectoryPath(path: string): boolean {
  return /^(?:\.{1,2}(?:$|[/\\])|[/\\]|[A-Za-z]:)/.test(path);
}

const goVersion = /^[1-9][0-9]*\.(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*))?(?:[a-z]+[0-9]+)?$/;
const modVerbs = new Set([
  'module',
  'go',
  'toolchain',
  'godebug',
  'require',
  'exclude',
  'replace',
  'retract',
  'tool',
  'ignore',
]);
const workVerbs = new Set(['go', 'toolchain', 'godebug', 'use', 'replace']);
const blockless = new Set(['go', 'toolchain']);

interface Directive {
  readonly verb: string;
  readonly args: readonly string[];
  readonly line: number;
}

function parseDirectives(
  text: string,
  verbs: ReadonlySet<string>,
): { directives: Directive[]; errors: ModFileError[] } {
  const directives: Directive[] = [];
  const errors: ModFileError[] = [];
  let block: Directive | undefined;
  for (const [index, content] of text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    const line = index + 1;
    const tokens = tokenize(content, line, errors);
    if (tokens.length === 0) continue;
    if (block !== undefined) {
      if (tokens[0] !== ')') directives.push({ verb: block.verb, args: tokens, line });
      else if (tokens.length > 1) fail(errors, line, 'something follows the closing parenthesis');
      if (tokens[0] === ')') block = undefined;
      continue;
    }
    const [verb, ...args] = tokens;
    if (!verbs.has(verb)) fail(errors, line, `unknown directive ${quote(verb)}`);
    const opens = args.at(-1) === '(';
    const empty = args.length === 2 && args[0] === '(' && args[1] === ')';
    if (opens && (args.length > 1 || blockless.has(verb))) fail(errors, line, `${quote(verb)} does not open a block`);
    if (opens) block = { verb, args: [], line };
    else if (!empty) directives.push({ verb, args, line });
  }
  if (block !== undefined) fail(errors, block.line, 'the block is not closed');
  return { directives, errors };
}

const tokenSyntax =
  /[ \t\r]*(?:\/\/.*|([()[\]{},])|"((?:[^"\\]|\\.)*)"|`([^`]*)`|([^\s()[\]{},"`](?:(?!\/\/)[^\s()[\]{},])*)|$)/y;

/** The tokens of one line, strings unquoted, comments left out. */
function tokenize(content: string, line: number, errors: ModFileError[]): string[] {
  const tokens: string[] = [];
  for (let at = 0; at < content.length; ) {
    tokenSyntax.lastIndex = at;
    const match = tokenSyntax.exec(content);
    if (match === null) {
      fail(errors, line, `unexpected ${quote(content.slice(at).trim())}`);
      return tokens;
    }
    at = tokenSyntax.lastIndex;
    const [, punctuation, interpreted, raw, word] = match;
    const token = punctuation ?? interpreted?.replace(/\\(.)/g, '$1') ?? raw ?? word;
    if (token === undefined) return tokens; // a comment or the end
    tokens.push(token);
  }
  return tokens;
}

interface Argument {
  readonly value: string;
  readonly line: number;
}

/** The arguments of a verb whose directives take one each. */
function argumentsOf(directives: readonly Directive[], verb: string, errors: ModFileError[]): Argument[] {
  const found: Argument[] = [];
  for (const directive of directives) {
    if (directive.verb !== verb) continue;
    if (directive.args.length === 1) found.push({ value: directive.args[0], line: directive.line });
    else fail(errors, directive.line, `${quote(verb)} takes exactly one argument`);
  }
  return found;
}

function single(directives: readonly Directive[], verb: string, errors: ModFileError[]): Argument | undefined {
  const [first, ...others] = argumentsOf(directives, verb, errors);
  for (const other of others) fail(errors, other.line, `repeated ${quote(verb)}`);
  return first;
}

function singles(directives: readonly Directive[], verb: string, errors: ModFileError[]): string[] {
  return argumentsOf(directives, verb, errors).map((argument) => argument.value);
}

function requirements(directives: readonly Directive[], errors: ModFileError[]): Requirement[] {
  const found: Requirement[] = [];
  for (const { verb, args, line } of directives) {
    if (verb !== 'require') continue;
    if (args.length === 2) found.push({ path: args[0], version: args[1] });
    else fail(errors, line, 'usage: require module/path v1.2.3');
  }
  return found;
}

function replacements(directives: readonly Directive[], errors: ModFileError[]): Replacement[] {
  const found: Replacement[] = [];
  for (const { verb, args, line } of directives) {
    if (verb !== 'replace') continue;
    const arrow = args.indexOf('=>');
    const [path, version] = args.slice(0, arrow);
    const [target, targetVersion] = args.slice(arrow + 1);
    const wellFormed = (arrow === 1 || arrow === 2) && target !== undefined && args.length <= arrow + 3;
    if (!wellFormed || isDirectoryPath(target) === (targetVersion !== undefined)) {
      fail(errors, line, 'usage: replace module/path [v1.2.3] => other/module v1.4, or => ../directory');
      continue;
    }
    found.push({ path, ...(version && { version }), target, ...(targetVersion && { targetVersion }) });
  }
  return found;
}

function fail(errors: ModFileError[], line: number, message: string): void {
  errors.push({ line, message });
}

function inLineOrder(errors: readonly ModFileError[]): ModFileError[] {
  return [...errors].sort((a, b) => a.line - b.line);
}

function quote(text: string): string {
  return JSON.stringify(text);
}
