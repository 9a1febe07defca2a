import { dominatorsIn } from '../../flow/dominators.js';
import { followWays } from '../../flow/feasible.js';
import {
  type Body,
  type Call,
  type Instruction,
  type InstructionOf,
  instructions,
  isCall,
  type Value,
} from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import { typeOfValue } from '../../flow/value-type.js';
import { sharingMethods } from '../../knowledge/pools.js';
import { call as callSyntax, expressions, operand } from '../../syntax/go.js';
import { Field } from '../../syntax/kinds.js';
import { NONE, type NodeIndex, type SyntaxNode } from '../../syntax/tree.js';
import type { Fact, FactStore, Trigger } from '../fact.js';
import { textOf } from '../loops/extent.js';
import { origins } from '../memory/origins.js';
import { releases } from '../resources/releases.js';
import { pools } from './pools.js';

/** A call behind which a value is back in its pool, whatever the callee does else. */
export interface GivenBack {
  readonly at: SyntaxNode;
  readonly call: Call;
  readonly body: Body;
  readonly value: Value;
}

export const givenBack: Trigger<GivenBack> = {
  name: 'given-back',
  ops: ['call', 'defer'],
  lift(instruction, body, _pkg, store) {
    if (!isCall(instruction) || instruction.callee.kind !== 'static') return undefined;
    const value = valueGivenBack(instruction, store);
    return value && { at: body.file.tree.node(instruction.node), call: instruction, body, value };
  },
};

function valueGivenBack(call: Call, store: FactStore): Value | undefined {
  const { callee, args } = call;
  if (callee.kind !== 'static') return undefined;
  const { puts } = store.known.poolCalls.get(callee.name) ?? {};
  if (puts !== undefined) return args[puts];
  const target = callee.symbol && store.pkg.bodyOf(callee.symbol);
  if (target === undefined) return undefined;
  const { params } = store.get(pools).effectsOf(target);
  const given = Object.keys(params)
    .map(Number)
    .filter((one) => params[one].puts.length > 0);
  if (given.length === 0) return undefined;
  const every = store.summaries
    .ofBody(releases, target, store)
    .find(({ parameter, at, on }) => on === 'every' && at === '' && given.includes(parameter));
  return every && args[every.parameter];
}

/** A use of a value that somebody else may have got from the pool by then. */
export interface UseAfterPut {
  readonly at: SyntaxNode;
  /** What is put back, as the source writes it. */
  readonly value: string;
  /** What is returned that shares its memory, as the source writes it; undefined for a use in the function itself. */
  readonly returned: string | undefined;
  /** What puts it back, as the source writes it. */
  readonly putter: string;
}

export interface UsesAfterPut {
  of(given: GivenBack): UseAfterPut | undefined;
}

export const usesAfterPut: Fact<UsesAfterPut> = {
  name: 'uses-after-put',
  compute(_pkg, store) {
    return { of: (given) => useAfter(given, store) };
  },
};

function useAfter(given: GivenBack, store: FactStore): UseAfterPut | undefined {
  const { call, body, value } = given;
  const same = new Same(value, body, store);
  if (!same.isOne) return undefined;
  const found = call.op === 'defer' ? sharedByReturn(call, body, same) : firstUse(call, body, same);
  const outer = found ?? sharedAround(given, store);
  if (outer === undefined) return undefined;
  const { tree } = body.file;
  return {
    at: tree.node(outer.at),
    value: textOfArgument(call, value, body),
    returned: outer.isReturned ? textOf(outer.at, body) : undefined,
    putter: tree.text(callSyntax(tree, call.node).callee),
  };
}

/** An argument, or the receiver, as the source writes it. */
function textOfArgument(call: Call, value: Value, body: Body): string {
  const { tree } = body.file;
  const { callee, args } = callSyntax(tree, call.node);
  const position = call.args.indexOf(value) - (call.args.length - args.length);
  const receiver = tree.child(callee, Field.Operand);
  return textOf(args[position] ?? (receiver === NONE ? value.node : receiver), body);
}

interface Found {
  /** The expression. */
  readonly at: NodeIndex;
  readonly isReturned: boolean;
}

/** What comes first on some way behind a put. */
function firstUse(put: Call, body: Body, same: Same): Found | undefined {
  let found: Found | undefined;
  followWays(body, put, [], (instruction) => {
    if (found !== undefined || same.begins(instruction)) return false;
    if (instruction.op === 'return') found = returnOf(instruction, body, same);
    else if (isUse(instruction, same)) found = { at: instruction.node, isReturned: false };
    return found === undefined;
  });
  return found;
}

/** Going through the value, or giving it to a function. */
function isUse(instruction: Instruction, same: Same): boolean {
  switch (instruction.op) {
    case 'call':
    case 'spawn':
      return instruction.args.some((arg) => same.has(arg));
    case 'load':
    case 'store':
    case 'fieldaddr':
    case 'indexaddr':
    case 'index':
    case 'lookup':
    case 'mapupdate':
    case 'slice':
      return same.has(instruction.args[0]);
    case 'send':
      return same.has(instruction.args[1]);
    default:
      return false;
  }
}

/** A return behind a deferred put: the caller gets what the pool gets at the same time. */
function sharedByReturn(put: Call, body: Body, same: Same): Found | undefined {
  const dominators = dominatorsIn(body);
  for (const end of instructions(body)) {
    const isBehind = end.op === 'return' && dominators.dominates(put.block, end.block);
    const found = isBehind ? returnOf(end, body, same) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function returnOf(end: InstructionOf<'return'>, { file: { tree } }: Body, same: Same): Found | undefined {
  const position = end.args.findIndex((arg) => same.has(arg) || same.shares(arg));
  if (position < 0) return undefined;
  const written = expressions(tree, operand(tree, end.node));
  return { at: written[position] ?? end.node, isReturned: true };
}

/** The same where a literal that is deferred puts it back. */
function sharedAround({ call, body, value }: GivenBack, store: FactStore): Found | undefined {
  const { outer } = body;
  const [edge, ...others] = outer === undefined ? [] : store.pkg.calls.edgesTo(body);
  if (outer === undefined || edge === undefined || others.length > 0) return undefined;
  if (edge.how !== 'defer' || edge.body !== outer) return undefined;
  const dominators = dominatorsIn(body);
  const always = instructions(body).every((one) => one.op !== 'return' || dominators.dominates(call.block, one.block));
  const origin = store.get(origins).of(value);
  return always ? sharedByReturn(edge.call, outer, new Same(origin, outer, store)) : undefined;
}

/** The values of a body that are surely the one that is put back. */
class Same {
  readonly #all = new Set<Value>();
  readonly #body: Body;
  readonly #originOf: (value: Value) => Value;

  constructor(value: Value, body: Body, store: FactStore) {
    this.#body = body;
    this.#originOf = store.get(origins).of;
    let at = this.#originOf(value);
    this.#all.add(at);
    while (at.op === 'assert' || at.op === 'convert' || (at.op === 'extract' && at.args[0].op === 'assert')) {
      at = this.#originOf(at.args[0]);
      this.#all.add(at);
    }
    for (const one of this.#all) {
      for (const use of usesIn(body).of(one))
        if (use.op === 'assert' || use.op === 'convert' || (use.op === 'extract' && one.op === 'assert'))
          this.#all.add(use);
    }
  }

  /** Whether the value has one name for all of the function: what a variable holds by turns has not. */
  get isOne(): boolean {
    return ![...this.#all].some(({ op }) => op === 'load' || op === 'phi' || op === 'const' || op === 'unknown');
  }

  has(value: Value): boolean {
    return this.#all.has(value) || this.#all.has(this.#originOf(value));
  }

  /** Whether an instruction makes it anew: on the next turn of a loop it is another one. */
  begins(instruction: Instruction): boolean {
    return this.#all.has(instruction);
  }

  /** Whether a value is a slice of its memory. */
  shares(value: Value): boolean {
    // A string of it is a copy.
    if (this.#body.types.underlying(typeOfValue(value, this.#body)).kind !== 'slice') return false;
    const at = this.#originOf(value);
    switch (at.op) {
      case 'slice':
      case 'load':
        return this.has(at.args[0]) || this.shares(at.args[0]);
      case 'call':
        return at.callee.kind === 'static' && sharingMethods.has(at.callee.name) && this.has(at.args[0]);
      default:
        return false;
    }
  }
}
