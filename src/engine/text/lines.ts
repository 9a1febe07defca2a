/** Lines of a file, 1-based, both included. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}
