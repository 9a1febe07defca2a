import { dominatorsIn } from '../../flow/dominators.js';
import { loopsIn } from '../../flow/loops.js';
import {
  type Block,
  type Body,
  type Call,
  type Instruction,
  type InstructionOf,
  terminator,
  type Value,
} from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import { typeOfValue } from '../../flow/value-type.js';
import { isLightCall } from '../../knowledge/light-calls.js';
import { Kind } from '../../syntax/kinds.js';
import type { FactStore } from '../fact.js';
import { errorPaths } from '../loops/error-paths.js';
import type { Summary } from '../summary.js';
import { conversionOf } from '../texts/text-conversions.js';

/** What something costs for certain: 0 is nothing to speak of, 1 one allocation, 2 more, or what nobody can tell. */
export type Weight = 0 | 1 | 2;

function sum(weights: Iterable<Weight>): Weight {
  let total = 0;
  for (const weight of weights) total += weight;
  return total > 1 ? 2 : (total as Weight);
}

/**
 * What every call of a function costs that ends well, beside conversions of text and the calls that they are made for,
 * which are judged by themselves.
 */
export const callWeight: Summary<Weight> = {
  name: 'call-weight',
  unknown: 2,
  bottom: 0,
  known: (name) => (isLightCall(name) ? 0 : undefined),
  same: (a, b) => a === b,
  of: (body, callees, store) =>
    sum(
      unavoidable(body, store).flatMap((block) =>
        block.instructions.map((one) => weightOf(one, body, (call) => heaviest(callees(call)))),
      ),
    ),
};

/** What an instruction costs in the body that it stands in. */
export function weightIn(instruction: Instruction, body: Body, store: FactStore): Weight {
  return weightOf(instruction, body, (call) => heaviest(store.summaries.ofCall(callWeight, call, body, store)));
}

function heaviest(weights: readonly Weight[]): Weight {
  return Math.max(...weights) as Weight;
}

/** Channel operations bring the input of many a loop, and cost what it costs. */
function weightOf(instruction: Instruction, body: Body, ofCall: (call: Call) => Weight): Weight {
  switch (instruction.op) {
    case 'call':
    case 'defer':
      if (instruction.callee.kind === 'builtin') return ofBuiltin(instruction);
      return instruction.args.some((arg) => isConversion(arg, body)) ? 0 : ofCall(instruction);
    case 'spawn':
      return 2;
    case 'make':
      return 1;
    case 'alloc':
      return instruction.of === 'variable' ? 0 : 1;
    case 'composite': {
      const { kind } = body.types.underlying(instruction.type);
      // Of constants, `[]byte{'\t'}`, it is most likely a list to look things up in, and stays.
      return (kind === 'slice' || kind === 'map') && !instruction.args.every((arg) => arg.op === 'const') ? 1 : 0;
    }
    case 'convert':
      return isKeptCopy(instruction, body) ? 1 : 0;
    case 'binary':
      return instruction.operator === Kind.Add && isText(instruction, body) ? 1 : 0;
    default:
      return 0;
  }
}

/** `append(m[k], v)` makes a list for each new key. */
function ofBuiltin({ callee, args: [first] }: Call): Weight {
  return callee.kind === 'builtin' && callee.name === 'append' && first.op === 'lookup' ? 1 : 0;
}

/** A text that is converted because something keeps it. */
function isKeptCopy(instruction: InstructionOf<'convert'>, body: Body): boolean {
  const uses = usesIn(body);
  const isKey = (use: Instruction) => use.op === 'lookup' || use.op === 'mapupdate';
  const keeps = (use: Instruction) =>
    use.op === 'store' ||
    use.op === 'return' ||
    isAppend(use) ||
    (use.op === 'composite' && !uses.of(use).every(isKey));
  return isConversion(instruction, body) && uses.of(instruction).some(keeps);
}

function isConversion(value: Value, body: Body): boolean {
  return value.op === 'convert' && conversionOf(value, body) !== undefined;
}

function isAppend(use: Instruction): boolean {
  return use.op === 'call' && use.callee.kind === 'builtin' && use.callee.name === 'append' && !use.spreads;
}

function isText(instruction: Instruction, body: Body): boolean {
  const type = body.types.underlying(typeOfValue(instruction, body));
  return type.kind === 'basic' && type.name === 'string';
}

/** The blocks on every path to an end that is no failure and hands something out, and those of each turn of loops there. */
function unavoidable(body: Body, store: FactStore): readonly Block[] {
  const failing = store.get(errorPaths);
  const ends = body.blocks.filter((block) => terminator(block).op === 'return' && !failing.include(block, body));
  const giving = ends.filter((block) => !terminator(block).args.some(isNil));
  const dominators = dominatorsIn(body);
  const isBefore = (block: Block, all: readonly Block[]) => all.every((one) => dominators.dominates(block, one));
  const goals = giving.length > 0 ? giving : ends;
  if (goals.length === 0) return [];
  const turning = loopsIn(body).filter(({ head }) => isBefore(head, goals));
  const isTurned = (block: Block) =>
    turning.some(
      ({ head, blocks }) =>
        blocks.has(block) &&
        isBefore(
          block,
          head.preds.filter((pred) => blocks.has(pred)),
        ),
    );
  return body.blocks.filter((block) => isBefore(block, goals) || isTurned(block));
}

function isNil(value: Value): boolean {
  return value.op === 'const' && value.nil;
}
