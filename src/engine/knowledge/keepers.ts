/** Where a function puts what it is given: into another argument, or into what it returns. */
export interface Keeper {
  /** The arguments that are kept; from the last one on, those that follow as well when `variadic`. */
  readonly kept: readonly number[];
  readonly variadic?: true;
  /** The argument that holds them afterwards; undefined for the result. */
  readonly into: number | undefined;
}

/** Functions of the library that keep an argument for as long as something else lives, by full name. */
export const keepers: ReadonlyMap<string, Keeper> = new Map<string, Keeper>([
  ['(*sync.Map).Store', { kept: [1, 2], into: 0 }],
  ['(*sync.Map).LoadOrStore', { kept: [1, 2], into: 0 }],
  ['(*sync.Map).Swap', { kept: [1, 2], into: 0 }],
  ['(*sync/atomic.Value).Store', { kept: [1], into: 0 }],
  ['(*sync/atomic.Value).Swap', { kept: [1], into: 0 }],
  ['(*sync/atomic.Pointer).Store', { kept: [1], into: 0 }],
  ['(*sync/atomic.Pointer).Swap', { kept: [1], into: 0 }],
  ['(*container/list.List).PushBack', { kept: [1], into: 0 }],
  ['(*container/list.List).PushFront', { kept: [1], into: 0 }],
  ['(*container/list.List).InsertAfter', { kept: [1], into: 0 }],
  ['(*container/list.List).InsertBefore', { kept: [1], into: 0 }],
  ['container/heap.Push', { kept: [1], into: 0 }],
  ['slices.Insert', { kept: [2], variadic: true, into: undefined }],
  ['context.WithValue', { kept: [1, 2], into: undefined }],
]);

/** Functions that give the contents of one argument to another, or to what they return. */
export const contentCopies: ReadonlyMap<string, { readonly from: number; readonly into: number | undefined }> = new Map([
  ['maps.Copy', { from: 1, into: 0 }],
  ['maps.Clone', { from: 0, into: undefined }],
  ['slices.Clone', { from: 0, into: undefined }],
  ['slices.Collect', { from: 0, into: undefined }],
  ['context.WithTimeout', { from: 0, into: undefined }],
]);
