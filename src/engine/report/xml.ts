import { printable } from './escape.js';

export interface XmlElement {
  readonly name: string;
  /** What is undefined is left out. */
  readonly attributes?: Readonly<Record<string, string | number | undefined>>;
  readonly children?: readonly XmlElement[];
  /** Lines; only where there are no children. */
  readonly text?: readonly string[];
}

/** An XML 1.0 document with a final line end. What XML cannot hold, such as an escape character, is written in words. */
export function xmlDocument(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${rows(root, '').join('\n')}\n`;
}

function rows({ name, attributes = {}, children = [], text = [] }: XmlElement, indent: string): string[] {
  const pairs = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escaped(String(value))}"`],
  );
  const open = `${indent}<${name}${pairs.join('')}`;
  if (text.length > 0) return [`${open}>${text.map(escaped).join('\n')}</${name}>`];
  if (children.length === 0) return [`${open}/>`];
  return [`${open}>`, ...children.flatMap((child) => rows(child, `${indent}  `)), `${indent}</${name}>`];
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
  return printable(text)
    .replace(/[&<>"]/g, (char) => entities[char])
    .replace(/[\ufffe\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16)}`);
}
