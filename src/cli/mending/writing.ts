import { randomBytes } from 'node:crypto';
import { readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { Source } from '../../engine/text/source.js';
import { reasonOf } from '../file-errors.js';

/**
 * Gives a Go file a new text, all at once: whoever reads it sees the old one or the new one. Its mode and its byte order
 * mark stay, and a link goes on leading to it.
 *
 * @param before what the file held when it was looked at
 * @returns why it could not be done; undefined when it was
 */
export function rewrite(path: string, before: string, text: string): string | undefined {
  let temporary: string | undefined;
  try {
    const real = realpathSync(path);
    const now = Source.fromBytes(path, readFileSync(real));
    if (now.text !== before) return 'the file has changed meanwhile';
    const { mode } = statSync(real);
    temporary = `${real}.${randomBytes(6).toString('hex')}`;
    writeFileSync(temporary, now.hasByteOrderMark ? `\ufeff${text}` : text, { mode, flag: 'wx' });
    renameSync(temporary, real);
    return undefined;
  } catch (error) {
    if (temporary !== undefined) rmSync(temporary, { force: true });
    return reasonOf(error);
  }
}
