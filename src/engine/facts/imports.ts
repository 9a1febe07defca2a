import { importPath } from '../names/import-names.js';
import { specs } from '../syntax/go.js';
import { Field, Kind } from '../syntax/kinds.js';
import type { Fact } from './fact.js';

/** The paths that the files of a package import; what one is imported for alone has no name in any scope. */
export const imports: Fact<ReadonlySet<string>> = {
  name: 'imports',
  compute: ({ pkg }) =>
    new Set(
      pkg.files.flatMap(({ tree }) =>
        tree
          .children(0)
          .filter((node) => tree.kind(node) === Kind.ImportDeclaration)
          .flatMap((declaration) => specs(tree, declaration))
          .map((spec) => importPath(tree.text(tree.child(spec, Field.Path)))),
      ),
    ),
};
