import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The root of the git work tree that holds a directory, itself included; undefined outside of one. Looks for `.git`
 * (a file in linked work trees and submodules) and runs nothing.
 */
export function gitTopLevel(directory: string): string | undefined {
  for (let at = directory; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at.replaceAll('\\', '/');
    if (dirname(at) === at) return undefined;
  }
}
