import type { Source } from '../text/source.js';

const tab = 9;
const lineFeed = 10;
const carriageReturn = 13;
const space = 32;
const endOfFile = 0xffff;
const byteOrderMark = 0xfeff;

/** How many units (not counting spaces and tabs) from the start of a line its hash covers. */
const blockSize = 100;
const multiplier = 37;
const two32 = 2 ** 32;

/** 37 to the power of the block size, modulo 2⁶⁴, in halves. */
const [dropHigh, dropLow] = powerOfMultiplier(blockSize);

/**
 * The `primaryLocationLineHash` of every line, the first at index 0, as GitHub's upload action computes it from the
 * file (github/codeql-action, src/fingerprints.ts); when a log brings its own, GitHub compares the two.
 *
 * A rolling hash over the hundred UTF-16 units from the first one of a line that is neither space nor tab, into the
 * lines that follow. CR and CRLF count as LF, and a lone CR ends a line, which shifts the numbers of later lines
 * against Go's; a space between CR and LF makes two lines of them. The file ends in 0xFFFF and then zeros. Equal
 * hashes are told apart by `:n`, their number in the file.
 */
export function lineHashes(source: Source): string[] {
  const roller = new Roller();
  if (source.hasByteOrderMark) roller.add(byteOrderMark);
  const { text } = source;
  for (let i = 0; i < text.length; i++) roller.add(text.charCodeAt(i));
  roller.add(endOfFile);
  roller.finish();
  return roller.hashes;
}

class Roller {
  readonly hashes: string[] = [];
  readonly #seen = new Map<string, number>();
  readonly #window = new Uint16Array(blockSize);
  /** Whether a line begins at that slot of the window. */
  readonly #startsLine = new Array<boolean>(blockSize).fill(false);
  #slot = 0;
  #high = 0;
  #low = 0;
  #atLineStart = true;
  #afterReturn = false;

  add(unit: number): void {
    const skipped = unit === space || unit === tab || (this.#afterReturn && unit === lineFeed);
    this.#afterReturn = unit === carriageReturn;
    if (skipped) return;
    const normal = unit === carriageReturn ? lineFeed : unit;
    this.#leave();
    this.#startsLine[this.#slot] = this.#atLineStart;
    this.#atLineStart = normal === lineFeed;
    this.#roll(normal);
  }

  /** Pads the last lines with zeros. */
  finish(): void {
    for (let i = 0; i < blockSize; i++) {
      this.#leave();
      this.#roll(0);
    }
  }

  /** The slot that is about to be overwritten holds the oldest unit: if a line begins there, its hash is complete. */
  #leave(): void {
    if (!this.#startsLine[this.#slot]) return;
    this.#startsLine[this.#slot] = false;
    const { high, low } = { high: this.#high, low: this.#low };
    const hash = high === 0 ? low.toString(16) : high.toString(16) + low.toString(16).padStart(8, '0');
    const count = (this.#seen.get(hash) ?? 0) + 1;
    this.#seen.set(hash, count);
    this.hashes.push(`${hash}:${count}`);
  }

  /** hash · 37 + unit − oldest · 37¹⁰⁰ modulo 2⁶⁴. Halves of 32 bits keep every product below 2⁵³. */
  #roll(unit: number): void {
    const oldest = this.#window[this.#slot];
    this.#window[this.#slot] = unit;
    this.#slot = (this.#slot + 1) % blockSize;
    const low = this.#low * multiplier + unit - dropLow * oldest;
    const high = this.#high * multiplier + Math.floor(low / two32) - dropHigh * oldest;
    this.#low = modulo(low);
    this.#high = modulo(high);
  }
}

function powerOfMultiplier(exponent: number): [high: number, low: number] {
  let high = 0;
  let low = 1;
  for (let i = 0; i < exponent; i++) {
    const product = low * multiplier;
    high = modulo(high * multiplier + Math.floor(product / two32));
    low = modulo(product);
  }
  return [high, low];
}

/** The remainder in [0, 2³²). */
function modulo(value: number): number {
  return value - Math.floor(value / two32) * two32;
}
