import { type Body, type Call, calls } from '../../flow/ssa.js';
import type { SyntaxNode } from '../../syntax/tree.js';
import type { Place } from '../../text/place.js';
import type { Fact, FactStore } from '../fact.js';
import type { Spawn } from '../goroutines/spawn.js';
import { describe } from '../loops/extent.js';
import { isContext } from './contexts.js';
import { endings } from './endings.js';
import { shutGates } from './shut-gates.js';

/** Why a goroutine never ends, where the reason lies in a function that it calls. `at`: the start, or the call in it. */
export type FarEnding =
  /** A function of another package goes on for ever, and takes no context that could end it. */
  | { readonly kind: 'forever'; readonly at: SyntaxNode; readonly callee: string; readonly loop: Place | undefined }
  /** The function ends when its context is cancelled, and the one that it is given, made by `made`, cannot be. */
  | {
      readonly kind: 'endless context';
      readonly at: SyntaxNode;
      readonly callee: string;
      readonly context: string;
      readonly argument: SyntaxNode;
      readonly made: string;
    };

export interface FarEndings {
  of(spawn: Spawn): readonly FarEnding[];
}

export const farEndings: Fact<FarEndings> = {
  name: 'far-endings',
  compute(pkg, store) {
    return {
      of({ at, call, body, task }) {
        const found = call.op === 'spawn' ? [farEnding(call, at, body, store)] : [];
        const { bodies } = task === undefined ? pkg.calls.targets(call, body) : pkg.calls.ofValue(task, body);
        for (const literal of bodies) {
          // A declared function may well run elsewhere, too: its calls are judged where it is started.
          if (literal.symbol !== undefined) continue;
          for (const one of calls(literal))
            if (one.op === 'call') found.push(farEnding(one, literal.file.tree.node(one.node), literal, store));
        }
        return found.filter((ending) => ending !== undefined);
      },
    };
  },
};

function farEnding(call: Call, at: SyntaxNode, body: Body, store: FactStore): FarEnding | undefined {
  if (call.callee.kind !== 'static' || call.callee.symbol === undefined) return undefined;
  const { symbol } = call.callee;
  const [ending, ...others] = store.summaries.ofCall(endings, call, body, store);
  if (others.length > 0 || ending.escapes || ending.returns === 'may') return undefined;
  const callee = calleeText(call, body);
  if (ending.returns === 'never') {
    return symbol.pkg === store.pkg.pkg || takesContext(call, body)
      ? undefined
      : { kind: 'forever', at, callee, loop: ending.loop };
  }
  const { endless } = store.get(shutGates);
  const [given] = ending.contexts.flatMap((i) => (i < call.args.length ? [call.args[i]] : []));
  const made = given && endless(given);
  if (made === undefined) return undefined;
  return {
    kind: 'endless context',
    at,
    callee,
    context: describe(given, body),
    argument: body.file.tree.node(given.node),
    made: describe(made, body),
  };
}

function takesContext({ callee }: Call, body: Body): boolean {
  const type = callee.kind === 'static' && callee.symbol !== undefined ? body.types.ofSymbol(callee.symbol) : undefined;
  return type?.kind !== 'func' || type.params.some((param) => isContext(param.type));
}

/** The function as the call names it. */
function calleeText({ node }: Call, body: Body): string {
  const { tree } = body.file;
  return tree.text(tree.firstChild(node)).replace(/\s+/g, ' ');
}
