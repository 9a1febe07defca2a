import {
  type Body,
  type Call,
  calls,
  type Instruction,
  instructions,
  isCall,
  outermost,
  type Value,
  withLiterals,
} from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import { typeOfValue } from '../../flow/value-type.js';
import { closers, keptWithoutCost } from '../../knowledge/closers.js';
import { methodName } from '../../knowledge/resource-table.js';
import { type GoSymbol, isExported } from '../../names/symbol.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import { typeString } from '../../types/operations.js';
import type { Type } from '../../types/type.js';
import type { Fact, FactStore, Trigger } from '../fact.js';
import { textOf } from '../loops/extent.js';
import { origins } from '../memory/origins.js';

/** A field, a package-level variable or an entry of one that loses something that the package closes elsewhere. */
export interface DroppedCloser {
  readonly at: SyntaxNode;
  /** What held it, as the source writes it. */
  readonly holder: string;
  /** `nil`: it is set to nil. `emptied`: it is a container, and is. `deleted`: an entry of a map is. */
  readonly how: 'nil' | 'emptied' | 'deleted';
  /** The method that ends it: `Close`. */
  readonly release: string;
  /** Where the package does so. */
  readonly closed: SyntaxNode;
}

export const droppedClosers: Trigger<DroppedCloser> = {
  name: 'dropped closers',
  ops: ['store', 'call'],
  lift(instruction, body, _pkg, store) {
    const drop = dropOf(instruction, body, store);
    if (drop === undefined) return undefined;
    const owned = store.get(closings).of(drop.symbol);
    if (owned === undefined || owned.type !== typeString(drop.type) || !isAlone(drop, instruction, body, store))
      return undefined;
    const { tree } = body.file;
    return {
      at: tree.node(instruction.node),
      holder: textOf(drop.holder.node, body),
      how: drop.how,
      release: owned.release,
      closed: owned.body.file.tree.node(owned.call.node),
    };
  },
};

interface Drop {
  readonly symbol: GoSymbol;
  readonly how: DroppedCloser['how'];
  /** The field or variable. */
  readonly holder: Value;
  /** Of what is lost. */
  readonly type: Type;
  readonly key: Value | undefined;
}

function dropOf(one: Instruction, body: Body, store: FactStore): Drop | undefined {
  if (one.op === 'store') {
    const [holder, value] = one.args;
    const symbol = symbolOf(holder);
    if (symbol === undefined || value.op !== 'const' || !value.nil || isMadeHere(holder, store)) return undefined;
    const type = typeOfValue(holder, body);
    return { symbol, holder, key: undefined, ...inContainer(type.kind === 'pointer' ? type.elem : type, body) };
  }
  if (one.op !== 'call' || one.callee.kind !== 'builtin' || one.callee.name !== 'delete') return undefined;
  const [map, key] = one.args;
  const holder = map.op === 'load' ? map.args[0] : undefined;
  const symbol = holder && symbolOf(holder);
  if (holder === undefined || symbol === undefined || isMadeHere(holder, store)) return undefined;
  return { symbol, holder, key, type: inContainer(typeOfValue(map, body), body).type, how: 'deleted' };
}

function inContainer(type: Type, body: Body): Pick<Drop, 'type' | 'how'> {
  const under = body.types.underlying(type);
  return under.kind === 'map' || under.kind === 'slice' ? { type: under.elem, how: 'emptied' } : { type, how: 'nil' };
}

function symbolOf(address: Value): GoSymbol | undefined {
  if (address.op === 'fieldaddr') return address.field?.symbol;
  return address.op === 'global' ? address.symbol : undefined;
}

/** A struct that the function has just made held nothing before. */
function isMadeHere(holder: Value, store: FactStore): boolean {
  let at = holder;
  while (at.op === 'fieldaddr') at = store.get(origins).of(at.args[0]);
  return at.op === 'alloc' || at.op === 'call' || at.op === 'composite';
}

/** A call that closes what a field, a variable or a container in one holds. */
interface Closing {
  readonly call: Call;
  readonly body: Body;
  readonly release: string;
  /** Of what is closed, as types.TypeString writes it: in a map it may be the keys. */
  readonly type: string;
}

interface Closings {
  of(symbol: GoSymbol): Closing | undefined;
}

/** What the package closes of what its fields and variables hold: those it owns. */
const closings: Fact<Closings> = {
  name: 'closings',
  compute(pkg, store) {
    const found = new Map<GoSymbol, Closing>();
    for (const body of pkg.allBodies()) {
      for (const call of calls(body)) {
        const closed = closedBy(call, body);
        const symbol = closed && holderOf(closed, store);
        if (symbol !== undefined && !found.has(symbol)) found.set(symbol, closing(call, body));
      }
    }
    return { of: (symbol) => found.get(symbol) };
  },
};

function closing(call: Call, body: Body): Closing {
  const release = 'name' in call.callee ? methodName(call.callee.name) : '';
  return { call, body, release, type: typeString(typeOfValue(call.args[0], body)) };
}

/** What a method that is named like an end is called on. */
function closedBy({ callee, args }: Call, body: Body): Value | undefined {
  if (!('name' in callee) || !closers.has(methodName(callee.name)) || args.length === 0) return undefined;
  const isMethod = callee.kind !== 'static' || callee.method;
  return isMethod && !keptWithoutCost.has(typeString(typeOfValue(args[0], body))) ? args[0] : undefined;
}

/** The field or package-level variable that a value was read from, an element of it too. */
function holderOf(value: Value, store: FactStore, depth = 0): GoSymbol | undefined {
  if (depth > MAX_STEPS) return undefined;
  const at = store.get(origins).of(value);
  switch (at.op) {
    case 'fieldaddr':
    case 'field':
      return at.field?.symbol;
    case 'global':
      return at.symbol;
    case 'load':
    case 'index':
    case 'indexaddr':
    case 'lookup':
    case 'next':
    case 'extract':
    case 'assert':
    case 'convert':
    case 'slice':
      return holderOf(at.args[0], store, depth + 1);
    case 'phi':
      for (const arg of at.args) {
        const found = holderOf(arg, store, depth + 1);
        if (found !== undefined) return found;
      }
      return undefined;
    default:
      return undefined;
  }
}

const MAX_STEPS = 8;
const MAX_CALLERS = 3;
/** What calls so many functions closes it somewhere, for all that can be told. */
const MAX_BODIES = 100;

/** Whether nothing around closes what is dropped, or takes it on. */
function isAlone(drop: Drop, at: Instruction, body: Body, store: FactStore): boolean {
  const whole = [...withLiterals(outermost(body))];
  if (whole.some((one) => closesOrTakes(drop, one, at, store))) return false;
  if (drop.key !== undefined && isGiven(drop.key, body, store)) return false;
  return !closesBelow(drop, whole, store) && !closesAbove(drop, outermost(body), store, 0);
}

/** What an exported function is given to delete, its caller may have closed; so with the closer itself. */
function isGiven(key: Value, body: Body, store: FactStore): boolean {
  const origin = store.get(origins);
  let from = origin.of(key);
  while (from.op === 'field' || from.op === 'fieldaddr' || from.op === 'load') from = origin.of(from.args[0]);
  const { symbol } = outermost(body);
  return from.op === 'param' && from.index > 0 && symbol !== undefined && isExported(symbol.name);
}

/** In the same function: a close of the field, or of something of its type from no other field; another one who has it. */
function closesOrTakes({ symbol, type }: Drop, body: Body, at: Instruction, store: FactStore): boolean {
  const written = typeString(type);
  return instructions(body).some((one) => {
    if (isCall(one)) {
      const closed = closedBy(one, body);
      const holder = closed && holderOf(closed, store);
      if (closed !== undefined && (holder === symbol || (holder === undefined && isOf(closed, written, body))))
        return true;
    }
    return one !== at && 'block' in one && holderOf(one, store) === symbol && isTaken(one, body, written);
  });
}

function isOf(value: Value, written: string, body: Body): boolean {
  return typeString(typeOfValue(value, body)) === written;
}

/** Whether somebody else gets what was read: a result, another variable, a callee. */
function isTaken(value: Value, body: Body, written: string): boolean {
  const type = typeOfValue(value, body);
  const under = body.types.underlying(type);
  const isHeld = typeString(type) === written || ('elem' in under && typeString(under.elem as Type) === written);
  if (!isHeld) return false;
  return usesIn(body)
    .of(value)
    .some((use) => {
      if (use.op === 'store' || use.op === 'mapupdate') return use.args[0] !== value;
      if (isCall(use)) return isHandedTo(use, value);
      return use.op === 'return' || use.op === 'send' || use.op === 'composite';
    });
}

/** Whether a call gets a value, and not only as the receiver of its method. */
function isHandedTo({ callee, args }: Call, value: Value): boolean {
  if (callee.kind === 'builtin') return callee.name === 'append';
  const isMethod = callee.kind !== 'dynamic' && (callee.kind !== 'static' || callee.method);
  return args.indexOf(value) >= (isMethod ? 1 : 0);
}

function closesType(body: Body, { symbol, type }: Drop, store: FactStore): boolean {
  const written = typeString(type);
  return [...withLiterals(body)].some((one) =>
    [...calls(one)].some((call) => {
      const closed = closedBy(call, one);
      return closed !== undefined && (isOf(closed, written, one) || holderOf(closed, store) === symbol);
    }),
  );
}

/** Whether a function that is called closes the field. */
function closesBelow(drop: Drop, bodies: readonly Body[], store: FactStore): boolean {
  const seen = new Set(bodies);
  for (const body of seen) {
    if (seen.size > MAX_BODIES) return true;
    for (const call of calls(body)) {
      const closed = closedBy(call, body);
      if (closed !== undefined && holderOf(closed, store) === drop.symbol) return true;
      for (const target of store.pkg.calls.targets(call, body).bodies)
        for (const one of withLiterals(target)) seen.add(one);
    }
  }
  return false;
}

/** Whether a caller closes something of the type, or is a method of it: it may be what is dropped. */
function closesAbove(drop: Drop, body: Body, store: FactStore, depth: number): boolean {
  if (depth >= MAX_CALLERS) return false;
  return store.pkg.calls.edgesTo(body).some(({ body: from }) => {
    const caller = outermost(from);
    return (
      isMethodOf(caller, drop.type) || closesType(caller, drop, store) || closesAbove(drop, caller, store, depth + 1)
    );
  });
}

function isMethodOf({ symbol, params }: Body, type: Type): boolean {
  const receiver = symbol?.receiver === undefined ? undefined : params[0]?.symbol;
  const named = type.kind === 'pointer' ? type.elem : type;
  return (
    receiver !== undefined && named.kind === 'named' && symbol?.fullName.includes(`${typeString(named)})`) === true
  );
}
