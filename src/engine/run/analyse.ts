import { AnalysedPackage } from '../facts/analysed-package.js';
import { returns } from '../facts/endings/returns.js';
import { FactStore } from '../facts/fact.js';
import type { AnySummary } from '../facts/summaries.js';
import type { Summaries } from '../facts/summary.js';
import type { Callee } from '../flow/ssa.js';
import type { GoPackage } from '../names/package.js';
import type { Unit } from '../project/unit.js';
import { isFunctionDeclaration } from '../syntax/go.js';
import { placeOf } from '../syntax/place.js';
import type { NodeIndex, Tree } from '../syntax/tree.js';
import type { PackageTypes } from '../types/package-types.js';
import type { Diagnostic, NotAnalysed, Place, Severity } from './diagnostic.js';
import { Dispatch, type Raised } from './dispatch.js';
import { Fingerprints } from './fingerprint.js';
import type { RuleDescription } from './options.js';
import { enclosingFunction, statementText } from './place.js';
import type { Rule } from './rule.js';
import type { NamedRule } from './rule-names.js';
import type { RuleState, RuleStates } from './rule-settings.js';
import { suppressionContext } from './suppression-lines.js';
import { FileSuppressions, type SuppressionProblem, suppressionRules } from './suppressions.js';
import { isBelow } from './thresholds.js';

/** What there is to say about one package. */
export interface PackageResult {
  /** Of every severity and confidence, silenced ones included. */
  readonly diagnostics: readonly Diagnostic[];
  /** Of those whose findings are asked for, the ones that could be analysed, in part at least. */
  readonly files: readonly string[];
  readonly functions: number;
  readonly notAnalysed: readonly NotAnalysed[];
}

export interface AnalyseOptions {
  readonly rules: readonly Rule[];
  /** What importers may ask for. */
  readonly summaries: readonly AnySummary[];
  /** Where they run, and how; the rules that watch over directives too. */
  readonly states: RuleStates;
  /** All rules there are: what a directive may name. */
  readonly knownRules: readonly NamedRule[];
  readonly unit: Unit;
  /** Whether another unit imports it. */
  readonly imported: boolean;
}

/** Makes a unit's package one that can be asked about. */
export function preparePackage(
  pkg: GoPackage,
  types: PackageTypes,
  summaries: Summaries,
  { goVersion, files, toolchain, isToolchainNamed, godebug }: Unit,
): AnalysedPackage {
  const languages = new Map(files.map((file) => [file.path, file.goVersion]));
  const mayReturn = (callee: Callee) => !('name' in callee) || summaries.ofImported(returns, callee.name) !== false;
  return new AnalysedPackage(pkg, types, goVersion, mayReturn, { languages, toolchain, isToolchainNamed, godebug });
}

/** Asks the rules about a package and silences what directives silence. */
export function analysePackage(
  analysed: AnalysedPackage,
  summaries: Summaries,
  options: AnalyseOptions,
): PackageResult {
  const { unit, imported } = options;
  const { pkg } = analysed;
  const store = new FactStore(analysed, summaries);
  const asked = [...analysed.allBodies()].filter(({ file }) => unit.reported.has(file.tree.source.path));
  const raised = new Dispatch(options.rules, options.states).run(store, asked);
  if (imported) for (const summary of options.summaries) summaries.add(summary, store);
  const trees = pkg.files.map((file) => file.tree);
  const fingerprints = new Fingerprints();
  const found = raised
    .filter(({ rule, finding }) => isWanted(rule, finding.at.tree.source.path, options))
    .map((one) => ({ ...one, place: placeOf(one.finding.at) }))
    .sort((a, b) => byPlace(a.place, b.place) || compare(a.rule.name, b.rule.name))
    .filter((one, i, all) => i === 0 || !sameFinding(one, all[i - 1]))
    .map((one) => diagnosticOf(one, one.place, pkg.path, fingerprints, options.states));
  const reported = trees.filter((tree) => unit.reported.has(tree.source.path));
  const paths = reported.map((tree) => tree.source.path);
  const lost = [...lostFunctions(store), ...reported.flatMap((tree) => lostOutside(tree))].filter((one) =>
    unit.reported.has(one.file),
  );
  return {
    diagnostics: reported.flatMap((tree) => silence(tree, found, lost, options)),
    files: paths.filter((path) => !lost.some((one) => one.line === undefined && one.file === path)),
    functions: countFunctions(analysed, unit),
    notAnalysed: lost,
  };
}

/** Whether findings of a rule are asked for in a file. */
function isWanted(rule: Rule, path: string, { unit, states }: AnalyseOptions): boolean {
  return unit.reported.has(path) && states.of(rule, path) !== undefined;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function byPlace(a: Place, b: Place): number {
  return (
    compare(a.file, b.file) ||
    a.line - b.line ||
    a.column - b.column ||
    a.endLine - b.endLine ||
    a.endColumn - b.endColumn
  );
}

function sameFinding(a: Raised & { place: Place }, b: Raised & { place: Place }): boolean {
  return a.rule === b.rule && byPlace(a.place, b.place) === 0;
}

function diagnosticOf(
  { rule, finding, confidence }: Raised,
  place: Place,
  importPath: string,
  fingerprints: Fingerprints,
  states: RuleStates,
): Diagnostic {
  const { tree, index } = finding.at;
  const func = enclosingFunction(tree, index);
  return {
    rule: rule.name,
    severity: withSetting(finding.severity ?? rule.severity, rule, states.of(rule, place.file)),
    confidence,
    message: finding.message,
    advice: finding.advice ?? rule.docs.instead,
    place,
    function: func,
    notes: (finding.because ?? []).map((note) => ({
      message: note.message,
      place: 'tree' in note.at ? placeOf(note.at) : note.at,
      ...(note.step === undefined ? {} : { step: note.step }),
    })),
    fixes: (finding.fixes ?? []).map(({ description, safe, edits }) => ({
      description,
      safe,
      edits: edits.map(({ at, end, newText }) => ({ place: placeOf(at, end), newText })),
    })),
    fingerprint: fingerprints.next(rule.name, importPath, func, statementText(tree, index)),
  };
}

/** The file's findings, marked where a directive silences them, and what is wrong with its directives. */
function silence(
  tree: Tree,
  found: readonly Diagnostic[],
  lost: readonly NotAnalysed[],
  options: AnalyseOptions,
): Diagnostic[] {
  const { path } = tree.source;
  const own = found.filter((diagnostic) => diagnostic.place.file === path);
  if (tree.arrays.comments.length === 0) return own;
  const suppressions = new FileSuppressions(suppressionContext(tree), options.knownRules);
  const marked = own.map((diagnostic) => {
    const suppressed = suppressions.find(diagnostic.rule, diagnostic.place.line);
    return suppressed === undefined ? diagnostic : { ...diagnostic, suppressed };
  });
  const ran = new Set(options.rules.filter((rule) => options.states.of(rule, path)).map((rule) => rule.name));
  const lostLines = lost.filter((one) => one.file === path).map((one) => one.line ?? 0);
  const problems = suppressions.problems(
    (rule, lines) => ran.has(rule) && !lostLines.some((line) => lines.first <= line && line <= lines.last),
  );
  return [...marked, ...problems.flatMap((problem) => directiveDiagnostic(problem, path, options))];
}

function directiveDiagnostic(problem: SuppressionProblem, path: string, { states }: AnalyseOptions): Diagnostic[] {
  const rule = suppressionRules.find(({ name }) => name === problem.rule);
  const state = rule && states.of(rule, path);
  if (rule === undefined || state === undefined) return [];
  return [{ ...problem, severity: withSetting(problem.severity, rule, state), function: '', fingerprint: '' }];
}

/** The configured severity takes the place of the rule's own; what the rule takes less seriously than usual does not rise. */
function withSetting(severity: Severity, rule: RuleDescription, state: RuleState | undefined): Severity {
  const set = state?.severity ?? severity;
  return isBelow(severity, rule.severity) && isBelow(severity, set) ? severity : set;
}

function lostFunctions({ pkg, failures }: FactStore): NotAnalysed[] {
  return [
    ...pkg.unlowered.map(({ file, line, name, reason }) => ({ file, line, function: name, reason })),
    ...[...failures].map(([{ file, node }, failure]) => {
      const place = placeOf(file.tree.node(node));
      const reason = `the analysis of this function failed: ${failure}`;
      return { file: place.file, line: place.line, function: enclosingFunction(file.tree, node), reason };
    }),
  ];
}

/** What could not be parsed outside functions: it may have been one. The whole file when nothing else is in it. */
function lostOutside(tree: Tree): NotAnalysed[] {
  const declarations = tree.children(0);
  const isFunction = (node: NodeIndex) => isFunctionDeclaration(tree.kind(node));
  const broken = declarations.find((node) => !isFunction(node) && tree.hasError(node));
  if (broken === undefined) return [];
  const file = tree.source.path;
  const error = tree.arrays.errors.find((node) => tree.contains(broken, node)) ?? broken;
  const { line } = tree.source.position(tree.start(error));
  if (declarations.some(isFunction)) return [{ file, line, reason: 'syntax error' }];
  return [{ file, reason: `syntax error on line ${line}` }];
}

function countFunctions(pkg: AnalysedPackage, unit: Unit): number {
  return pkg.bodies.filter((body) => unit.reported.has(body.file.tree.source.path)).length;
}
