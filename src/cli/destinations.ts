import { type FormatName, formatNames } from './formats.js';
import type { Host } from './host.js';
import { instead, UsageError } from './usage-error.js';

/** A format and where it goes. */
export interface Destination {
  readonly format: FormatName;
  /** As given; absent: standard output. */
  readonly file?: string;
}

/** Where output goes when nobody says it: in a GitHub workflow, annotations come behind the text. */
export function usualDestinations({ env }: Host): Destination[] {
  return env.GITHUB_ACTIONS === 'true' ? [{ format: 'text' }, { format: 'github' }] : [{ format: 'text' }];
}

/**
 * Reads the values of `--format`: `NAME` or `NAME:FILE`.
 *
 * @throws UsageError for an unknown format, or two that would go to the same place
 */
export function destinationsOf(values: readonly string[]): Destination[] {
  const destinations = values.map(destinationOf);
  for (const [i, { file }] of destinations.entries()) {
    const other = destinations.slice(0, i).find((one) => one.file === file);
    if (other === undefined) continue;
    const [first, second] = [other.format, destinations[i].format];
    if (file !== undefined) throw new UsageError(`--format: ${first} and ${second} both go to ${file}`);
    const example = `--format ${first} --format ${second}:FILE`;
    throw new UsageError(`--format: ${first} and ${second} both go to standard output; give one a file, ${example}`);
  }
  return destinations;
}

function destinationOf(value: string): Destination {
  const colon = value.indexOf(':');
  const name = colon < 0 ? value : value.slice(0, colon);
  const file = colon < 0 ? undefined : value.slice(colon + 1);
  const format = formatNames.find((known) => known === name);
  if (format === undefined) throw new UsageError(`--format cannot be ${name}; ${instead(name, formatNames)}`);
  if (file === '') throw new UsageError(`--format ${value} names no file`);
  return file === undefined ? { format } : { format, file };
}
