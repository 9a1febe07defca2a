import { packageOf } from '../knowledge/full-name.js';
import { intrinsics } from '../knowledge/intrinsics.js';
import type { PackageFile } from '../names/package.js';
import type { FuncSymbol } from '../names/symbol.js';
import {
  calleeOf,
  forStatement,
  ifStatement,
  selectClauses,
  statements,
  switchStatement,
  unparen,
} from '../syntax/go.js';
import { Field, Kind } from '../syntax/kinds.js';
import { NONE, type NodeIndex, type Tree } from '../syntax/tree.js';
import { builtinCalled } from '../types/call-types.js';
import type { PackageTypes } from '../types/package-types.js';
import type { MayReturn } from './builder.js';
import type { Body, Callee } from './ssa.js';

/** Functions that call each other, deeper than anything that ends a program is wrapped. */
const MAX_DEPTH = 30;

/**
 * Whether control may come back from calls, those of the package's own functions included. That is told from their
 * statements alone, so that none has to be lowered before its callers: a function cannot return when neither its end nor
 * a return statement can be reached (Go spec, "Terminating statements"), because it panics, ends the process or the
 * goroutine, or goes round for ever.
 */
export class Returning {
  readonly #types: PackageTypes;
  readonly #known: MayReturn;
  readonly #answers = new Map<FuncSymbol, boolean>();
  #depth = 0;

  /** @param known says so of functions that are not at hand */
  constructor(types: PackageTypes, known: MayReturn) {
    this.#types = types;
    this.#known = known;
  }

  of(callee: Callee): boolean {
    if (!this.#known(callee)) return false;
    return callee.kind !== 'static' || callee.symbol === undefined || this.ofFunction(callee.symbol);
  }

  /** Of a function or literal of the package. */
  ofBody({ file, node, symbol }: Body): boolean {
    return symbol === undefined ? this.#comesBack(file, node) : this.ofFunction(symbol);
  }

  /** Of one that is declared in the package; any other may return. */
  ofFunction(symbol: FuncSymbol): boolean {
    const known = this.#answers.get(symbol);
    if (known !== undefined) return known;
    const { declaration } = symbol;
    if (intrinsics.has(symbol.fullName)) return true;
    if (declaration === undefined || symbol.pkg !== this.#types.pkg || this.#depth > MAX_DEPTH) return true;
    this.#answers.set(symbol, true); // what calls itself and nothing else
    this.#depth++;
    const answer = this.#comesBack(declaration.file, declaration.node);
    this.#depth--;
    this.#answers.set(symbol, answer);
    return answer;
  }

  #comesBack(file: PackageFile, func: NodeIndex): boolean {
    const body = file.broken.has(func) ? NONE : file.tree.child(func, Field.Body);
    return body === NONE || new Course(this.#types, file, this).comesBack(body);
  }
}

/** Where control may get from the beginning of a statement. */
interface Ways {
  /** To what follows it. */
  readonly on: boolean;
  /** Out of the function, by a return or a recovered panic. */
  readonly back: boolean;
  /** Out of the innermost statement that `break` leaves. */
  readonly out: boolean;
}

const on: Ways = { on: true, back: false, out: false };
const back: Ways = { on: false, back: true, out: false };
const out: Ways = { on: false, back: false, out: true };
const nowhere: Ways = { on: false, back: false, out: false };

/** The course of control through one function, as its statements lay it down. */
class Course {
  readonly #types: PackageTypes;
  readonly #file: PackageFile;
  readonly #tree: Tree;
  readonly #returning: Returning;
  /** The labels that a `break` names. */
  readonly #left = new Set<string>();

  constructor(types: PackageTypes, file: PackageFile, returning: Returning) {
    this.#types = types;
    this.#file = file;
    this.#tree = file.tree;
    this.#returning = returning;
  }

  comesBack(body: NodeIndex): boolean {
    const ways = this.#list(body);
    return ways.on || ways.back;
  }

  #list(container: NodeIndex): Ways {
    let broken = false;
    for (const node of statements(this.#tree, container)) {
      const ways = this.#statement(node);
      if (ways.back) return back;
      broken ||= ways.out;
      if (!ways.on) return { ...nowhere, out: broken };
    }
    return { ...on, out: broken };
  }

  #statement(node: NodeIndex, label?: string): Ways {
    const tree = this.#tree;
    switch (tree.kind(node)) {
      case Kind.Block:
        return this.#list(node);
      case Kind.ExpressionStatement:
        return this.#comesBackFrom(unparen(tree, tree.firstChild(node))) ? on : nowhere;
      case Kind.ReturnStatement:
      case Kind.GotoStatement: // where it leads is the graph's to say
        return back;
      case Kind.DeferStatement:
        return this.#mayRecover(unparen(tree, tree.firstChild(node))) ? back : on;
      case Kind.IfStatement: {
        const { then, otherwise } = ifStatement(tree, node);
        return either([this.#list(then), otherwise === NONE ? on : this.#statement(otherwise)]);
      }
      case Kind.ForStatement: {
        const { form, condition, body } = forStatement(tree, node);
        const endless = form === 'endless' || (form === 'clause' && condition === NONE);
        return this.#behind(this.#list(body), !endless, label);
      }
      case Kind.ExpressionSwitchStatement:
      case Kind.TypeSwitchStatement: {
        const { clauses } = switchStatement(tree, node);
        const all = either(clauses.map((clause) => this.#list(clause)));
        const complete = clauses.some((clause) => tree.kind(clause) === Kind.DefaultCase);
        return this.#behind(all, all.on || !complete, label);
      }
      case Kind.SelectStatement: {
        const all = either(selectClauses(tree, node).map((clause) => this.#list(clause)));
        return this.#behind(all, all.on, label);
      }
      case Kind.LabeledStatement: {
        const inner = tree.children(node).find((child) => tree.field(child) !== Field.Label);
        return inner === undefined ? on : this.#statement(inner, tree.text(tree.child(node, Field.Label)));
      }
      case Kind.BreakStatement: {
        const name = tree.firstChild(node);
        if (name === NONE) return out;
        this.#left.add(tree.text(name));
        return nowhere;
      }
      case Kind.ContinueStatement:
      case Kind.FallthroughStatement:
        return nowhere;
      default:
        return on;
    }
  }

  /** Behind a statement that `break` leaves. */
  #behind({ back: returns, out: broken }: Ways, falls: boolean, label: string | undefined): Ways {
    if (returns) return back;
    return falls || broken || (label !== undefined && this.#left.has(label)) ? on : nowhere;
  }

  #comesBackFrom(call: NodeIndex): boolean {
    const callee = this.#callee(call);
    if (callee === undefined) return true;
    if (builtinCalled(this.#file, callee) === 'panic') return false;
    const symbol = this.#function(callee);
    return symbol === undefined || this.#returning.of({ kind: 'static', name: symbol.fullName, symbol, method: false });
  }

  /** Whether a deferred call may end a panic: what is not at hand might. */
  #mayRecover(call: NodeIndex): boolean {
    const callee = this.#callee(call);
    if (callee === undefined) return true;
    if (this.#tree.kind(callee) === Kind.FuncLiteral) return recovers(this.#file, callee);
    if (builtinCalled(this.#file, callee) !== undefined) return false;
    const symbol = this.#function(callee);
    const declaration = symbol?.pkg === this.#types.pkg ? symbol?.declaration : undefined;
    if (declaration !== undefined) return recovers(declaration.file, declaration.node);
    // The standard library leaves recovering to its callers.
    return symbol === undefined || packageOf(symbol.fullName).split('/', 1)[0].includes('.');
  }

  #callee(call: NodeIndex): NodeIndex | undefined {
    if (call === NONE || this.#tree.kind(call) !== Kind.CallExpression) return undefined;
    const callee = calleeOf(this.#tree, call);
    return callee === NONE ? undefined : unparen(this.#tree, callee);
  }

  /** The function or method that a call surely runs. */
  #function(callee: NodeIndex): FuncSymbol | undefined {
    const tree = this.#tree;
    switch (tree.kind(callee)) {
      case Kind.Identifier: {
        const symbol = this.#file.symbol(callee);
        return symbol?.kind === 'func' ? symbol : undefined;
      }
      case Kind.SelectorExpression: {
        const selection = this.#types.selection(this.#file, callee);
        if (selection?.kind === 'method') return selection.dynamic ? undefined : selection.method;
        return selection?.kind === 'member' && selection.symbol?.kind === 'func' ? selection.symbol : undefined;
      }
      case Kind.IndexExpression:
        return this.#function(unparen(tree, tree.child(callee, Field.Operand)));
      case Kind.TypeInstantiationExpression:
        return this.#function(unparen(tree, tree.child(callee, Field.Type)));
      default:
        return undefined;
    }
  }
}

function either(all: readonly Ways[]): Ways {
  return {
    on: all.some((ways) => ways.on),
    back: all.some((ways) => ways.back),
    out: all.some((ways) => ways.out),
  };
}

function recovers(file: PackageFile, func: NodeIndex): boolean {
  const { tree } = file;
  for (let node = func + 1; node < tree.skip(func); node++)
    if (tree.kind(node) === Kind.CallExpression && builtinCalled(file, calleeOf(tree, node)) === 'recover') return true;
  return false;
}
