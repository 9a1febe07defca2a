import { readFile } from 'node:fs/promises';
import { Language, Parser } from 'web-tree-sitter';

const grammar = new URL('../wasm/tree-sitter-go.wasm', import.meta.url);

/** Tokens that carry meaning, under their names in go/token; every other token is dropped when a tree is flattened. */
const tokens = {
  '+': 'Add',
  '-': 'Sub',
  '*': 'Mul',
  '/': 'Quo',
  '%': 'Rem',
  '&': 'And',
  '|': 'Or',
  '^': 'Xor',
  '<<': 'Shl',
  '>>': 'Shr',
  '&^': 'AndNot',
  '+=': 'AddAssign',
  '-=': 'SubAssign',
  '*=': 'MulAssign',
  '/=': 'QuoAssign',
  '%=': 'RemAssign',
  '&=': 'AndAssign',
  '|=': 'OrAssign',
  '^=': 'XorAssign',
  '<<=': 'ShlAssign',
  '>>=': 'ShrAssign',
  '&^=': 'AndNotAssign',
  '&&': 'LAnd',
  '||': 'LOr',
  '<-': 'Arrow',
  '==': 'Eql',
  '<': 'Lss',
  '>': 'Gtr',
  '=': 'Assign',
  '!': 'Not',
  '!=': 'Neq',
  '<=': 'Leq',
  '>=': 'Geq',
  ':=': 'Define',
  '...': 'Ellipsis',
};
/** Named nodes that say nothing the text of their parent does not. */
const silent = new Set(['escape_sequence', 'interpreted_string_literal_content', 'raw_string_literal_content']);

function pascal(name: string): string {
  return name
    .split('_')
    .map((word) => word[0].toUpperCase() + word.slice(1))
    .join('');
}

/** The source of src/engine/syntax/kinds.ts: the node kinds and fields of the grammar as dense numbers. */
export async function renderKinds(): Promise<string> {
  await Parser.init();
  const language = await Language.load(await readFile(grammar));
  const named = new Set<string>();
  for (let id = 0; id < language.nodeTypeCount; id++) {
    if (language.nodeTypeIsNamed(id) && language.nodeTypeIsVisible(id)) named.add(language.nodeTypeForId(id) ?? '');
  }
  named.delete('ERROR');
  const kinds = [...named].filter((name) => !silent.has(name)).sort();
  const fields = language.fields.filter((name) => name !== null).sort();
  const entry = (name: string, i: number) => `  ${name}: ${i},\n`;
  const quoted = (items: readonly string[]) => items.map((item) => `  ${item},\n`).join('');
  const names = ['Error', ...kinds.map(pascal), ...Object.values(tokens)];
  const grammarNames = ['ERROR', ...kinds, ...Object.keys(tokens)];
  return `// Written by \`npm run generate\` from wasm/tree-sitter-go.wasm.

/** What a node is: the grammar's named nodes, then the operators under their names in go/token. */
export const Kind = {
${names.map((name, i) => entry(name, i + 1)).join('')}} as const;
export type Kind = (typeof Kind)[keyof typeof Kind];

/** The grammar's name of each kind, at the kind's number less one. */
export const grammarNames: readonly string[] = [
${quoted(grammarNames.map((name) => `'${name}'`))}];

/** What a node is to its parent; 0 when the grammar gives it no field. */
export const Field = {
  None: 0,
${fields.map((name, i) => entry(pascal(name), i + 1)).join('')}} as const;
export type Field = (typeof Field)[keyof typeof Field];

/** The grammar's name of each field, at the field's number less one. */
export const fieldNames: readonly string[] = [
${quoted(fields.map((name) => `'${name}'`))}];

/** Kinds below this number are named nodes of the grammar, the others operators. */
export const FIRST_OPERATOR: number = Kind.Add;
`;
}
