import { nearest } from '../engine/text/nearest.js';

/** The command was called, or configured, in a way that it does not understand; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** What is wrong, one mistake each. */
  readonly mistakes: readonly string[];

  constructor(mistakes: string | readonly string[]) {
    const all = typeof mistakes === 'string' ? [mistakes] : mistakes;
    super(all.join('\n'));
    this.mistakes = all;
  }
}

/** What to write for a word that is none of some: the nearest one, or the list. */
export function instead(word: string, known: readonly string[]): string {
  const meant = nearest(word, known);
  return meant === undefined ? `it takes ${listed(known)}` : `did you mean ${meant}?`;
}

/** `a, b or c` */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
