import { architectureFeatures, currentMinor, defaultExperiments, impliedSystem, unixSystems } from './platforms.js';

/** What decides which files of a package build together. Plain JSON. */
export interface BuildConfiguration {
  readonly goos: string;
  readonly goarch: string;
  readonly cgo: boolean;
  readonly compiler: 'gc' | 'gccgo';
  /** GOEXPERIMENTs that are on, without the `goexperiment.` of their tags, sorted. */
  readonly experiments: readonly string[];
  /** Custom tags, sorted. */
  readonly tags: readonly string[];
}

/** The configuration of a plain build, never the host's. */
export function baseConfiguration(goos = 'linux', goarch = 'amd64', tags: readonly string[] = []): BuildConfiguration {
  const experiments = [...defaultExperiments(goarch)].sort();
  return { goos, goarch, cgo: true, compiler: 'gc', experiments, tags: [...new Set(tags)].sort() };
}

export const experimentPrefix = 'goexperiment.';

/** The old name of a tag that has two, replaced (go/build, Context.matchTag). */
export function canonicalTag(tag: string): string {
  return tag === 'boringcrypto' ? `${experimentPrefix}boringcrypto` : tag;
}

/**
 * What a platform by itself says about a tag; undefined when that is left to the rest of the configuration.
 * Go's own release tags belong to it: every configuration has them up to the current release.
 */
export function platformSays(goos: string, goarch: string, tag: string): boolean | undefined {
  if (tag === goos || tag === goarch || tag === impliedSystem.get(goos)) return true;
  if (tag === 'unix') return unixSystems.has(goos);
  const release = /^go1\.([1-9][0-9]*)$/.exec(tag);
  if (release) return Number(release[1]) <= currentMinor;
  if (architectureFeatures.get(goarch)?.some((feature) => tag === `${goarch}.${feature}`)) return true;
  return undefined;
}

/** Whether the configuration satisfies a build tag. */
export function satisfies(configuration: BuildConfiguration, name: string): boolean {
  const { goos, goarch, cgo, compiler, experiments, tags } = configuration;
  if (name === 'cgo' && cgo) return true;
  if (name === compiler) return true;
  const tag = canonicalTag(name);
  if (platformSays(goos, goarch, tag)) return true;
  if (tag.startsWith(experimentPrefix) && experiments.includes(tag.slice(experimentPrefix.length))) return true;
  return tags.includes(tag) || tags.includes(name);
}

/** How a configuration differs from the base, for people: `windows/amd64 without cgo, integration`. */
export function differenceFrom(base: BuildConfiguration, other: BuildConfiguration): string {
  const parts: string[] = [];
  if (other.goos !== base.goos || other.goarch !== base.goarch) parts.push(`${other.goos}/${other.goarch}`);
  if (other.compiler !== base.compiler) parts.push(other.compiler);
  if (other.cgo !== base.cgo) parts.push(other.cgo ? 'cgo' : '!cgo');
  const usual = defaultExperiments(other.goarch);
  for (const name of other.experiments) if (!usual.includes(name)) parts.push(experimentPrefix + name);
  for (const name of usual) if (!other.experiments.includes(name)) parts.push(`!${experimentPrefix}${name}`);
  parts.push(...other.tags.filter((tag) => !base.tags.includes(tag)));
  return parts.join(' ');
}
