import { LineCounter, parseDocument, type YAMLError } from 'yaml';
import { printable } from '../../engine/report/escape.js';
import { UsageError } from '../usage-error.js';
import { type Config, configShape, type Vocabulary } from './config-shape.js';
import type { ConfigText } from './find.js';
import { type Problem, Reading } from './reading.js';

/** A configuration without a mistake in it. */
export interface ParsedConfig {
  readonly config: Config;
  /** `.go-oom-lint.yaml:3`, the place of a value by path, `overrides[0].files`; of what holds it when it has none. */
  placeOf(path: string): string;
}

/**
 * Reads a configuration file. JSON is read as the YAML that it is.
 *
 * @throws UsageError with every mistake in it, each with its place
 */
export function parseConfig({ shown, text }: ConfigText, words: Vocabulary): ParsedConfig {
  const lines = new LineCounter();
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${shown}:${line}:${col}`;
  };
  const fail = (problems: readonly Problem[]): never => {
    const inOrder = [...problems].sort((a, b) => a.offset - b.offset);
    const messages = [...new Set(inOrder.map(({ offset, message }) => `${place(offset)}: ${message}`))];
    const more = messages.length - MOST_SHOWN;
    throw new UsageError(more > 0 ? [...messages.slice(0, MOST_SHOWN), `${shown}: ${more} more mistakes`] : messages);
  };

  // Keys that stand twice are found when they are read: yaml looks for them in quadratic time.
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
  });
  const tooDeep = document.errors.find(({ message }) => /call stack/.test(message));
  if (tooDeep !== undefined) fail([{ offset: tooDeep.pos[0], message: 'is nested too deeply' }]);
  const mistakes = [...document.errors, ...document.warnings];
  if (mistakes.length > 0) fail(mistakes.map((mistake) => ({ offset: mistake.pos[0], message: reworded(mistake) })));

  const reading = new Reading(document);
  const config = document.contents === null ? {} : (reading.read(configShape(words), document.contents, '') ?? {});
  if (reading.problems.length > 0) fail(reading.problems);
  return {
    config,
    placeOf(path) {
      let at = path;
      while (at !== '' && !reading.offsets.has(at))
        at = at.slice(0, Math.max(at.lastIndexOf('.'), at.lastIndexOf('['), 0));
      return `${shown}:${lines.linePos(reading.offsets.get(at) ?? 0).line}`;
    },
  };
}

/** A file of another kind than a configuration has a mistake in every line. */
const MOST_SHOWN = 100;

/** As yaml says it, in one line, as a clause. */
function reworded({ code, message }: YAMLError): string {
  if (code === 'MULTIPLE_DOCS') return 'a second document begins here; a configuration has one';
  const line = message.replace(/\s+/g, ' ').replace(/[.:]$/, '').trim();
  return printable(line.charAt(0).toLowerCase() + line.slice(1));
}
