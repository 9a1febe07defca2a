import type { Node, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { instead, listed } from '../usage-error.js';
import type { Reading } from './reading.js';

/** A schema in the words of JSON Schema, draft 7. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/**
 * What may stand at a place of the configuration. One value says what is read, what a wrong value is told, and what the
 * JSON Schema says, so that these cannot differ.
 */
export interface Shape<T> {
  readonly kind: 'scalar' | 'list' | 'mapping' | 'any';
  /** As a message ends: `true or false`, `a list of globs`. */
  readonly takes: string;
  readonly schema: JsonSchema;
  /**
   * Reads a node of the kind.
   *
   * @param path the place, `overrides[0].files`
   * @returns undefined when it is wrong, and the reading knows why
   */
  read(node: Node, path: string, reading: Reading): T | undefined;
}

/** What a shape reads. */
export type Of<S> = S extends Shape<infer T> ? T : never;

export const truth: Shape<boolean> = {
  kind: 'scalar',
  takes: 'true or false',
  schema: { type: 'boolean' },
  read(node, path, reading) {
    const { value } = node as Scalar;
    return typeof value === 'boolean' ? value : reading.wrong(node, path, this.takes);
  },
};

/** One of some words. */
export function choice<const W extends string | true>(words: readonly W[]): Shape<W> {
  return {
    kind: 'scalar',
    takes: listed(words.map(String)),
    schema: { enum: words },
    read(node, path, reading) {
      const { value } = node as Scalar;
      const word = words.find((one) => one === value);
      if (word !== undefined) return word;
      return reading.wrong(
        node,
        path,
        this.takes,
        typeof value === 'string' ? instead(value, words.map(String)) : undefined,
      );
    },
  };
}

export function integer(least: number, most: number): Shape<number> {
  return {
    kind: 'scalar',
    takes: `a whole number from ${least} to ${most}`,
    schema: { type: 'integer', minimum: least, maximum: most },
    read(node, path, reading) {
      const { value } = node as Scalar;
      const fits = typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
      return fits ? value : reading.wrong(node, path, this.takes);
    },
  };
}

export interface TextOptions {
  readonly takes: string;
  /** What the schema says beside that it is a string. */
  readonly schema?: JsonSchema;
  /** What is wrong with a value, a clause that follows it; undefined when it is right. */
  problem?(text: string): string | undefined;
}

export function text({ takes, schema = {}, problem }: TextOptions): Shape<string> {
  return {
    kind: 'scalar',
    takes,
    schema: { type: 'string', ...schema },
    read(node, path, reading) {
      const { value } = node as Scalar;
      if (typeof value !== 'string') return reading.wrong(node, path, takes);
      const found = problem?.(value);
      return found === undefined ? value : reading.problem(node, `${path}: ${reading.quoted(value)} ${found}`);
    },
  };
}

/** Text that looks like a number to YAML: `1.20` must not become 1.2. */
export function written(pattern: RegExp, takes: string): Shape<string> {
  return {
    kind: 'scalar',
    takes,
    schema: { anyOf: [{ type: 'string', pattern: pattern.source }, { type: 'number' }] },
    read(node, path, reading) {
      const { value, source } = node as Scalar;
      const word = typeof value === 'number' ? source : value;
      return typeof word === 'string' && pattern.test(word) ? word : reading.wrong(node, path, takes);
    },
  };
}

export function list<T>(shape: Shape<T>, takes: string): Shape<readonly T[]> {
  return {
    kind: 'list',
    takes,
    schema: { type: 'array', items: shape.schema },
    read(node, path, reading) {
      return (node as YAMLSeq).items.flatMap((item, i) => reading.read(shape, item, `${path}[${i}]`) ?? []);
    },
  };
}

/** A list, of which one alone may stand for itself. */
export function oneOrMore<T>(shape: Shape<T>, takes: string): Shape<readonly T[]> {
  const alone: Shape<readonly T[]> = {
    ...shape,
    read(node, path, reading) {
      const one = shape.read(node, path, reading);
      return one === undefined ? undefined : [one];
    },
  };
  return either(takes, list(shape, takes), alone);
}

/** One of shapes whose kinds differ. */
export function either<A, B>(takes: string, a: Shape<A>, b: Shape<B>): Shape<A | B> {
  return {
    kind: 'any',
    takes,
    schema: { anyOf: [a.schema, b.schema] },
    read(node, path, reading) {
      const kind = reading.kindOf(node);
      const shape = [a, b].find((one) => one.kind === kind);
      return shape === undefined ? reading.wrong(node, path, takes) : shape.read(node, path, reading);
    },
  };
}

type Fields = Readonly<Record<string, Shape<unknown>>>;
type ObjectOf<R extends Fields, O extends Fields> = { readonly [K in keyof R]: Of<R[K]> } & {
  readonly [K in keyof O]?: Of<O[K]>;
};

/** A mapping with keys of its own. `noun` is what messages call a key. */
export function object<R extends Fields, O extends Fields>(
  required: R,
  optional: O,
  noun = 'key',
): Shape<ObjectOf<R, O>> {
  const fields: Fields = { ...required, ...optional };
  const names = Object.keys(fields);
  const wanted = names.filter((name) => !name.startsWith('$'));
  return {
    kind: 'mapping',
    takes: `a mapping with ${listed(wanted)}`,
    schema: {
      type: 'object',
      properties: Object.fromEntries(names.map((name) => [name, fields[name].schema])),
      ...(Object.keys(required).length === 0 ? {} : { required: Object.keys(required) }),
      additionalProperties: false,
    },
    read(node, path, reading) {
      const entries: [string, unknown][] = [];
      for (const { key, at, value } of reading.entries(node as YAMLMap, path)) {
        const place = path === '' ? key : `${path}.${key}`;
        if (!Object.hasOwn(fields, key)) {
          reading.problem(at, `unknown ${noun} ${reading.quoted(key)}; ${instead(key, wanted)}`);
          continue;
        }
        const read = reading.read(fields[key], value ?? at, place);
        if (read !== undefined) entries.push([key, read]);
      }
      for (const name of Object.keys(required)) {
        if (!reading.has(node as YAMLMap, name)) reading.problem(node, `${path} has no ${name}`);
      }
      return Object.fromEntries(entries) as ObjectOf<R, O>;
    },
  };
}

/** A mapping whose keys are all of one kind: `key` says which. */
export function record<T>(key: Shape<string>, shape: Shape<T>, takes: string): Shape<Readonly<Record<string, T>>> {
  return {
    kind: 'mapping',
    takes,
    schema: { type: 'object', propertyNames: key.schema, additionalProperties: shape.schema },
    read(node, path, reading) {
      const entries: [string, T][] = [];
      for (const { key: name, at, value } of reading.entries(node as YAMLMap, path)) {
        if (key.read(at, path, reading) === undefined) continue;
        const read = reading.read(shape, value ?? at, `${path}.${name}`);
        if (read !== undefined) entries.push([name, read]);
      }
      return Object.fromEntries(entries);
    },
  };
}

/** The same, with what editors show. */
export function described<T>(description: string, shape: Shape<T>): Shape<T> {
  return { ...shape, schema: { description, ...shape.schema } };
}
