import { obligations } from '../../src/engine/facts/resources/obligations.js';
import { type Ask, type Asked, instructionsAt } from './asked.js';

/** What becomes of what a call on the line acquires: `released`, `leaks at +3 and +7, released`: so many lines below. */
const ask: Ask = (asked) => {
  const answers = instructionsAt(asked).flatMap(({ instruction, body }) =>
    asked.store
      .get(obligations)
      .of(body)
      .filter(
        ({ call, resource }) => call === instruction && (asked.subject === '' || resource.holds === asked.subject),
      )
      .map(({ leaks, renewed, fates, complete }) => {
        if (!complete) return 'unknown';
        const lines = leaks.map(({ node }) => lineOf(node, asked) - asked.line).sort((a, b) => a - b);
        const parts = [
          ...(lines.length === 0 ? [] : [`leaks at ${lines.map((line) => `+${line}`).join(' and ')}`]),
          ...(renewed ? ['acquired again'] : []),
          ...[...fates].sort(),
        ];
        return parts.join(', ');
      }),
  );
  return answers.length === 0 ? undefined : answers.join('; ');
};

function lineOf(node: number, { file: { tree } }: Asked): number {
  // A function that ends without a return statement ends with its last line.
  const place = tree.source.position(tree.text(node).startsWith('{') ? tree.end(node) - 1 : tree.start(node));
  return place.line;
}

export default ask;
