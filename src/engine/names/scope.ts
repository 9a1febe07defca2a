import type { GoSymbol } from './symbol.js';

/** A block's names (Go spec, "Declarations and scope"). Most blocks declare nothing, so the map is made on demand. */
export class Scope {
  readonly parent: Scope | undefined;
  #symbols: Map<string, GoSymbol> | undefined;

  constructor(parent: Scope | undefined) {
    this.parent = parent;
  }

  declare(symbol: GoSymbol): void {
    if (symbol.name === '_') return;
    this.#symbols ??= new Map();
    this.#symbols.set(symbol.name, symbol);
  }

  own(name: string): GoSymbol | undefined {
    return this.#symbols?.get(name);
  }

  lookup(name: string): GoSymbol | undefined {
    let scope: Scope | undefined = this;
    while (scope !== undefined) {
      const found = scope.#symbols?.get(name);
      if (found !== undefined) return found;
      scope = scope.parent;
    }
    return undefined;
  }

  symbols(): Iterable<GoSymbol> {
    return this.#symbols?.values() ?? [];
  }
}
