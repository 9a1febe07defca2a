/** Go source that holds a package's declarations and no bodies. */
export interface PackageDeclarations {
  readonly path: string;
  readonly text: string;
}

/** Where declarations of packages outside the linted code come from: the data shipped with go-oom-lint, or the disk. */
export interface DeclarationSource {
  /** Undefined when nothing is known of the package. */
  lookup(importPath: string): PackageDeclarations | undefined;
  /** The name in the package's clause, without reading the package; undefined when nothing is known of it. */
  nameOf(importPath: string): string | undefined;
}

/** What an index.json says of its packages, by import path; the format is described in knowledge/README.md. */
export interface DeclarationIndex {
  readonly packages: Readonly<Record<string, IndexedPackage>>;
}

export interface IndexedPackage {
  /** Path of the Go file from the index's folder, with `/`. */
  readonly file: string;
  /** The name in the package clause. */
  readonly name: string;
  /** Whether every exported declaration is there, and not only what those of other packages lead to. */
  readonly complete: boolean;
  /** Size of the file, in bytes. */
  readonly bytes: number;
  /** Import paths of the file. */
  readonly imports: readonly string[];
}

/** The packages of an index. `read` returns the text of a file, given by its path from the index's folder. */
export function indexedDeclarations(index: DeclarationIndex, read: (file: string) => string): DeclarationSource {
  return {
    lookup(importPath) {
      // Import paths are data of the linted program: what an object inherits is not an entry.
      if (!Object.hasOwn(index.packages, importPath)) return undefined;
      const { file } = index.packages[importPath];
      return { path: file, text: read(file) };
    },
    nameOf(importPath) {
      return Object.hasOwn(index.packages, importPath) ? index.packages[importPath].name : undefined;
    },
  };
}
