/**
 * The strongly connected components of a graph, each behind those that it leads to (Tarjan 1972, without recursion:
 * call graphs are deeper than the stack).
 */
export function components<T>(nodes: Iterable<T>, successors: (node: T) => Iterable<T>): T[][] {
  const found: T[][] = [];
  const order = new Map<T, number>();
  const lowest = new Map<T, number>();
  const open = new Set<T>();
  const stack: T[] = [];
  const path: { readonly node: T; readonly rest: Iterator<T> }[] = [];
  const lower = (node: T, to: number) => lowest.set(node, Math.min(lowest.get(node)!, to));

  const visit = (node: T) => {
    order.set(node, order.size);
    lowest.set(node, order.get(node)!);
    stack.push(node);
    open.add(node);
    path.push({ node, rest: successors(node)[Symbol.iterator]() });
  };
  const leave = (node: T) => {
    if (lowest.get(node) !== order.get(node)) return;
    const component = stack.splice(stack.lastIndexOf(node));
    for (const member of component) open.delete(member);
    found.push(component);
  };

  for (const root of nodes) {
    if (!order.has(root)) visit(root);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { value: next, done } = top.rest.next();
      if (done) {
        path.pop();
        leave(top.node);
        const before = path.at(-1);
        if (before !== undefined) lower(before.node, lowest.get(top.node)!);
      } else if (!order.has(next)) visit(next);
      else if (open.has(next)) lower(top.node, order.get(next)!);
    }
  }
  return found;
}
