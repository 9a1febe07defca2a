/** The minor version of Go 1 whose language and build tags are assumed where nothing names another one. */
export const currentMinor = 27;

/** Names that count as a GOOS in file names: GOROOT/src/internal/syslist, KnownOS. */
export const knownSystems: ReadonlySet<string> = new Set(
  (
    'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows ' +
    'zos'
  ).split(' '),
);

/** The systems for which the tag `unix` holds: GOROOT/src/internal/syslist, UnixOS. */
export const unixSystems: ReadonlySet<string> = new Set(
  'aix android darwin dragonfly freebsd hurd illumos ios linux netbsd openbsd solaris'.split(' '),
);

/** Systems that satisfy another one's tag too (go/build, Context.matchTag). */
export const impliedSystem: ReadonlyMap<string, string> = new Map([
  ['android', 'linux'],
  ['illumos', 'solaris'],
  ['ios', 'darwin'],
]);

/** Names that count as a GOARCH in file names: GOROOT/src/internal/syslist, KnownArch. */
export const knownArchitectures: ReadonlySet<string> = new Set(
  (
    '386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc ppc64 ' +
    'ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm'
  ).split(' '),
);

/** A GOOS and a GOARCH. */
export type Platform = readonly [goos: string, goarch: string];

/**
 * What Go builds for (`go tool dist list`) or did until lately, the commonest first: of two configurations that bring
 * in as many files, the earlier platform's is taken.
 */
export const platforms: readonly Platform[] = (
  'linux/amd64 windows/amd64 darwin/arm64 linux/arm64 darwin/amd64 freebsd/amd64 js/wasm linux/386 linux/arm ' +
  'windows/arm64 windows/386 openbsd/amd64 netbsd/amd64 solaris/amd64 plan9/amd64 wasip1/wasm aix/ppc64 ' +
  'dragonfly/amd64 illumos/amd64 android/arm64 ios/arm64 linux/ppc64le linux/s390x linux/riscv64 linux/loong64 ' +
  'linux/mips linux/mipsle linux/mips64 linux/mips64le linux/ppc64 android/386 android/amd64 android/arm freebsd/386 ' +
  'freebsd/arm freebsd/arm64 ios/amd64 netbsd/386 netbsd/arm netbsd/arm64 openbsd/386 openbsd/arm openbsd/arm64 ' +
  'openbsd/ppc64 openbsd/riscv64 plan9/386 plan9/arm freebsd/riscv64 windows/arm openbsd/mips64'
)
  .split(' ')
  .map((pair) => pair.split('/') as [string, string]);

/** The architecture's features that are on unless GOAMD64, GOARM … say otherwise: the tags `amd64.v1`, `arm.5` …. */
export const architectureFeatures: ReadonlyMap<string, readonly string[]> = new Map([
  ['386', ['sse2']],
  ['amd64', ['v1']],
  ['arm', ['5', '6', '7']],
  ['arm64', ['v8.0']],
  ['mips', ['hardfloat']],
  ['mipsle', ['hardfloat']],
  ['mips64', ['hardfloat']],
  ['mips64le', ['hardfloat']],
  ['ppc64', ['power8']],
  ['ppc64le', ['power8']],
  ['riscv64', ['rva20u64']],
  ['wasm', ['satconv', 'signext']],
]);

/** GOEXPERIMENTs that are on in the current release wherever they are supported: the tags `goexperiment.jsonv2` …. */
const experiments = ['greenteagc', 'jsonv2', 'randomizedheapbase64', 'sizespecializedmalloc'];
const registerExperiments = ['regabiargs', 'regabiwrappers'];
const registerArchitectures = new Set(['amd64', 'arm64', 'loong64', 'ppc64', 'ppc64le', 'riscv64', 's390x']);
const oldDwarfSystems = new Set(['aix', 'darwin', 'ios']);

/** GOROOT/src/internal/buildcfg, ParseGOEXPERIMENT. */
export function defaultExperiments(goos: string, goarch: string): readonly string[] {
  return [
    ...(oldDwarfSystems.has(goos) ? [] : ['dwarf5']),
    ...experiments,
    ...(registerArchitectures.has(goarch) ? registerExperiments : []),
  ];
}
