import { followWays } from '../../src/engine/flow/feasible.js';
import { outcomeOf } from '../../src/engine/flow/outcomes.js';
import type { PathCondition } from '../../src/engine/flow/path-condition.js';
import { type Body, type Instruction, instructions, outwards } from '../../src/engine/flow/ssa.js';
import { type Ask, instructionsAt } from './asked.js';

/**
 * How the call of the named function came out, on all ways from it to the call on the line: `failed`, `failed or
 * unknown`, `never` where none leads there. The call on the line may stand in a deferred literal.
 */
const ask: Ask = (asked) => {
  for (const { instruction: here, body } of instructionsAt(asked)) {
    if (here.op !== 'call') continue;
    const around = [...outwards(body)].find((one) => callOf(asked.subject, one) !== undefined);
    const call = around && callOf(asked.subject, around);
    if (around === undefined || call === undefined) return undefined;
    const found = new Set<string>();
    const all = followWays(around, call, [call], (instruction, known) => {
      const look = (at: Instruction, there: PathCondition) => {
        if (at === here) found.add(outcomeOf(call, around, there) ?? 'unknown');
        return true;
      };
      if (body === around) look(instruction, known);
      else if (instruction.op === 'rundefers') followWays(body, known.in(body), [], look);
      return instruction !== call;
    });
    if (!all) return 'too many ways';
    return found.size === 0 ? 'never' : [...found].sort().join(' or ');
  }
  return undefined;
};

function callOf(text: string, body: Body): Instruction | undefined {
  const { tree } = body.file;
  return instructions(body).find((one) => tree.text(one.node).startsWith(`${text}(`) || tree.text(one.node) === text);
}

export default ask;
