import type { BuildConfiguration } from './configuration.js';
import { canonicalTag, experimentPrefix, isReleaseTag, platformTags, satisfiedTags } from './configuration.js';
import type { Constraint } from './constraints.js';
import { holds } from './constraints.js';
import type { Platform } from './platforms.js';
import { defaultExperiments, knownArchitectures, knownSystems, platforms } from './platforms.js';

/** A file that the configurations so far leave out. */
export interface LeftOut {
  readonly constraint: Constraint | undefined;
  /** Names that the file declares at package level. Asked for only when custom tags are combined. */
  declares(): ReadonlySet<string>;
}

/**
 * Settings of tags that the platform leaves open. A tag that is absent may be either.
 * gccgo stands for the compiler: `gc` true is written as gccgo false.
 */
type Settings = ReadonlyMap<string, boolean>;

/** A build in which some of the left-out files take part. */
interface Attempt<F> {
  readonly configuration: BuildConfiguration;
  readonly admitted: readonly F[];
  /** How many tags are set otherwise than the base has them. */
  readonly changes: number;
}

/**
 * At most `limit` configurations, each the one that admits the most of the files that the ones before leave out; of
 * equals, the one nearest to the base. Files come together only if one build has them all and, where that build takes
 * custom tags of several of them, they declare nothing twice. Files in no configuration are absent from the answer.
 */
export function coverLeftOut<F extends LeftOut>(
  base: BuildConfiguration,
  files: readonly F[],
  limit: number,
): Attempt<F>[] {
  const chosen: Attempt<F>[] = [];
  let rest = files;
  while (chosen.length < limit && rest.length > 0) {
    const best = bestAttempt(base, rest);
    if (best === undefined) break;
    chosen.push(best);
    const admitted = new Set(best.admitted);
    rest = rest.filter((file) => !admitted.has(file));
  }
  return chosen;
}

/**
 * The configuration nearest to the base that admits the constraint once `ignore` is set; undefined: there is none, or
 * `ignore` is not what keeps the file out.
 */
export function ignoreConfiguration(
  base: BuildConfiguration,
  constraint: Constraint | undefined,
): BuildConfiguration | undefined {
  const alone = [{ constraint, declares: () => new Set<string>() }];
  if (bestAttempt(base, alone) !== undefined) return undefined;
  return bestAttempt({ ...base, tags: [...base.tags, ignore].sort() }, alone)?.configuration;
}

/** By convention never set in any build: the file is a program or an alternative of its own. */
const ignore = 'ignore';

function bestAttempt<F extends LeftOut>(base: BuildConfiguration, files: readonly F[]): Attempt<F> | undefined {
  let best: Attempt<F> | undefined;
  for (const platform of candidatePlatforms(base, files)) {
    for (const settings of candidateSettings(base, platform, files)) {
      const configuration = configure(base, platform, settings);
      const tags = satisfiedTags(configuration);
      const admitted = files.filter((file) => holds(file.constraint, tags));
      if (admitted.length === 0 || admitted.length < (best?.admitted.length ?? 0)) continue;
      const changes = changesOf(base, platform, settings);
      const better = best === undefined || admitted.length > best.admitted.length || changes < best.changes;
      if (better) best = { configuration, admitted, changes };
    }
  }
  return best;
}

/**
 * The base's platform, Go's, and for files that only name systems or processors Go has no port to, those; of
 * platforms that these files cannot tell apart, the first.
 */
function candidatePlatforms(base: BuildConfiguration, files: readonly LeftOut[]): Platform[] {
  const own: Platform = [base.goos, base.goarch];
  const tags = [...new Set(files.flatMap((file) => tagsOf(file.constraint)))];
  const foreign = tags.filter((tag) => !ported.has(tag)).sort();
  const systems = foreign.filter((tag) => knownSystems.has(tag));
  const architectures = foreign.filter((tag) => knownArchitectures.has(tag));
  const all = [
    own,
    ...platforms,
    ...systems.flatMap((goos) => [base.goarch, ...architectures].map((goarch): Platform => [goos, goarch])),
    ...architectures.map((goarch): Platform => [base.goos, goarch]),
  ];
  const distinct = new Map<string, Platform>();
  for (const platform of all) {
    const says = (tag: string): boolean | string =>
      settled(base, platform, tag) ?? `open ${usual(base, platform, tag)}`;
    const key = tags.map(says).join();
    if (!distinct.has(key)) distinct.set(key, platform);
  }
  return [...distinct.values()];
}

const ported: ReadonlySet<string> = new Set(platforms.flat());

function tagsOf(constraint: Constraint | undefined): string[] {
  if (constraint === undefined) return [];
  if (constraint.op === 'tag') return [constraint.tag];
  return 'y' in constraint ? [...tagsOf(constraint.x), ...tagsOf(constraint.y)] : tagsOf(constraint.x);
}

/** So many ways to satisfy one constraint are looked at, and so many files' ways are tried as the first. */
const maxWays = 32;

/** What to set on a platform so that files take part: nothing, and what each file needs joined by what others do. */
function candidateSettings(base: BuildConfiguration, platform: Platform, files: readonly LeftOut[]): Settings[] {
  const says = (tag: string): boolean | undefined => settled(base, platform, tag);
  const needs = files
    .map((file) => ({ file, ways: waysToHold(file.constraint, true, says) }))
    .filter(({ ways }) => ways.length > 0);
  const seeds = new Map<string, { settings: Settings; file: LeftOut }>();
  for (const { file, ways } of needs) {
    for (const settings of ways) seeds.set(JSON.stringify([...settings].sort()), { settings, file });
  }
  const alters = (settings: Settings): boolean => changesOf(base, platform, settings) > 0;
  return [...seeds.values()].slice(0, maxWays).map(({ settings, file }) => joinOthers(settings, file, needs, alters));
}

/** Adds what the other files need wherever it contradicts nothing so far, in the files' order. */
function joinOthers(
  seed: Settings,
  first: LeftOut,
  needs: readonly { readonly file: LeftOut; readonly ways: readonly Settings[] }[],
  alters: (settings: Settings) => boolean,
): Settings {
  let joined = seed;
  const members = alters(seed) ? [first] : [];
  for (const { file, ways } of needs) {
    if (file === first) continue;
    const fitting = ways.map((way) => merge(joined, way)).filter((merged) => merged !== undefined);
    const least = fitting.sort((a, b) => a.size - b.size)[0];
    if (least === undefined) continue;
    if (least.size > joined.size && alters(least)) {
      if (members.some((member) => declareAlike(member, file))) continue;
      members.push(file);
    }
    joined = least;
  }
  return joined;
}

function declareAlike(a: LeftOut, b: LeftOut): boolean {
  const names = b.declares();
  for (const name of a.declares()) if (names.has(name)) return true;
  return false;
}

/** Undefined when the two contradict each other. */
function merge(a: Settings, b: Settings): Settings | undefined {
  for (const [tag, on] of b) if ((a.get(tag) ?? on) !== on) return undefined;
  return new Map([...a, ...b]);
}

/** What is not to be changed about a tag: what the platform says, the user's own tags, `ignore`, other platforms. */
function settled(base: BuildConfiguration, [goos, goarch]: Platform, tag: string): boolean | undefined {
  if (platformTags(goos, goarch).has(tag) || base.tags.includes(tag)) return true;
  if (tag === 'unix' || isReleaseTag(tag)) return false;
  if (tag === ignore || knownSystems.has(tag) || knownArchitectures.has(tag)) return false;
  const [architecture] = tag.split('.', 1); // amd64.v3 means something on amd64 alone
  return architecture !== goarch && knownArchitectures.has(architecture) ? false : undefined;
}

/** The settings under any of which the constraint is as wanted: its disjunctive normal form over what is open. */
function waysToHold(
  constraint: Constraint | undefined,
  wanted: boolean,
  says: (tag: string) => boolean | undefined,
): Settings[] {
  if (constraint === undefined) return [new Map()];
  switch (constraint.op) {
    case 'tag': {
      const tag = canonicalTag(constraint.tag);
      const said = says(tag);
      if (said !== undefined) return said === wanted ? [new Map()] : [];
      return [tag === 'gc' ? new Map([['gccgo', !wanted]]) : new Map([[tag, wanted]])];
    }
    case 'not':
      return waysToHold(constraint.x, !wanted, says);
    default: {
      const x = waysToHold(constraint.x, wanted, says);
      const y = waysToHold(constraint.y, wanted, says);
      const either = (constraint.op === 'or') === wanted;
      const ways = either
        ? [...x, ...y]
        : x.flatMap((a) => y.map((b) => merge(a, b)).filter((way) => way !== undefined));
      return ways.slice(0, maxWays);
    }
  }
}

/** How many settings are not as the base has them. */
function changesOf(base: BuildConfiguration, platform: Platform, settings: Settings): number {
  let changes = 0;
  for (const [tag, on] of settings) if (on !== usual(base, platform, tag)) changes++;
  return changes;
}

/** How the base has a tag that is open. */
function usual(base: BuildConfiguration, [goos, goarch]: Platform, tag: string): boolean {
  if (tag === 'cgo') return base.cgo;
  if (tag === 'gccgo') return base.compiler === 'gccgo';
  return (
    tag.startsWith(experimentPrefix) && defaultExperiments(goos, goarch).includes(tag.slice(experimentPrefix.length))
  );
}

function configure(base: BuildConfiguration, [goos, goarch]: Platform, settings: Settings): BuildConfiguration {
  const experiments = new Set(defaultExperiments(goos, goarch));
  const tags = new Set(base.tags);
  for (const [tag, on] of settings) {
    if (tag === 'cgo' || tag === 'gccgo') continue;
    const isExperiment = tag.startsWith(experimentPrefix);
    const set = isExperiment ? experiments : tags;
    const name = isExperiment ? tag.slice(experimentPrefix.length) : tag;
    if (on) set.add(name);
    else set.delete(name);
  }
  return {
    goos,
    goarch,
    cgo: settings.get('cgo') ?? base.cgo,
    compiler: (settings.get('gccgo') ?? base.compiler === 'gccgo') ? 'gccgo' : 'gc',
    experiments: [...experiments].sort(),
    tags: [...tags].sort(),
  };
}
