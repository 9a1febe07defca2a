/** Types of which a program has a fixed number of values, as types.TypeString writes them; code addresses among them. */
export const fewValues: ReadonlySet<string> = new Set([
  'reflect.Type',
  'reflect.Kind',
  'uintptr',
  'time.Location',
  'unicode.RangeTable',
]);

/** Calls that yield another number each time, by full name. */
export const counters: ReadonlySet<string> = new Set(
  ['Int32', 'Int64', 'Uint32', 'Uint64'].flatMap((type) => [`(*sync/atomic.${type}).Add`, `sync/atomic.Add${type}`]),
);
