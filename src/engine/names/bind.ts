import {
  caseValues,
  communication,
  declaredNames,
  expressions,
  forStatement,
  isIdentifier,
  operand,
  type Parameter,
  parameters,
  results,
  selectClauses,
  specs,
  switchStatement,
} from '../syntax/go.js';
import { Field, Kind } from '../syntax/kinds.js';
import { NONE, type NodeIndex, type Tree } from '../syntax/tree.js';
import { type DeclaredConstant, declaredConstants } from './constants.js';
import type { GoPackage, PackageFile } from './package.js';
import { Scope } from './scope.js';
import { type GoSymbol, isExported, type Variable, type VariableRole } from './symbol.js';

/**
 * Binds every identifier of the package's files to what it means, lexically (Go spec, "Declarations and scope").
 * Fields and methods after a dot are left to types, and so are keys of struct literals, which this binds like any
 * identifier when a name of that spelling is in scope.
 */
export function bindPackage(pkg: GoPackage): void {
  for (const file of pkg.files) {
    const binder = new Binder(file);
    for (const node of file.tree.children(0)) binder.topLevel(node);
  }
}

class Binder {
  readonly #file: PackageFile;
  readonly #tree: Tree;
  #scope: Scope;
  /** The function declaration or literal whose body is being bound. */
  #func: NodeIndex = NONE;

  constructor(file: PackageFile) {
    this.#file = file;
    this.#tree = file.tree;
    this.#scope = file.scope;
  }

  topLevel(node: NodeIndex): void {
    const tree = this.#tree;
    switch (tree.kind(node)) {
      case Kind.FunctionDeclaration:
      case Kind.MethodDeclaration:
        if (tree.hasError(node)) this.#file.broken.add(node);
        this.#function(node);
        break;
      case Kind.ConstDeclaration:
      case Kind.VarDeclaration:
        // The names are in the package block already: only their types and values are left to bind.
        for (const spec of specs(tree, node)) this.#spec(spec);
        break;
      case Kind.TypeDeclaration:
        for (const spec of tree.children(node)) this.#typeSpec(spec);
        break;
      default:
        break;
    }
  }

  #inScope(body: () => void): void {
    const outer = this.#scope;
    this.#scope = new Scope(outer);
    body();
    this.#scope = outer;
  }

  /** As inScope, for what is met so often that a function value each time would cost. */
  #visitInScope(visit: (node: NodeIndex) => void, node: NodeIndex): void {
    const outer = this.#scope;
    this.#scope = new Scope(outer);
    visit.call(this, node);
    this.#scope = outer;
  }

  #spec(spec: NodeIndex): void {
    this.#visit(this.#tree.child(spec, Field.Type));
    this.#visit(this.#tree.child(spec, Field.Value));
  }

  #typeSpec(spec: NodeIndex): void {
    this.#inScope(() => {
      this.#typeParameters(this.#tree.child(spec, Field.TypeParameters));
      this.#visit(this.#tree.child(spec, Field.Type));
    });
  }

  #typeParameters(list: NodeIndex): void {
    if (list === NONE) return;
    const tree = this.#tree;
    const declarations = tree.children(list);
    // Constraints may refer to any parameter of the list, earlier or later.
    for (const declaration of declarations) {
      for (const name of tree.childrenWith(declaration, Field.Name)) this.#typeParameter(name, declaration);
    }
    for (const declaration of declarations) this.#visit(tree.child(declaration, Field.Type));
  }

  #typeParameter(name: NodeIndex, node: NodeIndex): void {
    const file = this.#file;
    const declaration = { file, name, node };
    const text = this.#tree.text(name);
    file.declare(this.#scope, {
      kind: 'type',
      name: text,
      pkg: undefined,
      declaration,
      alias: false,
      parameter: true,
      methods: new Map(),
    });
  }

  /** A function declaration, method declaration or function literal. */
  #function(node: NodeIndex): void {
    const tree = this.#tree;
    const outer = this.#func;
    this.#func = node;
    this.#inScope(() => {
      this.#typeParameters(tree.child(node, Field.TypeParameters));
      const receiver = tree.child(node, Field.Receiver);
      if (receiver !== NONE) this.#receiverType(receiver);
      const params = parameters(tree, tree.child(node, Field.Parameters));
      const returned = results(tree, node);
      // The names are in scope in the body only: in `func f(net string) net.Conn` the result's net is the package.
      for (const list of [params, returned]) this.#parameterTypes(list);
      if (receiver !== NONE) this.#declareParameters(parameters(tree, receiver).slice(0, 1), 'receiver');
      this.#declareParameters(params, 'parameter');
      this.#declareParameters(returned, 'result');
      const body = tree.child(node, Field.Body);
      // Parameters and the body's own declarations share a block (Go spec, "Blocks").
      if (body !== NONE) this.#children(body);
    });
    this.#func = outer;
  }

  /** `func (r *List[T]) …` declares r and T: the receiver's type arguments are declarations, not uses. */
  #receiverType(list: NodeIndex): void {
    const tree = this.#tree;
    for (const { type } of parameters(tree, list).slice(0, 1)) {
      let at = type;
      while (at !== NONE && (tree.kind(at) === Kind.PointerType || tree.kind(at) === Kind.ParenthesizedType))
        at = operand(tree, at);
      if (at !== NONE && tree.kind(at) === Kind.GenericType) {
        for (const argument of tree.children(tree.child(at, Field.TypeArguments))) {
          const identifier = tree.firstChild(argument);
          if (identifier !== NONE && tree.kind(identifier) === Kind.TypeIdentifier)
            this.#typeParameter(identifier, argument);
        }
        this.#visit(tree.child(at, Field.Type));
      } else this.#visit(type);
    }
  }

  #parameterTypes(list: readonly Parameter[]): void {
    let last: NodeIndex = NONE;
    for (const { type } of list) {
      if (type !== last) this.#visit(type);
      last = type;
    }
  }

  #declareParameters(list: readonly Parameter[], role: VariableRole): void {
    const tree = this.#tree;
    list.forEach(({ name }, index) => {
      if (name !== NONE) this.#variable(name, tree.parent(name), role, index);
    });
  }

  #variable(name: NodeIndex, node: NodeIndex, role: VariableRole, index: number): Variable {
    const file = this.#file;
    const declaration = { file, name, node };
    const text = this.#tree.text(name);
    const symbol: Variable = {
      kind: 'var',
      name: text,
      pkg: undefined,
      declaration,
      role,
      index,
      func: this.#func,
      captured: false,
    };
    file.declare(this.#scope, symbol);
    return symbol;
  }

  /** `a, b := …`: names that the block already declares are assigned to (Go spec, "Short variable declarations"). */
  #defineShort(left: readonly NodeIndex[], node: NodeIndex): void {
    const tree = this.#tree;
    left.forEach((name, index) => {
      if (!isIdentifier(tree.kind(name))) return this.#visit(name);
      const text = tree.text(name);
      if (text === '_') return undefined;
      const existing = this.#scope.own(text);
      if (existing !== undefined) this.#file.bind(name, existing);
      else this.#variable(name, node, 'local', index);
      return undefined;
    });
  }

  #children(node: NodeIndex): void {
    const tree = this.#tree;
    const end = tree.skip(node);
    for (let at = node + 1; at < end; at = tree.skip(at)) this.#visit(at);
  }

  #visit(node: NodeIndex): void {
    if (node === NONE) return;
    const tree = this.#tree;
    switch (tree.kind(node)) {
      case Kind.Identifier:
      case Kind.TypeIdentifier:
      case Kind.PackageIdentifier:
      case Kind.Nil:
      case Kind.True:
      case Kind.False:
      case Kind.Iota:
        return this.#use(node);
      case Kind.FuncLiteral:
        return this.#function(node);
      case Kind.Block:
      case Kind.IfStatement:
      case Kind.ExpressionSwitchStatement:
      case Kind.ExpressionCase:
      case Kind.DefaultCase:
        return this.#visitInScope(this.#children, node);
      case Kind.ForStatement:
        return this.#visitInScope(this.#for, node);
      case Kind.TypeSwitchStatement:
        return this.#visitInScope(this.#typeSwitch, node);
      case Kind.SelectStatement:
        for (const clause of selectClauses(tree, node)) this.#visitInScope(this.#communication, clause);
        return undefined;
      case Kind.ShortVarDeclaration:
        this.#visit(tree.child(node, Field.Right));
        return this.#defineShort(expressions(tree, tree.child(node, Field.Left)), node);
      case Kind.VarDeclaration:
        for (const spec of specs(tree, node)) this.#localVariables(spec);
        return undefined;
      case Kind.ConstDeclaration:
        return this.#localConstants(node);
      case Kind.TypeDeclaration:
        for (const spec of tree.children(node)) this.#localType(spec);
        return undefined;
      case Kind.FunctionType:
        return this.#functionType(node);
      case Kind.InterfaceType:
        for (const element of tree.children(node)) {
          if (tree.kind(element) === Kind.MethodElem) this.#functionType(element);
          else this.#children(element);
        }
        return undefined;
      case Kind.FieldDeclaration:
        return this.#visit(tree.child(node, Field.Type));
      default:
        return this.#children(node);
    }
  }

  /** A signature without a body: its parameters' names are visible nowhere. */
  #functionType(node: NodeIndex): void {
    const tree = this.#tree;
    this.#parameterTypes(parameters(tree, tree.child(node, Field.Parameters)));
    this.#parameterTypes(results(tree, node));
  }

  #for(node: NodeIndex): void {
    const tree = this.#tree;
    const { form, initializer, condition, update, left, declares, over, body } = forStatement(tree, node);
    if (form === 'range') {
      this.#visit(over);
      if (declares) this.#defineShort(left, tree.parent(tree.parent(left[0])));
      else for (const target of left) this.#visit(target);
    } else {
      this.#visit(initializer);
      this.#visit(condition);
      this.#visit(update);
    }
    this.#visit(body);
  }

  #typeSwitch(node: NodeIndex): void {
    const tree = this.#tree;
    const { initializer, value, alias, clauses } = switchStatement(tree, node);
    this.#visit(initializer);
    this.#visit(value);
    for (const clause of clauses) {
      for (const type of caseValues(tree, clause)) this.#visit(type);
      this.#inScope(() => {
        // The variable is declared in each clause (Go spec, "Type switches").
        if (alias !== NONE) this.#file.aliases.set(clause, this.#variable(alias, clause, 'local', 0));
        const list = tree.childOfKind(clause, Kind.StatementList);
        if (list !== NONE) this.#children(list);
      });
    }
  }

  #communication(clause: NodeIndex): void {
    const tree = this.#tree;
    const { channel, value, receive, left, declares } = communication(tree, clause);
    this.#visit(receive === NONE ? channel : receive);
    this.#visit(value);
    if (declares) this.#defineShort(left, tree.child(clause, Field.Communication));
    else for (const target of left) this.#visit(target);
    const list = tree.childOfKind(clause, Kind.StatementList);
    if (list !== NONE) this.#children(list);
  }

  #localVariables(spec: NodeIndex): void {
    this.#spec(spec);
    const names = declaredNames(this.#tree, spec).filter((child) => this.#tree.kind(child) === Kind.Identifier);
    names.forEach((name, index) => this.#variable(name, spec, 'local', index));
  }

  /** A constant is in scope behind its spec, so that the next spec of the group may use it. */
  #localConstants(declaration: NodeIndex): void {
    const constants = declaredConstants(this.#tree, declaration);
    let next = 0;
    for (const node of specs(this.#tree, declaration)) {
      this.#spec(node);
      for (; constants[next]?.node === node; next++) this.#constant(constants[next]);
    }
  }

  #constant({ identifier, node, spec, index, iota }: DeclaredConstant): void {
    const file = this.#file;
    file.declare(this.#scope, {
      kind: 'const',
      name: this.#tree.text(identifier),
      pkg: undefined,
      declaration: { file, name: identifier, node },
      spec,
      index,
      iota,
    });
  }

  #localType(spec: NodeIndex): void {
    const tree = this.#tree;
    const file = this.#file;
    const name = tree.child(spec, Field.Name);
    if (name === NONE) return;
    const alias = tree.kind(spec) === Kind.TypeAlias;
    const declaration = { file, name, node: spec };
    // A type may refer to itself: it is in scope from its identifier on.
    file.declare(this.#scope, {
      kind: 'type',
      name: tree.text(name),
      pkg: undefined,
      declaration,
      alias,
      parameter: false,
      methods: new Map(),
    });
    this.#typeSpec(spec);
  }

  #use(node: NodeIndex): void {
    const symbol = this.#resolve(this.#tree.text(node));
    if (symbol === undefined) return;
    if (symbol.kind === 'var' && symbol.func !== NONE && symbol.func !== this.#func) symbol.captured = true;
    this.#file.bind(node, symbol);
  }

  #resolve(name: string): GoSymbol | undefined {
    if (name === '_') return undefined;
    let scope: Scope | undefined = this.#scope;
    const file = this.#file;
    while (scope !== undefined && scope !== file.scope) {
      const found = scope.own(name);
      if (found !== undefined) return found;
      scope = scope.parent;
    }
    const imported = file.scope.own(name);
    if (imported?.kind === 'package' && imported.certain) return imported;
    // No import may share its name with a package-level declaration: a guessed name that does was guessed wrong.
    const inPackage = file.pkg.scope.own(name) ?? imported;
    if (inPackage !== undefined) return inPackage;
    for (const dotted of file.dotImports) {
      if (dotted === undefined) return undefined; // it may declare the name
      const found = isExported(name) ? dotted.scope.own(name) : undefined;
      if (found !== undefined) return found;
    }
    return file.pkg.scope.parent?.own(name);
  }
}
