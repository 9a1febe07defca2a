import type { Releaser, Resource } from './resources.js';

/**
 * What a call does that may release something, whoever owns it: a method by its name alone, since the owner may have
 * become an interface; a function by its full name; `call`, calling the owner; `close`, closing the channel.
 */
export type ReleaseName = string;

/** A release as one resource knows it: which part of the owner it is done to. */
export interface Release {
  readonly name: ReleaseName;
  /** The field of the owner; empty for the owner itself. */
  readonly field: string;
}

/** The known resources by what is called. */
export class ResourceTable {
  readonly #acquired = new Map<string, Resource[]>();
  readonly #methods = new Set<string>();
  /** Functions that release one of their arguments, by full name; several arguments where several resources say so. */
  readonly #functions = new Map<string, Set<number>>();
  readonly #unowned = new Set<string>();
  /** Methods that are named as releasers of their receiver. */
  readonly #releasers = new Set<string>();

  /** Where two entries name one function and one owner, the earlier stands. */
  constructor(resources: readonly Resource[]) {
    for (const resource of resources) {
      for (const name of resource.acquire) this.#acquire(name, resource);
      for (const releaser of resource.release) this.#releaser(releaser, resource);
    }
  }

  /** What is held behind a call of a function. */
  acquiredBy(fullName: string): readonly Resource[] {
    return this.#acquired.get(fullName) ?? none;
  }

  /** Whether a method is listed itself, and not only another one of its name. */
  isReleaser(fullName: string): boolean {
    return this.#releasers.has(fullName);
  }

  /** What calling a method on a value may release of it. */
  isReleasingMethod(name: string): boolean {
    return this.#methods.has(name);
  }

  /** The arguments that a function may release. */
  releasedArguments(fullName: string): Iterable<number> {
    return this.#functions.get(fullName) ?? none;
  }

  /** Whether a function ends what the process owns. */
  endsForProcess(fullName: string): boolean {
    return this.#unowned.has(fullName);
  }

  #acquire(name: string, resource: Resource): void {
    const known = this.#acquired.get(name);
    if (known === undefined) this.#acquired.set(name, [resource]);
    else if (!known.some((one) => one.result === resource.result && one.argument === resource.argument))
      known.push(resource);
  }

  #releaser(releaser: Releaser, resource: Resource): void {
    const { function: name, argument = 0 } = typeof releaser === 'string' ? { function: releaser } : releaser;
    if (name === 'call') return;
    if (resource.process) this.#unowned.add(name);
    else if (isMethod(name) && argument === 0) {
      this.#methods.add(methodName(name));
      this.#releasers.add(name);
    } else {
      const positions = this.#functions.get(name);
      if (positions === undefined) this.#functions.set(name, new Set([argument]));
      else positions.add(argument);
    }
  }
}

const none: readonly never[] = [];

/** The releases of a resource, as calls are met. */
export function releasesOf({ release }: Resource): readonly Release[] {
  return release.map((releaser) => {
    const {
      function: name,
      argument = 0,
      field = '',
    } = typeof releaser === 'string' ? { function: releaser } : releaser;
    return { name: isMethod(name) && argument === 0 ? methodName(name) : name, field };
  });
}

function isMethod(fullName: string): boolean {
  return fullName.startsWith('(');
}

/** `Close` of `(*os.File).Close`. */
export function methodName(fullName: string): string {
  return fullName.slice(fullName.lastIndexOf('.') + 1);
}
