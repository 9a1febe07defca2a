import { knownBefore } from '../../src/engine/flow/feasible.js';
import { call } from '../../src/engine/syntax/go.js';
import { type Ask, instructionsAt } from './asked.js';

/** What is known of an argument of the function call on the line, whatever the way to it: `nil`, `not nil`, `true`, `false`. */
const ask: Ask = (asked) => {
  for (const { instruction, body } of instructionsAt(asked)) {
    if (instruction.op !== 'call') continue;
    const { tree } = body.file;
    const index = call(tree, instruction.node).args.findIndex((argument) => tree.text(argument) === asked.subject);
    if (index < 0) continue;
    const argument = instruction.args[index];
    const known = knownBefore(instruction, body);
    if (known === undefined) return 'never reached';
    const [isNil, isTrue] = [known.isNil(argument), known.isTrue(argument)];
    if (isNil !== undefined) return isNil ? 'nil' : 'not nil';
    return isTrue === undefined ? 'unknown' : String(isTrue);
  }
  return undefined;
};

export default ask;
