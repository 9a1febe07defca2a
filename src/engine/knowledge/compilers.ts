/** A function that makes something expensive out of a text, which is the same each time for the same text. */
export interface Compiler {
  /** The text's position, the receiver counted. */
  readonly text: number;
  readonly makes: 'regular expression' | 'template';
}

const regexps = (names: readonly string[]) =>
  names.map((name): [string, Compiler] => [`regexp.${name}`, { text: 0, makes: 'regular expression' }]);

/** By full name. */
export const compilers: ReadonlyMap<string, Compiler> = new Map<string, Compiler>([
  ...regexps(['Compile', 'CompilePOSIX', 'MustCompile', 'MustCompilePOSIX', 'Match', 'MatchString', 'MatchReader']),
  ['(*text/template.Template).Parse', { text: 1, makes: 'template' }],
  ['(*html/template.Template).Parse', { text: 1, makes: 'template' }],
]);
