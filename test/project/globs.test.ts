import { describe, expect, test } from 'vitest';
import { Globs, globProblem } from '../../src/engine/project/globs.js';

const files = ['a.go', 'a.pb.go', 'cmd/cmd.go', 'internal/cmd/x.go', 'internal/gen/deep/z.pb.go', 'internal/gen/y.go'];

function matched(...globs: string[]): string[] {
  const all = new Globs(globs);
  return files.filter((file) => all.matches(file));
}

describe('a glob', () => {
  test.each<[globs: string[], matches: string[]]>([
    [['*.pb.go'], ['a.pb.go', 'internal/gen/deep/z.pb.go']],
    [['cmd'], ['cmd/cmd.go', 'internal/cmd/x.go']],
    [['./cmd'], ['cmd/cmd.go']],
    [['cmd/'], ['cmd/cmd.go', 'internal/cmd/x.go']],
    [['internal/gen/**'], ['internal/gen/deep/z.pb.go', 'internal/gen/y.go']],
    [['internal/gen'], ['internal/gen/deep/z.pb.go', 'internal/gen/y.go']],
    [['internal/*'], ['internal/cmd/x.go', 'internal/gen/deep/z.pb.go', 'internal/gen/y.go']],
    [['internal/*.go'], []],
    [['**/deep/*.go'], ['internal/gen/deep/z.pb.go']],
    [['{cmd,gen}/*.go'], ['cmd/cmd.go']],
    [['internal/{cmd,gen/{deep,shallow}}'], ['internal/cmd/x.go', 'internal/gen/deep/z.pb.go']],
    [['[xy].go'], ['internal/cmd/x.go', 'internal/gen/y.go']],
    [['?.go'], ['a.go', 'internal/cmd/x.go', 'internal/gen/y.go']],
    [
      ['internal', '!y.go'],
      ['internal/cmd/x.go', 'internal/gen/deep/z.pb.go'],
    ],
    [['**'], files],
    [['!**'], []],
    [[], []],
  ])('%j', (globs, matches) => {
    expect(matched(...globs)).toEqual(matches);
  });

  test.each<[glob: string, problem: string]>([
    ['', 'is empty'],
    ['!', 'is empty'],
    ['/abs', 'is absolute'],
    ['!/abs', 'is absolute'],
    ['C:/x', 'is absolute'],
    ['\\\\host\\x', 'is absolute'],
    ['../up', 'leads out'],
    ['a/../../up', 'leads out'],
    ['{a,..}/x', 'leads out'],
    ['a/{b', 'a brace without a partner'],
    ['a}', 'a brace without a partner'],
    ['[a', 'can match nothing'],
    ['{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}', 'more than 100 globs'],
    [`{${'a,'.repeat(200)}}`, 'more than 100 globs'],
    ['x'.repeat(501), 'longer than 500'],
  ])('%j has a problem', (glob, problem) => {
    expect(globProblem(glob)).toContain(problem);
    expect(() => new Globs([glob])).toThrow(problem);
  });

  test('takes no more time than its length and the path say', () => {
    const hostile = new Globs([`${'*a'.repeat(200)}b`, `${'**/a/'.repeat(80)}b`]);
    const path = `${'a'.repeat(250)}/${'a/'.repeat(400)}c`;
    const started = performance.now();
    expect(hostile.matches(path)).toBe(false);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
