import { knownArchitectures, knownSystems } from './platforms.js';

/** A build constraint: an expression over build tags. */
export type Constraint =
  | { readonly op: 'tag'; readonly tag: string }
  | { readonly op: 'not'; readonly x: Constraint }
  | { readonly op: 'and' | 'or'; readonly x: Constraint; readonly y: Constraint };

/** A `//go:build` expression that cannot be read. */
export class ConstraintError extends Error {}

export function tag(name: string): Constraint {
  return { op: 'tag', tag: name };
}

function not(x: Constraint): Constraint {
  return { op: 'not', x };
}

export function and(x: Constraint | undefined, y: Constraint | undefined): Constraint | undefined {
  return x && y ? { op: 'and', x, y } : (x ?? y);
}

/** Whether a build that satisfies these tags includes what is constrained; no constraint holds everywhere. */
export function holds(constraint: Constraint | undefined, tags: ReadonlySet<string>): boolean {
  if (constraint === undefined) return true;
  switch (constraint.op) {
    case 'tag':
      return tags.has(constraint.tag);
    case 'not':
      return !holds(constraint.x, tags);
    case 'and':
      return holds(constraint.x, tags) && holds(constraint.y, tags);
    case 'or':
      return holds(constraint.x, tags) || holds(constraint.y, tags);
  }
}

/** go/build/constraint reads no more operands than this in a line; the recursion here rests on it. */
const maxOperands = 1000;

const token = /[ \t]*(?:(&&|\|\||[()!])|([\p{L}\p{Nd}_.]+)|$)/uy;

/** Reads the expression of a `//go:build` line. Throws a ConstraintError. */
export function parseGoBuild(expression: string): Constraint {
  let text = '';
  let isTag = false;
  let operands = 0;
  let at = 0;

  function next(): void {
    token.lastIndex = at;
    const match = token.exec(expression);
    if (match === null) throw new ConstraintError(`unexpected ${JSON.stringify(expression.slice(at).trim()[0])}`);
    at = token.lastIndex;
    text = match[1] ?? match[2] ?? '';
    isTag = match[2] !== undefined;
  }

  function either(): Constraint {
    let x = both();
    while (text === '||') x = { op: 'or', x, y: both() };
    return x;
  }

  function both(): Constraint {
    let x = negation();
    while (text === '&&') x = { op: 'and', x, y: negation() };
    return x;
  }

  function negation(): Constraint {
    if (++operands > maxOperands) throw new ConstraintError('the expression is too long');
    next();
    if (text !== '!') return operand();
    next();
    if (text === '!') throw new ConstraintError('double negation');
    return not(operand());
  }

  function operand(): Constraint {
    if (text === '(') {
      const x = either();
      if ((text as string) !== ')') throw new ConstraintError('a closing parenthesis is missing');
      next();
      return x;
    }
    if (!isTag) throw new ConstraintError(text === '' ? 'the expression ends too early' : `unexpected ${text}`);
    const x = tag(text);
    next();
    return x;
  }

  const whole = either();
  if (text !== '' || isTag) throw new ConstraintError(`unexpected ${text}`);
  return whole;
}

const tagSyntax = /^[\p{L}\p{Nd}_.]+$/u;

/** go/build drops a `// +build` line with more operators than this. */
const maxLegacyOperators = 100;

/**
 * Reads the options of a `// +build` line: blanks mean or, commas mean and, a malformed tag is one that never holds.
 * Undefined when Go disregards the line because it is too long.
 */
export function parsePlusBuild(options: string): Constraint | undefined {
  const alternatives = options.split(/\s+/u).filter((option) => option !== '');
  const operators = alternatives.reduce((sum, option) => sum + option.split(',').length, 0) - 1;
  if (operators > maxLegacyOperators) return undefined;
  return (
    alternatives
      .map((option) =>
        option
          .split(',')
          .map(legacyLiteral)
          .reduce((x, y) => ({ op: 'and', x, y })),
      )
      .reduce<Constraint | undefined>((x, y) => (x ? { op: 'or', x, y } : y), undefined) ?? tag('ignore')
  );
}

function legacyLiteral(literal: string): Constraint {
  if (literal === '!' || literal.startsWith('!!')) return tag('ignore');
  const name = literal.startsWith('!') ? literal.slice(1) : literal;
  const x = tag(tagSyntax.test(name) ? name : 'ignore');
  return literal.startsWith('!') ? not(x) : x;
}

/** What the name of a file alone demands: `_GOOS`, `_GOARCH` or `_GOOS_GOARCH` before an optional `_test`. */
export function fileNameConstraint(fileName: string): Constraint | undefined {
  const [stem] = fileName.split('.', 1);
  const parts = stem.split('_').slice(1); // linux.go is for every system
  if (parts.at(-1) === 'test') parts.pop();
  const last = parts.at(-1);
  const before = parts.at(-2);
  if (last === undefined) return undefined;
  if (before !== undefined && knownSystems.has(before) && knownArchitectures.has(last))
    return and(tag(before), tag(last));
  return knownSystems.has(last) || knownArchitectures.has(last) ? tag(last) : undefined;
}

/**
 * The least minor version of Go 1 that a constraint implies, such as 22 for `linux && go1.22`; undefined when it holds
 * without any. Structural, as go/build/constraint.GoVersion is: every tag may be true or false by itself.
 */
export function impliedGoMinor(constraint: Constraint): number | undefined {
  const minor = leastMinor(constraint, true);
  return minor < 0 ? undefined : minor;
}

function leastMinor(constraint: Constraint, wanted: boolean): number {
  switch (constraint.op) {
    case 'tag': {
      if (!wanted) return -1;
      if (constraint.tag === 'go1') return 0;
      const match = /^go1\.(\d+)$/.exec(constraint.tag);
      return match ? Number(match[1]) : -1;
    }
    case 'not':
      return leastMinor(constraint.x, !wanted);
    default: {
      const join = (constraint.op === 'and') === wanted ? Math.max : Math.min;
      return join(leastMinor(constraint.x, wanted), leastMinor(constraint.y, wanted));
    }
  }
}
