import { expect, test } from 'vitest';
import { MemoryFiles } from '../../src/engine/project/memory.js';
import { openProject } from '../../src/engine/project/project.js';
import { Imports } from '../../src/engine/run/imports.js';
import { Program } from '../../src/engine/run/program.js';
import { Source } from '../../src/engine/text/source.js';
import type { Type } from '../../src/engine/types/type.js';
import { shippedDeclarations, shippedParser } from '../../src/modules.js';
import { parseArchive } from '../fixtures.js';

const parser = await shippedParser();

/** The types of the package-level variables of the last unit, packages that cannot be had left Unknown. */
function variables(archive: string): Record<string, string> {
  const files = new MemoryFiles(Object.fromEntries(parseArchive(archive).map(({ path, text }) => [path, text])));
  const project = openProject(['./...'], { cwd: '/p', moduleCache: '/cache' }, files);
  const program = new Program(parser, shippedDeclarations);
  const imports = new Imports(project, program, parser, files);
  const found: Record<string, string> = {};
  for (const unit of project.units) {
    const trees = unit.files.map(({ path }) => parser.parse(Source.fromBytes(path, files.readFile(path))));
    const pkg = program.add(unit.importPath, unit.name, trees, imports.importer(unit.imports, unit.module));
    for (const symbol of pkg.scope.symbols()) {
      if (symbol.kind === 'var') found[symbol.name] = describe(program.of(pkg).ofSymbol(symbol));
    }
    imports.provide(unit, trees);
  }
  return found;
}

function describe(type: Type): string {
  if (type.kind === 'named') return `${type.symbol.pkg?.path ?? ''}.${type.symbol.name}`;
  if (type.kind === 'pointer') return `*${describe(type.elem)}`;
  return type.kind === 'unknown' ? `unknown: ${type.reason}` : type.kind === 'basic' ? type.name : type.kind;
}

test('types come from units, vendored and downloaded modules, the standard library and what is shipped', () => {
  const types = variables(`
-- /p/go.mod --
module m

require (
	example.com/down v1.0.0
	example.com/up v1.0.0
)
-- /p/lib/lib.go --
package lib

type T struct{ Name string }

func New() *T { return &T{} }
-- /p/vendor/example.com/up/up.go --
package up

import "m/lib"

type U struct{ *lib.T }

func Lib() *lib.T { return nil }
-- /cache/example.com/down@v1.0.0/down.go --
package down

import "net/http"

func Client() *http.Client { panic("its body is not read") }
-- /p/zmain/main.go --
package main

import (
	"net/http"

	"example.com/down"
	"example.com/gone"
	"example.com/up"
	"golang.org/x/sync/errgroup"
	"m/lib"
)

var (
	unit     = lib.New()
	name     = unit.Name
	vendored = up.U{}
	through  = up.Lib()
	cached   = down.Client()
	std      = http.DefaultClient
	shipped  errgroup.Group
	nothing  = gone.New()
)
`);
  expect(types).toEqual({
    unit: '*m/lib.T',
    name: 'string',
    vendored: 'example.com/up.U',
    through: '*m/lib.T',
    cached: '*net/http.Client',
    std: '*net/http.Client',
    shipped: 'golang.org/x/sync/errgroup.Group',
    nothing: 'unknown: dependency not at hand',
  });
});

test.each([
  ['/p/vendor/golang.org/x/sync/errgroup', 'vendor'],
  ['/cache/golang.org/x/sync@v0.1.0/errgroup', 'the module cache'],
])('what is on disk goes before what is shipped: %s', (directory, where) => {
  const types = variables(`
-- /p/go.mod --
module m

require golang.org/x/sync v0.1.0
-- ${directory}/errgroup.go --
package errgroup // of ${where}

type Group struct{}

func (*Group) Size() int
-- /p/main.go --
package main

import "golang.org/x/sync/errgroup"

var size = new(errgroup.Group).Size()
`);
  expect(types).toEqual({ size: 'int' });
});
