import { EMPTIED, FILLED, KEPT, TOUCHED, UNKNOWN, ZEROED } from '../../src/engine/facts/pools/content.js';
import type { Left } from '../../src/engine/facts/pools/pool-effects.js';
import { poolEffects } from '../../src/engine/facts/pools/pools.js';
import { ofFunction, parameterName } from './asked.js';

export const unknown = 'unknown';

/**
 * What the function does to pooled values: `b put in buffers with data emptied`, `b left with data filled`, `b.data added to
 * as it came`, `b kept`, `result 0 from buffers`, `result 0 is b`; `nothing`, `unknown`.
 */
export default ofFunction(poolEffects, ({ known, params, results }, body) => {
  if (!known) return 'unknown';
  const done = Object.entries(params).flatMap(([index, { exits, uses, puts, keeps }]) => {
    const name = parameterName(Number(index), body);
    return [
      ...puts.map(({ pool, contents }) => `${name} put in ${pool.name}${inWords(contents)}`),
      ...(Object.keys(exits).length === 0 ? [] : [`${name} left${inWords(exits)}`]),
      ...uses.map((path) => `${path === '' ? name : `${name}.${path}`} added to as it came`),
      ...(keeps ? [`${name} kept`] : []),
    ];
  });
  const made = Object.entries(results).flatMap(([index, { param, pool, contents }]) => {
    if (param >= 0) return `result ${index} is ${parameterName(param, body)}`;
    return pool === undefined ? [] : `result ${index} from ${pool.name}${inWords(contents)}`;
  });
  return [...done, ...made].join('; ') || 'nothing';
});

function inWords(contents: Readonly<Record<string, Left>>): string {
  const parts = Object.entries(contents).map(
    ([path, left]) => `${path === '' ? 'the whole' : path} ${contentOf(left)}`,
  );
  return parts.length === 0 ? '' : ` with ${parts.join(' and ')}`;
}

function contentOf({ flags, taken }: Left): string {
  const words = [
    ...(taken.length > 0 ? ['as it came'] : []),
    ...[...states].flatMap(([flag, word]) => ((flags & flag) === 0 ? [] : [word])),
  ];
  return words.join(' or ') || 'empty';
}

const states: ReadonlyMap<number, string> = new Map([
  [EMPTIED, 'emptied'],
  [FILLED, 'filled'],
  [ZEROED, 'zeroed'],
  [UNKNOWN, 'unknown'],
  [KEPT, 'over its array'],
  [TOUCHED, 'touched'],
]);
