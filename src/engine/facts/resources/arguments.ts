import type { Body, Call, Value } from '../../flow/ssa.js';
import { argumentsOf } from '../goroutines/paths.js';
import { asPart, ELEMENT, type OwnerPath, within } from './owner-path.js';

/** What a call passes for a parameter. */
export interface Passed {
  readonly parameter: number;
  readonly value: Value;
  /** Where something that lies at a path of the value lies in the parameter; undefined when not in this one. */
  at(path: OwnerPath): OwnerPath | undefined;
}

/**
 * The values that a call passes, by the parameter that gets them: of `f(g())` the parts of the tuple, of a variadic
 * parameter the elements. A method value brings its receiver.
 */
export function passedBy(call: Call, body: Body): readonly Passed[] {
  const args = argumentsOf(call);
  const variadic = call.spreads ? undefined : variadicParameter(call, body);
  const place = (parameter: number, path: OwnerPath) =>
    variadic !== undefined && parameter >= variadic
      ? ({ parameter: variadic, path: within(ELEMENT, path) } as const)
      : ({ parameter, path } as const);
  const [only] = args;
  if (args.length === 1 && only.op === 'call' && body.types.of(body.file, only.node).kind === 'tuple') {
    const { types } = body.types.of(body.file, only.node) as { readonly types: readonly unknown[] };
    return types.map((_, index) => {
      const { parameter } = place(index, '');
      return {
        parameter,
        value: only,
        at: (path) => {
          const part = asPart(path);
          return part?.index === index ? place(index, part.rest).path : undefined;
        },
      };
    });
  }
  return args.map((value, i) => ({ parameter: place(i, '').parameter, value, at: (path) => place(i, path).path }));
}

/** The parameter that takes all further arguments, the receiver counted. */
function variadicParameter({ callee }: Call, body: Body): number | undefined {
  if ((callee.kind !== 'static' && callee.kind !== 'interface') || callee.symbol === undefined) return undefined;
  const signature = body.types.ofSymbol(callee.symbol);
  if (signature.kind !== 'func' || !signature.variadic) return undefined;
  return signature.params.length - 1 + (callee.kind === 'interface' || callee.method ? 1 : 0);
}
