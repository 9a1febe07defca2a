/** An order of nodes and what had to be left out to have one. */
export interface BottomUp {
  /** Every node after all that it depends on. */
  readonly order: readonly string[];
  /** Dependencies that would close a cycle: the path from a node round to itself, first node repeated at the end. */
  readonly cycles: readonly (readonly string[])[];
}

interface Visit {
  readonly node: string;
  readonly dependencies: readonly string[];
  next: number;
}

/**
 * Orders what `roots` reach through `dependenciesOf`, depth first, so that the same input gives the same order. The
 * last dependency of a cycle's path, from its last but one node to its last, is the one to disregard.
 */
export function bottomUp(roots: Iterable<string>, dependenciesOf: (node: string) => readonly string[]): BottomUp {
  const order: string[] = [];
  const cycles: string[][] = [];
  const state = new Map<string, 'open' | 'done'>();
  const open: Visit[] = []; // a stack of our own: a chain of imports may be longer than the call stack is deep

  function enter(node: string): void {
    state.set(node, 'open');
    open.push({ node, dependencies: dependenciesOf(node), next: 0 });
  }

  for (const root of roots) {
    if (state.has(root)) continue;
    enter(root);
    for (let visit = open.at(-1); visit !== undefined; visit = open.at(-1)) {
      const dependency = visit.dependencies[visit.next++];
      if (dependency === undefined) {
        state.set(visit.node, 'done');
        order.push(visit.node);
        open.pop();
      } else if (!state.has(dependency)) {
        enter(dependency);
      } else if (state.get(dependency) === 'open') {
        const start = open.findIndex(({ node }) => node === dependency);
        cycles.push([...open.slice(start).map(({ node }) => node), dependency]);
      }
    }
  }
  return { order, cycles };
}
