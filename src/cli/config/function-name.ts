import { integer, oneOrMore, text } from './shape.js';

/** A function or method as types.Func.FullName gives it, less type parameters. */
export const fullNamePattern = /^(?:\(\*?[^()[\]*\s]+\.[^()[\]*\s./]+\)\.[^()[\]*\s./]+|[^()[\]*\s]+\.[^()[\]*\s./]+)$/;

export const functionName = text({
  takes: 'the full name of a function',
  schema: { pattern: fullNamePattern.source },
  problem: (name) =>
    fullNamePattern.test(name)
      ? undefined
      : 'is not the full name of a function, such as example.com/pkg.Func or (*example.com/pkg.Type).Method',
});

export const functionNames = oneOrMore(functionName, 'a list of full names of functions');

/** The receiver of a method is argument 0. */
export const position = integer(0, 100);
