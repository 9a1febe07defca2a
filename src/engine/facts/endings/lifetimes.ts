import { loopsIn } from '../../flow/loops.js';
import { type Body, type Call, calls, instructions } from '../../flow/ssa.js';
import { commandTypes, onceDo, processWideCalls, programEntries } from '../../knowledge/runners.js';
import { isExported } from '../../names/symbol.js';
import { typeString } from '../../types/operations.js';
import type { AnalysedPackage } from '../analysed-package.js';
import type { Fact, FactStore } from '../fact.js';
import { oneAtATime } from '../goroutines/once.js';
import { wholeOf } from '../loops/loops.js';
import { type Entrances, entrances } from './entrances.js';

/** What runs once in a process, when it begins. */
export interface Lifetimes {
  /**
   * Who brings a body to run, when nothing but the start of the process does, and only once: `main`, `init`, the initial
   * value of a variable. Undefined when it may run more than once.
   */
  startedOnceBy(body: Body): string | undefined;
  /** The same for a call in a body. */
  callsOnce(call: Call, body: Body): string | undefined;
  /**
   * What there is one of for each process, and the goroutine that a call starts works for: a package-level variable
   * whose method it runs, the process itself.
   */
  worksFor(call: Call, body: Body): string | undefined;
}

export const lifetimes: Fact<Lifetimes> = {
  name: 'lifetimes',
  compute(pkg, store) {
    const finder = new OnceFinder(pkg, store.get(entrances));
    return {
      startedOnceBy: (body) => finder.once(body),
      callsOnce: (call, body) =>
        isRepeated(call, body) ? undefined : (finder.once(body) ?? firstCallOnly(call, body, store)),
      worksFor: (call, body) => singleton(call) ?? (isProcessWide(call, body, store) ? 'the process' : undefined),
    };
  },
};

class OnceFinder {
  readonly #pkg: AnalysedPackage;
  readonly #entrances: Entrances;
  readonly #known = new Map<Body, string | undefined>();
  #commands: ReadonlySet<Body> | undefined;

  constructor(pkg: AnalysedPackage, found: Entrances) {
    this.#pkg = pkg;
    this.#entrances = found;
  }

  once(body: Body): string | undefined {
    if (this.#known.has(body)) return this.#known.get(body);
    this.#known.set(body, undefined); // what calls itself runs more than once
    const by = this.#once(body);
    this.#known.set(body, by);
    return by;
  }

  #once(body: Body): string | undefined {
    const { symbol } = body;
    const inMain = this.#pkg.pkg.name === 'main';
    if (symbol === undefined && body.outer === undefined) return `the initial value of ${variablesOf(body)}`;
    if (symbol !== undefined && symbol.receiver === undefined) {
      if (symbol.name === 'init') return 'init';
      if ((symbol.name === 'main' && inMain) || programEntries.has(symbol.fullName)) return 'main';
    }
    if (this.#isCommand(body)) return 'main, as a command';
    if (symbol !== undefined && isExported(symbol.name) && !inMain) return undefined;
    const ways = this.#entrances.waysTo(body);
    const by = ways.map(({ edge: { call, body: from }, how }) => {
      if (how === 'unknown') return undefined;
      return packageOnce(call) ?? (isRepeated(call, from) ? undefined : this.once(from));
    });
    return by.every((one) => one !== undefined) ? by[0] : undefined;
  }

  /** Whether a function is a field of a command: the library's Execute, which main calls, runs it. */
  #isCommand(body: Body): boolean {
    this.#commands ??= commandsOf(this.#pkg);
    return this.#commands.has(body);
  }
}

/** `if started { return }; started = true; go run()`, with a package-level variable. */
function firstCallOnly(call: Call, body: Body, store: FactStore): string | undefined {
  const test = oneAtATime({ instruction: call, body }, wholeOf(body), store);
  const flag = test?.args.flatMap((one) => (one.op === 'load' ? [one] : one.args)).find((one) => one.op === 'load');
  const [from] = flag?.args ?? [];
  return from?.op === 'global' && body.symbol !== undefined ? `the first call of ${body.symbol.name}` : undefined;
}

/** `go hub.run()` with a package-level variable. */
function singleton({ op, callee, args: [receiver] }: Call): string | undefined {
  if (op !== 'spawn' || callee.kind !== 'static' || !callee.method) return undefined;
  const at = receiver.op === 'load' ? receiver.args[0] : receiver;
  return at.op === 'global' ? at.symbol?.name : undefined;
}

function isProcessWide(call: Call, body: Body, { pkg }: FactStore): boolean {
  const { bodies } = pkg.calls.targets(call, body);
  return bodies.some((target) =>
    [...calls(target)].some(({ callee }) => callee.kind === 'static' && processWideCalls.has(callee.name)),
  );
}

/** The package-level variable that is, or holds, the sync.Once by which a call runs what it is given. */
function packageOnce({ callee, args }: Call): string | undefined {
  if (callee.kind !== 'static' || callee.name !== onceDo) return undefined;
  let at = args[0];
  while (at.op === 'fieldaddr' || at.op === 'load') [at] = at.args;
  return at.op === 'global' && at.symbol !== undefined ? `the sync.Once ${at.symbol.name}` : undefined;
}

function commandsOf(pkg: AnalysedPackage): Set<Body> {
  const found = new Set<Body>();
  for (const body of pkg.allBodies()) {
    for (const instruction of instructions(body)) {
      if (instruction.op !== 'composite' || !commandTypes.has(typeString(instruction.type))) continue;
      for (const value of instruction.args)
        for (const target of pkg.calls.ofValue(value, body).bodies) found.add(target);
    }
  }
  return found;
}

/** Whether a loop that may go on for ever stands around a call: an endless one, or a range over a channel. */
function isRepeated(call: Call, body: Body): boolean {
  return loopsIn(body).some(
    ({ blocks, head }) =>
      blocks.has(call.block) &&
      (head.succs.every((succ) => blocks.has(succ)) || head.instructions.some((one) => one.op === 'receive')),
  );
}

/** The names of the variables that a declaration initialises. */
function variablesOf(body: Body): string {
  const { tree } = body.file;
  const named = [...instructions(body)].flatMap((one) =>
    one.op === 'store' && one.args[0].op === 'global' ? [tree.text(one.args[0].node)] : [],
  );
  return named.length === 0 ? 'a variable' : named.join(', ');
}
