package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
)

var (
	apiFolder = flag.String("api", filepath.Join(runtime.GOROOT(), "api"), "as of the command")
	knowledge = flag.String("knowledge", "../../knowledge", "folder with std and modules")
)

// A world is packages by import path: the stubs, with every import resolved to a stub too, or the real ones.
type world map[string]*types.Package

// An indexEntry is what an index says of a package: knowledge/README.md.
type indexEntry struct {
	File     string
	Name     string
	Complete bool
	Bytes    int
	Imports  []string
}

type stubLibrary struct {
	dir      string
	packages map[string]indexEntry
}

var stubLibraries = sync.OnceValues(func() ([]stubLibrary, error) {
	var all []stubLibrary
	for _, l := range libraries {
		dir := filepath.Join(*knowledge, l.name)
		text, err := os.ReadFile(filepath.Join(dir, "index.json"))
		if err != nil {
			return nil, err
		}
		var index struct{ Packages map[string]indexEntry }
		if err := json.Unmarshal(text, &index); err != nil {
			return nil, err
		}
		all = append(all, stubLibrary{dir, index.Packages})
	}
	return all, nil
})

// stubWorld type-checks all stubs.
var stubWorld = sync.OnceValues(func() (world, error) {
	all, err := stubLibraries()
	if err != nil {
		return nil, err
	}
	checked := world{}
	var load, importStub importerFunc
	load = func(path string) (*types.Package, error) {
		if p, ok := checked[path]; ok {
			return p, nil
		}
		for _, l := range all {
			if entry, ok := l.packages[path]; ok {
				p, err := checkStub(path, filepath.Join(l.dir, entry.File), importStub)
				checked[path] = p
				return p, err
			}
		}
		return nil, errors.New("no stub of " + path)
	}
	importStub = func(path string) (*types.Package, error) {
		if path == "unsafe" {
			return types.Unsafe, nil
		}
		return load(path)
	}
	var failed []error
	for _, l := range all {
		for path := range l.packages {
			if _, err := load(path); err != nil {
				failed = append(failed, err)
			}
		}
	}
	return checked, errors.Join(failed...)
})

func checkStub(path, file string, load importerFunc) (*types.Package, error) {
	fset := token.NewFileSet()
	parsed, err := parser.ParseFile(fset, file, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var failed []error
	config := types.Config{Importer: load, Sizes: sizes, Error: func(err error) {
		// Only generic functions must have a body: others may be written in assembly.
		if err.(types.Error).Msg != "generic function is missing function body" {
			failed = append(failed, err)
		}
	}}
	p, _ := config.Check(path, fset, []*ast.File{parsed}, nil)
	return p, errors.Join(failed...)
}

// realWorld loads what a library was generated from.
func realWorld(t *testing.T, l library) (world, []*loadedPackage) {
	t.Helper()
	packages, err := l.load()
	if err != nil {
		t.Fatal(err)
	}
	real := world{}
	for _, p := range packages {
		real[p.Path()] = p.Package
	}
	return real, packages
}

func stubs(t *testing.T) world {
	t.Helper()
	w, err := stubWorld()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestStubsTypeCheck(t *testing.T) {
	if n := len(stubs(t)); n < 200 {
		t.Errorf("only %d packages", n)
	}
}

func TestIndexesNameTheirFiles(t *testing.T) {
	all, err := stubLibraries()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range all {
		files := map[string]bool{}
		for path, entry := range l.packages {
			files[entry.File] = true
			text, err := os.ReadFile(filepath.Join(l.dir, entry.File))
			if err != nil {
				t.Error(err)
				continue
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), entry.File, text, parser.ImportsOnly|parser.ParseComments)
			if err != nil {
				t.Error(err)
				continue
			}
			imports := []string{}
			for _, spec := range parsed.Imports {
				imports = append(imports, strings.Trim(spec.Path.Value, `"`))
			}
			if entry.Name != parsed.Name.Name || entry.Bytes != len(text) || !slices.Equal(entry.Imports, imports) {
				t.Errorf("%s: the index says %+v", path, entry)
			}
			if !ast.IsGenerated(parsed) {
				t.Errorf("%s: does not say that it is generated", path)
			}
			if formatted, err := format.Source(text); err != nil || string(formatted) != string(text) {
				t.Errorf("%s: not as gofmt writes it", path)
			}
		}
		err := filepath.WalkDir(l.dir, func(file string, entry fs.DirEntry, err error) error {
			name, _ := filepath.Rel(l.dir, file)
			if err == nil && !entry.IsDir() && name != "index.json" && !files[filepath.ToSlash(name)] {
				t.Errorf("%s: not in the index", file)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

func TestStandardLibraryIsTheReal(t *testing.T) { compareWithReal(t, libraries[0]) }
func TestModulesAreTheReal(t *testing.T)        { compareWithReal(t, libraries[1]) }

// compareWithReal holds the stubs of a library against its source, and those that it imports.
func compareWithReal(t *testing.T, l library) {
	real, packages := realWorld(t, l)
	stub := stubs(t)
	t.Run("every exported object is there", func(t *testing.T) {
		for _, p := range packages {
			if !p.root {
				continue
			}
			for _, name := range p.Scope().Names() {
				if token.IsExported(name) && stub[p.Path()].Scope().Lookup(name) == nil {
					t.Errorf("%s.%s is missing", p.Path(), name)
				}
			}
		}
	})
	t.Run("every object is the same", func(t *testing.T) {
		compared := 0
		for path, name := range names(stub, real) {
			compared++
			got, want := describe(stub, path, name), describe(real, path, name)
			if want = onlyKnownMethods(want, got); got.text != want.text || !slices.Equal(got.methods, want.methods) {
				t.Errorf("%s.%s:\n got %v\nwant %v", path, name, got, want)
			}
		}
		t.Logf("%d objects", compared)
	})
	t.Run("the same types implement the same interfaces", func(t *testing.T) {
		compareImplementations(t, stub, real)
	})
	t.Run("nothing is stale", func(t *testing.T) { compareWithGenerated(t, l) })
}

// names yields the package-level names of all stubs that are also in the real world's packages.
func names(stub, real world) func(yield func(path, name string) bool) {
	return func(yield func(path, name string) bool) {
		for path, p := range stub {
			if real[path] == nil {
				continue
			}
			for _, name := range p.Scope().Names() {
				if !yield(path, name) {
					return
				}
			}
		}
	}
}

// A description of an object holds all that a stub must not change.
type description struct {
	text    string
	methods []string
}

func describe(w world, path, name string) description {
	object := w[path].Scope().Lookup(name)
	if object == nil {
		return description{text: "missing"}
	}
	switch object := object.(type) {
	case *types.Const:
		return description{text: fmt.Sprint(object, " ", object.Val().Kind(), " ", object.Val().ExactString())}
	case *types.TypeName:
		named, ok := object.Type().(*types.Named)
		if !ok {
			return description{text: object.String()}
		}
		text := fmt.Sprint(named, " ", withoutTags(named.Underlying()))
		if named.TypeParams() == nil {
			text += fmt.Sprint(" of ", sizes.Sizeof(named), " bytes, aligned to ", sizes.Alignof(named))
		}
		for parameter := range named.TypeParams().TypeParams() {
			text += fmt.Sprint(" ", parameter, " ", parameter.Constraint())
		}
		return description{text, append(methodSet(named), methodSet(types.NewPointer(named))...)}
	default:
		return description{text: object.String()}
	}
}

func withoutTags(t types.Type) types.Type {
	if s, ok := t.(*types.Struct); ok {
		return types.NewStruct(slices.Collect(s.Fields()), nil)
	}
	return t
}

func methodSet(t types.Type) []string {
	var methods []string
	for selection := range types.NewMethodSet(t).Methods() {
		methods = append(methods, fmt.Sprint(selection, " of ", selection.Obj(), " ", selection.Indirect()))
	}
	return methods
}

// onlyKnownMethods leaves out unexported methods that the stub does not have: whether it has those that it needs is
// seen where interfaces are implemented.
func onlyKnownMethods(real, stub description) description {
	methods := slices.DeleteFunc(slices.Clone(real.methods), func(method string) bool {
		_, rest, _ := strings.Cut(method, ") ")
		name, _, _ := strings.Cut(rest, "(")
		return !token.IsExported(name) && !slices.Contains(stub.methods, method)
	})
	return description{real.text, methods}
}

func compareImplementations(t *testing.T, stub, real world) {
	type pair struct{ stub, real types.Type }
	var concrete, interfaces []pair
	for path, name := range names(stub, real) {
		object, ok := stub[path].Scope().Lookup(name).(*types.TypeName)
		if !ok || !object.Exported() || object.IsAlias() || object.Type().(*types.Named).TypeParams() != nil {
			continue
		}
		both := pair{object.Type(), real[path].Scope().Lookup(name).Type()}
		if types.IsInterface(both.stub) {
			interfaces = append(interfaces, both)
		} else {
			concrete = append(concrete, both, pair{types.NewPointer(both.stub), types.NewPointer(both.real)})
		}
	}
	implemented := 0
	for _, i := range interfaces {
		gotInterface, wantInterface := i.stub.Underlying().(*types.Interface), i.real.Underlying().(*types.Interface)
		for _, c := range slices.Concat(concrete, interfaces) {
			got, want := types.Implements(c.stub, gotInterface), types.Implements(c.real, wantInterface)
			if got != want {
				t.Errorf("%v implements %v: %v, really %v", c.stub, i.stub, got, want)
			}
			if want {
				implemented++
			}
		}
	}
	t.Logf("%d types, %d interfaces, %d times implemented", len(concrete), len(interfaces), implemented)
}

func compareWithGenerated(t *testing.T, l library) {
	since, err := readHistory(*apiFolder)
	if err != nil {
		t.Fatal(err)
	}
	generated, err := l.stubs(since)
	if err != nil {
		t.Fatal(err)
	}
	files, err := libraryFiles(generated)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join(*knowledge, l.name, name))
		if err != nil || string(got) != string(want) {
			t.Errorf("%s/%s is stale: generate it again", l.name, name)
		}
	}
}

// withdrawn is the only name of Go 1 that was taken back: the type of zero bytes at the end of a struct.
const withdrawn = "syscall.Cmsghdr.X__cmsg_data"

// What Go promises to keep is in its api files, made by another program.
func TestStandardLibraryHasWhatGoPromises(t *testing.T) {
	history, err := readHistory(*apiFolder)
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for key := range history {
		if key == withdrawn {
			continue
		}
		checked++
		slash := strings.LastIndex(key, "/") + 1
		names := strings.Split(key[slash:], ".")
		path := key[:slash] + names[0]
		if !declares(stubs(t)[path], names[1:]) {
			t.Errorf("%s is missing", key)
		}
	}
	t.Logf("%d declarations", checked)
}

func declares(p *types.Package, names []string) bool {
	if p == nil {
		return false
	}
	object := p.Scope().Lookup(names[0])
	if object == nil || len(names) == 1 || !token.IsExported(names[1]) {
		return object != nil
	}
	member, _, _ := types.LookupFieldOrMethod(object.Type(), true, p, names[1])
	return member != nil
}
