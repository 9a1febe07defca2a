import { mayFollow } from '../../flow/paths.js';
import {
  type Body,
  type Call,
  calls,
  type Instruction,
  instructions,
  type Value,
  withLiterals,
} from '../../flow/ssa.js';
import { usesIn } from '../../flow/uses.js';
import { pipeMaker } from '../../knowledge/pipes.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import { lifetimes } from '../endings/lifetimes.js';
import type { Fact, FactStore, Trigger } from '../fact.js';
import { placed, spawnOf } from '../goroutines/spawn.js';
import { textOf } from '../loops/extent.js';
import { origins } from '../memory/origins.js';
import { obligations } from '../resources/obligations.js';

/** A call of io.Pipe. */
export interface MadePipe {
  readonly pipe: Call;
  readonly body: Body;
}

export const pipeMakes: Trigger<MadePipe> = {
  name: 'pipe-makes',
  ops: ['call'],
  lift: (instruction, body) =>
    instruction.op === 'call' && nameOf(instruction) === pipeMaker ? { pipe: instruction, body } : undefined,
};

/** An end of a pipe that is left open while somebody waits at the other. */
export interface OpenPipe {
  readonly at: SyntaxNode;
  /** The end that is not closed, as the source names it. */
  readonly end: string;
  /** Where that is left. */
  readonly returns: readonly SyntaxNode[];
  /** The start of the goroutine that writes. */
  readonly started: SyntaxNode;
}

export interface Pipes {
  /** The reader is not closed on some way: whoever writes waits for ever. */
  readerLeft(place: MadePipe): OpenPipe | undefined;
  /** The goroutine that writes may end without closing the writer: whoever reads waits for ever. */
  writerLeft(place: MadePipe): OpenPipe | undefined;
}

export const pipes: Fact<Pipes> = {
  name: 'pipes',
  compute(_pkg, store) {
    return { readerLeft: (place) => readerLeft(place, store), writerLeft: (place) => writerLeft(place, store) };
  },
};

function readerLeft(place: MadePipe, store: FactStore): OpenPipe | undefined {
  const { body } = place;
  const start = goroutineWithWriter(place, store);
  return start && openEnd(place, 0, start, (end) => !ownsIn(end, body) || mayFollow(start, end, undefined), store);
}

function writerLeft(place: MadePipe, store: FactStore): OpenPipe | undefined {
  const start = goroutineWithWriter(place, store);
  return start && openEnd(place, 1, start, () => true, store);
}

function openEnd(
  { pipe, body }: MadePipe,
  result: number,
  start: Call,
  matters: (end: Instruction) => boolean,
  store: FactStore,
): OpenPipe | undefined {
  if (store.get(lifetimes).callsOnce(pipe, body) !== undefined) return undefined;
  const [lost] = store.get(obligations).at(pipe, body, (resource) => resource.result === result);
  const ends = lost?.leaks.filter(matters) ?? [];
  if (ends.length === 0) return undefined;
  const { tree } = body.file;
  const returns = ends.map(({ node }) => tree.node(node));
  const part = partOf(pipe, result, body);
  const end = part === undefined ? 'the pipe' : textOf(part.node, body);
  return { at: tree.node(pipe.node), end, returns, started: placed(start, body).at };
}

function ownsIn(end: Instruction, body: Body): boolean {
  return body.blocks[end.block.index] === end.block;
}

/** What starts the one goroutine of the function that has the writer. */
function goroutineWithWriter({ pipe, body }: MadePipe, store: FactStore): Call | undefined {
  const writer = partOf(pipe, 1, body);
  const found = [...calls(body)].filter((call) => {
    const spawn = writer === undefined ? undefined : spawnOf(call, body, store.known);
    if (writer === undefined || spawn === undefined) return false;
    const { bodies } =
      spawn.task === undefined ? store.pkg.calls.targets(call, body) : store.pkg.calls.ofValue(spawn.task, body);
    const { of } = store.get(origins);
    return (
      call.args.some((arg) => of(arg) === writer) ||
      bodies.some((one) => one.outer !== undefined && has(one, writer, store))
    );
  });
  return found.length === 1 ? found[0] : undefined;
}

function has(literal: Body, writer: Value, store: FactStore): boolean {
  const { of } = store.get(origins);
  return [...withLiterals(literal)].some((one) =>
    instructions(one).some(({ args }) => args.some((arg) => of(arg) === writer)),
  );
}

function partOf(pipe: Call, index: number, body: Body): Value | undefined {
  return usesIn(body)
    .of(pipe)
    .find((use) => use.op === 'extract' && use.index === index);
}

function nameOf({ callee }: Call): string {
  return callee.kind === 'static' ? callee.name : '';
}
