/** Go source that holds a package's declarations and no bodies. */
export interface PackageDeclarations {
  readonly path: string;
  readonly text: string;
}

/** Where declarations of packages outside the linted code come from: the data shipped with go-oom-lint, or the disk. */
export interface DeclarationSource {
  /** Undefined when nothing is known of the package. */
  lookup(importPath: string): PackageDeclarations | undefined;
}
