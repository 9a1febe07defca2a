import { followWays } from '../../src/engine/flow/feasible.js';
import { outcomeOf } from '../../src/engine/flow/outcomes.js';
import { type Body, type Instruction, instructions } from '../../src/engine/flow/ssa.js';
import { type Ask, instructionsAt } from './asked.js';

/**
 * How the call of the named function came out, on all ways from it to the call on the line: `failed`, `failed or
 * unknown`, `never` where none leads there.
 */
const ask: Ask = (asked) => {
  for (const { instruction: here, body } of instructionsAt(asked)) {
    if (here.op !== 'call') continue;
    const call = callOf(asked.subject, body);
    if (call === undefined) return undefined;
    const found = new Set<string>();
    const all = followWays(body, call, [call], (instruction, known) => {
      if (instruction === here) found.add(outcomeOf(call, known) ?? 'unknown');
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
