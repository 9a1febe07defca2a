import type { GoPackage } from '../../names/package.js';
import type { TypeName } from '../../names/symbol.js';
import type { PackageTypes } from '../../types/package-types.js';
import type { Type } from '../../types/type.js';

/**
 * Whether the package that declares a type has fields, parameters, results or interface methods of pointers to it: those
 * who use the type have pointers because of these.
 */
export function isUsedByPointer(type: TypeName, types: PackageTypes): boolean {
  const { pkg } = type;
  if (pkg === undefined) return false;
  let found = byPackage.get(pkg);
  if (found === undefined) byPackage.set(pkg, (found = pointedTo(pkg, types)));
  return found.has(type);
}

const byPackage = new WeakMap<GoPackage, ReadonlySet<TypeName>>();

function pointedTo(pkg: GoPackage, types: PackageTypes): ReadonlySet<TypeName> {
  const found = new Set<TypeName>();
  const look = (type: Type): void => {
    switch (type.kind) {
      case 'pointer':
        if (type.elem.kind === 'named') found.add(type.elem.symbol);
        return look(type.elem);
      case 'slice':
      case 'array':
      case 'chan':
        return look(type.elem);
      case 'map':
        look(type.key);
        return look(type.elem);
      case 'func':
        for (const { type: one } of [...type.params, ...type.results]) look(one);
        return;
      case 'struct':
        for (const field of type.fields) look(field.type);
        return;
      case 'interface':
        for (const method of type.methods) look(method.signature);
        return;
      default:
        return;
    }
  };
  for (const symbol of pkg.scope.symbols()) {
    if (symbol.kind === 'func' || symbol.kind === 'var') look(types.ofSymbol(symbol));
    if (symbol.kind !== 'type' || symbol.parameter) continue;
    look(types.underlying(types.ofSymbol(symbol)));
    for (const method of symbol.methods.values()) look(types.ofSymbol(method));
  }
  return found;
}
