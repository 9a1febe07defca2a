import { readFileSync } from 'node:fs';
import { AnalysedPackage } from '../../src/engine/facts/analysed-package.js';
import { returns } from '../../src/engine/facts/endings/returns.js';
import { FactStore } from '../../src/engine/facts/fact.js';
import { Summaries } from '../../src/engine/facts/summary.js';
import { type Body, type Callee, instructions } from '../../src/engine/flow/ssa.js';
import type { GoPackage, Importer, PackageFile } from '../../src/engine/names/package.js';
import { newestGo } from '../../src/engine/project/versions.js';
import { Program } from '../../src/engine/run/program.js';
import { Source } from '../../src/engine/text/source.js';
import { shippedDeclarations, shippedParser, shippedTables } from '../../src/modules.js';
import differencesKnown from './flow-differences.json' with { type: 'json' };
import { ask } from './oracle.js';
import { environment } from './toolchain.js';

/** As flow.go describes it. */
interface FileFlow {
  readonly file: string;
  readonly functions: readonly number[] | null;
  readonly statements: readonly number[] | null;
}

interface PackageFlow {
  readonly path: string;
  readonly name: string;
  readonly files: readonly string[] | null;
  readonly importMap: Readonly<Record<string, string>> | null;
  readonly flow: readonly FileFlow[] | null;
}

/** Why Go's analysis says something else, where that can be told from what it says beside. */
const explanations = [
  // Go's graph does not look at conditions.
  'constant condition',
  'constant condition on what unsafe measures',
  // Nor does it leave out the literals that stand there.
  'literal where control does not get to',
  // To Go, everything deferred may recover from a panic.
  'defers what does not recover',
] as const;

export type Explanation = (typeof explanations)[number];

/** One answer that differs from Go's. */
export interface FlowDifference {
  /** The function, as the engine names it, or `literal`. */
  readonly function: string;
  /** `file:line` of the function or of the statement. */
  readonly place: string;
  readonly what: 'function' | 'statement';
  /** What the engine says: control comes back from the function, or gets to the statement. */
  readonly ours: boolean;
}

/** Functions of which Go says something else, and why that is right or does no harm. */
const known = new Set(differencesKnown.map((one) => one.function));

/** The differences for which no reason is written down. */
export function unexplained({ differences }: FlowComparison): readonly FlowDifference[] {
  return differences.filter((one) => !known.has(one.function));
}

/** How the engine's answers about control compare with those of golang.org/x/tools. */
export interface FlowComparison {
  files: number;
  functions: number;
  /** Functions that cannot return, to both. */
  endless: number;
  /** Statements for which something must run. */
  statements: number;
  /** Statements that control does not get to, to both. */
  dead: number;
  readonly explained: Record<Explanation, number>;
  readonly differences: FlowDifference[];
}

/**
 * Compares, for every function and literal of a module's packages, whether it can return and which of its statements
 * control gets to.
 * @param cwd folder of a go.mod, or the sources of the standard library
 * @param patterns as `go list` takes them, relative to it
 * @throws {Error} with Go's output when it cannot list the packages
 */
export async function compareFlow(cwd: string, patterns: readonly string[]): Promise<FlowComparison> {
  const packages = await ask<PackageFlow[]>(['flow', cwd, ...patterns], '', environment);
  const comparison: FlowComparison = {
    files: 0,
    functions: 0,
    endless: 0,
    statements: 0,
    dead: 0,
    explained: Object.fromEntries(explanations.map((one) => [one, 0])) as Record<Explanation, number>,
    differences: [],
  };
  const parser = await shippedParser();
  const program = new Program(parser, shippedDeclarations);
  const summaries = new Summaries(shippedTables);
  const mayReturn = (callee: Callee) => !('name' in callee) || summaries.ofImported(returns, callee.name) !== false;
  const read = new Map<string, GoPackage>();
  for (const { path, name, files, importMap, flow } of packages) {
    if (flow === null && shippedDeclarations.lookup(path) !== undefined) continue;
    const parse = flow === null ? parser.parseDeclarations.bind(parser) : parser.parse.bind(parser);
    const trees = (files ?? []).map((file) => parse(Source.fromBytes(file, readFileSync(file))));
    const importer = importerOf(program, read, importMap ?? {});
    const add = flow === null ? program.addDeclarations.bind(program) : program.add.bind(program);
    const pkg = add(path, name, trees, importer);
    read.set(path, pkg);
    if (flow === null) continue;
    const store = new FactStore(new AnalysedPackage(pkg, program.of(pkg), newestGo, mayReturn), summaries);
    summaries.add(returns, store);
    compare(store, flow, comparison);
  }
  return comparison;
}

/** Imports what was read from source, and the rest as shipped. */
function importerOf(
  library: Importer,
  read: ReadonlyMap<string, GoPackage>,
  map: Readonly<Record<string, string>>,
): Importer {
  const named = (path: string) => map[path] ?? path;
  return {
    import: (path) => read.get(named(path)) ?? library.import(named(path)),
    nameOf: (path) => read.get(named(path))?.name ?? library.nameOf(named(path)),
    linted: (path) => read.get(named(path)),
  };
}

function compare(store: FactStore, flows: readonly FileFlow[], comparison: FlowComparison): void {
  const bodies = [...store.pkg.allBodies()];
  const byPath = new Map(flows.map((flow) => [flow.file, flow]));
  for (const file of store.pkg.pkg.files) {
    const flow = byPath.get(file.tree.source.path);
    if (flow === undefined) throw new Error(`nothing is said of ${file.tree.source.path}`);
    const own = bodies.filter((body) => body.file === file);
    new FileComparison(store, file, own, comparison).compare(flow);
  }
}

/** The answers of flow.go. */
const theirReturns = { ifDefers: 2 } as const;
const theirState = { live: 1, deadByConstant: 2 } as const;

class FileComparison {
  readonly #store: FactStore;
  readonly #file: PackageFile;
  readonly #bodies: ReadonlyMap<number, Body>;
  /** Where the instructions of the file's functions begin, in order. */
  readonly #starts: readonly number[];
  readonly #absent: { readonly start: number; readonly end: number }[] = [];
  readonly #result: FlowComparison;

  constructor(store: FactStore, file: PackageFile, bodies: readonly Body[], result: FlowComparison) {
    const { tree } = file;
    this.#store = store;
    this.#file = file;
    this.#bodies = new Map(bodies.map((body) => [tree.start(body.node), body]));
    // A phi stands for a variable; what reads that may stand where control never gets to.
    const run = bodies.flatMap((body) => instructions(body).filter((one) => one.op !== 'phi'));
    this.#starts = [...new Set(run.map((one) => tree.start(one.node)))].sort((a, b) => a - b);
    this.#result = result;
  }

  compare({ functions, statements }: FileFlow): void {
    this.#result.files++;
    for (let i = 0; functions !== null && i < functions.length; i += 3) {
      const [start, end, answer] = functions.slice(i, i + 3);
      this.#function(start, end, answer);
    }
    for (let i = 0; statements !== null && i < statements.length; i += 4) {
      const [start, end, state, runs] = statements.slice(i, i + 4);
      this.#statement(start, end, state, runs === 1);
    }
  }

  #function(start: number, end: number, theirs: number): void {
    const body = this.#bodies.get(start);
    if (body === undefined) {
      const { unlowered } = this.#store.pkg;
      if (unlowered.length > 0) throw new Error(`${unlowered[0].file}: ${unlowered[0].name}: ${unlowered[0].reason}`);
      this.#absent.push({ start, end });
      return this.#explain('literal where control does not get to');
    }
    this.#result.functions++;
    const ours = this.#store.summaries.ofBody(returns, body, this.#store);
    if (ours !== theirs > 0) {
      if (theirs !== theirReturns.ifDefers) return this.#differ('function', start, ours);
      this.#explain('defers what does not recover');
    } else if (!ours) this.#result.endless++;
    return undefined;
  }

  #statement(start: number, end: number, theirs: number, runs: boolean): void {
    const ours = this.#runsBetween(start, end);
    // Nothing has to run for `x := y`: that says nothing about whether control gets there.
    if (!ours && !runs) return undefined;
    this.#result.statements++;
    if (theirs === theirState.deadByConstant)
      return this.#explain(ours ? 'constant condition on what unsafe measures' : 'constant condition');
    if (ours !== (theirs === theirState.live)) {
      const isInside = this.#absent.some((literal) => literal.start < start && end < literal.end);
      return isInside ? this.#explain('literal where control does not get to') : this.#differ('statement', start, ours);
    }
    if (!ours) this.#result.dead++;
    return undefined;
  }

  #explain(explanation: Explanation): void {
    this.#result.explained[explanation]++;
  }

  #runsBetween(start: number, end: number): boolean {
    let [low, high] = [0, this.#starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle] < start) low = middle + 1;
      else high = middle;
    }
    return this.#starts[low] < end;
  }

  #differ(what: FlowDifference['what'], start: number, ours: boolean): void {
    const { source } = this.#file.tree;
    const place = `${source.path}:${source.position(start).line}`;
    this.#result.differences.push({ function: this.#functionAround(start), place, what, ours });
  }

  #functionAround(start: number): string {
    const { tree } = this.#file;
    let name = 'literal';
    let innermost = -1;
    for (const { node, symbol } of this.#bodies.values()) {
      if (tree.start(node) > start || start >= tree.end(node) || node < innermost) continue;
      innermost = node;
      name = symbol?.fullName ?? 'literal';
    }
    return name;
  }
}
