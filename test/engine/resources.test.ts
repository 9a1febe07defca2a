import { beforeAll, describe, expect, test } from 'vitest';
import { blockingCalls } from '../../src/engine/knowledge/blocking.js';
import {
  bodyLimitMiddleware,
  messageLimits,
  peerCalls,
  requestMakers,
  requestSenders,
  resets,
  urlArguments,
  wrappers,
} from '../../src/engine/knowledge/inputs.js';
import {
  allocators,
  numberDecoders,
  numberParsers,
  requestTexts,
  variableDecoders,
} from '../../src/engine/knowledge/number-decoders.js';
import { type Resource, resources } from '../../src/engine/knowledge/resources.js';
import { takers } from '../../src/engine/knowledge/takers.js';
import { wholeReads } from '../../src/engine/knowledge/whole-reads.js';
import { Program } from '../../src/engine/run/program.js';
import { lookup } from '../../src/engine/types/selection.js';
import { shippedDeclarations, shippedParser } from '../../src/modules.js';

let program: Program;
beforeAll(async () => {
  program = new Program(await shippedParser(), shippedDeclarations);
});

/** Modules whose declarations are not shipped: nothing here can tell whether they have what the table names. */
const notShipped = [
  'github.com/DataDog/zstd',
  'github.com/LK4D4/joincontext',
  'github.com/aws/aws-sdk-go/',
  'github.com/cockroachdb/pebble',
  'github.com/docker/docker/client',
  'github.com/dsnet/compress/',
  'github.com/gocql/gocql',
  'github.com/opentracing/opentracing-go',
  'github.com/pierrec/lz4/v3',
  'github.com/pkg/sftp',
  'github.com/teivah/onecontext',
  'github.com/ulikunitz/xz',
  'go.opencensus.io/trace',
  'golang.org/x/net/context/ctxhttp',
];

/** What is wrong with a full name; undefined when such a function or method is declared. */
function problemWith(fullName: string): string | undefined {
  const [, path, type, method] = /^\(\*?(.+)\.(\w+)\)\.(\w+)$/.exec(fullName) ?? [];
  if (path !== undefined) {
    const pkg = program.import(path);
    if (pkg === undefined) return `${path} is not shipped`;
    const symbol = pkg.scope.lookup(type);
    if (symbol?.kind !== 'type') return `${path} declares no type ${type}`;
    const types = program.of(pkg);
    const found = lookup(types, types.ofSymbol(symbol), method);
    if (found?.kind !== 'method') return `${path}.${type} has no method ${method}`;
    return undefined;
  }
  const [, where, name] = /^(.+)\.(\w+)$/.exec(fullName) ?? [];
  if (where === undefined) return `${fullName} is no full name`;
  const pkg = program.import(where);
  if (pkg === undefined) return `${where} is not shipped`;
  return pkg.scope.lookup(name)?.kind === 'func' ? undefined : `${where} declares no function ${name}`;
}

/** Calls name a promoted method as the method of the type that declares it, and so must the table. */
function promoted(fullName: string): string | undefined {
  const [, path, type, method] = /^\(\*?(.+)\.(\w+)\)\.(\w+)$/.exec(fullName) ?? [];
  const pkg = path === undefined ? undefined : program.import(path);
  const symbol = pkg?.scope.lookup(type);
  const types = pkg && program.of(pkg);
  const found = symbol && types && lookup(types, types.ofSymbol(symbol), method);
  return found?.kind === 'method' && found.method.fullName !== fullName ? found.method.fullName : undefined;
}

function namesOf({ acquire, release, exhausted = [] }: Resource): string[] {
  const releasers = release.map((one) => (typeof one === 'string' ? one : one.function));
  return [...acquire, ...releasers, ...exhausted].filter((name) => name !== 'call');
}

const isShipped = (fullName: string) => !notShipped.some((path) => fullName.replace(/^\(?\*?/, '').startsWith(path));

describe('the table of resources', () => {
  test('names what is declared', () => {
    const names = new Set(resources.flatMap(namesOf).filter(isShipped));
    expect([...names].flatMap((name) => problemWith(name) ?? [])).toEqual([]);
  });

  test.each([
    ['functions that take something over', takers],
    ['calls that wait', blockingCalls],
    ['calls that read everything', wholeReads],
    ['readers of readers', wrappers],
    ['readers that begin anew', resets],
    ['calls that yield what a peer sends', peerCalls],
    ['middleware that limits bodies', bodyLimitMiddleware],
    ['methods that limit messages', messageLimits],
    ['what makes requests', requestMakers],
    ['what sends requests', requestSenders],
    ['what is given an address', urlArguments],
    ['what decodes numbers', numberDecoders],
    ['what reads numbers out of texts', numberParsers],
    ['what fills variables', variableDecoders],
    ['texts of requests', requestTexts],
    ['what takes memory', allocators],
  ])('the table of %s names what is declared', (_, table) => {
    expect([...table.keys()].filter(isShipped).flatMap((name) => problemWith(name) ?? [])).toEqual([]);
  });

  test('names acquiring methods as calls do', () => {
    const names = resources.flatMap(({ acquire }) => acquire).filter(isShipped);
    expect(names.flatMap((name) => promoted(name) ?? [])).toEqual([]);
  });

  test('says what ends each, or that nothing does', () => {
    const endless = resources.filter(({ release }) => release.length === 0).flatMap(({ acquire }) => acquire);
    expect(endless).toEqual(['time.Tick']);
  });

  test('names nothing twice', () => {
    const owners = resources.flatMap(({ acquire, result, argument }) =>
      acquire.map((name) => `${name} ${argument === undefined ? (result ?? 0) : `of ${argument}`}`),
    );
    expect(owners.filter((one, i) => owners.indexOf(one) !== i)).toEqual([]);
  });
});
