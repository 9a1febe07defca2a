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
  const experiments = [...defaultExperiments(goos, goarch)].sort();
  return { goos, goarch, cgo: true, compiler: 'gc', experiments, tags: [...new Set(tags)].sort() };
}

export const experimentPrefix = 'goexperiment.';

/** The old name of an experiment's tag (go/build, Context.matchTag). */
const oldTags: ReadonlyMap<string, string> = new Map([['boringcrypto', `${experimentPrefix}boringcrypto`]]);

export function canonicalTag(tag: string): string {
  return oldTags.get(tag) ?? tag;
}

/** A tag that the release of Go decides. */
export function isReleaseTag(tag: string): boolean {
  return tag.startsWith('go1.');
}

const releaseTags = Array.from({ length: currentMinor }, (_, index) => `go1.${index + 1}`);
const platformTagSets = new Map<string, ReadonlySet<string>>();

/** The tags that hold on a platform whatever else is configured, the release tags among them. */
export function platformTags(goos: string, goarch: string): ReadonlySet<string> {
  const key = `${goos}/${goarch}`;
  let tags = platformTagSets.get(key);
  if (tags === undefined) {
    const features = architectureFeatures.get(goarch) ?? [];
    tags = new Set([goos, goarch, ...releaseTags, ...features.map((feature) => `${goarch}.${feature}`)])
      .add(impliedSystem.get(goos) ?? goos)
      .add(unixSystems.has(goos) ? 'unix' : goos);
    platformTagSets.set(key, tags);
  }
  return tags;
}

/** Every build tag that the configuration satisfies. */
export function satisfiedTags(configuration: BuildConfiguration): ReadonlySet<string> {
  const { goos, goarch, cgo, compiler, experiments, tags } = configuration;
  const satisfied = new Set([...platformTags(goos, goarch), ...tags, compiler]);
  if (cgo) satisfied.add('cgo');
  for (const name of experiments) satisfied.add(experimentPrefix + name);
  for (const [old, tag] of oldTags) if (satisfied.has(tag)) satisfied.add(old);
  return satisfied;
}

/** How a configuration differs from the base, for people: `windows/amd64 without cgo, integration`. */
export function differenceFrom(base: BuildConfiguration, other: BuildConfiguration): string {
  const parts: string[] = [];
  if (other.goos !== base.goos || other.goarch !== base.goarch) parts.push(`${other.goos}/${other.goarch}`);
  if (other.compiler !== base.compiler) parts.push(other.compiler);
  if (other.cgo !== base.cgo) parts.push(other.cgo ? 'cgo' : '!cgo');
  const usual = defaultExperiments(other.goos, other.goarch);
  for (const name of other.experiments) if (!usual.includes(name)) parts.push(experimentPrefix + name);
  for (const name of usual) if (!other.experiments.includes(name)) parts.push(`!${experimentPrefix}${name}`);
  parts.push(...other.tags.filter((tag) => !base.tags.includes(tag)));
  return parts.join(' ');
}
