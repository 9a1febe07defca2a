import { dominatorsIn } from '../../flow/dominators.js';
import { type Block, type Body, type Call, type Instruction, terminator } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import { isLightCall } from '../../knowledge/light-calls.js';
import { Kind } from '../../syntax/kinds.js';
import type { FactStore } from '../fact.js';
import { errorPaths } from '../loops/error-paths.js';
import type { Summary } from '../summary.js';

/** What something costs for certain: 0 is nothing to speak of, 1 one allocation, 2 more, or what nobody can tell. */
export type Weight = 0 | 1 | 2;

export function sum(weights: Iterable<Weight>): Weight {
  let total = 0;
  for (const weight of weights) total += weight;
  return total > 1 ? 2 : (total as Weight);
}

/** What every call of a function costs that ends well, beside conversions of text, which are judged by themselves. */
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
      return instruction.callee.kind === 'builtin' ? ofBuiltin(instruction) : ofCall(instruction);
    case 'spawn':
      return 2;
    case 'make':
      return 1;
    case 'alloc':
      return instruction.of === 'variable' ? 0 : 1;
    case 'composite': {
      const { kind } = body.types.underlying(instruction.type);
      return kind === 'slice' || kind === 'map' ? 1 : 0;
    }
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

function isText(instruction: Instruction, body: Body): boolean {
  const type = body.types.underlying(typeOfValue(instruction, body));
  return type.kind === 'basic' && type.name === 'string';
}

/** The blocks on every path to an end that is no failure. */
function unavoidable(body: Body, store: FactStore): readonly Block[] {
  const failing = store.get(errorPaths);
  const ends = body.blocks.filter((block) => terminator(block).op === 'return' && !failing.include(block, body));
  const dominators = dominatorsIn(body);
  return body.blocks.filter((block) => ends.length > 0 && ends.every((end) => dominators.dominates(block, end)));
}
