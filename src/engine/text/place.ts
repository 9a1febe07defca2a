/** A range in a file. Lines and columns are 1-based, columns count UTF-16 code units, the end is exclusive. */
export interface Place {
  /** Absolute path with `/`; reporters print it relative to the root that they are given. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}
