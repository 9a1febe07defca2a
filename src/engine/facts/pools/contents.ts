import { type Content, eitherContent, sameContent } from './content.js';

/** What is in places (`class|path`) and in slices that live in variables (the value itself); nothing said: not there yet. */
export type Contents = Map<unknown, Content>;

/** The key of a place. */
export function key(root: number, path: string): string {
  return `${root}|${path}`;
}

/** What may be there where ways meet. */
export function either(all: readonly Contents[]): Contents {
  // Most ways change nothing: they bring the very same contents.
  const [first, ...rest] = new Set(all);
  const joinedAll: Contents = new Map(first);
  for (const one of rest) {
    for (const [place, content] of one) {
      const before = joinedAll.get(place);
      if (before === undefined) joinedAll.set(place, content);
      else if (!sameContent(before, content)) joinedAll.set(place, eitherContent(before, content));
    }
  }
  return joinedAll;
}

export function replace(env: Contents, by: Contents): void {
  env.clear();
  for (const [place, content] of by) env.set(place, content);
}

/** Whether the same leaves a block by each of its ways out. */
export function sameOuts(a: readonly Contents[], b: readonly Contents[]): boolean {
  return a.every((one, i) => {
    const other = b[i];
    if (one.size !== other.size) return false;
    for (const [place, content] of one) {
      const found = other.get(place);
      if (found === undefined || !sameContent(found, content)) return false;
    }
    return true;
  });
}
