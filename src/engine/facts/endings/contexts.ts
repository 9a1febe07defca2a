import type { Loop } from '../../flow/loops.js';
import type { Body, Param, Value } from '../../flow/ssa.js';
import { typeOfValue } from '../../flow/value-type.js';
import { contextType, requestType } from '../../knowledge/contexts.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import { typeString } from '../../types/operations.js';
import type { Type } from '../../types/type.js';
import type { Fact } from '../fact.js';
import { describe } from '../loops/extent.js';
import { shutGates } from './shut-gates.js';

/** A context by which somebody can say that the work is no longer wanted. */
export interface ContextInScope {
  readonly at: SyntaxNode;
  /** As the source writes it. */
  readonly text: string;
  /** Whether it is an HTTP request's. */
  readonly ofRequest: boolean;
}

export interface Contexts {
  /** The one that a function takes as a parameter, named or not: a promise to its callers. */
  promisedBy(body: Body): ContextInScope | undefined;
  /** The one nearest to a loop: used inside it, or a parameter of the functions around it. */
  near(loop: Loop, body: Body): ContextInScope | undefined;
}

export const contexts: Fact<Contexts> = {
  name: 'contexts',
  compute(_pkg, store) {
    const { endless } = store.get(shutGates);
    const used = (loop: Loop, body: Body): ContextInScope | undefined => {
      for (const block of loop.blocks) {
        for (const { args } of block.instructions) {
          const context = args.find(
            (arg) => isFromOutside(arg, loop) && isContext(typeOfValue(arg, body)) && endless(arg) === undefined,
          );
          if (context !== undefined)
            return { at: body.file.tree.node(context.node), text: describe(context, body), ofRequest: false };
        }
      }
      return undefined;
    };
    return { promisedBy, near: (loop, body) => used(loop, body) ?? promisedAround(body) };
  },
};

/** Read in the loop, and made before it. */
function isFromOutside(value: Value, loop: Loop): boolean {
  if (!('block' in value)) return value.op === 'param';
  if (value.op === 'load' || value.op === 'fieldaddr') {
    const [from] = value.args;
    return !('block' in from) || isFromOutside(from, loop);
  }
  return !loop.blocks.has(value.block);
}

function promisedAround(body: Body): ContextInScope | undefined {
  for (let at: Body | undefined = body; at !== undefined; at = at.outer) {
    const promised = promisedBy(at);
    if (promised !== undefined) return promised;
  }
  return undefined;
}

function promisedBy(body: Body): ContextInScope | undefined {
  const { tree } = body.file;
  for (const param of body.params) {
    const type = parameterType(param, body);
    if (type === undefined) continue;
    const at = tree.node(param.node);
    const name = param.symbol?.name === '_' ? undefined : param.symbol?.name;
    if (isContext(type)) return { at, text: name ?? 'its context', ofRequest: false };
    if (typeString(type) === requestType)
      return { at, text: name === undefined ? 'the request' : `${name}.Context()`, ofRequest: true };
  }
  return undefined;
}

/** Of a parameter without a name, too. */
function parameterType(param: Param, body: Body): Type | undefined {
  if (param.symbol !== undefined) return typeOfValue(param, body);
  const type = body.symbol === undefined ? body.types.of(body.file, body.node) : body.types.ofSymbol(body.symbol);
  if (type.kind !== 'func') return undefined;
  return type.params[param.index - (body.params.length - type.params.length)]?.type;
}

export function isContext(type: Type): boolean {
  return typeString(type) === contextType;
}
