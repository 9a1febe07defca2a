import { FIRST_OPERATOR, Field, Kind } from './kinds.js';
import { NONE, type NodeIndex, type Tree } from './tree.js';

// Views of the grammar's nodes as Go's own grammar names their parts. What the grammar does oddly is dealt with here.

/** The statements of a block, a case, or a function body. The grammar wraps them in a statement_list, if there are any. */
export function statements(tree: Tree, container: NodeIndex): NodeIndex[] {
  const list = tree.childOfKind(container, Kind.StatementList);
  return list === NONE ? [] : tree.children(list);
}

/** Without the parentheses around it. */
export function unparen(tree: Tree, node: NodeIndex): NodeIndex {
  let at = node;
  while (at !== NONE && (tree.kind(at) === Kind.ParenthesizedExpression || tree.kind(at) === Kind.ParenthesizedType)) {
    at = tree.firstChild(at);
  }
  return at;
}

/** The expressions of an expression_list, or the one expression that stands without a list. */
export function expressions(tree: Tree, node: NodeIndex): NodeIndex[] {
  if (node === NONE) return [];
  return tree.kind(node) === Kind.ExpressionList ? tree.children(node) : [node];
}

/**
 * What an assignment or declaration gives the value of an expression to.
 * @param result which of its values, where it is a call that has several
 * @returns NONE when it stands elsewhere
 */
export function assignee(tree: Tree, expression: NodeIndex, result: number): NodeIndex {
  let at = expression;
  while (tree.kind(tree.parent(at)) === Kind.ParenthesizedExpression) at = tree.parent(at);
  const list = tree.kind(tree.parent(at)) === Kind.ExpressionList ? tree.parent(at) : at;
  const statement = tree.parent(list);
  const values = expressions(tree, list);
  const targets = assignees(tree, statement, list);
  const position = values.length === 1 ? result : values.indexOf(at);
  return targets[position] ?? NONE;
}

function assignees(tree: Tree, statement: NodeIndex, values: NodeIndex): NodeIndex[] {
  switch (tree.kind(statement)) {
    case Kind.ShortVarDeclaration:
    case Kind.AssignmentStatement:
      return tree.field(values) === Field.Right ? expressions(tree, tree.child(statement, Field.Left)) : [];
    case Kind.VarSpec:
      return tree.field(values) === Field.Value ? declaredNames(tree, statement) : [];
    default:
      return [];
  }
}

/** The only operand of what has no fields: `go`, `defer`, `++`, `return`, `xs...`, `*T`, `(T)`; operator tokens stand beside it. */
export function operand(tree: Tree, node: NodeIndex): NodeIndex {
  let at = tree.firstChild(node);
  while (at !== NONE && isOperator(tree.kind(at))) at = tree.nextSibling(at);
  return at;
}

export interface IfStatement {
  readonly initializer: NodeIndex;
  readonly condition: NodeIndex;
  readonly then: NodeIndex;
  /** A block, another if statement, or NONE. */
  readonly otherwise: NodeIndex;
}

export function ifStatement(tree: Tree, node: NodeIndex): IfStatement {
  return {
    initializer: tree.child(node, Field.Initializer),
    condition: tree.child(node, Field.Condition),
    then: tree.child(node, Field.Consequence),
    otherwise: tree.child(node, Field.Alternative),
  };
}

export interface ForStatement {
  readonly form: 'clause' | 'range' | 'condition' | 'endless';
  readonly body: NodeIndex;
  /** Three-clause form: any of them may be NONE. */
  readonly initializer: NodeIndex;
  readonly condition: NodeIndex;
  readonly update: NodeIndex;
  /** Range form: the iteration variables, whether `:=` declares them, and what is ranged over. */
  readonly left: readonly NodeIndex[];
  readonly declares: boolean;
  readonly over: NodeIndex;
}

export function forStatement(tree: Tree, node: NodeIndex): ForStatement {
  const body = tree.child(node, Field.Body);
  const none = { body, initializer: NONE, condition: NONE, update: NONE, left: [], declares: false, over: NONE };
  const head = tree.firstChild(node);
  if (head === NONE || head === body) return { ...none, form: 'endless' };
  if (tree.kind(head) === Kind.RangeClause) {
    return {
      ...none,
      form: 'range',
      left: expressions(tree, tree.child(head, Field.Left)),
      declares: tree.childOfKind(head, Kind.Define) !== NONE,
      over: tree.child(head, Field.Right),
    };
  }
  if (tree.kind(head) === Kind.ForClause) {
    return {
      ...none,
      form: 'clause',
      initializer: tree.child(head, Field.Initializer),
      condition: tree.child(head, Field.Condition),
      update: tree.child(head, Field.Update),
    };
  }
  return { ...none, form: 'condition', condition: head };
}

export interface SwitchStatement {
  readonly initializer: NodeIndex;
  /** The tag of an expression switch; the operand before `.(type)` of a type switch; NONE when there is no tag. */
  readonly value: NodeIndex;
  /** The variable that `switch x := v.(type)` declares anew in each clause, or NONE. */
  readonly alias: NodeIndex;
  readonly clauses: readonly NodeIndex[];
}

export function switchStatement(tree: Tree, node: NodeIndex): SwitchStatement {
  const alias = tree.child(node, Field.Alias);
  return {
    initializer: tree.child(node, Field.Initializer),
    value: tree.child(node, Field.Value),
    alias: alias === NONE ? NONE : (expressions(tree, alias)[0] ?? NONE),
    clauses: tree.children(node).filter((child) => isClause(tree.kind(child))),
  };
}

function isClause(kind: Kind): boolean {
  return (
    kind === Kind.ExpressionCase ||
    kind === Kind.TypeCase ||
    kind === Kind.DefaultCase ||
    kind === Kind.CommunicationCase
  );
}

/** The values or types that a switch clause lists; empty for the default clause. */
export function caseValues(tree: Tree, clause: NodeIndex): NodeIndex[] {
  if (tree.kind(clause) === Kind.ExpressionCase) return expressions(tree, tree.child(clause, Field.Value));
  if (tree.kind(clause) === Kind.TypeCase) return tree.childrenWith(clause, Field.Type);
  return [];
}

export function selectClauses(tree: Tree, node: NodeIndex): NodeIndex[] {
  return tree.children(node).filter((child) => isClause(tree.kind(child)));
}

export interface Communication {
  readonly form: 'send' | 'receive' | 'default';
  /** The channel operand. */
  readonly channel: NodeIndex;
  readonly value: NodeIndex;
  /** The receive expression `<-ch`. */
  readonly receive: NodeIndex;
  readonly left: readonly NodeIndex[];
  readonly declares: boolean;
}

/** The communication of a select clause. */
export function communication(tree: Tree, clause: NodeIndex): Communication {
  const none = { channel: NONE, value: NONE, receive: NONE, left: [], declares: false };
  const node = tree.child(clause, Field.Communication);
  if (node === NONE) return { ...none, form: 'default' };
  if (tree.kind(node) === Kind.SendStatement) {
    return { ...none, form: 'send', channel: tree.child(node, Field.Channel), value: tree.child(node, Field.Value) };
  }
  const receive = unparen(tree, tree.child(node, Field.Right));
  return {
    ...none,
    form: 'receive',
    receive,
    channel: receive === NONE ? NONE : tree.child(receive, Field.Operand),
    left: expressions(tree, tree.child(node, Field.Left)),
    declares: tree.childOfKind(node, Kind.Define) !== NONE,
  };
}

export interface Call {
  readonly callee: NodeIndex;
  /** The arguments, `xs...` without its dots. In a call of `make` or `new` the first may be a type. */
  readonly args: readonly NodeIndex[];
  /** Whether the last argument is followed by `...`. */
  readonly spreads: boolean;
}

/** What a call or conversion names before its parentheses. */
export function calleeOf(tree: Tree, node: NodeIndex): NodeIndex {
  return tree.child(node, tree.kind(node) === Kind.TypeConversionExpression ? Field.Type : Field.Function);
}

/** A call or conversion: `f(x)`, `T(x)`, `[]byte(x)`; which of them it is, names and types decide. */
export function call(tree: Tree, node: NodeIndex): Call {
  if (tree.kind(node) === Kind.TypeConversionExpression) {
    return { callee: calleeOf(tree, node), args: [tree.child(node, Field.Operand)], spreads: false };
  }
  const args: NodeIndex[] = [];
  let spreads = false;
  const list = tree.child(node, Field.Arguments);
  for (const argument of list === NONE ? [] : tree.children(list)) {
    const variadic = tree.kind(argument) === Kind.VariadicArgument;
    if (variadic) spreads = true;
    args.push(variadic ? operand(tree, argument) : argument);
  }
  return { callee: calleeOf(tree, node), args, spreads };
}

export interface Parameter {
  /** The identifier, or NONE for an unnamed parameter. */
  readonly name: NodeIndex;
  readonly type: NodeIndex;
  readonly variadic: boolean;
}

/** The parameters of a parameter_list, one entry a name, or one for each unnamed type. */
export function parameters(tree: Tree, list: NodeIndex): Parameter[] {
  const found: Parameter[] = [];
  if (list === NONE) return found;
  for (const declaration of tree.children(list)) {
    const type = tree.child(declaration, Field.Type);
    const variadic = tree.kind(declaration) === Kind.VariadicParameterDeclaration;
    const names = tree.childrenWith(declaration, Field.Name);
    if (names.length === 0) found.push({ name: NONE, type, variadic });
    for (const name of names) found.push({ name, type, variadic });
  }
  return found;
}

/** The results of a function: a parameter list, one bare type, or nothing. */
export function results(tree: Tree, func: NodeIndex): Parameter[] {
  const result = tree.child(func, Field.Result);
  if (result === NONE) return [];
  if (tree.kind(result) === Kind.ParameterList) return parameters(tree, result);
  return [{ name: NONE, type: result, variadic: false }];
}

/** An element of a composite literal's body. */
export interface LiteralElement {
  readonly key: NodeIndex;
  /** An expression, or a literal_value when the element's type is left out. */
  readonly value: NodeIndex;
}

export function literalElements(tree: Tree, body: NodeIndex): LiteralElement[] {
  return tree
    .children(body)
    .map((element) =>
      tree.kind(element) === Kind.KeyedElement
        ? { key: inner(tree, tree.child(element, Field.Key)), value: inner(tree, tree.child(element, Field.Value)) }
        : { key: NONE, value: inner(tree, element) },
    );
}

function inner(tree: Tree, element: NodeIndex): NodeIndex {
  return element !== NONE && tree.kind(element) === Kind.LiteralElement ? tree.firstChild(element) : element;
}

/** The operator of a unary or binary expression or of an assignment, as a Kind named after go/token. */
export function operator(tree: Tree, node: NodeIndex): Kind {
  const token = tree.child(node, Field.Operator);
  return token === NONE ? Kind.Error : tree.kind(token);
}

function isOperator(kind: Kind): boolean {
  return kind >= FIRST_OPERATOR;
}

/** The direction of a channel type, in the words of go/types. */
export function channelDirection(tree: Tree, node: NodeIndex): 'both' | 'send' | 'receive' {
  const arrow = tree.childOfKind(node, Kind.Arrow);
  if (arrow === NONE) return 'both';
  return tree.start(arrow) === tree.start(node) ? 'receive' : 'send';
}

/** The names of a const, var or field declaration. The grammar gives their commas the same field. */
export function declaredNames(tree: Tree, node: NodeIndex): NodeIndex[] {
  return tree.childrenWith(node, Field.Name);
}

/** The specs of a const, var, type or import declaration, grouped or not. */
export function specs(tree: Tree, declaration: NodeIndex): NodeIndex[] {
  return tree.children(declaration).flatMap((child) => {
    const kind = tree.kind(child);
    return kind === Kind.VarSpecList || kind === Kind.ImportSpecList ? tree.children(child) : [child];
  });
}

/** The terms of a type element or constraint, `A | ~B`. */
export function typeTerms(tree: Tree, node: NodeIndex): NodeIndex[] {
  return tree.children(node).filter((child) => !isOperator(tree.kind(child)));
}

/** Whether an embedded field is a pointer, `*T`. */
export function isPointerEmbedding(tree: Tree, field: NodeIndex): boolean {
  return tree.childOfKind(field, Kind.Mul) !== NONE;
}

/** Whether the kind is one of the identifiers that the grammar tells apart by spelling or position. */
export function isIdentifier(kind: Kind): boolean {
  return (
    kind === Kind.Identifier ||
    kind === Kind.TypeIdentifier ||
    kind === Kind.FieldIdentifier ||
    kind === Kind.PackageIdentifier ||
    kind === Kind.BlankIdentifier ||
    kind === Kind.Nil ||
    kind === Kind.True ||
    kind === Kind.False ||
    kind === Kind.Iota
  );
}

export function isFunctionDeclaration(kind: Kind): boolean {
  return kind === Kind.FunctionDeclaration || kind === Kind.MethodDeclaration;
}

/** Whether a syntax error lies in what a function declaration says before its body. */
export function hasBrokenHeader(tree: Tree, func: NodeIndex): boolean {
  if (tree.arrays.errors.length === 0) return false;
  const body = tree.child(func, Field.Body);
  const end = body === NONE ? tree.skip(func) : body;
  return tree.arrays.errors.some((error) => error >= func && error < end);
}
