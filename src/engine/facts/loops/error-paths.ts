import { dominatorsIn } from '../../flow/dominators.js';
import { loopsIn } from '../../flow/loops.js';
import { type Block, type Body, terminator, type Value } from '../../flow/ssa.js';
import { errorMakers } from '../../knowledge/error-makers.js';
import { Kind } from '../../syntax/kinds.js';
import { isErrorType } from '../../types/universe-types.js';
import type { Fact } from '../fact.js';

/** The ways that control takes when something has failed: rare, so that what they cost does not matter. */
export interface ErrorPaths {
  /**
   * Whether a block is only reached with an error that is not nil, or leads nowhere but to a panic or a return of such
   * an error.
   */
  include(block: Block, body: Body): boolean;
}

export const errorPaths: Fact<ErrorPaths> = {
  name: 'error-paths',
  compute() {
    const found = new Map<Body, ReadonlySet<Block>>();
    return {
      include(block, body) {
        let blocks = found.get(body);
        if (blocks === undefined) found.set(body, (blocks = errorBlocks(body)));
        return blocks.has(block);
      },
    };
  },
};

function errorBlocks(body: Body): ReadonlySet<Block> {
  const failed = body.blocks.flatMap((block) => {
    const branch = failureBranch(block, body);
    return branch === undefined ? [] : [branch];
  });
  const normal = leadingToNormalEnd(body);
  const dominators = dominatorsIn(body);
  return new Set(
    body.blocks.filter((block) => !normal.has(block) || failed.some((branch) => dominators.dominates(branch, block))),
  );
}

/** The block behind `if err != nil`, when nothing else leads to it. */
function failureBranch(block: Block, body: Body): Block | undefined {
  const control = terminator(block);
  const condition = control.op === 'if' ? control.args[0] : undefined;
  if (condition?.op !== 'binary' || (condition.operator !== Kind.Neq && condition.operator !== Kind.Eql))
    return undefined;
  if (!condition.args.some(isNil) || !condition.args.some((side) => isErrorType(typeOf(side, body)))) return undefined;
  const branch = block.succs[condition.operator === Kind.Neq ? 0 : 1];
  return branch?.preds.length === 1 ? branch : undefined;
}

/** The blocks from which a loop goes round, or a return without a certain error is reached. */
function leadingToNormalEnd(body: Body): ReadonlySet<Block> {
  const fails = lastResultIsError(body);
  const ends = body.blocks.filter((block) => block.succs.length === 0 && !endsInError(block, body, fails));
  const normal = new Set([...ends, ...loopsIn(body).flatMap((loop) => [...loop.blocks])]);
  for (const block of normal) for (const pred of block.preds) normal.add(pred);
  return normal;
}

function lastResultIsError(body: Body): boolean {
  const { types, file, node, symbol } = body;
  const signature = symbol === undefined ? types.of(file, node) : types.ofSymbol(symbol);
  const last = signature.kind === 'func' ? signature.results.at(-1) : undefined;
  return last !== undefined && isErrorType(last.type);
}

function endsInError(block: Block, body: Body, fails: boolean): boolean {
  const end = terminator(block);
  if (end.op === 'panic' || end.op === 'unreachable') return true;
  const last = fails && end.op === 'return' ? end.args.at(-1) : undefined;
  return last !== undefined && isCertainError(last, body);
}

/** A new error, or a package's variable that holds one. */
function isCertainError(value: Value, body: Body): boolean {
  switch (value.op) {
    case 'call':
      return value.callee.kind === 'static' && errorMakers.has(value.callee.name);
    case 'load':
      return value.args[0].op === 'global' && isErrorType(typeOf(value, body));
    case 'alloc':
    case 'composite':
      return true;
    case 'convert':
      return isCertainError(value.args[0], body);
    default:
      return false;
  }
}

function isNil(value: Value): boolean {
  return value.op === 'const' && value.nil;
}

function typeOf(value: Value, body: Body) {
  return body.types.of(body.file, value.node);
}
