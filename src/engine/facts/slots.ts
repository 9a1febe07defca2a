import { type Body, type Call, type Instruction, instructions, type Value } from '../flow/ssa.js';
import { limiterCalls } from '../knowledge/spawners.js';
import type { AnalysedPackage } from './analysed-package.js';
import type { Fact } from './fact.js';
import { type Origins, origins } from './origins.js';
import { calledBody } from './spawns.js';

/** Something that hands out a limited number of places: a channel, or a limiter that is known. */
export interface Slot {
  /** The channel, seen from the body that takes the place; undefined for a known limiter. */
  readonly channel: Value | undefined;
  /** What gives the place back. */
  readonly back: 'send' | 'receive';
}

export interface Slots {
  /** The places that an instruction takes, through helpers of the package too. */
  takenBy(instruction: Instruction, body: Body): readonly Slot[];
  /** Whether a body, or a literal in it, or a helper that it calls, sends to or receives from a channel. */
  touches(body: Body, channel: Value, op: 'send' | 'receive'): boolean;
}

/** How many calls deep a place is looked for. */
const MAX_DEPTH = 3;

export const slots: Fact<Slots> = {
  name: 'slots',
  compute(pkg, store) {
    const finder = new SlotFinder(pkg, store.get(origins));
    return {
      takenBy: (instruction, body) => finder.takenBy(instruction, body, 0),
      touches: (body, channel, op) => finder.touches(body, channel, op, 0),
    };
  },
};

class SlotFinder {
  readonly #pkg: AnalysedPackage;
  readonly #origins: Origins;

  constructor(pkg: AnalysedPackage, found: Origins) {
    this.#pkg = pkg;
    this.#origins = found;
  }

  takenBy(instruction: Instruction, body: Body, depth: number): Slot[] {
    switch (instruction.op) {
      case 'send':
        return [{ channel: instruction.args[0], back: 'receive' }];
      case 'receive':
        return [{ channel: instruction.args[0], back: 'send' }];
      case 'select':
        return instruction.states.flatMap((state) =>
          state.channel === undefined
            ? []
            : [{ channel: state.channel, back: state.form === 'send' ? 'receive' : 'send' } as const],
        );
      case 'call':
        return this.#takenByCall(instruction, body, depth);
      default:
        return [];
    }
  }

  #takenByCall(call: Call, body: Body, depth: number): Slot[] {
    if (call.callee.kind === 'static' && limiterCalls.has(call.callee.name))
      return [{ channel: undefined, back: 'receive' }];
    const helper = depth < MAX_DEPTH ? calledBody(call, body, this.#pkg) : undefined;
    if (helper === undefined) return [];
    const taken: Slot[] = [];
    for (const instruction of instructions(helper)) {
      for (const slot of this.takenBy(instruction, helper, depth + 1)) {
        const channel = slot.channel && this.#inCaller(slot.channel, call, helper);
        if (slot.channel === undefined || channel !== undefined) taken.push({ channel, back: slot.back });
      }
    }
    return taken;
  }

  /** A helper's channel as its caller knows it: an argument, a field of an argument, a package variable. */
  #inCaller(channel: Value, call: Call, helper: Body): Value | undefined {
    const at = this.#origins.of(channel);
    if (at.op === 'param')
      return at.index < call.args.length && helper.params.includes(at) ? call.args[at.index] : undefined;
    if (at.op === 'load') return this.#rooted(at, call, helper) ? at : undefined;
    return undefined;
  }

  #rooted(value: Value, call: Call, helper: Body): boolean {
    const at = this.#origins.of(value);
    if (at.op === 'load' || at.op === 'fieldaddr' || at.op === 'field') return this.#rooted(at.args[0], call, helper);
    return at.op === 'global' || at.op === 'param' || at.op === 'freevar';
  }

  touches(body: Body, channel: Value, op: 'send' | 'receive', depth: number): boolean {
    for (const instruction of instructions(body)) {
      if (instruction.op === op && this.#sameChannel(instruction.args[0], channel)) return true;
      if (instruction.op === 'select') {
        const found = instruction.states.some(
          (state) => state.form === op && state.channel !== undefined && this.#sameChannel(state.channel, channel),
        );
        if (found) return true;
      }
      if (
        (instruction.op === 'call' || instruction.op === 'defer') &&
        this.#helperTouches(instruction, body, channel, op, depth)
      )
        return true;
    }
    for (const literal of body.literals.values()) if (this.touches(literal, channel, op, depth)) return true;
    return false;
  }

  #helperTouches(call: Call, body: Body, channel: Value, op: 'send' | 'receive', depth: number): boolean {
    const helper = depth < MAX_DEPTH ? calledBody(call, body, this.#pkg) : undefined;
    if (helper === undefined) return false;
    const position = call.args.findIndex((arg) => this.#sameChannel(arg, channel));
    const passed = position < 0 ? undefined : helper.params[position];
    if (passed !== undefined && this.touches(helper, passed, op, depth + 1)) return true;
    return this.touches(helper, channel, op, depth + 1);
  }

  /** The same operand, or the same field of whatever: a method's receiver is another value than its caller's. */
  #sameChannel(a: Value, b: Value): boolean {
    if (this.#origins.same(a, b)) return true;
    const [x, y] = [fieldOf(this.#origins.of(a)), fieldOf(this.#origins.of(b))];
    return x !== undefined && x === y;
  }
}

function fieldOf(value: Value): unknown {
  if (value.op === 'load' && value.args[0].op === 'fieldaddr') return value.args[0].field?.symbol;
  return value.op === 'field' ? value.field?.symbol : undefined;
}
