import { renderRuleText } from '../engine/report/explain.js';
import { colourPaint, type Paint, plainPaint } from '../engine/report/paint.js';
import type { RuleDescription } from '../index.js';
import { wantsColour } from './colour.js';
import type { Engine } from './engine.js';
import { readExamples } from './examples.js';
import type { Host } from './host.js';
import { instead, UsageError } from './usage-error.js';

/** Columns of prose: no wider than is comfortable to read. */
const widest = 100;

/** `rules`: a line for each rule, in the order of names. */
export function printRules(colour: string, host: Host, { rules, suppressionRules }: Engine): void {
  const paint = paintFor(colour, host);
  const rows = [...rules, ...suppressionRules];
  const nameWidth = Math.max(...rows.map(({ name }) => name.length));
  for (const { name, docs, ...rule } of rows) {
    const level = rule.default === 'off' ? 'off' : rule.status === 'preview' ? 'preview' : rule.severity;
    host.stdout.write(`${paint('bold', name.padEnd(nameWidth))}  ${level.padEnd(7)}  ${docs.reports}\n`);
  }
}

/**
 * `explain RULE`: what the rule reports, why, and what to do.
 *
 * @throws UsageError when there is no such rule
 */
export function explainRule(name: string, colour: string, host: Host, { rules, suppressionRules }: Engine): void {
  const known: readonly RuleDescription[] = [...rules, ...suppressionRules];
  const rule = known.find((one) => one.name === name || one.formerly?.includes(name));
  if (rule === undefined) {
    const names = known.map((one) => one.name);
    throw new UsageError(`there is no rule ${name}; ${instead(name, names)}`);
  }
  const width = Math.min(widest, host.stdout.isTTY ? (host.stdout.columns ?? widest) : widest);
  host.stdout.write(renderRuleText(rule, readExamples().get(rule.name), width, paintFor(colour, host)));
}

function paintFor(colour: string, host: Host): Paint {
  return wantsColour(colour, host) ? colourPaint : plainPaint;
}
