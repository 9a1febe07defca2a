import { type Body, type Call, type Instruction, instructions, type Value } from '../../flow/ssa.js';
import { Kind } from '../../syntax/kinds.js';
import type { AnalysedPackage } from '../analysed-package.js';
import type { Fact } from '../fact.js';
import { type Origins, origins } from '../memory/origins.js';

/** Counters that are compared with a bound and go up: the way to limit goroutines without a channel. */
export interface Counters {
  /** Whether the branch compares something with a bound that the given instructions let go up. */
  bounds(branch: Instruction, among: Iterable<Instruction>): boolean;
  /** Whether a call, to a function of the package, compares and counts. */
  countedBy(call: Call, body: Body): boolean;
}

const comparisons = new Set<Kind>([Kind.Lss, Kind.Leq, Kind.Gtr, Kind.Geq, Kind.Eql, Kind.Neq]);

/** Methods of sync/atomic's integers that read and that add. */
const atomicLoad = /^\(\*sync\/atomic\.(?:Int|Uint)(?:32|64)\)\.Load$|^sync\/atomic\.Load(?:Int|Uint)(?:32|64)$/;
const atomicAdd = /^\(\*sync\/atomic\.(?:Int|Uint)(?:32|64)\)\.Add$|^sync\/atomic\.Add(?:Int|Uint)(?:32|64)$/;

export const counters: Fact<Counters> = {
  name: 'counters',
  compute(pkg, store) {
    const finder = new CounterFinder(pkg, store.get(origins));
    return {
      bounds: (branch, among) => finder.bounds(branch, among),
      countedBy: (call, body) => finder.countedBy(call, body),
    };
  },
};

class CounterFinder {
  readonly #pkg: AnalysedPackage;
  readonly #origins: Origins;
  readonly #counting = new Map<Body, boolean>();

  constructor(pkg: AnalysedPackage, found: Origins) {
    this.#pkg = pkg;
    this.#origins = found;
  }

  bounds(branch: Instruction, among: Iterable<Instruction>): boolean {
    if (branch.op !== 'if') return false;
    const [condition] = branch.args;
    if (condition.op !== 'binary' || !comparisons.has(condition.operator)) return false;
    const all = [...among];
    return condition.args.some((operand) => this.#goesUp(operand, all));
  }

  countedBy(call: Call, body: Body): boolean {
    return this.#pkg.calls.targets(call, body).bodies.some((helper) => this.#counts(helper));
  }

  #counts(helper: Body): boolean {
    let counts = this.#counting.get(helper);
    if (counts === undefined) {
      const all = [...instructions(helper)];
      counts = all.some((instruction) => this.bounds(instruction, all));
      this.#counting.set(helper, counts);
    }
    return counts;
  }

  #goesUp(operand: Value, among: readonly Instruction[]): boolean {
    if (operand.op === 'phi')
      return operand.args.some((arg) => arg.op === 'binary' && isStep(arg) && derivesFrom(arg, operand));
    if (operand.op === 'load') {
      return among.some(
        (one) => one.op === 'store' && isStep(one.args[1]) && this.#origins.same(one.args[0], operand.args[0]),
      );
    }
    if (operand.op !== 'call' || operand.callee.kind === 'dynamic') return false;
    if (operand.callee.kind === 'builtin')
      return operand.callee.name === 'len' && this.#collectionGrows(operand.args[0], among);
    if (!atomicLoad.test(operand.callee.name)) return false;
    return among.some(
      (one) =>
        one.op === 'call' &&
        one.callee.kind === 'static' &&
        atomicAdd.test(one.callee.name) &&
        this.#origins.same(one.args[0], operand.args[0]),
    );
  }

  /** `len(m) < max` … `m[k] = v`. */
  #collectionGrows(collection: Value, among: readonly Instruction[]): boolean {
    return among.some((one) => one.op === 'mapupdate' && this.#origins.same(one.args[0], collection));
  }
}

const steps = new Set<Kind>([Kind.Add, Kind.AddAssign, Kind.Sub, Kind.SubAssign]);

/** `n++`, and `n--` of what counts down to nothing. */
function isStep(value: Value): boolean {
  return value.op === 'binary' && steps.has(value.operator);
}

function derivesFrom(value: Value, phi: Value, depth = 0): boolean {
  if (value === phi) return true;
  return (
    depth < 4 &&
    (value.op === 'binary' || value.op === 'phi') &&
    value.args.some((arg) => derivesFrom(arg, phi, depth + 1))
  );
}
