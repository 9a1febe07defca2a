import { loopsIn } from '../../flow/loops.js';
import {
  type Block,
  type Body,
  type Call,
  type Instruction,
  type InstructionOf,
  instructions,
  type Value,
} from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import { blockingCalls } from '../../knowledge/blocking.js';
import { STACK_BUFFER, textFunction } from '../../knowledge/conversion-costs.js';
import type { Fact, FactStore } from '../fact.js';
import { errorPaths } from '../loops/error-paths.js';
import { extents } from '../loops/extents.js';
import type { Heat } from '../loops/heat.js';
import { invariants } from '../loops/invariants.js';
import { origins } from '../memory/origins.js';
import { wholeMadeBy } from '../pieces/wholes.js';
import type { Summary } from '../summary.js';
import { derivesFromLookup, isNewKey } from './map-keys.js';
import { conversionOf, greatestSize, type TextConversion } from './text-conversions.js';
import { isSwitchTag } from './text-places.js';
import type { Remedy, TextUse, UseContext } from './text-use.js';
import { textUses } from './text-uses.js';

/** A copy that need not be made. */
export interface NeedlessCopy {
  /** `stack`: texts of up to 32 bytes are copied to the stack, longer ones to the heap. */
  readonly cost: 'stack' | 'heap';
  /** Whether the text is the same on each turn, so that one conversion before the loop is enough. */
  readonly hoistable: boolean;
  /** What could be written instead; undefined when only hoisting helps. */
  readonly remedy: Remedy | undefined;
  /** Whether it is all of a file or an answer: a copy of it takes as much memory as reading it. */
  readonly whole: boolean;
  /** Whether it is most likely a few bytes: a short constant, a field, a column, a keyword, a piece cut out by positions. */
  readonly mayBeShort: boolean;
}

export interface NeedlessCopies {
  /** What a conversion on each turn of a loop copies and need not. Undefined when it does not, or when that is not known. */
  onEachTurn(conversion: TextConversion, heat: Heat): NeedlessCopy | undefined;
  /** The conversions that a call makes the callee do each time, and that it need not do for callers like some. */
  ofCallee(call: Call, body: Body): readonly CopyOnCall[];
  /** Whether a call in a loop is such a caller: the copy is no small one, and what would be converted instead stays the same. */
  isNeedless(copy: CopyOnCall, call: Call, body: Body, heat: Heat): boolean;
  /** Whether what the callee copies is all of a file or an answer. */
  isWhole(copy: CopyOnCall, call: Call, body: Body): boolean;
}

export const needlessCopies: Fact<NeedlessCopies> = {
  name: 'needless-copies',
  compute(_pkg, store) {
    return {
      onEachTurn: (conversion, heat) => inLoop(conversion, heat, store),
      ofCallee: (call, body) => ofCallee(call, body, store),
      isNeedless: (copy, call, body, heat) => isNeedless(copy, call, body, heat, store),
      isWhole: ({ param }, call, body) => param !== undefined && isWholeInput(call.args[param], body, store),
    };
  },
};

function inLoop(conversion: TextConversion, heat: Heat, store: FactStore): NeedlessCopy | undefined {
  const { body, operand } = conversion;
  if (heat.slow && !isWholeInput(operand, body, store)) return undefined;
  const here = heat.loop.body === body;
  const same = (value: Value) => isSame(value, body, heat, store);
  const leaves = (block: Block) => here && !heat.loop.blocks.has(block);
  return judge(conversion, textUses(conversion, contextOf(body, store, same, leaves)), same(operand), store);
}

function contextOf(
  body: Body,
  store: FactStore,
  atHand: (value: Value) => boolean,
  leaves: (block: Block) => boolean,
): UseContext {
  const isRare = (block: Block) => leaves(block) || store.get(errorPaths).include(block, body);
  return {
    body,
    textFunction: (name) => textFunction(store.summaries.tables.conversions, name),
    isLibrary: ({ path, declarationsOnly }) =>
      declarationsOnly && Object.hasOwn(store.summaries.tables.parameterFlow.functions, path),
    atHand,
    originOf: (value) => store.get(origins).of(value),
    isRare: (use) => isRare(use.block),
    isNewKey: (update) => isNewKey(update, body, isRare, store.get(origins)),
    isRevised: (update) => derivesFromLookup(update.args[2], update.args[0], store.get(origins)),
    compiledBy: (minor) => store.pkg.toolchain[1] >= minor,
  };
}

function judge(
  { value, operand, to, body, at }: TextConversion,
  uses: readonly TextUse[],
  same: boolean,
  store: FactStore,
): NeedlessCopy | undefined {
  const frequent = uses.filter((use) => !use.rare);
  if (frequent.length === 0 || uses.some((use) => use.cost === 'unknown')) return undefined;
  if (isOnlyEmpty(value, uses, body)) return undefined;
  const cost = uses.some((use) => use.cost === 'heap') ? 'heap' : 'stack';
  if (cost === 'stack') {
    if (uses.every((use) => use.cost === 'free') || operand.op === 'const') return undefined;
    if (isShort(operand, value.block, body, store)) return undefined;
  }
  const hoistable = same && (to === 'string' || uses.every((use) => use.reads));
  const avoidable = frequent.every((use) => use.remedy !== undefined);
  if (!hoistable && !avoidable) return undefined;
  if (cost === 'stack') store.evidence.assumptions.add('long text');
  const usual = frequent.some((use) => use.cost === 'heap') ? 'heap' : 'stack';
  const costly = frequent.find((use) => use.cost === cost) ?? frequent[0];
  return {
    cost,
    hoistable,
    remedy: avoidable ? costly.remedy : undefined,
    whole: isWholeInput(operand, body, store),
    mayBeShort:
      isToken(operand, usual) || (usual === 'stack' && costly.remedy?.by === 'comparing in place' && isSwitchTag(at)),
  };
}

/** A conversion of a function's body, as its callers need to know it. Plain JSON. */
export interface CopyOnCall {
  /** As the source writes it. */
  readonly text: string;
  /** 1-based, in the file that declares the function. */
  readonly line: number;
  readonly cost: 'stack' | 'heap';
  /** The parameter that it converts, the receiver being 0. */
  readonly param: number | undefined;
  /** Parameters that would be converted instead: to be the same on each turn, so that the caller can do it once. */
  readonly instead: readonly number[];
}

/** The conversions that every call of a function does and that it need not do. */
export const copiesOnCall: Summary<readonly CopyOnCall[]> = {
  name: 'copies-on-call',
  unknown: [],
  bottom: [],
  known: () => undefined,
  same: (a, b) => a.length === b.length && a.every((one, i) => one.line === b[i].line && one.cost === b[i].cost),
  of(body, _callees, store) {
    const conversions = [...instructions(body)].flatMap((instruction) => conversionOf(instruction, body) ?? []);
    if (conversions.length === 0) return [];
    const looped = new Set(loopsIn(body).flatMap((loop) => [...loop.blocks]));
    return conversions.flatMap((conversion) => {
      const { value, operand } = conversion;
      if (looped.has(value.block) || !isOnEveryPath(value, body, store)) return [];
      const instead = new Set<number>();
      const atHand = (other: Value) => {
        if (other.op === 'param') instead.add(other.index);
        return other.op === 'param' || isOutside(other);
      };
      const uses = textUses(
        conversion,
        contextOf(body, store, atHand, () => false),
      );
      const copy = judge(conversion, uses, false, store);
      if (copy === undefined || copy.remedy?.by === 'looking up first') return [];
      const param = operand.op === 'param' ? operand.index : undefined;
      const { line } = body.file.tree.source.position(body.file.tree.start(value.node));
      return [{ text: conversion.text, line, cost: copy.cost, param, instead: [...instead] }];
    });
  },
};

/** `if s := string(b); s != "" { return s }`: on the turns that go on, there is nothing to copy. */
function isOnlyEmpty(value: Value, uses: readonly TextUse[], body: Body): boolean {
  const isTest = (use: Instruction) =>
    use.op === 'binary' && use.args.some((arg) => arg.op === 'const' && arg.value === '');
  const tests = usesIn(body).of(value).filter(isTest);
  return tests.length > 0 && uses.filter((use) => !use.rare).length === tests.length && uses.length > tests.length;
}

/** A name, a word, a number: text that is a part of something, and not a line or record of the input by itself. */
function isToken(operand: Value, cost: 'stack' | 'heap'): boolean {
  switch (operand.op) {
    case 'const':
      return typeof operand.value === 'string' && operand.value.length <= STACK_BUFFER;
    case 'field':
      return cost === 'stack';
    case 'index':
      return operand.args[1].op === 'const';
    case 'load': {
      const [from] = operand.args;
      return from.op === 'indexaddr' ? from.args[1].op === 'const' : from.op === 'fieldaddr' && cost === 'stack';
    }
    case 'slice':
      return cost === 'stack' && !isRead(operand);
    default:
      return false;
  }
}

/** `buf[:n]`, where n is how much a call has put into buf. */
function isRead({ args: [whole], low, high }: InstructionOf<'slice'>): boolean {
  if (low !== undefined || high?.op !== 'extract') return low === undefined && high === undefined;
  const [call] = high.args;
  return (
    call.op === 'call' && 'name' in call.callee && blockingCalls.has(call.callee.name) && call.args.includes(whole)
  );
}

/** What is the same on every call: a constant, a package's variable, one of the function around a literal. */
function isOutside(value: Value): boolean {
  if (value.op === 'const' || value.op === 'freevar' || value.op === 'global') return true;
  return value.op === 'load' && isOutside(value.args[0]);
}

/** Whether every call that ends well gets there. */
function isOnEveryPath({ block: through }: Instruction, body: Body, store: FactStore): boolean {
  const failing = store.get(errorPaths);
  const seen = new Set([body.blocks[0]]);
  if (failing.include(through, body)) return false;
  for (const block of seen) {
    if (block === through || failing.include(block, body)) continue;
    if (block.succs.length === 0) return false;
    for (const succ of block.succs) seen.add(succ);
  }
  return true;
}

function ofCallee(call: Call, body: Body, store: FactStore): readonly CopyOnCall[] {
  const { bodies, others } = store.pkg.calls.targets(call, body);
  return bodies.length + others.length === 1 ? store.summaries.ofCall(copiesOnCall, call, body, store)[0] : [];
}

function isNeedless(
  { cost, param, instead }: CopyOnCall,
  call: Call,
  body: Body,
  heat: Heat,
  store: FactStore,
): boolean {
  if (heat.slow && (param === undefined || !isWholeInput(call.args[param], body, store))) return false;
  if (cost === 'stack') {
    if (param !== undefined && isShort(call.args[param], call.block, body, store)) return false;
    store.evidence.assumptions.add('long text');
  }
  return instead.every((index) => isSame(call.args[index], body, heat, store));
}

function isSame(value: Value | undefined, body: Body, heat: Heat, store: FactStore): boolean {
  return value !== undefined && body === heat.loop.body && store.get(invariants).holds(value, heat.loop, body);
}

/** Whether text is all of a file or an answer: a copy of it takes as much memory as reading it. */
function isWholeInput(value: Value | undefined, body: Body, store: FactStore): boolean {
  return value !== undefined && wholeMadeBy(store.get(origins).of(value), body, store.known)?.holds === 'input';
}

/** Whether text fits into the buffer on the stack: by its bounds, or because all callers give constants. */
function isShort(text: Value | undefined, block: Block, body: Body, store: FactStore): boolean {
  if (text === undefined) return false;
  const bytes = greatestSize(text, body);
  if (bytes !== undefined) return bytes <= STACK_BUFFER;
  const extent = text.op === 'param' ? store.get(extents).ofCollection(text, body, { block }) : undefined;
  return extent?.by === 'constant' && extent.most <= STACK_BUFFER;
}
