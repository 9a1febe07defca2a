import type { BuildConfiguration } from './configuration.js';
import type { Godebug } from './godebug.js';
import type { ImportSpec } from './header.js';
import type { GoVersion } from './versions.js';

/** A Go module: what a go.mod file stands for. */
export interface Module {
  /** The module path; empty when go.mod does not say. */
  readonly path: string;
  /** Absolute path of the directory that holds go.mod. */
  readonly directory: string;
  /** The language version of its files. */
  readonly goVersion: GoVersion;
}

/** A file of a unit, as far as its header tells. */
export interface GoFile {
  /** Absolute, with `/`. */
  readonly path: string;
  readonly packageName: string;
  readonly imports: readonly ImportSpec[];
  /** Marked as generated in the way that `go help generate` describes. */
  readonly generated: boolean;
  /** Imports "C". */
  readonly cgo: boolean;
  /** Ends in `_test.go`. */
  readonly test: boolean;
  /** In bytes. */
  readonly size: number;
  /** The language version of this file: the module's, unless a `//go:build` line changes it. */
  readonly goVersion: GoVersion;
}

/** What an import path of a unit stands for. */
export type Import =
  | { readonly path: string; readonly kind: 'unit'; readonly unit: string }
  /** A package of which only the declarations may be used: vendored, in the module cache, or outside the project. */
  | { readonly path: string; readonly kind: 'declarations'; readonly directory: string }
  /** By its path a package of the standard library; whether there is such a one, the knowledge of it tells. */
  | { readonly path: string; readonly kind: 'standard' }
  | { readonly path: string; readonly kind: 'cgo' }
  | { readonly path: string; readonly kind: 'unknown'; readonly reason: string };

/** The files of one package that build together in one configuration: what is analysed as a whole. Plain JSON but for `reported`. */
export interface Unit {
  /** Unique in a project and the same in every run: directory, package name and what sets the unit apart. */
  readonly id: string;
  readonly importPath: string;
  /** Of the package clause. */
  readonly name: string;
  readonly directory: string;
  readonly module: Module | undefined;
  readonly configuration: BuildConfiguration;
  /** The language version of the module, or outside modules. */
  readonly goVersion: GoVersion;
  /** What builds the package: it decides what the compiler copies and what the library does. */
  readonly toolchain: GoVersion;
  /** Whether that is named, and not merely assumed. */
  readonly isToolchainNamed: boolean;
  /** How the runtime behaves in programs of the module. */
  readonly godebug: Godebug;
  /** In order of their names. */
  readonly files: readonly GoFile[];
  /** Paths of the files whose findings are asked for. Every file is in at most one unit's. Empty: only context. */
  readonly reported: ReadonlySet<string>;
  /** One for each import path of the files, in order of the paths. */
  readonly imports: readonly Import[];
}

/** The declarations-only view of a package outside the project's units. */
export interface DeclarationPackage {
  readonly directory: string;
  readonly name: string;
  /** The files without tests that the base configuration includes. */
  readonly files: readonly GoFile[];
  /** Never of kind `unit`. */
  readonly imports: readonly Import[];
}
