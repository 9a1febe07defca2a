import type { Call, Callee, Value } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import {
  bytesOnlyWriters,
  equalityFunctions,
  readingHashes,
  shortTextFunctions,
  type TextFunction,
} from '../../knowledge/conversion-costs.js';
import type { FuncSymbol } from '../../names/symbol.js';
import { typeString } from '../../types/operations.js';
import { isErrorType } from '../../types/universe-types.js';
import { type TextConversion, type TextKind, textKind } from './text-conversions.js';
import type { CopyCost, Remedy, TextUse, UseContext } from './text-use.js';

export type NamedCallee = Extract<Callee, { kind: 'static' | 'interface' }>;

/** A converted text that is passed to a function or method. */
export interface TextArgument {
  readonly call: Call;
  readonly callee: NamedCallee;
  /** The parameter, and before it the receiver, if there is one, among the call's arguments. */
  readonly at: number;
  readonly receiver: 0 | 1;
  readonly known: TextFunction | undefined;
  readonly kind: TextKind;
}

/** What becomes of the results of a call that is given converted text. */
export interface Results {
  /** Whether a result that may hold the text goes where it escapes. */
  readonly keep: boolean;
  /** Whether the counterpart's results would do as well. */
  readonly swappable: boolean;
  readonly uses: readonly TextUse[];
}

export function argumentsThatAre(
  value: Value,
  call: Call,
  callee: NamedCallee,
  kind: TextKind,
  context: UseContext,
): readonly TextArgument[] {
  const receiver = callee.kind === 'interface' || callee.symbol?.receiver !== undefined ? 1 : 0;
  const known = context.textFunction(callee.name);
  return call.args.flatMap((arg, i) =>
    arg === value ? [{ call, callee, at: i - receiver, receiver, known, kind } as const] : [],
  );
}

export function costOf(
  { call, callee, at, known, kind }: TextArgument,
  results: Results,
  context: UseContext,
): CopyCost {
  if (callee.kind === 'interface') return costThroughInterface(call.args[0], kind, context);
  const cost = known?.params[at];
  if (cost === undefined) return isLibrary(callee.symbol, context) ? 'heap' : notInSight(kind);
  if (shortTextFunctions.has(callee.name)) return 'free';
  if (known?.inResult?.includes(at) && results.keep) return 'heap';
  return cost === 'free' ? readOnly(context) : cost;
}

/** What goes through an interface escapes, unless the compiler sees what is behind it. */
function costThroughInterface(receiver: Value, kind: TextKind, context: UseContext): CopyCost {
  const { body, originOf } = context;
  const made = originOf(receiver);
  const maker = made.op === 'call' && made.callee.kind === 'static' ? made.callee : undefined;
  if (maker !== undefined && readingHashes.has(maker.name)) return kind === 'bytes' ? readOnly(context) : 'stack';
  const type = body.types.underlying(typeOfValue(made, body));
  const seen = maker === undefined ? type.kind !== 'interface' : !isLibrary(maker.symbol, context);
  return seen ? notInSight(kind) : 'heap';
}

/** A string that is converted is copied in any case; bytes are not, where nobody keeps them or writes to them. */
function notInSight(kind: TextKind): CopyCost {
  return kind === 'string' ? 'stack' : 'unknown';
}

/** Before Go 1.22 []byte(s) is copied even where nothing is written to it. */
function readOnly(context: UseContext): CopyCost {
  return context.compiledBy(22) ? 'free' : 'stack';
}

function isLibrary(symbol: FuncSymbol | undefined, context: UseContext): boolean {
  return symbol?.pkg !== undefined && context.isLibrary(symbol.pkg);
}

/** What could be called instead. */
export function remedyFor(
  argument: TextArgument,
  results: Results,
  conversion: TextConversion,
  context: UseContext,
): Remedy | undefined {
  const { call, callee, at, known, kind } = argument;
  // A concatenation is built as bytes at once: as a string it would cost as much.
  if (conversion.from === 'string' && conversion.operand.op === 'binary') return undefined;
  if (equalityFunctions.has(callee.name)) return { by: 'comparing in place' };
  const instead = known?.swapped?.includes(at) ? known.counterpart : undefined;
  if (instead !== undefined && !takesBytesOnly(call, context)) {
    const possible = results.swappable && othersAreAtHand(argument, instead, conversion, context);
    return possible ? { by: 'counterpart', name: callee.name, instead } : undefined;
  }
  return kind === 'bytes' && isWrite(callee.symbol, context) ? { by: 'writing', name: callee.name } : undefined;
}

/** Whether the other texts of the call can be had as the counterpart wants them, without a copy of as much. */
function othersAreAtHand(
  { call, at, receiver, known }: TextArgument,
  counterpart: string,
  conversion: TextConversion,
  context: UseContext,
): boolean {
  const costs = context.textFunction(counterpart)?.params;
  return (known?.swapped ?? []).every((other) => {
    const value = call.args[other + receiver];
    if (other === at || value === undefined || isOfOtherKind(value, conversion, context)) return true;
    // What is looked for comes behind the text that it is looked for in, and is shorter.
    return other > at && (costs?.[other] === 'free' || context.atHand(value));
  });
}

/** A constant can be of either kind; what is converted in the same way is there as the other kind. */
function isOfOtherKind(value: Value, conversion: TextConversion, { body }: UseContext): boolean {
  if (value.op === 'const') return true;
  if (value.op !== 'convert') return false;
  const [operand] = value.args;
  return operand.op === 'const' || textKind(typeOfValue(operand, body), body.types) === conversion.from;
}

function takesBytesOnly({ callee, args }: Call, { body }: UseContext): boolean {
  return callee.kind === 'interface' && bytesOnlyWriters.has(typeString(typeOfValue(args[0], body)));
}

/** Whether the function neither writes to the text nor keeps it. */
export function reads({ callee, at, known }: TextArgument, results: Results, context: UseContext): boolean {
  return !results.keep && (known?.params[at] !== undefined || isWrite(callee.symbol, context));
}

/** Whether it is `Write([]byte) (int, error)`: by io.Writer's contract it neither writes to the bytes nor keeps them. */
function isWrite(symbol: FuncSymbol | undefined, { body }: UseContext): boolean {
  if (symbol?.name !== 'Write') return false;
  const signature = body.types.ofSymbol(symbol);
  if (signature.kind !== 'func' || signature.params.length !== 1 || signature.results.length !== 2) return false;
  return textKind(signature.params[0].type, body.types) === 'bytes' && isErrorType(signature.results[1].type);
}
