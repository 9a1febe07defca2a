import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/cli/config/parse.js';
import { UsageError } from '../../src/cli/usage-error.js';
import { ownKnowledge } from '../../src/engine/knowledge/known.js';
import { globProblem, knownArchitectures, knownSystems, rules, suppressionRules } from '../../src/index.js';

/** As much of JSON Schema as the configuration's uses. */
interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly not?: { readonly pattern: string };
  readonly minLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly propertyNames?: Schema;
  readonly additionalProperties?: Schema | false;
}

const shipped: Schema = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../schema/config.schema.json', import.meta.url)), 'utf8'),
);

/** What is wrong with a configuration, without places. */
function mistakesIn(config: unknown): string[] {
  const file = { shown: 'c', directory: '/', text: JSON.stringify(config) };
  try {
    parseConfig(file, { rules, suppressionRules, knownSystems, knownArchitectures, globProblem });
    return [];
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return error.mistakes.map((message) => message.replace(/^c:\d+:\d+: /, ''));
  }
}

const texts = [
  ...['example.com/pkg.Func', '(*example.com/pkg.Type).Method', '(net.Conn).Close', '1.22', 'go1.21.3', 'integration'],
  ...['internal/gen/**', '*.pb.go', './config.schema.json'],
];

/** Makes values that a schema takes; the same ones in every run. */
class Samples {
  #state = 1;

  /** From 0 up to and without `end` (Park and Miller's generator). */
  below(end: number): number {
    this.#state = (this.#state * 48_271) % 2_147_483_647;
    return this.#state % end;
  }

  pick<T>(all: readonly T[]): T {
    return all[this.below(all.length)];
  }

  of(schema: Schema): unknown {
    if (schema.enum !== undefined) return this.pick(schema.enum);
    if (schema.anyOf !== undefined) return this.of(this.pick(schema.anyOf));
    switch (schema.type) {
      case 'boolean':
        return this.below(2) === 1;
      case 'number':
        return this.pick([1.21, 1.22]);
      case 'integer':
        return (schema.minimum ?? 0) + this.below((schema.maximum ?? 0) - (schema.minimum ?? 0) + 1);
      case 'string':
        return this.pick(texts.filter((text) => fits(text, schema)));
      case 'array':
        return Array.from({ length: this.below(4) }, () => this.of(schema.items ?? {}));
      default:
        return this.#object(schema);
    }
  }

  #object({ properties = {}, required = [], propertyNames, additionalProperties }: Schema): object {
    const names = Object.keys(properties).filter((name) => required.includes(name) || this.below(2) === 1);
    const own = names.map((name) => [name, this.of(properties[name])]);
    if (!additionalProperties || propertyNames === undefined) return Object.fromEntries(own);
    const others = Array.from({ length: this.below(3) }, () => [this.of(propertyNames), this.of(additionalProperties)]);
    return Object.fromEntries([...own, ...others]);
  }
}

function fits(text: string, { pattern = '', not, minLength = 0 }: Schema): boolean {
  return (
    new RegExp(pattern, 'u').test(text) && !(not && new RegExp(not.pattern, 'u').test(text)) && text.length >= minLength
  );
}

/** Every key that the schema knows, as a path, with the schema of its value and what wraps that into a configuration. */
function* keysOf(schema: Schema, path: string, wrap: (value: unknown) => unknown): Generator<KeyOfSchema> {
  for (const one of schema.anyOf ?? []) yield* keysOf(one, path, wrap);
  if (schema.items !== undefined) yield* keysOf(schema.items, `${path}[]`, (value) => wrap([value]));
  for (const [name, value] of Object.entries(schema.properties ?? {})) {
    const inside = (inner: unknown) => wrap({ ...minimal(schema), [name]: inner });
    yield { path: `${path}.${name}`, schema: value, wrap: inside };
    yield* keysOf(value, `${path}.${name}`, inside);
  }
  if (schema.additionalProperties) {
    yield* keysOf(schema.additionalProperties, `${path}.*`, (value) => wrap({ 'example.com/pkg.Func': value }));
  }
}

interface KeyOfSchema {
  readonly path: string;
  readonly schema: Schema;
  wrap(value: unknown): unknown;
}

/** The required keys alone. */
function minimal({ properties = {}, required = [] }: Schema): Record<string, unknown> {
  return Object.fromEntries(required.map((name) => [name, new Samples().of(properties[name])]));
}

const keys = [...keysOf(shipped, '', (value) => value)];

test('the keys of the specification are there', () => {
  const top = keys.map(({ path }) => path).filter((path) => /^\.[^.[]+$/.test(path));
  expect(top).toEqual(
    [
      ...['$schema', 'severity', 'confidence', 'fail-on', 'preview', 'tests', 'go', 'toolchain', 'build', 'baseline'],
      ...['rules', 'exclude', 'overrides', 'knows'],
    ].map((key) => `.${key}`),
  );
});

describe('the parser takes each key of the schema, and no other', () => {
  const samples = new Samples();

  test.each(keys.map((key) => [key.path, key] as const))('%s', (_, { schema, wrap }) => {
    for (let i = 0; i < 10; i++) expect(mistakesIn(wrap(samples.of(schema)))).toEqual([]);
    expect(mistakesIn(wrap(null))).not.toEqual([]);
    expect(mistakesIn(wrap([[]]))).not.toEqual([]);
    if (schema.properties === undefined) return;
    const messages = mistakesIn(wrap({ ...minimal(schema), frobnicate: 1 }));
    expect(messages).toEqual([expect.stringMatching(/^unknown (key|rule) frobnicate; /)]);
  });
});

test('the parser takes whatever the schema takes', () => {
  const samples = new Samples();
  for (let i = 0; i < 500; i++) {
    const config = samples.of(shipped);
    expect(mistakesIn(config), JSON.stringify(config)).toEqual([]);
  }
});

test("the engine's own knowledge has the shape of a project's", () => {
  expect(mistakesIn({ knows: ownKnowledge })).toEqual([]);
  const topics = keys.map(({ path }) => /^\.knows\.(\w+)$/.exec(path)?.[1]).filter((topic) => topic !== undefined);
  expect(Object.keys(ownKnowledge).sort()).toEqual(topics.sort());
});
