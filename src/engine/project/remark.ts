/** Something that the user should be told about a path. */
export interface Remark<Kind extends string> {
  readonly kind: Kind;
  /** Absolute, or as the user wrote it when it is no path. */
  readonly path: string;
  /** What is wrong or was done, a clause without the path and without a final stop. */
  readonly message: string;
}

/** The command line or the disk is wrong: the run cannot count as complete. */
export type ProjectError = Remark<'not-found' | 'unreadable'>;

/** Good to know; changes nothing about the outcome. */
export type ProjectNote = Remark<
  'no-match' | 'no-go-files' | 'not-go' | 'unreadable' | 'module-file' | 'build-constraint' | 'import-cycle'
>;

/** A file that was selected and is left out by rule. */
export type Skipped = Remark<'test' | 'generated' | 'excluded' | 'outside'>;

/** A file that was selected and of which nothing can be said. */
export type NotAnalysedFile = Remark<'unreadable' | 'irregular' | 'header' | 'too-large' | 'no-configuration'>;
