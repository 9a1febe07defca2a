import { relativePath } from './paths.js';
import { activeOnes, byFile, fullMessage, type Report } from './report.js';
import { type XmlElement, xmlDocument } from './xml.js';

/** The oldest version of Checkstyle whose reports look like this, as other linters say it. */
const version = '4.3';

/** A report as Checkstyle writes it: findings by file, then what went wrong. Columns count UTF-16 units. */
export function formatCheckstyle({ result, pathRoot, cwd }: Report): string {
  const name = (file: string) => ({ name: relativePath(pathRoot, file) });
  const found = [...byFile(activeOnes(result.diagnostics))].map(
    ([file, diagnostics]): XmlElement => ({
      name: 'file',
      attributes: name(file),
      children: diagnostics.map((diagnostic) => ({
        name: 'error',
        attributes: {
          line: diagnostic.place.line,
          column: diagnostic.place.column,
          severity: diagnostic.severity,
          message: fullMessage(diagnostic),
          source: `go-oom-lint.${diagnostic.rule}`,
        },
      })),
    }),
  );
  const failed = result.errors.map(
    ({ message, path = cwd }): XmlElement => ({
      name: 'file',
      attributes: name(path),
      children: [{ name: 'error', attributes: { line: 0, severity: 'error', message, source: 'go-oom-lint' } }],
    }),
  );
  return xmlDocument({ name: 'checkstyle', attributes: { version }, children: [...found, ...failed] });
}
