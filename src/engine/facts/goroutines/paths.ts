import type { Body, Call, Value } from '../../flow/ssa.js';
import type { Variable } from '../../names/symbol.js';
import type { Fact } from '../fact.js';
import { type Origins, origins } from '../memory/origins.js';

/**
 * Where a value is kept, as far as that is the same for everybody who looks: a root and the fields on the way, as a
 * string, so that summaries can hold it. The root is a parameter of the body (`p0`), a package variable
 * (`g:net/http.DefaultClient`), or a local variable or the place where a value is made (`v:FILE#NODE`).
 */
export type Path = string;

export interface Paths {
  /** Undefined when the value has no such place: an element, a constant. */
  of(value: Value, body: Body): Path | undefined;
  /** A path of a function that is called, as its caller knows it. */
  inCaller(path: Path, args: readonly Value[], caller: Body): Path | undefined;
  /** A path of a literal in the body that it stands in. */
  inOuter(path: Path, outer: Body): Path;
}

/** Deeper than structs are nested; the limit lets summaries of recursive types settle. */
const MAX_FIELDS = 5;

export const paths: Fact<Paths> = {
  name: 'paths',
  compute(_pkg, store) {
    const origin = store.get(origins);
    const of = (value: Value, body: Body) => pathOf(value, body, origin);
    const inOuter = (path: Path, outer: Body): Path => {
      const [root, rest] = split(path);
      const own = outer.params.find(
        (param) => param.symbol !== undefined && variableRoot(param.symbol, outer) === root,
      );
      return own === undefined ? path : `p${own.index}${rest}`;
    };
    return {
      of,
      inOuter,
      inCaller(path, args, caller) {
        const [root, rest] = split(path);
        if (!root.startsWith('p')) return inOuter(path, caller);
        const argument = args[Number(root.slice(1))];
        const base = argument && of(argument, caller);
        return base && `${base}${rest}`;
      },
    };
  },
};

/** The arguments as the called body counts them: a method value has its receiver in it. */
export function argumentsOf({ callee, args }: Call): readonly Value[] {
  if (callee.kind !== 'dynamic' || callee.value.op !== 'bound') return args;
  return [...callee.value.args, ...args];
}

function pathOf(value: Value, body: Body, origin: Origins, fields = 0): Path | undefined {
  if (fields > MAX_FIELDS) return undefined;
  const at = origin.of(value);
  switch (at.op) {
    case 'param':
      if (body.params.includes(at)) return `p${at.index}`;
      return at.symbol && variableRoot(at.symbol, body);
    case 'global':
      return `g:${at.name}`;
    case 'alloc':
    case 'freevar':
      return at.symbol === undefined ? madeAt(at, body) : ownOrVariable(at.symbol, body);
    case 'load':
    case 'assert':
      return pathOf(at.args[0], body, origin, fields);
    case 'fieldaddr':
    case 'field': {
      const base = pathOf(at.args[0], body, origin, fields + 1);
      return base && `${base}.${at.name}`;
    }
    case 'make':
    case 'call':
    case 'extract':
    case 'phi':
    case 'composite':
      return madeAt(at, body);
    default:
      return undefined;
  }
}

function ownOrVariable(symbol: Variable, body: Body): Path {
  const own = body.params.find((param) => param.symbol === symbol);
  return own === undefined ? variableRoot(symbol, body) : `p${own.index}`;
}

function variableRoot(symbol: Variable, body: Body): Path {
  return `v:${body.file.tree.source.path}#${symbol.declaration?.name ?? symbol.name}`;
}

function madeAt(value: Value, body: Body): Path {
  return `v:${body.file.tree.source.path}#${value.node}`;
}

/** The root and what stands behind it; file names have dots of their own. */
function split(path: Path): readonly [root: string, rest: string] {
  const end = path.indexOf('.', Math.max(path.lastIndexOf('#'), path.lastIndexOf('/'), 0));
  return end < 0 ? [path, ''] : [path.slice(0, end), path.slice(end)];
}
