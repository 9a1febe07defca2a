import type { BuildConfiguration } from './configuration.js';
import { differenceFrom, satisfiedTags } from './configuration.js';
import { holds } from './constraints.js';
import { coverLeftOut, ignoreConfiguration } from './coverage.js';
import { byCodeUnits } from './files.js';
import { baseName } from './paths.js';
import type { SourceFile } from './source-file.js';

/** The files of a package that build together, before its imports are looked up. */
export interface Build {
  readonly name: string;
  readonly configuration: BuildConfiguration;
  readonly files: readonly SourceFile[];
  /** Paths of the files that no earlier build of the package brings in, of those whose findings are asked for. */
  readonly reported: ReadonlySet<string>;
  /** What sets the build apart from others of its package and directory; empty for the plain one. */
  readonly variant: string;
  /** Whether it holds _test.go files. */
  readonly tested: boolean;
}

/** The builds of a directory's packages. */
export interface Builds {
  readonly builds: readonly Build[];
  /** Of the files whose findings are asked for, those that no build tried includes. */
  readonly inNone: readonly SourceFile[];
}

/** The variant of a package that its in-package tests are part of. */
export const withTests = 'with tests';

/** So many configurations are tried beside the base. */
const maxExtraConfigurations = 3;

/** What setting apart the files of a directory takes. */
export interface BuildRequest {
  readonly base: BuildConfiguration;
  /** In order of their names. */
  readonly files: readonly SourceFile[];
  /** Whether the findings of a file are asked for: configurations are sought for these alone. */
  isReported(file: SourceFile): boolean;
  /** Names that a file declares at package level. */
  declares(file: SourceFile): ReadonlySet<string>;
}

/**
 * Sets the files of one directory apart: by package clause, and each package by what builds together. The plain build
 * is what importers see; in-package tests join it in a variant; then come extra configurations for files that the base
 * leaves out, and one build for each program that `ignore` keeps out of every configuration.
 */
export function buildsOf(request: BuildRequest): Builds {
  const builds: Build[] = [];
  const inNone: SourceFile[] = [];
  const names = [...new Set(request.files.map(({ file }) => file.packageName))].sort(byCodeUnits);
  for (const name of names) {
    const files = request.files.filter(({ file }) => file.packageName === name);
    const own = buildsOfPackage(name, files, request);
    builds.push(...own.builds);
    inNone.push(...own.inNone);
  }
  return { builds, inNone };
}

/** A file that is no part of its directory's packages, by itself: Go passes over names that begin with `_` or `.`. */
export function buildAlone(source: SourceFile, request: BuildRequest): Builds {
  const isInBase = includedIn(request.base, [source]).length > 0;
  const configuration = isInBase
    ? request.base
    : (coverLeftOut(request.base, [leftOut(source, request)], 1)[0]?.configuration ??
      ignoreConfiguration(request.base, source.constraint));
  if (configuration === undefined) return { builds: [], inNone: [source] };
  return { builds: [single(source, configuration, request)], inNone: [] };
}

/** The build that importers of a directory see: of the package with the most files, a command only if all are. */
export function importedBuild(builds: readonly Build[], base: BuildConfiguration): Build | undefined {
  const plain = builds.filter((build) => !build.tested && build.variant === '');
  const candidates = plain.length > 0 ? plain : builds.filter((build) => !build.tested && isShared(build, base));
  return candidates.reduce<Build | undefined>((best, build) => {
    if (best === undefined) return build;
    if ((best.name === 'main') !== (build.name === 'main')) return best.name === 'main' ? build : best;
    return build.files.length > best.files.length ? build : best;
  }, undefined);
}

/** Whether a package that the base leaves out altogether is there in this configuration: no `ignore`d program. */
function isShared({ configuration }: Build, base: BuildConfiguration): boolean {
  return configuration.tags.includes('ignore') === base.tags.includes('ignore');
}

function buildsOfPackage(name: string, files: readonly SourceFile[], request: BuildRequest): Builds {
  const { base } = request;
  const builds: Build[] = [];
  const inBase = includedIn(base, files);
  const plain = inBase.filter(({ file }) => !file.test);
  const tests = inBase.filter(({ file }) => file.test);
  const build = (
    configuration: BuildConfiguration,
    members: readonly SourceFile[],
    news: readonly SourceFile[],
    variant: string,
  ): void => {
    const tested = members.some(({ file }) => file.test);
    builds.push({ name, configuration, files: members, reported: reportedOf(news, request), variant, tested });
  };

  if (plain.length > 0) build(base, plain, plain, '');
  if (tests.length > 0) build(base, inBase, tests, withTests);

  const wanted = files.filter((source) => !inBase.includes(source) && request.isReported(source));
  const covered = new Set<SourceFile>();
  const candidates = wanted.map((source) => leftOut(source, request));
  for (const { configuration, admitted } of coverLeftOut(base, candidates, maxExtraConfigurations)) {
    const news = admitted.map(({ source }) => source);
    build(configuration, includedIn(configuration, files), news, differenceFrom(base, configuration));
    for (const source of news) covered.add(source);
  }

  const inNone: SourceFile[] = [];
  for (const source of wanted.filter((each) => !covered.has(each))) {
    const configuration = ignoreConfiguration(base, source.constraint);
    if (configuration === undefined) inNone.push(source);
    else builds.push(single(source, configuration, request));
  }
  return { builds, inNone };
}

function single(source: SourceFile, configuration: BuildConfiguration, request: BuildRequest): Build {
  const { packageName, path, test } = source.file;
  const reported = reportedOf([source], request);
  return { name: packageName, configuration, files: [source], reported, variant: `./${baseName(path)}`, tested: test };
}

function reportedOf(files: readonly SourceFile[], request: BuildRequest): ReadonlySet<string> {
  return new Set(files.filter((source) => request.isReported(source)).map(({ file }) => file.path));
}

function includedIn(configuration: BuildConfiguration, files: readonly SourceFile[]): SourceFile[] {
  const tags = satisfiedTags(configuration);
  return files.filter(({ constraint }) => holds(constraint, tags));
}

function leftOut(source: SourceFile, request: BuildRequest) {
  return { source, constraint: source.constraint, declares: () => request.declares(source) };
}
