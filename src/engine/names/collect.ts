import { declaredNames, operand, specs } from '../syntax/go.js';
import { Field, Kind } from '../syntax/kinds.js';
import { NONE, type NodeIndex, type Tree } from '../syntax/tree.js';
import { declaredConstants } from './constants.js';
import { candidateNames, importPath } from './import-names.js';
import { GoPackage, type Importer, PackageFile } from './package.js';
import { type Declaration, type FuncSymbol, fullName, type PackageName } from './symbol.js';

/** Makes a package of its parsed files: imports in the file blocks, declarations in the package block, in any order. */
export function collectPackage(
  path: string,
  name: string,
  trees: readonly Tree[],
  importer: Importer,
  declarationsOnly = false,
): GoPackage {
  const pkg = new GoPackage(path, name, importer, declarationsOnly);
  pkg.files = trees.map((tree) => new PackageFile(pkg, tree));
  for (const file of pkg.files) for (const node of file.tree.children(0)) collectDeclaration(file, node);
  for (const file of pkg.files) collectMethods(file);
  return pkg;
}

function collectDeclaration(file: PackageFile, node: NodeIndex): void {
  const { tree, pkg } = file;
  switch (tree.kind(node)) {
    case Kind.ImportDeclaration:
      for (const spec of specs(tree, node)) collectImport(file, spec);
      break;
    case Kind.ConstDeclaration:
      for (const { identifier, node: at, spec, index, iota } of declaredConstants(tree, node)) {
        file.declare(pkg.scope, {
          kind: 'const',
          name: tree.text(identifier),
          pkg,
          declaration: { file, name: identifier, node: at },
          spec,
          index,
          iota,
        });
      }
      break;
    case Kind.VarDeclaration:
      for (const spec of specs(tree, node)) collectVariables(file, spec);
      break;
    case Kind.TypeDeclaration:
      for (const spec of tree.children(node)) {
        const alias = tree.kind(spec) === Kind.TypeAlias;
        const name = tree.child(spec, Field.Name);
        if (name === NONE) continue;
        const declaration = { file, name, node: spec };
        file.declare(pkg.scope, {
          kind: 'type',
          name: tree.text(name),
          pkg,
          declaration,
          alias,
          parameter: false,
          methods: new Map(),
        });
      }
      break;
    case Kind.FunctionDeclaration:
      collectFunction(file, node);
      break;
    default:
      break;
  }
}

function collectVariables(file: PackageFile, spec: NodeIndex): void {
  const { tree, pkg } = file;
  const names = declaredNames(tree, spec).filter((child) => tree.kind(child) === Kind.Identifier);
  names.forEach((name, index) => {
    const declaration = { file, name, node: spec };
    file.declare(pkg.scope, {
      kind: 'var',
      name: tree.text(name),
      pkg,
      declaration,
      role: 'package',
      index,
      func: NONE,
      captured: false,
    });
  });
}

function collectFunction(file: PackageFile, node: NodeIndex): void {
  const { tree, pkg } = file;
  const identifier = tree.child(node, Field.Name);
  if (identifier === NONE) return;
  const name = tree.text(identifier);
  const declaration = { file, name: identifier, node };
  const symbol: FuncSymbol = {
    kind: 'func',
    name,
    pkg,
    declaration,
    receiver: undefined,
    fullName: fullName(pkg.path, name),
  };
  // Any number of init functions may stand in a package, and none can be referred to (Go spec, "Package initialization").
  if (name === 'init') file.bind(identifier, symbol);
  else file.declare(pkg.scope, symbol);
}

function collectImport(file: PackageFile, spec: NodeIndex): void {
  const { tree } = file;
  const literal = tree.child(spec, Field.Path);
  if (literal === NONE) return;
  const path = importPath(tree.text(literal));
  const written = tree.child(spec, Field.Name);
  if (written !== NONE && tree.kind(written) === Kind.BlankIdentifier) return;
  const { importer } = file.pkg;
  if (written !== NONE && tree.kind(written) === Kind.Dot) {
    file.dotImports.push(path === 'C' ? undefined : importer.import(path));
    return;
  }
  const declaration = { file, name: written === NONE ? literal : written, node: spec };
  const declare = (name: string, certain: boolean) => {
    if (certain || file.scope.own(name) === undefined)
      file.scope.declare(new ImportName(name, path, declaration, certain, importer));
  };
  const known = path === 'C' ? 'C' : importer.nameOf(path);
  if (written !== NONE) declare(tree.text(written), true);
  else if (known !== undefined) declare(known, true);
  else for (const name of candidateNames(path)) declare(name, false);
}

/** Most imports are asked for one or two names, and many for none that matter: the package is read on first use. */
class ImportName implements PackageName {
  readonly kind = 'package';
  readonly name: string;
  readonly path: string;
  readonly pkg = undefined;
  readonly declaration: Declaration;
  readonly certain: boolean;
  readonly #importer: Importer;

  constructor(name: string, path: string, declaration: Declaration, certain: boolean, importer: Importer) {
    this.name = name;
    this.path = path;
    this.declaration = declaration;
    this.certain = certain;
    this.#importer = importer;
  }

  get imported(): GoPackage | undefined {
    return this.path === 'C' ? undefined : this.#importer.import(this.path);
  }
}

/** Methods join their receiver's type once all files' types are known. */
function collectMethods(file: PackageFile): void {
  const { tree, pkg } = file;
  for (const node of tree.children(0)) {
    if (tree.kind(node) !== Kind.MethodDeclaration) continue;
    const identifier = tree.child(node, Field.Name);
    const receiver = receiverType(tree, node);
    if (identifier === NONE || receiver === undefined) continue;
    const type = pkg.type(receiver.name);
    const name = tree.text(identifier);
    const symbol: FuncSymbol = {
      kind: 'func',
      name,
      pkg,
      declaration: { file, name: identifier, node },
      receiver: type === undefined ? undefined : { type, pointer: receiver.pointer },
      fullName: fullName(pkg.path, name, { type: receiver.name, pointer: receiver.pointer }),
    };
    file.bind(identifier, symbol);
    if (name !== '_') type?.methods.set(name, symbol);
  }
}

/** The name of a method's receiver base type (Go spec, "Method declarations"), its type parameters left out. */
function receiverType(tree: Tree, method: NodeIndex): { name: string; pointer: boolean } | undefined {
  const declaration = tree.firstChild(tree.child(method, Field.Receiver));
  if (declaration === NONE) return undefined;
  let at = tree.child(declaration, Field.Type);
  let pointer = false;
  while (at !== NONE) {
    switch (tree.kind(at)) {
      case Kind.PointerType:
        pointer = true;
        at = operand(tree, at);
        break;
      case Kind.ParenthesizedType:
        at = operand(tree, at);
        break;
      case Kind.GenericType:
        at = tree.child(at, Field.Type);
        break;
      case Kind.TypeIdentifier:
        return { name: tree.text(at), pointer };
      default:
        return undefined;
    }
  }
  return undefined;
}
