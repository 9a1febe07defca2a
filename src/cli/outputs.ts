import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { plainPaint } from '../engine/report/paint.js';
import type { Report } from '../engine/report/report.js';
import { summaryRows } from '../engine/report/text-summary.js';
import { wantsColour } from './colour.js';
import type { Destination } from './destinations.js';
import { reasonOf } from './file-errors.js';
import { formats, type Presentation } from './formats.js';
import type { Host } from './host.js';
import type { Messages } from './messages.js';
import type { Settings } from './settings.js';

/** Columns of text that goes to a file or a log. */
const logWidth = 120;

/**
 * Writes every format where it is to go; the figures go to standard error when nothing goes to standard output.
 *
 * @returns whether all of them could be written
 */
export async function writeOutputs(
  destinations: readonly Destination[],
  report: Report,
  settings: Settings,
  host: Host,
  messages: Messages,
): Promise<boolean> {
  let complete = true;
  for (const destination of destinations) {
    if (!(await write(destination, report, settings, host, messages))) complete = false;
  }
  if (destinations.every(({ file }) => file !== undefined)) {
    for (const row of summaryRows(report, settings.stats, plainPaint)) messages.note(row, '');
  }
  return complete;
}

/** @returns whether the output could be written */
async function write(
  { format, file }: Destination,
  report: Report,
  settings: Settings,
  host: Host,
  messages: Messages,
): Promise<boolean> {
  const text = await formats[format](report, presentationOf(settings, host, file !== undefined));
  if (file === undefined) {
    host.stdout.write(text);
    return true;
  }
  try {
    writeFileSync(resolve(host.cwd, file), text);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') return true; // a reader that has seen enough is no error
    messages.error(`${file}: the ${format} output cannot be written: ${reasonOf(error)}`);
    return false;
  }
}

function presentationOf({ quiet, stats, colour: when, category }: Settings, host: Host, toFile: boolean): Presentation {
  const colour = toFile ? when === 'always' : wantsColour(when, host);
  const width = toFile || !host.stdout.isTTY ? logWidth : (host.stdout.columns ?? logWidth);
  return { text: { colour, width, quiet, stats }, ...(category === undefined ? {} : { category }) };
}
