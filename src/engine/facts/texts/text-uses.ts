import type { Body, Call, InstructionOf, Value } from '../../flow/ssa.js';
import { type Use, usesIn } from '../../flow/uses.js';
import { typeOfValue } from '../../flow/value-type.js';
import { Kind } from '../../syntax/kinds.js';
import { isErrorType } from '../../types/universe-types.js';
import {
  argumentsThatAre,
  costOf,
  type NamedCallee,
  type Results,
  reads,
  remedyFor,
  type TextArgument,
} from './text-arguments.js';
import { type TextConversion, type TextKind, textKind } from './text-conversions.js';
import { isBoundToVariable, isJoinedWithConstant, isSwitchTag } from './text-places.js';
import type { CopyCost, Remedy, TextUse, UseContext } from './text-use.js';

/** What a converted text is used for, each use with its cost and what could be written instead. */
export function textUses(conversion: TextConversion, context: UseContext): readonly TextUse[] {
  return new UseFinder(conversion, context).of(conversion.value, conversion.to);
}

const comparisons = new Set<Kind>([Kind.Eql, Kind.Neq, Kind.Lss, Kind.Leq, Kind.Gtr, Kind.Geq]);

class UseFinder {
  readonly #conversion: TextConversion;
  readonly #context: UseContext;
  /** Whether the conversion is written where it is used: only then does the compiler see that no copy is needed. */
  readonly #inPlace: boolean;
  readonly #seen = new Set<Value>();

  constructor(conversion: TextConversion, context: UseContext) {
    this.#conversion = conversion;
    this.#context = context;
    this.#inPlace = conversion.value.op === 'convert' && !isBoundToVariable(conversion.at);
  }

  /** `value` is the conversion, or text that has the converted text in it. */
  of(value: Value, kind: TextKind): readonly TextUse[] {
    if (this.#seen.has(value)) return [];
    this.#seen.add(value);
    return usesIn(this.#context.body)
      .of(value)
      .flatMap((use) => this.#use(use, value, kind))
      .map((found) => (this.#conversion.from === 'runes' ? { ...found, remedy: undefined } : found))
      .map((found, _i, all) =>
        all.length > 1 && found.cost === 'free' && this.#losesPlace(kind) ? copied(found) : found,
      );
  }

  /** A string in a variable is copied once for all of its uses. */
  #losesPlace(kind: TextKind): boolean {
    return kind === 'string' && !this.#inPlace;
  }

  #use(use: Use, value: Value, kind: TextKind): readonly TextUse[] {
    if (this.#context.isRare(use)) return [{ cost: 'heap', remedy: { by: 'operand' }, rare: true, reads: true }];
    switch (use.op) {
      case 'binary':
        return [this.#binary(use, value, kind)];
      case 'lookup':
        return [this.#lookup(use, value)];
      case 'mapupdate':
        return [this.#mapUpdate(use, value)];
      case 'composite':
        return this.#composite(use, value);
      case 'call':
        return this.#call(use, value, kind);
      case 'next':
        return [this.#range(value, kind)];
      case 'index':
      case 'indexaddr':
        return [this.#index(use, value, kind)];
      case 'slice':
        return value === use.args[0] ? this.of(use, kind) : [kept];
      case 'convert':
        return this.#convert(use, kind);
      default:
        return [kept];
    }
  }

  /** What a copy costs that does not escape: []byte(s) is the string's own memory unless something is written to it. */
  #local(kind: TextKind): CopyCost {
    return kind === 'bytes' && this.#conversion.to === 'bytes' && this.#context.compiledBy(22) ? 'free' : 'stack';
  }

  /** Free where the conversion is written in the use itself. */
  #free(value: Value, kind: TextKind, remedy: Remedy): TextUse {
    const free = value === this.#conversion.value && this.#inPlace;
    return { cost: free ? 'free' : this.#local(kind), remedy, rare: false, reads: true };
  }

  #binary(use: InstructionOf<'binary'>, value: Value, kind: TextKind): TextUse {
    const { body } = this.#context;
    if (comparisons.has(use.operator)) {
      const copies = isSwitchTag(this.#conversion.at) && !isConstantSwitch(value, body);
      return copies
        ? { cost: 'stack', remedy: { by: 'comparing in place' }, rare: false, reads: true }
        : this.#free(value, kind, { by: 'comparing in place' });
    }
    if (isJoinedWithConstant(use, body)) return this.#free(value, kind, { by: 'appending' });
    return { cost: 'stack', remedy: { by: 'appending' }, rare: false, reads: true };
  }

  #lookup(use: InstructionOf<'lookup'>, value: Value): TextUse {
    if (value !== use.args[1]) return kept;
    if (hasInterfaceKeys(use.args[0], this.#context.body))
      return { cost: 'heap', remedy: { by: 'typed keys' }, rare: false, reads: true };
    return this.#asKey(use, value, { by: 'looking up in place' });
  }

  /** Through a variable that is used at once and for nothing else, a lookup is free since Go 1.22. */
  #asKey(use: Use, value: Value, remedy: Remedy): TextUse {
    const found = this.#free(value, 'string', remedy);
    if (found.cost === 'free' || this.#conversion.value.op === 'call') return found;
    const alone = usesIn(this.#context.body).of(value).length === 1;
    const atOnce = value === this.#conversion.value && use.block === this.#conversion.value.block;
    return alone && atOnce && this.#context.compiledBy(22) ? { ...found, cost: 'free' } : found;
  }

  #mapUpdate(use: InstructionOf<'mapupdate'>, value: Value): TextUse {
    return value === use.args[2] ? kept : this.#keptKey(use);
  }

  #keptKey(update: InstructionOf<'mapupdate'>): TextUse {
    const { isNewKey, isRevised, originOf } = this.#context;
    const again = isRevised(update);
    const rare = isNewKey(update);
    // What fills a map of its own and reads nothing back expects each key once.
    const made = originOf(update.args[0]).op;
    if (!again && !rare && (made === 'make' || made === 'composite')) return kept;
    return { cost: 'heap', remedy: { by: 'looking up first', again }, rare, reads: true };
  }

  /** A struct or array that is a map's key. */
  #composite(use: InstructionOf<'composite'>, value: Value): readonly TextUse[] {
    const { body } = this.#context;
    const uses = usesIn(body).of(use);
    const isKey = (one: Use) => (one.op === 'lookup' || one.op === 'mapupdate') && one.args[1] === use;
    if (!use.args.includes(value) || !this.#inPlace || uses.length === 0 || !uses.every(isKey)) return [kept];
    if (isBoundToVariable(body.file.tree.node(use.node))) return [kept];
    return uses.map((one) =>
      one.op === 'mapupdate'
        ? this.#keptKey(one)
        : { cost: 'free', remedy: { by: 'looking up in place' }, rare: false, reads: true },
    );
  }

  #range(value: Value, kind: TextKind): TextUse {
    if (kind === 'string') return { cost: 'stack', remedy: { by: 'decoding runes' }, rare: false, reads: true };
    if (kind === 'bytes') return this.#free(value, kind, { by: 'operand' });
    return { cost: 'stack', remedy: { by: 'operand' }, rare: false, reads: true };
  }

  #index(use: InstructionOf<'index'> | InstructionOf<'indexaddr'>, value: Value, kind: TextKind): TextUse {
    if (value !== use.args[0]) return kept;
    const read =
      use.op === 'index' ||
      usesIn(this.#context.body)
        .of(use)
        .every((one) => one.op === 'load');
    if (!read) return kept;
    // A string has no rune at a position, but it has a first one.
    if (kind === 'runes' && use.args[1].op !== 'const')
      return { cost: this.#local(kind), remedy: undefined, rare: false, reads: true };
    return {
      cost: this.#local(kind),
      remedy: kind === 'runes' ? { by: 'decoding runes' } : { by: 'operand' },
      rare: false,
      reads: true,
    };
  }

  /** To another type of the same kind it is the same text; back to what it was, no conversion is needed at all. */
  #convert(use: InstructionOf<'convert'>, kind: TextKind): readonly TextUse[] {
    const to = textKind(use.type, this.#context.body.types);
    if (to === kind) return this.of(use, kind);
    return to === this.#conversion.from && use.args[0] !== this.#conversion.value
      ? [{ cost: this.#local(kind), remedy: { by: 'operand' }, rare: false, reads: true }]
      : [kept];
  }

  #call(call: Call, value: Value, kind: TextKind): readonly TextUse[] {
    const { callee } = call;
    switch (callee.kind) {
      case 'builtin':
        return this.#builtin(call, callee.name, value, kind);
      case 'static':
      case 'interface':
        return this.#named(call, callee, value, kind);
      default:
        return [kept];
    }
  }

  #builtin(call: Call, name: string, value: Value, kind: TextKind): readonly TextUse[] {
    const last = value === call.args[call.args.length - 1] && value !== call.args[0];
    switch (name) {
      case 'len':
        return [this.#free(value, kind, kind === 'runes' ? { by: 'decoding runes' } : { by: 'operand' })];
      case 'delete':
        return last ? [this.#asKey(call, value, { by: 'looking up in place' })] : [kept];
      case 'append':
        return last && call.spreads
          ? [{ cost: this.#local(kind), remedy: { by: 'operand' }, rare: false, reads: true }]
          : [kept];
      case 'copy':
        return last ? [{ cost: this.#local(kind), remedy: { by: 'operand' }, rare: false, reads: true }] : [kept];
      default:
        return [kept];
    }
  }

  #named(call: Call, callee: NamedCallee, value: Value, kind: TextKind): readonly TextUse[] {
    return argumentsThatAre(value, call, callee, kind, this.#context).map((argument) => {
      const results = this.#results(argument);
      return {
        cost: costOf(argument, results, this.#context),
        remedy: remedyFor(argument, results, this.#conversion, this.#context),
        rare: false,
        reads: reads(argument, results, this.#context),
      };
    });
  }

  /** What becomes of results that have the text in them, or that are of the other kind in the counterpart. */
  #results({ call, at, known, kind }: TextArgument): Results {
    const { body } = this.#context;
    const type = typeOfValue(call, body);
    const parts = type.kind === 'tuple' ? usesIn(body).of(call) : [call];
    const uses: TextUse[] = [];
    let keep = false;
    let swappable = true;
    for (const part of parts) {
      if (part.op !== 'call' && part.op !== 'extract') continue;
      const partType = typeOfValue(part, body);
      if (textKind(partType, body.types) === kind) {
        uses.push(...this.of(part, kind));
      } else if (!isIndependent(partType, body) && !this.#isReader(part)) {
        keep = true;
        swappable = false;
      } else if (known?.inResult?.includes(at) && !isIndependent(partType, body)) {
        keep ||= usesIn(body)
          .of(part)
          .some((use) => use.op !== 'call' || escapesInto(use, part, body));
      }
    }
    keep ||= uses.some((use) => use.cost === 'heap' || use.cost === 'unknown');
    swappable &&= uses.every((use) => use.remedy !== undefined);
    return { keep, swappable, uses };
  }

  /** Something that is only called, or handed to a function: its type may be the counterpart's. */
  #isReader(value: Value): boolean {
    const { body } = this.#context;
    const pointer = body.types.underlying(typeOfValue(value, body)).kind === 'pointer';
    return (
      pointer &&
      usesIn(body)
        .of(value)
        .every((use) => use.op === 'call')
    );
  }
}

/** It is kept, or goes to something that wants just this. */
const kept: TextUse = { cost: 'heap', remedy: undefined, rare: false, reads: false };

function copied(use: TextUse): TextUse {
  return { ...use, cost: 'stack' };
}

function isConstantSwitch(tag: Value, body: Body): boolean {
  return usesIn(body)
    .of(tag)
    .every((use) => use.op === 'binary' && use.args[1].op === 'const');
}

function hasInterfaceKeys(map: Value, body: Body): boolean {
  const type = body.types.underlying(typeOfValue(map, body));
  return type.kind === 'map' && body.types.underlying(type.key).kind === 'interface';
}

/** Numbers, truth values, errors, positions: the same for text of either kind. */
function isIndependent(type: ReturnType<typeof typeOfValue>, body: Body): boolean {
  if (isErrorType(type)) return true;
  const under = body.types.underlying(type);
  if (under.kind === 'basic') return under.name !== 'string';
  if (under.kind === 'tuple') return under.types.every((part) => isIndependent(part, body));
  if (under.kind === 'slice' || under.kind === 'array') {
    return textKind(type, body.types) === undefined && isIndependent(under.elem, body);
  }
  return false;
}

/** Whether a call lets what it is given escape: through an interface, a function value, or a parameter of interface type. */
function escapesInto(call: Call, value: Value, body: Body): boolean {
  const { callee } = call;
  if (callee.kind === 'builtin') return false;
  if (callee.kind !== 'static') return true;
  const at = call.args.indexOf(value) - (callee.method ? 1 : 0);
  if (at < 0) return false; // its own method
  const signature = callee.symbol && body.types.ofSymbol(callee.symbol);
  const type =
    signature?.kind === 'func' ? signature.params[Math.min(at, signature.params.length - 1)]?.type : undefined;
  return type !== undefined && body.types.underlying(type).kind === 'interface';
}
