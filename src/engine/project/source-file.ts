import type { Constraint } from './constraints.js';
import { and, fileNameConstraint, impliedGoMinor, tag } from './constraints.js';
import type { FileSystem } from './files.js';
import { FileError } from './files.js';
import type { Header } from './header.js';
import { readHeader } from './header.js';
import { baseName } from './paths.js';
import type { NotAnalysedFile } from './remark.js';
import type { GoFile } from './unit.js';
import { type GoVersion, go1 } from './versions.js';

/** A file and which builds include it. */
export interface SourceFile {
  readonly file: GoFile;
  /** Of the `//go:build` line, the file's name and `import "C"` together. */
  readonly constraint: Constraint | undefined;
  /** Why the `//go:build` line was disregarded. */
  readonly constraintProblem?: string;
}

export type UnusableFile = Omit<NotAnalysedFile, 'path'>;

/** What nearly every file's comments and imports fit into, in bytes. */
const firstRead = 4 * 1024;

/** Reads the top of a file that is in a module, or outside, of that Go version. */
export function readSourceFile(
  files: FileSystem,
  path: string,
  goVersion: GoVersion,
  maxFileSize: number,
): SourceFile | UnusableFile {
  try {
    for (let limit = firstRead; ; limit *= 8) {
      const { bytes, size } = files.readHead(path, limit);
      if (size > maxFileSize) {
        return { kind: 'too-large', message: `has ${size} bytes, more than --max-file-size ${maxFileSize}` };
      }
      const header = readHeader(bytes, bytes.length < limit || bytes.length >= size);
      if (header === undefined) continue;
      return 'problem' in header
        ? { kind: 'header', message: header.problem }
        : describe(path, size, goVersion, header);
    }
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const irregular = error.reason === 'not a regular file';
    return {
      kind: irregular ? 'irregular' : 'unreadable',
      message: irregular ? 'is not a regular file' : error.reason,
    };
  }
}

function describe(path: string, size: number, goVersion: GoVersion, header: Header): SourceFile {
  const { packageName, imports, generated, constraint, constraintProblem } = header;
  const name = baseName(path);
  const cgo = imports.some((spec) => spec.path === 'C');
  return {
    file: {
      path,
      packageName,
      imports,
      generated,
      cgo,
      test: name.endsWith('_test.go'),
      size,
      goVersion: fileGoVersion(goVersion, header),
    },
    constraint: and(and(constraint, fileNameConstraint(name)), cgo ? tag('cgo') : undefined),
    ...(constraintProblem && { constraintProblem }),
  };
}

/** A `//go:build` line cannot take a file below this version (go/types, initFiles). */
const leastFileMinor = 21;

function fileGoVersion(goVersion: GoVersion, { goBuild, constraint }: Header): GoVersion {
  const implied = goBuild && constraint ? impliedGoMinor(constraint) : undefined;
  return implied === undefined ? goVersion : go1(Math.max(implied, leastFileMinor));
}

const declaration = /^(?:func|type|var|const)[ \t]+([\p{L}_][\p{L}\p{Nd}_]*)/gmu;
const decoder = new TextDecoder('utf-8');

/**
 * Names that a formatted file declares at package level, methods left out. A look at the beginnings of lines and not
 * a parse: a raw string can add a name, a parenthesised group adds none.
 */
export function declaredNames(files: FileSystem, path: string): ReadonlySet<string> {
  try {
    const names = decoder.decode(files.readFile(path)).matchAll(declaration);
    return new Set([...names].map((match) => match[1]).filter((name) => name !== '_' && name !== 'init'));
  } catch (error) {
    if (error instanceof FileError) return new Set();
    throw error;
  }
}
