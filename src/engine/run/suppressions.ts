import type { LineRange } from '../text/lines.js';
import type { Source } from '../text/source.js';
import type { Diagnostic, DiagnosticFix, Place, Suppression } from './diagnostic.js';
import type { Directive } from './directive.js';
import { readDirective } from './directive.js';
import type { RuleDescription } from './options.js';
import { currentNames, type NamedRule } from './rule-names.js';

/** What must be known of a file to say which lines a comment silences. */
export interface SuppressionContext {
  readonly source: Source;
  /** Every comment, in order: offsets of its `//` or `/*` and of its end. */
  readonly comments: readonly { readonly start: number; readonly end: number }[];
  /** 1-based line of the package clause; absent when the file has none. */
  readonly packageLine?: number;
  /**
   * The lines of the longest declaration (of a function too), statement, case, field or element whose first token is
   * the first one of the line; undefined when none begins there.
   */
  statementAt(line: number): LineRange | undefined;
}

/** A finding about a directive; the engine adds the fingerprint. */
export type SuppressionProblem = Omit<Diagnostic, 'function' | 'fingerprint'>;

/** The two rules that watch over directives. They have no check: the engine asks for {@link FileSuppressions.problems}. */
export const suppressionRules: readonly RuleDescription[] = [
  {
    name: 'malformed-suppression',
    since: '0.1.0',
    status: 'stable',
    severity: 'info',
    precision: 'very-high',
    tags: [],
    docs: {
      reports: 'an //oomlint: comment that names no rule or an unknown one, or gives no reason',
      why:
        'A directive with a misspelt rule silences nothing, and one without a reason leaves the next reader to guess ' +
        'whether it still holds.',
      instead: 'write //oomlint:ignore RULE REASON, with the name of a rule and why the code is right as it is',
      quiet: ['//nolint and //lint: comments: other linters own them and their rules'],
    },
  },
  {
    name: 'unused-suppression',
    since: '0.1.0',
    status: 'stable',
    severity: 'info',
    precision: 'high',
    tags: [],
    docs: {
      reports: 'an //oomlint: comment that silences nothing',
      why: 'The code was mended or has moved, and the comment would hide the next defect on its lines.',
      instead: 'delete the comment',
      quiet: [
        'a comment for a rule that did not run: it may well silence something when the rule does',
        'a comment in code that could not be analysed',
        '//nolint and //lint: comments, which may be there for another linter',
      ],
    },
  },
];

const [malformed, unused] = suppressionRules;
const watchers = new Set(suppressionRules.map((rule) => rule.name));

/** A directive in its file: where it stands, the lines that it holds for, and which of its rules it has silenced. */
interface Placed {
  readonly directive: Directive;
  readonly start: number;
  readonly end: number;
  readonly lines: LineRange;
  readonly used: Set<string>;
}

/** The directives of one file. Ask for every finding, whatever the thresholds, before asking for the problems. */
export class FileSuppressions {
  readonly #source: Source;
  readonly #placed: readonly Placed[];

  /** `knownRules` are all rules, also those that do not run. */
  constructor(context: SuppressionContext, knownRules: readonly NamedRule[]) {
    this.#source = context.source;
    this.#placed = placeDirectives(context, currentNames(knownRules));
  }

  /** The directive that silences a rule's finding on a line (1-based), which counts as used from now on. */
  find(rule: string, line: number): Suppression | undefined {
    const holding = this.#placed.filter(
      ({ directive, lines }) => lines.first <= line && line <= lines.last && names(directive, rule),
    );
    for (const { used } of holding) used.add(rule);
    return holding[0] && { directive: holding[0].directive.text, reason: holding[0].directive.reason };
  }

  /**
   * What is wrong with our own directives. `judged` says whether a rule ran on all of some lines; a directive is not
   * called unused for rules that did not run where it holds.
   */
  problems(judged: (rule: string, lines: LineRange) => boolean): SuppressionProblem[] {
    return this.#placed
      .filter(({ directive }) => directive.own)
      .flatMap((placed) => [...this.#malformed(placed), ...this.#unused(placed, judged)])
      .map((problem) => {
        const suppressed = this.find(problem.rule, problem.place.line);
        return suppressed ? { ...problem, suppressed } : problem;
      });
  }

  #malformed({ directive, start, end }: Placed): SuppressionProblem[] {
    return directive.faults.map(({ message, advice }) => this.#problem(malformed, start, end, message, advice));
  }

  #unused(placed: Placed, judged: (rule: string, lines: LineRange) => boolean): SuppressionProblem[] {
    const { directive, start, end, lines, used } = placed;
    if (directive.rules === 'all') return [];
    const idle = directive.rules.filter((rule) => !watchers.has(rule) && !used.has(rule) && judged(rule, lines));
    if (idle.length === 0) return [];
    const message = `this comment silences nothing: no finding of ${listed(idle)} ${where(directive, lines)}`;
    const fixes =
      idle.length === directive.rules.length && directive.faults.length === 0 ? [this.#deletion(start, end)] : [];
    const advice = fixes.length > 0 ? unused.docs.instead : `take ${listed(idle)} out of the comment`;
    return [this.#problem(unused, start, end, message, advice, fixes)];
  }

  #problem(
    { name: rule, severity }: RuleDescription,
    start: number,
    end: number,
    message: string,
    advice: string,
    fixes: readonly DiagnosticFix[] = [],
  ): SuppressionProblem {
    return { rule, severity, confidence: 'certain', message, advice, place: this.#place(start, end), notes: [], fixes };
  }

  /** Deletes a comment and the white space before it, and with nothing else on the line, the line. */
  #deletion(start: number, end: number): DiagnosticFix {
    const { text, lineStarts } = this.#source;
    const line = this.#source.position(start).line;
    const lineStart = lineStarts[line - 1];
    const codeEnd = lineStart + text.slice(lineStart, start).trimEnd().length;
    const alone = codeEnd === lineStart && line < lineStarts.length;
    const place = alone ? this.#place(lineStart, lineStarts[line]) : this.#place(codeEnd, end);
    return { description: 'delete the comment', safe: true, edits: [{ place, newText: '' }] };
  }

  #place(start: number, end: number): Place {
    const from = this.#source.position(start);
    const to = this.#source.position(end);
    return { file: this.#source.path, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
  }
}

/** A comment that names no rule does not silence what watches over comments, just as in golangci-lint. */
function names(directive: Directive, rule: string): boolean {
  return directive.rules === 'all' ? !watchers.has(rule) : directive.rules.includes(rule);
}

function placeDirectives(context: SuppressionContext, knownRules: ReadonlyMap<string, string>): Placed[] {
  const { source, comments } = context;
  const placed: Placed[] = [];
  for (const [index, { start, end: rawEnd }] of comments.entries()) {
    const text = source.slice(start, rawEnd).trimEnd();
    if (!text.startsWith('//')) continue;
    const directive = readDirective(text, knownRules);
    if (!directive) continue;
    const lines = directive.wholeFile ? wholeFile(source) : linesHeldBy(context, index, directive);
    placed.push({ directive, start, end: start + text.length, lines, used: new Set() });
  }
  return placed;
}

/**
 * A directive behind code holds for its line. One alone on its line holds for the whole of what begins below, other
 * comments of the same block between them or not; `//nolint` above the package clause, as golangci-lint has it, for
 * the file.
 */
function linesHeldBy(context: SuppressionContext, index: number, directive: Directive): LineRange {
  const { source, comments, packageLine } = context;
  const { line, column } = source.position(comments[index].start);
  const codeBefore = source.line(line).slice(0, column - 1);
  if (codeBefore.trim() !== '') return { first: line, last: line };
  const below = endOfCommentBlock(context, index) + 1;
  if (below === packageLine && !directive.own) return wholeFile(source);
  const nothingBelow = source.line(below).trim() === '';
  return { first: line, last: nothingBelow ? line : (context.statementAt(below)?.last ?? below) };
}

/** The last line (1-based) of the comments that follow one another, line by line, from the given one on. */
function endOfCommentBlock({ source, comments }: SuppressionContext, index: number): number {
  let last = source.position(comments[index].start).line;
  for (let i = index + 1; i < comments.length; i++) {
    const from = source.position(comments[i].start);
    const to = source.position(comments[i].end);
    const aroundIt = source.line(from.line).slice(0, from.column - 1) + source.line(to.line).slice(to.column - 1);
    if (from.line !== last + 1 || aroundIt.trim() !== '') break;
    last = to.line;
  }
  return last;
}

function wholeFile(source: Source): LineRange {
  return { first: 1, last: source.lineStarts.length };
}

function where(directive: Directive, { first, last }: LineRange): string {
  if (directive.wholeFile) return 'in this file';
  return first === last ? `on line ${first}` : `on lines ${first} to ${last}`;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
