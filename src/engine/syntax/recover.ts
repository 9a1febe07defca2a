import { Source } from '../text/source.js';
import { hasBrokenHeader, isFunctionDeclaration } from './go.js';
import { Field, Kind } from './kinds.js';
import { type NodeIndex, Tree, type TreeArrays } from './tree.js';

/** A declaration that begins at the left margin, or what looks like one. */
interface Piece {
  readonly start: number;
  readonly text: string;
}

/**
 * Reads a file with syntax errors anew without what is wrong in it, so that a brace left open costs the function that
 * it stands in and not those behind it. The functions left out keep their headers and are marked as errors; offsets
 * stay what they are. Returns the tree itself where nothing is to be gained: what is wrong lies within one body.
 *
 * Go's own formatting shows where declarations begin: their keywords are the only ones at the left margin.
 */
export function recover(tree: Tree, parse: (source: Source) => TreeArrays): Tree {
  const { source } = tree;
  const broken = brokenPieces(tree, parse);
  if (broken.length === 0) return tree;
  let text = source.text;
  for (const { start, text: piece } of broken) {
    text = text.slice(0, start) + withoutBody(piece, parse) + text.slice(start + piece.length);
  }
  const again = new Tree(source, parse(Source.fromText(source.path, text)));
  const lost = again.children(0).filter((node) => broken.some((piece) => isIn(piece, again.start(node))));
  // A header that was kept is as good as any: the error is in the body.
  const marks = lost.map((node) => Math.max(node, again.child(node, Field.Body)));
  const errors = Uint32Array.from([...again.arrays.errors, ...marks]).sort();
  return new Tree(source, { ...again.arrays, errors });
}

/** The declarations that do not parse by themselves, out of those that an error reaches beyond the body of one. */
function brokenPieces(tree: Tree, parse: (source: Source) => TreeArrays): Piece[] {
  const pieces = split(tree.source.text);
  const suspects = new Set<Piece>();
  for (const node of tree.kind(0) === Kind.Error ? [0] : tree.children(0)) {
    if (!tree.hasError(node)) continue;
    const [start, end] = [tree.start(node), tree.end(node)];
    const touched = pieces.filter((piece) => piece.start < end && piece.start + piece.text.length > start);
    if (touched.length > 1 || hasBadHeader(tree, node)) for (const piece of touched) suspects.add(piece);
  }
  return [...suspects].filter(({ text }) => hasError(text, parse));
}

/** Whether it is a function, as far as can be seen, that has a name and something wrong outside its body. */
function hasBadHeader(tree: Tree, node: NodeIndex): boolean {
  if (isFunctionDeclaration(tree.kind(node)) && !hasBrokenHeader(tree, node)) return false;
  return functionName.test(tree.text(node));
}

const declarationStart = /^(?:func|type|var|const|import)\b/gm;

/** The declarations at the left margin, each up to the next one. */
function split(text: string): Piece[] {
  const starts = [...text.matchAll(declarationStart)].map((match) => match.index);
  return starts.map((start, i) => ({ start, text: text.slice(start, starts[i + 1]) }));
}

const functionName = /^func\s*(?:\([^()]*\)\s*)?[\p{L}_][\p{L}\p{Nd}_]*/u;

/** No character of Go: an error that draws nothing to itself, so that what was left out is not forgotten. */
const HOLE = '@';

/** As many characters: a function's header and no statements, its name alone, or nothing, as the text allows. */
function withoutBody(piece: string, parse: (source: Source) => TreeArrays): string {
  const name = functionName.exec(piece)?.[0];
  const candidates = name === undefined ? [] : [...headers(piece), `${name}()`];
  const kept = candidates.find((text) => text.length < piece.length && !hasError(text, parse)) ?? HOLE;
  return kept + piece.slice(kept.length).replaceAll(/[^\n]/g, ' ');
}

/** What a function's first line may hold of its header, with an empty body; the longest comes first. */
function headers(piece: string): string[] {
  const [line] = piece.split('\n', 1);
  return [...line.matchAll(/\{/g)].map(({ index }) => `${line.slice(0, index + 1)}}`).reverse();
}

function hasError(declaration: string, parse: (source: Source) => TreeArrays): boolean {
  return parse(Source.fromText('', `package p;${declaration}`)).errors.length > 0;
}

function isIn({ start, text }: Piece, offset: number): boolean {
  return offset >= start && offset < start + text.length;
}
