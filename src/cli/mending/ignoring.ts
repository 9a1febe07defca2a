import type { Diagnostic } from '../../engine/run/diagnostic.js';
import type { Source } from '../../engine/text/source.js';

/**
 * A file's text with a comment above each line that has findings, which silences them. A comment of that kind that is
 * there already gets the rules added.
 *
 * @param found findings of this file that no comment silences yet
 */
export function withIgnores(source: Source, found: readonly Diagnostic[], reason: string): string {
  const rulesByLine = new Map<number, Set<string>>();
  for (const { rule, place } of found) {
    const rules = rulesByLine.get(place.line) ?? new Set();
    rulesByLine.set(place.line, rules.add(rule));
  }
  const lineEnd = source.text.includes('\r\n') ? '\r\n' : '\n';
  const rows = source.text.split(/\r?\n/);
  const result = rows.slice();
  for (const [line, rules] of [...rulesByLine].sort(([a], [b]) => b - a)) {
    const above = rows[line - 2] ?? '';
    const own = ownDirective.exec(above);
    if (own === null) result.splice(line - 1, 0, ...comment(rows[line - 1] ?? '', above, [...rules].sort(), reason));
    else result[line - 2] = `${own[1]}${[...new Set([...own[2].split(','), ...rules])].join(',')}${own[3]}`;
  }
  return result.join(lineEnd);
}

const ownDirective = /^(\s*\/\/oomlint:ignore )([^\s,]+(?:,[^\s,]+)*)(.*)$/;

/** As gofmt would have it: before a closing brace comments stand with what is inside, in a doc comment apart. */
function comment(row: string, above: string, rules: readonly string[], reason: string): string[] {
  const [indentation] = /^\s*/.exec(row) ?? [''];
  const inside = /^\s*[)}\]]/.test(row) ? '\t' : '';
  const directive = `${indentation}${inside}//oomlint:ignore ${rules.join(',')} ${reason}`;
  const isDocumented = indentation === '' && /^\/\/(?![a-z0-9]+:)/.test(above);
  return isDocumented ? ['//', directive] : [directive];
}
