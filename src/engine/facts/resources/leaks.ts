import { loopsIn } from '../../flow/loops.js';
import { mayFollow } from '../../flow/paths.js';
import { type Body, type Call, calls, type InstructionOf } from '../../flow/ssa.js';
import { releasedWord, releaseWords } from '../../knowledge/release-words.js';
import { methodName } from '../../knowledge/resource-table.js';
import type { Holding, Resource } from '../../knowledge/resources.js';
import { assignee } from '../../syntax/go.js';
import { Field, Kind } from '../../syntax/kinds.js';
import { NONE, type NodeIndex, type SyntaxNode } from '../../syntax/tree.js';
import type { Place } from '../../text/place.js';
import type { Trigger } from '../fact.js';
import { textOf } from '../loops/extent.js';
import { type Obligation, obligations } from './obligations.js';
import { asPart } from './owner-path.js';

/** Something that a function acquires and, on some path at least, neither releases nor hands on. */
export interface Leak {
  readonly call: Call;
  readonly body: Body;
  readonly resource: Resource;
  /** The call that acquires it. */
  readonly at: SyntaxNode;
  /** The owner as the source calls it: `resp.Body`; the acquiring call where it has no name. */
  readonly name: string;
  /** Whether no variable gets the owner, no path releases it, or some paths do not. */
  readonly how: 'discarded' | 'never' | 'on some path';
  /** What it is once it is released: `closed`, `stopped`. */
  readonly released: string;
  /** What is wrong, a sentence without its stop: `ticker is not stopped on every path`. */
  readonly message: string;
  /** Where it goes wrong. */
  readonly because: readonly { readonly at: SyntaxNode | Place; readonly message: string }[];
}

/** Calls behind which something of a kind is held that is not released on every path. */
export function leaksOf(...kinds: readonly Holding[]): Trigger<readonly Leak[]> {
  return {
    name: `leaks of ${kinds.join(', ')}`,
    ops: ['call'],
    lift(instruction, body, _pkg, store) {
      const all = store.get(obligations).at(instruction as Call, body, ({ holds }) => kinds.includes(holds));
      const leaks = all.flatMap((one) => leakOf(one) ?? []);
      return leaks.length === 0 ? undefined : leaks;
    },
  };
}

function leakOf(obligation: Obligation): Leak | undefined {
  const { call, body, resource, leaks, renewed, fates } = obligation;
  if (leaks.length === 0 && !renewed) return undefined;
  const { tree } = body.file;
  const target = targetOf(obligation);
  const how = isDiscarded(call, target, body) ? 'discarded' : fates.size === 0 && !renewed ? 'never' : 'on some path';
  const name = how === 'discarded' ? calleeOf(call, body) : nameOf(obligation, target);
  const released = wordOf(resource);
  return {
    ...{ call, body, resource, how, released, name },
    at: tree.node(call.node),
    message: messageOf(how, name, released),
    because: how === 'discarded' ? [] : placesOf(obligation, target, name, released),
  };
}

function messageOf(how: Leak['how'], name: string, released: string): string {
  if (how === 'discarded') return `what ${name} returns is discarded and never ${released}`;
  return how === 'never' ? `${name} is never ${released}` : `${name} is not ${released} on every path`;
}

function wordOf({ release: [first] }: Resource): string {
  const name = first === undefined ? '' : typeof first === 'string' ? first : first.function;
  return releaseWords[methodName(name)] ?? releasedWord;
}

/** The variable or field that gets the owner from the call; NONE when none does. */
function targetOf({ call, resource, starts: [start], body }: Obligation): NodeIndex {
  const result = (start && asPart(start.path)?.index) ?? resource.result ?? 0;
  return assignee(body.file.tree, call.node, result);
}

function isDiscarded({ node }: Call, target: NodeIndex, { file: { tree } }: Body): boolean {
  return target === NONE
    ? tree.kind(tree.parent(node)) === Kind.ExpressionStatement
    : tree.kind(target) === Kind.BlankIdentifier;
}

/** `resp.Body` of `resp, err := http.Get(url)`, `cmd` of `cmd.Start()`. */
function nameOf({ starts, resource, call, body }: Obligation, target: NodeIndex): string {
  const [shortest = ''] = starts.map(({ path }) => asPart(path)?.rest ?? path).sort((a, b) => a.length - b.length);
  const fields = shortest.split('.').filter((field) => /^\w+$/.test(field));
  const owner = resource.argument === undefined ? target : (call.args[resource.argument]?.node ?? NONE);
  return [textOf(owner === NONE ? call.node : owner, body), ...fields].join('.');
}

function calleeOf({ node }: Call, body: Body): string {
  const called = body.file.tree.child(node, Field.Function);
  return textOf(called === NONE ? node : called, body);
}

/** Where it is lost: what takes the owner's place, the returns that leave it as it is. */
function placesOf(obligation: Obligation, target: NodeIndex, name: string, released: string): Leak['because'] {
  const { call, body, leaks, renewed } = obligation;
  const { tree } = body.file;
  const found: { at: SyntaxNode | Place; message: string }[] = [];
  const other = overwriting(obligation, target);
  if (other !== undefined)
    found.push({
      at: tree.node(other.node),
      message: `${name} gets another value here, and the first is not ${released}`,
    });
  const loop = renewed ? loopsIn(body).find(({ blocks }) => blocks.has(call.block))?.statement : undefined;
  if (loop !== undefined)
    found.push({
      at: tree.node(loop),
      message: `the next turn of this loop makes another one while this one is not ${released}`,
    });
  for (const end of leaks.slice(0, MAX_RETURNS)) found.push(returnNote(end, body, released));
  return found;
}

/** More would not tell more. */
const MAX_RETURNS = 3;

function returnNote(
  { node }: InstructionOf<'return'>,
  { file: { tree } }: Body,
  released: string,
): Leak['because'][number] {
  if (tree.kind(node) === Kind.ReturnStatement)
    return { at: tree.node(node), message: `this return leaves without it being ${released}` };
  const { line, column } = tree.source.position(tree.end(node) - 1);
  const at = { file: tree.source.path, line, column, endLine: line, endColumn: column + 1 };
  return { at, message: `the function ends here without it being ${released}` };
}

/** The call behind which every way that leaks goes on, and whose result the same variable gets. */
function overwriting({ call, body, leaks }: Obligation, target: NodeIndex): Call | undefined {
  const { file } = body;
  const variable = target === NONE ? undefined : file.symbol(target);
  if (variable === undefined || leaks.length === 0) return undefined;
  return [...calls(body)].find(
    (other) =>
      other !== call &&
      mayFollow(call, other, undefined) &&
      leaks.every((end) => mayFollow(other, end, undefined)) &&
      [0, 1].some((result) => {
        const at = assignee(file.tree, other.node, result);
        return at !== NONE && file.symbol(at) === variable;
      }),
  );
}
