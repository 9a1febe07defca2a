import type { CallEdge } from '../../calls/graph.js';
import { mayFollow } from '../../flow/paths.js';
import {
  type Block,
  type Body,
  type Call,
  type Instruction,
  instructions,
  terminator,
  type Value,
} from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import { Kind } from '../../syntax/kinds.js';
import { identical } from '../../types/operations.js';
import type { Fact, FactStore } from '../fact.js';
import { argumentsOf } from '../goroutines/paths.js';
import { fieldWrites } from '../memory/field-writes.js';
import { origins } from '../memory/origins.js';
import { constantOf } from '../pieces/wholes.js';
import { placeOf } from '../resources/owner-place.js';
import { countedIn, isText, positions, takesNext } from './streams.js';

/** What keeps functions that call each other from going on for ever. */
export interface Levels {
  /**
   * Whether a call on a cycle is limited: something is counted and compared, it goes down a structure of the
   * program's own, the argument keeps the callee from going on.
   * @param onward the calls of the callee that stay on the cycle
   */
  isLimited(edge: CallEdge, onward: readonly Call[]): boolean;
  /** Whether an argument of a call is a part of a structure that the caller has got. */
  goesDown(edge: CallEdge): boolean;
  /** Whether a function belongs to a group of functions that call each other and count how often. */
  countsLevels(body: Body): boolean;
}

export const levels: Fact<Levels> = {
  name: 'levels',
  compute(_pkg, store) {
    const finder = new LevelFinder(store);
    return {
      isLimited: (edge, onward) => finder.isLimited(edge, onward),
      goesDown: (edge) => finder.goesDown(edge),
      countsLevels: (body) => finder.countsLevels(body),
    };
  },
};

/** How many calls away from a cycle something is counted. */
const MAX_CALLS = 3;

class LevelFinder {
  readonly #store: FactStore;
  readonly #steppedBy = new Map<readonly Body[], ReadonlySet<unknown>>();
  readonly #counted = new Map<readonly Body[], boolean>();
  readonly #counting = new Map<Body, readonly Instruction[]>();
  readonly #counters = new Map<Body, readonly Instruction[]>();
  /** By how many calls away, less one, is looked. */
  readonly #reaching = Array.from({ length: MAX_CALLS }, () => new Map<Body, boolean>());

  constructor(store: FactStore) {
    this.#store = store;
  }

  isLimited(edge: CallEdge, onward: readonly Call[]): boolean {
    if (edge.how === 'passed') return this.#isCountedBy(edge);
    return (
      isLast(edge) ||
      this.#isToldToStop(edge, onward) ||
      this.#countsArgument(edge) ||
      this.#countsField(edge) ||
      this.goesDown(edge)
    );
  }

  /** `f(x, depth+1)`, or `f(x, opts.deeper())` with a level in it, of something that is compared. */
  #countsArgument({ call, body, target }: CallEdge): boolean {
    return argumentsOf(call).some((arg, i) => {
      const to = target.params[i]?.symbol;
      const value = this.#store.get(origins).of(arg);
      if (
        value.op === 'param' &&
        [to, value.symbol].some((symbol) => this.#isLevel(symbol) && this.#stepped(body).has(symbol))
      )
        return true;
      return isStep(value) && [to, ...countedIn(value)].some((symbol) => this.#isLevel(symbol));
    });
  }

  /** The parameters that some call of a group of functions changes by a constant: others hand it on as it is. */
  #stepped(body: Body): ReadonlySet<unknown> {
    const { calls } = this.#store.pkg;
    const component = calls.componentOf(body);
    let found = this.#steppedBy.get(component);
    if (found === undefined) {
      const stepping = component.flatMap((member) => calls.edgesFrom(member)).filter(({ how }) => how === 'call');
      const values = stepping.flatMap(({ call }) => argumentsOf(call).filter((arg) => isStep(arg)));
      this.#steppedBy.set(component, (found = new Set(values.flatMap((value) => countedIn(value)))));
    }
    return found;
  }

  /** Whether a group of functions counts its levels. */
  countsLevels(body: Body): boolean {
    const component = this.#store.pkg.calls.componentOf(body);
    let counts = this.#counted.get(component);
    if (counts === undefined) this.#counted.set(component, (counts = this.#countsIn(component)));
    return counts;
  }

  #countsIn(component: readonly Body[]): boolean {
    const { calls } = this.#store.pkg;
    const members = new Set(component);
    const edges = component.flatMap((member) => calls.edgesFrom(member)).filter(({ target }) => members.has(target));
    return edges.some((edge) => this.#countsArgument(edge) || this.#countsField(edge));
  }

  /** `p.array(func() { p.value() })`, where array counts. */
  #isCountedBy({ call, body }: CallEdge): boolean {
    const { calls } = this.#store.pkg;
    return calls.targets(call, body).bodies.some((callee) => this.#counts(callee));
  }

  /** `p.depth++` before the call, here or in a function that is called before it. */
  #countsField({ call, body }: CallEdge): boolean {
    return this.#countersIn(body).some((one) => one !== call && mayFollow(one, call, undefined));
  }

  /** The instructions of a body that change a level, and the calls of functions outside its group that do. */
  #countersIn(body: Body): readonly Instruction[] {
    let found = this.#counters.get(body);
    if (found === undefined) {
      const { calls } = this.#store.pkg;
      const component = calls.componentOf(body);
      const edges = calls.edgesFrom(body).filter(({ how, target }) => how === 'call' && !component.includes(target));
      const counting = edges.filter(({ target }) => this.#counts(target)).map(({ call }) => call);
      this.#counters.set(body, (found = [...new Set([...this.#stepsIn(body), ...counting])]));
    }
    return found;
  }

  /** Whether a function, or one that it calls, changes a level. */
  #counts(body: Body, calls = MAX_CALLS): boolean {
    if (this.#stepsIn(body).length > 0) return true;
    if (calls === 0) return false;
    const known = this.#reaching[calls - 1];
    let counts = known.get(body);
    if (counts === undefined) {
      known.set(body, false);
      const next = this.#store.pkg.calls.edgesFrom(body);
      counts = next.some(({ how, target }) => how === 'call' && target !== body && this.#counts(target, calls - 1));
      known.set(body, counts);
    }
    return counts;
  }

  /** Where a body changes a level by a constant, or adds to a stack of which the height is compared. */
  #stepsIn(body: Body): readonly Instruction[] {
    let found = this.#counting.get(body);
    if (found === undefined) {
      found = instructions(body).filter((one) => {
        if (one.op === 'store') return this.#isLevelStep(one.args[0], one.args[1]);
        return (
          one.op === 'composite' && one.args.some((arg) => isStep(arg) && countedIn(arg).some((s) => this.#isLevel(s)))
        );
      });
      this.#counting.set(body, found);
    }
    return found;
  }

  #isLevelStep(address: Value, value: Value): boolean {
    if (address.op !== 'fieldaddr') return false;
    if (value.op === 'call' && value.callee.kind === 'builtin' && value.callee.name === 'append')
      return this.#store.get(compared).heights.has(address.field?.symbol);
    return isStep(value) && countedIn(value).some((symbol) => this.#isLevel(symbol));
  }

  /** Compared, and no position. */
  #isLevel(symbol: unknown): boolean {
    return (
      symbol !== undefined && this.#store.get(compared).numbers.has(symbol) && !this.#store.get(positions).has(symbol)
    );
  }

  /** An argument is a part of what the caller has got, and reads nothing from: a schema, a type, a tree. */
  goesDown({ call, body }: CallEdge): boolean {
    const read = this.#store.summaries.ofBody(takesNext, body, this.#store);
    return argumentsOf(call).some((arg) => {
      const { kind } = body.types.underlying(typeOfValue(arg, body));
      if (!structures.has(kind) || isText(arg, body)) return false;
      const { root, isPart } = this.#wholeOf(arg, body);
      if (root?.op !== 'param' || read.includes(root.index)) return false;
      return isPart && !this.#isNew(arg, body);
    });
  }

  /** What something is a part of: by fields, elements, methods of package reflect, `n.child(key)`. */
  #wholeOf(part: Value, body: Body): { readonly root: Value | undefined; readonly isPart: boolean } {
    const place = placeOf(part, this.#store);
    const root = place?.root;
    if (root?.op !== 'call' || !('name' in root.callee) || root.args.length === 0)
      return { root, isPart: place !== undefined && place.path !== '' };
    const from = this.#wholeOf(root.args[0], body).root;
    const isReflection = reflection.test(root.callee.name);
    const isLike = from?.op === 'param' && identical(typeOfValue(root, body), typeOfValue(from, body));
    return { root: from, isPart: isReflection || isLike };
  }

  /** `x.next = &T{}`: a part that the body makes itself. */
  #isNew(part: Value, body: Body): boolean {
    if (part.op !== 'load' || part.args[0].op !== 'fieldaddr') return false;
    const writes = this.#store.get(fieldWrites).ofField(part.args[0].field?.symbol);
    return writes.some((write) => write.body === body && write.value.op === 'alloc');
  }

  /** `f(x, false)`, where f does not call on then. */
  #isToldToStop({ call, target }: CallEdge, onward: readonly Call[]): boolean {
    return argumentsOf(call).some((arg, i) => {
      const param = target.params[i];
      if (param === undefined || arg.op !== 'const' || arg.nil) return false;
      const open = reachedWith(param, arg, target);
      return onward.every(({ block }) => !open.has(block));
    });
  }
}

const reflection = /^\(?\*?reflect\./;

/** The kinds of types that may have parts like themselves. */
const structures: ReadonlySet<string> = new Set(['interface', 'pointer', 'slice', 'map', 'struct']);

const steps = new Set<Kind>([Kind.Add, Kind.Sub, Kind.Quo, Kind.Shr, Kind.AddAssign, Kind.SubAssign]);

/** Plus or minus a constant. */
function isStep(value: Value): boolean {
  const seen = new Set<Value>([value]);
  for (const at of seen) {
    if (at.op === 'convert' || at.op === 'phi') for (const arg of at.args) seen.add(arg);
    else if (at.op === 'binary' && steps.has(at.operator) && at.args.some((arg) => constantOf(arg) !== undefined))
      return true;
  }
  return false;
}

/** `return f(x)`, with what the function has got itself: a loop in other words, most often until something is there. */
function isLast({ call, body, target }: CallEdge): boolean {
  if (body !== target || call.op !== 'call') return false;
  const all = call.block.instructions;
  const behind = all.slice(all.indexOf(call) + 1);
  const end = terminator(call.block);
  const isResult = (value: Value) => value === call || (value.op === 'extract' && value.args[0] === call);
  return end.op === 'return' && end.args.every(isResult) && behind.every(({ op }) => last.has(op));
}

const last: ReadonlySet<Value['op']> = new Set<Value['op']>(['extract', 'rundefers', 'return']);

/** The blocks that control gets to when a parameter is a constant. */
function reachedWith(param: Value, constant: Value, body: Body): ReadonlySet<Block> {
  const found = new Set<Block>([body.blocks[0]]);
  for (const block of found) {
    const control = terminator(block);
    const holds = control.op === 'if' ? truth(control.args[0], param, constant) : undefined;
    const next = holds === undefined ? block.succs : [block.succs[holds ? 0 : 1]];
    for (const one of next) found.add(one);
  }
  return found;
}

/** Whether a condition holds when a parameter is a constant; undefined when that does not tell. */
function truth(condition: Value, param: Value, constant: Value): boolean | undefined {
  if (constant.op !== 'const') return undefined;
  if (condition === param) return typeof constant.value === 'boolean' ? constant.value : undefined;
  if (condition.op === 'unary' && condition.operator === Kind.Not) {
    const holds = truth(condition.args[0], param, constant);
    return holds === undefined ? undefined : !holds;
  }
  if (condition.op !== 'binary') return undefined;
  const [left, right] = condition.args;
  const other = left === param ? right : right === param ? left : undefined;
  if (other?.op !== 'const' || other.nil) return undefined;
  if (condition.operator === Kind.Eql) return other.value === constant.value;
  if (condition.operator === Kind.Neq) return other.value !== constant.value;
  return undefined;
}

/** What is compared anywhere in a package: numbers, and how many elements a field has. */
interface Compared {
  readonly numbers: ReadonlySet<unknown>;
  readonly heights: ReadonlySet<unknown>;
}

const orders = new Set<Kind>([Kind.Lss, Kind.Leq, Kind.Gtr, Kind.Geq, Kind.Eql]);

const compared: Fact<Compared> = {
  name: 'compared',
  compute(pkg) {
    const numbers = new Set<unknown>();
    const heights = new Set<unknown>();
    for (const body of pkg.allBodies()) {
      for (const one of instructions(body)) {
        if (one.op !== 'binary' || !orders.has(one.operator)) continue;
        for (const side of one.args) {
          for (const symbol of countedIn(side)) numbers.add(symbol);
          const held = side.op === 'call' && side.callee.kind === 'builtin' ? side.args[0] : undefined;
          const other = one.args[0] === side ? one.args[1] : one.args[0];
          if (held?.op === 'load' && held.args[0].op === 'fieldaddr' && (constantOf(other) ?? MANY) > 1)
            heights.add(held.args[0].field?.symbol);
        }
      }
    }
    return { numbers, heights };
  },
};

const MANY = 2;
