import type { PackageFile } from '../names/package.js';
import type { FuncSymbol, Variable } from '../names/symbol.js';
import { results } from '../syntax/go.js';
import { Field } from '../syntax/kinds.js';
import { NONE, type NodeIndex } from '../syntax/tree.js';
import type { PackageTypes } from '../types/package-types.js';
import { parameterSymbols } from '../types/variables.js';
import { Builder, type MayReturn } from './builder.js';
import { statement, statementsOf } from './lower-statements.js';
import { type Body, instructions, type Param } from './ssa.js';

/** Lowers the body of a function declaration, method declaration or function literal; undefined when it has none. */
export function buildBody(
  types: PackageTypes,
  file: PackageFile,
  node: NodeIndex,
  symbol: FuncSymbol | undefined,
  mayReturn: MayReturn,
  outer?: Body,
): Body | undefined {
  const { tree } = file;
  const block = tree.child(node, Field.Body);
  if (block === NONE) return undefined;
  const b = new Builder(types, file, node, mayReturn);
  const params = parameterSymbols(file, node).map((variable, index): Param => {
    const param: Param = { op: 'param', node: variable?.declaration?.name ?? node, args: [], symbol: variable, index };
    if (variable !== undefined) b.declare(variable, param, param.node);
    return param;
  });
  declareResults(b);
  statementsOf(b, block);
  if (b.hasDefer) b.emit({ op: 'rundefers', node: block, args: [] });
  b.emit({ op: 'return', node: block, args: b.results.map((variable) => b.readVariable(variable, block)) });
  return withLiterals(b, b.finish(symbol, outer, params));
}

/** Lowers a declaration of package-level variables: what runs when the package is initialised. */
export function buildInitializer(
  types: PackageTypes,
  file: PackageFile,
  declaration: NodeIndex,
  mayReturn: MayReturn,
): Body {
  const b = new Builder(types, file, declaration, mayReturn);
  statement(b, declaration);
  b.emit({ op: 'return', node: declaration, args: [] });
  return withLiterals(b, b.finish(undefined, undefined, []));
}

/** Literals that stand where control never gets to are no functions. */
function withLiterals(b: Builder, body: Body): Body {
  if (b.literalNodes.length === 0) return body;
  const made = new Set(instructions(body).map((one) => (one.op === 'closure' ? one.func : NONE)));
  for (const literal of b.literalNodes) {
    if (!made.has(literal)) continue;
    const inner = buildBody(b.types, b.file, literal, undefined, b.mayReturn, body);
    if (inner !== undefined) body.literals.set(literal, inner);
  }
  return body;
}

/** Named results are variables that begin as zero. */
function declareResults(b: Builder): void {
  for (const { name } of results(b.tree, b.func)) {
    const symbol = name === NONE ? undefined : b.file.symbol(name);
    if (symbol?.kind !== 'var') continue;
    const variable: Variable = symbol;
    b.results.push(variable);
    b.declare(variable, b.zero(name), name);
  }
}
