import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import { printable } from '../../engine/report/escape.js';
import type { Shape } from './shape.js';

/** Something that is wrong, and the offset in the text where. */
export interface Problem {
  readonly offset: number;
  readonly message: string;
}

/** A key of a mapping with its node, and the node of its value; undefined when there is none. */
interface Entry {
  readonly key: string;
  readonly at: Node;
  readonly value: Node | undefined;
}

/** A document that is read into shapes: everything that is wrong is noted, and where every value stands. */
export class Reading {
  readonly problems: Problem[] = [];
  /** Where values begin, by path: `overrides[0].files`. */
  readonly offsets = new Map<string, number>();
  readonly #document: Document;
  #followed = 0;

  constructor(document: Document) {
    this.#document = document;
  }

  read<T>(shape: Shape<T>, at: unknown, path: string): T | undefined {
    const node = this.#follow(at);
    if (node === undefined) return undefined;
    this.offsets.set(path, offsetOf(at));
    if (shape.kind !== 'any' && shape.kind !== this.kindOf(node)) return this.wrong(node, path, shape.takes);
    return shape.read(node, path, this);
  }

  /** The entries of a mapping; a key that stands twice, and one that is no word, is a problem. */
  entries({ items }: YAMLMap, path: string): Entry[] {
    const seen = new Set<string>();
    return items.flatMap(({ key, value }): Entry[] => {
      if (!isScalar(key)) {
        this.problem(isNode(key) ? key : undefined, `a key ${within(path)} is not a word`);
        return [];
      }
      const name = String(key.value);
      if (seen.has(name)) {
        this.problem(key, `the key ${this.quoted(name)} stands twice ${within(path)}`);
        return [];
      }
      seen.add(name);
      return [{ key: name, at: key, value: isNode(value) ? value : undefined }];
    });
  }

  has({ items }: YAMLMap, key: string): boolean {
    return items.some((item) => isScalar(item.key) && item.key.value === key);
  }

  kindOf(node: Node): 'scalar' | 'list' | 'mapping' {
    return isMap(node) ? 'mapping' : isSeq(node) ? 'list' : 'scalar';
  }

  /** Notes a value that is not one of those that its place takes. */
  wrong(node: Node, path: string, takes: string, hint = `it takes ${takes}`): undefined {
    const name = path === '' ? 'the configuration' : path;
    const isNothing = isScalar(node) && node.value === null;
    return this.problem(node, `${name} ${isNothing ? 'has no value' : `cannot be ${this.#shown(node)}`}; ${hint}`);
  }

  problem(node: Node | undefined, message: string): undefined {
    this.problems.push({ offset: offsetOf(node), message });
  }

  /** A word of the file as it may stand in a message. */
  quoted(word: string): string {
    return printable(word.length > MOST_SHOWN ? `${word.slice(0, MOST_SHOWN)}…` : word);
  }

  #shown(node: Node): string {
    if (!isScalar(node)) return `a ${this.kindOf(node)}`;
    return this.quoted(node.source ?? String(node.value));
  }

  /** What an alias stands for. An alias of aliases may stand for more than any machine can hold: few are followed. */
  #follow(at: unknown): Node | undefined {
    if (!isNode(at)) return undefined;
    if (!isAlias(at)) return at;
    if (++this.#followed === MOST_ALIASES) this.problem(at, `more than ${MOST_ALIASES} aliases are used`);
    if (this.#followed >= MOST_ALIASES) return undefined;
    return at.resolve(this.#document) ?? this.problem(at, `there is no anchor ${this.quoted(at.source)} before`);
  }
}

const MOST_ALIASES = 100;

/** In letters. */
const MOST_SHOWN = 80;

function offsetOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

function within(path: string): string {
  return path === '' ? 'at the top' : `in ${path}`;
}
