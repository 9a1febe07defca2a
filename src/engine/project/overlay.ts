import type { Entry, FileSystem } from './files.js';
import { byCodeUnits } from './files.js';
import { baseName, parentOf } from './paths.js';

/**
 * The same files, but one has other contents: what an editor has not saved yet, or what stands on standard input
 * under a file's name. The file need not exist; its directory must.
 */
export function withContents(files: FileSystem, path: string, contents: Uint8Array): FileSystem {
  const name = baseName(path);
  return {
    readFile: (at) => (at === path ? contents : files.readFile(at)),
    readHead: (at, limit) =>
      at === path ? { bytes: contents.subarray(0, limit), size: contents.length } : files.readHead(at, limit),
    stat: (at) => (at === path ? { kind: 'file', size: contents.length } : files.stat(at)),
    realPath: (at) => files.realPath(at) ?? (at === path ? path : undefined),
    list(directory) {
      const entries = files.list(directory);
      if (directory !== parentOf(path) || entries.some((entry) => entry.name === name)) return entries;
      const added: Entry = { name, kind: 'file' };
      return [...entries, added].sort((a, b) => byCodeUnits(a.name, b.name));
    },
  };
}
