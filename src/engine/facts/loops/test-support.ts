import type { PackageFile } from '../../names/package.js';

/** Whether a file is there for tests, though it is none: it imports testing. */
export function supportsTests({ scope }: PackageFile): boolean {
  return [...scope.symbols()].some((symbol) => symbol.kind === 'package' && symbol.path === 'testing');
}
