import { readFileSync } from 'node:fs';
import type { RuleExamples } from '../engine/report/explain.js';

/** The documented examples of every rule that has some, as `npm run generate` writes them. */
export function readExamples(): ReadonlyMap<string, RuleExamples> {
  const file = new URL('../../knowledge/examples.json', import.meta.url);
  return new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, RuleExamples>));
}
