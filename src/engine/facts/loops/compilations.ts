import type { Body, Call, Value } from '../../flow/ssa.js';
import { type Compiler, compilers } from '../../knowledge/compilers.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import type { Fact, Trigger } from '../fact.js';
import { origins } from '../memory/origins.js';
import { textOf } from './extent.js';

/** A call that compiles a text. */
export interface Compilation extends Compiler {
  readonly at: SyntaxNode;
  readonly call: Call;
  readonly body: Body;
  /** The callee, as the source writes it. */
  readonly callee: string;
  readonly source: Value;
}

export const compilations: Trigger<Compilation> = {
  name: 'compilations',
  ops: ['call'],
  lift(call, body) {
    if (call.op !== 'call' || call.callee.kind !== 'static') return undefined;
    const compiler = compilers.get(call.callee.name);
    const source = compiler && call.args[compiler.text];
    if (compiler === undefined || source === undefined) return undefined;
    const callee = textOf(call.node, body).replace(/\(.*$/s, '');
    return { ...compiler, at: body.file.tree.node(call.node), call, body, callee, source };
  },
};

/** Which texts are the same each time. */
export interface FixedTexts {
  isFixed(text: Value): boolean;
}

export const fixedTexts: Fact<FixedTexts> = {
  name: 'fixed-texts',
  compute(_pkg, store) {
    const { of } = store.get(origins);
    const isFixed = (text: Value): boolean => {
      const at = of(text);
      if (at.op === 'const') return typeof at.value === 'string';
      return at.op === 'binary' && at.args.every(isFixed);
    };
    return { isFixed };
  },
};
