/** Functions whose result is as long as their first argument. */
export const lengthKeepers: ReadonlySet<string> = new Set([
  'slices.Clone',
  'slices.Sorted',
  'slices.Collect',
  'slices.Values',
  'slices.All',
  'slices.Backward',
  'maps.Keys',
  'maps.Values',
  'maps.All',
  'maps.Clone',
]);

/** Functions that yield pieces of at most so many elements, by the argument that says how many. */
export const chunkers: ReadonlyMap<string, number> = new Map([['slices.Chunk', 1]]);
