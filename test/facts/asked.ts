import type { FactStore } from '../../src/engine/facts/fact.js';
import type { Summary } from '../../src/engine/facts/summary.js';
import { loopsIn, type Loop as NaturalLoop } from '../../src/engine/flow/loops.js';
import { type Body, type Instruction, instructions } from '../../src/engine/flow/ssa.js';
import type { PackageFile } from '../../src/engine/names/package.js';
import type { NodeIndex } from '../../src/engine/syntax/tree.js';

/** What a comment `// fact name subject: value` asks about: what begins on its line. */
export interface Asked {
  readonly store: FactStore;
  readonly file: PackageFile;
  /** 1-based. */
  readonly line: number;
  /** Empty where the comment names none. */
  readonly subject: string;
}

/**
 * Asks a fact. Each file of this folder but this one is named after a fact, or a summary, and has one as its default
 * export; that of a summary exports as `unknown` the words for what is not known, if they are not `nothing`.
 * @returns the answer in words; undefined where nothing stands on the line that the fact can be asked about
 */
export type Ask = (asked: Asked) => string | undefined;

/** Asks what a summary says of the function on the line. */
export function ofFunction<S>(summary: Summary<S>, inWords: (answer: S, body: Body) => string): Ask {
  return (asked) => {
    const body = functionAt(asked);
    return body && inWords(asked.store.summaries.ofBody(summary, body, asked.store), body);
  };
}

/** A parameter, the receiver being 0, as the source names it. */
export function parameterName(index: number, { params }: Body): string {
  return params[index].symbol?.name ?? `parameter ${index}`;
}

/** The function declared on the line or, where none is, the first literal that begins there. */
export function functionAt(asked: Asked): Body | undefined {
  const bodies = bodiesOf(asked).filter((body) => begins(body.node, asked));
  return bodies.find((body) => body.symbol !== undefined) ?? bodies[0];
}

/** The loop whose statement, or label of a goto, begins on the line. */
export function loopAt(asked: Asked): { readonly loop: NaturalLoop; readonly body: Body } | undefined {
  for (const body of bodiesOf(asked)) {
    const { tree } = body.file;
    const isThere = ({ statement, head }: NaturalLoop) =>
      statement === undefined
        ? head.instructions.some((one) => lineOf(tree.start(one.node), asked.file) === asked.line)
        : begins(statement, asked);
    const loop = loopsIn(body).find(isThere);
    if (loop !== undefined) return { loop, body };
  }
  return undefined;
}

/** The instructions whose expression or statement begins on the line, of the outermost function there. */
export function instructionsAt(asked: Asked): readonly { readonly instruction: Instruction; readonly body: Body }[] {
  return bodiesOf(asked).flatMap((body) =>
    instructions(body).flatMap((instruction) => (begins(instruction.node, asked) ? [{ instruction, body }] : [])),
  );
}

function bodiesOf({ store, file }: Asked): Body[] {
  return [...store.pkg.allBodies()].filter((body) => body.file === file);
}

function begins(node: NodeIndex, { file, line }: Asked): boolean {
  return lineOf(file.tree.start(node), file) === line;
}

function lineOf(start: number, { tree: { source } }: PackageFile): number {
  return source.position(start).line;
}
