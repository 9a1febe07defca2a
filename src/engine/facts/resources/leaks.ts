import { isInLoop, loopsIn } from '../../flow/loops.js';
import { mayFollow } from '../../flow/paths.js';
import { type Body, type Call, calls, type InstructionOf, isCall } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import { releasedWord, releaseWords } from '../../knowledge/release-words.js';
import { methodName, releasesOf } from '../../knowledge/resource-table.js';
import type { Resource } from '../../knowledge/resources.js';
import { assignee, calleeOf, call as callSyntax, expressions, ifStatement, operator } from '../../syntax/go.js';
import { Field, Kind } from '../../syntax/kinds.js';
import { NONE, type NodeIndex, type SyntaxNode, type Tree } from '../../syntax/tree.js';
import type { Place } from '../../text/place.js';
import { isErrorType } from '../../types/universe-types.js';
import type { Trigger } from '../fact.js';
import { textOf } from '../loops/extent.js';
import { type Obligation, obligations } from './obligations.js';
import { asPart } from './owner-path.js';
import type { Carrier } from './owners.js';

/** Something that a function acquires and, on some path at least, neither releases nor hands on. */
export interface Leak {
  readonly call: Call;
  readonly body: Body;
  readonly resource: Resource;
  /** The function that hands it out, by full name: the one that is called, or one below it. */
  readonly from: string;
  /** Whether a result of the call owns it, and not something that the call was given. */
  readonly isResult: boolean;
  /** Where the owner is: nowhere when what owns it was thrown away. */
  readonly starts: readonly Carrier[];
  /** The call that acquires it. */
  readonly at: SyntaxNode;
  /** The owner as the source calls it: `resp.Body`; the acquiring call where it has no name. */
  readonly name: string;
  /** Whether a variable or field has it. */
  readonly isNamed: boolean;
  /** Whether a loop acquires it on each turn, where a deferred release would come too late. */
  readonly isInLoop: boolean;
  /** Whether no variable gets the owner, no path releases it, or some paths do not. */
  readonly how: 'discarded' | 'never' | 'on some path';
  /** What it is once it is released: `closed`, `stopped`. */
  readonly released: string;
  /** What is wrong, a sentence without its stop: `ticker is not stopped on every path`. */
  readonly message: string;
  /** How a deferred call behind the acquisition releases it; undefined where that is not all that is to be done. */
  readonly deferral: Deferral | undefined;
  /** Where it goes wrong. */
  readonly because: readonly { readonly at: SyntaxNode | Place; readonly message: string }[];
}

/** An edit that mends it, as a rule offers it. */
export interface Deferral {
  readonly description: string;
  readonly safe: boolean;
  readonly edits: readonly { readonly at: SyntaxNode; readonly newText: string }[];
}

/** Calls behind which something is held, of what a rule wants, that is not released on every path. */
export function leaksOf(
  name: string,
  wants: (resource: Resource) => boolean,
  ops: readonly Call['op'][] = ['call'],
): Trigger<readonly Leak[]> {
  return {
    name,
    ops,
    lift(instruction, body, _pkg, store) {
      if (!isCall(instruction)) return undefined;
      const all = store.get(obligations).at(instruction, body, wants);
      const leaks = all.flatMap((one) => leakOf(one) ?? []);
      return leaks.length === 0 ? undefined : leaks;
    },
  };
}

function leakOf(obligation: Obligation): Leak | undefined {
  const { call, body, resource, from, starts, leaks, renewed, fates } = obligation;
  if (leaks.length === 0 && !renewed) return undefined;
  const { tree } = body.file;
  const target = targetOf(obligation);
  const isLost = starts.every(({ value }) => value === call) && isDiscarded(call, target, body);
  const how = isLost ? 'discarded' : fates.size === 0 && !renewed ? 'never' : 'on some path';
  const name = how === 'discarded' ? calleeText(call, body) : nameOf(obligation, target);
  const released = wordOf(resource);
  return {
    ...{ call, body, resource, from, starts, how, released, name },
    isResult: starts.every(({ value }) => value === call),
    at: tree.node(call.node),
    isInLoop: isInLoop(call, body),
    isNamed: target !== NONE && how !== 'discarded',
    message: messageOf(how, name, released),
    deferral: how === 'never' ? deferralOf(obligation, target) : undefined,
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
  const result = start === undefined ? (resource.result ?? 0) : (asPart(start.path)?.index ?? 0);
  return assignee(body.file.tree, call.node, result);
}

function isDiscarded({ node }: Call, target: NodeIndex, { file: { tree } }: Body): boolean {
  return target === NONE ? tree.kind(tree.parent(node)) === Kind.ExpressionStatement : tree.text(target) === '_';
}

/** `resp.Body` of `resp, err := http.Get(url)`, `cmd` of `cmd.Start()`. */
function nameOf({ starts, resource, call, body }: Obligation, target: NodeIndex): string {
  if (resource.argument !== undefined) return textOf(argumentOf(call, resource.argument, body), body);
  const [shortest = ''] = starts.map(({ path }) => asPart(path)?.rest ?? path).sort((a, b) => a.length - b.length);
  const fields = shortest.split('.').filter((field) => /^\w+$/.test(field));
  return [textOf(target === NONE ? call.node : target, body), ...fields].join('.');
}

/** What the source passes for an argument, the receiver being 0. */
function argumentOf({ callee, node }: Call, argument: number, { file: { tree } }: Body): NodeIndex {
  const written = callSyntax(tree, node);
  const isMethod = callee.kind === 'interface' || (callee.kind === 'static' && callee.method);
  const receiver = isMethod ? tree.child(written.callee, Field.Operand) : NONE;
  return [...(isMethod ? [receiver] : []), ...written.args].filter((one) => one !== NONE)[argument] ?? node;
}

function calleeText({ node }: Call, body: Body): string {
  const called = calleeOf(body.file.tree, node);
  return textOf(called === NONE ? node : called, body);
}

function deferralOf({ call, body, resource, starts }: Obligation, target: NodeIndex): Deferral | undefined {
  const [release] = releasesOf(resource);
  const isDirect = starts.every(({ value, path }) => value === call && (asPart(path)?.rest ?? path) === '');
  if (release === undefined || !isDirect || target === NONE || body.file.tree.kind(target) !== Kind.Identifier)
    return undefined;
  const name = body.file.tree.text(target);
  return deferralBehind(call, body, target, release.name === 'call' ? `${name}()` : `${name}.${release.name}()`);
}

/**
 * Behind `t := time.NewTicker(d)`, a `defer t.Stop()`; behind `f, err := os.Open(path)`, behind the test of the error. Not
 * in a loop, where deferred calls pile up, and not where no test follows what may fail.
 * @param target the variable that gets the owner from the call
 * @param released the call that releases it
 */
export function deferralBehind(call: Call, body: Body, target: NodeIndex, released: string): Deferral | undefined {
  const { tree } = body.file;
  const statement = target === NONE ? NONE : statementOf(tree, target);
  if (statement === NONE || isInLoop(call, body)) return undefined;
  const last = mayFail(call, body) ? errorTestBehind(statement, tree) : statement;
  if (last === NONE) return undefined;
  const margin = /[ \t]*$/.exec(tree.source.text.slice(0, tree.start(last)))?.[0] ?? '';
  const edit = { at: tree.node(last), newText: `${tree.text(last)}\n${margin}defer ${released}` };
  return { description: `defer ${released}`, safe: false, edits: [edit] };
}

/** The `if err != nil` without an else that follows a statement: behind it, nothing has failed. */
function errorTestBehind(statement: NodeIndex, tree: Tree): NodeIndex {
  const next = tree.nextSibling(statement);
  if (next === NONE || tree.kind(next) !== Kind.IfStatement) return NONE;
  const { initializer, condition, otherwise } = ifStatement(tree, next);
  if (initializer !== NONE || otherwise !== NONE || tree.kind(condition) !== Kind.BinaryExpression) return NONE;
  const [left, right] = [tree.child(condition, Field.Left), tree.child(condition, Field.Right)];
  const isOfError = expressions(tree, tree.child(statement, Field.Left)).some(
    (one) => tree.text(one) === tree.text(left),
  );
  return isOfError && operator(tree, condition) === Kind.Neq && tree.kind(right) === Kind.Nil ? next : NONE;
}

/** The statement of a block that declares or sets a variable; NONE where it is part of another one. */
function statementOf(tree: Tree, target: NodeIndex): NodeIndex {
  let at = tree.parent(target);
  while (at !== NONE && tree.kind(tree.parent(at)) !== Kind.StatementList) {
    if (!declaring.has(tree.kind(at))) return NONE;
    at = tree.parent(at);
  }
  return at;
}

const declaring: ReadonlySet<Kind> = new Set([Kind.ExpressionList, Kind.ShortVarDeclaration, Kind.AssignmentStatement]);

function mayFail(call: Call, body: Body): boolean {
  const type = typeOfValue(call, body);
  return type.kind === 'tuple' && type.types.some(isErrorType);
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
  for (const earlier of deferredBefore(obligation, target))
    found.push({ at: tree.node(earlier.node), message: `deferred here for what ${name} was before` });
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

/** Deferred calls on the variable, or of it, that took its value before it got this one. */
function deferredBefore({ call, body }: Obligation, target: NodeIndex): Call[] {
  const { file } = body;
  const variable = target === NONE ? undefined : file.symbol(target);
  if (variable === undefined) return [];
  return [...calls(body)].filter((one) => {
    if (one.op !== 'defer' || !mayFollow(one, call, undefined)) return false;
    const { callee } = callSyntax(file.tree, one.node);
    const operand = file.tree.child(callee, Field.Operand);
    return file.symbol(operand === NONE ? callee : operand) === variable;
  });
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
