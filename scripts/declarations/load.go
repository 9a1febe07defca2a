package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// The platform whose declarations are written, with cgo: the linter's base configuration.
const (
	goos   = "linux"
	goarch = "amd64"
)

// sizes are those of the compiler for the platform.
var sizes = types.SizesFor("gc", goarch)

// A loadedPackage is one package, type-checked from its source without function bodies.
type loadedPackage struct {
	*types.Package
	// from is where it came from: the version of Go, or a module and its version.
	from string
	// standard tells the standard library from modules.
	standard bool
	// root says that its exported declarations are wanted, and not only those that others lead to.
	root bool
	// definitions are the named types that types are declared with, as Y in `type X Y`. A type printed by its
	// structure instead would lose which package its unexported fields belong to.
	definitions map[*types.TypeName]types.Type
}

// listedPackage is what `go list -json` says of a package.
type listedPackage struct {
	ImportPath string
	Name       string
	Dir        string
	GoFiles    []string
	CgoFiles   []string
	Imports    []string
	ImportMap  map[string]string
	Standard   bool
	Module     *struct{ Path, Version, GoVersion string }
}

// importable tells whether user code may import the package: it is not internal, not vendored and no program.
// https://go.dev/s/go14internal
func (l listedPackage) importable() bool {
	elements := strings.Split(l.ImportPath, "/")
	return l.Name != "main" && elements[0] != "vendor" && !slices.Contains(elements, "internal")
}

// loadStandard type-checks the standard library; its importable packages are the roots.
func loadStandard() ([]*loadedPackage, error) {
	listed, err := list(".", "std")
	if err != nil {
		return nil, err
	}
	return checkAll(listed, listedPackage.importable)
}

// loadModules type-checks what the package in dir imports, in the versions of the go.mod there; the packages that
// it names itself are the roots.
func loadModules(dir string) ([]*loadedPackage, error) {
	listed, err := list(dir, ".")
	if err != nil {
		return nil, err
	}
	last := len(listed) - 1
	named := listed[last].Imports
	return checkAll(listed[:last], func(l listedPackage) bool { return slices.Contains(named, l.ImportPath) })
}

// list returns the packages that match the pattern and all that they import, imported ones before their importers.
func list(dir, pattern string) ([]listedPackage, error) {
	command := exec.Command("go", "list", "-deps",
		"-json=ImportPath,Name,Dir,GoFiles,CgoFiles,Imports,ImportMap,Standard,Module", "--", pattern)
	command.Dir = dir
	command.Env = append(os.Environ(), "GOTOOLCHAIN="+runtime.Version(), "GOOS="+goos, "GOARCH="+goarch,
		"CGO_ENABLED=1", "GOFLAGS=", "GOWORK=off", "GOEXPERIMENT=")
	command.Stderr = os.Stderr
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("go list %s: %w", pattern, err)
	}
	var listed []listedPackage
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var l listedPackage
		if err := decoder.Decode(&l); errors.Is(err, io.EOF) {
			return listed, nil
		} else if err != nil {
			return nil, err
		}
		listed = append(listed, l)
	}
}

func checkAll(listed []listedPackage, isRoot func(listedPackage) bool) ([]*loadedPackage, error) {
	checked := map[string]*types.Package{}
	packages := make([]*loadedPackage, 0, len(listed))
	for _, l := range listed {
		p, err := check(l, checked)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", l.ImportPath, err)
		}
		checked[l.ImportPath] = p.Package
		p.standard, p.root, p.from = l.Standard, isRoot(l), runtime.Version()
		if l.Module != nil {
			p.from = l.Module.Path + " " + l.Module.Version
		}
		packages = append(packages, p)
	}
	return packages, nil
}

// check type-checks one package against those that were checked before. The source of unsafe, which only documents it,
// is checked like any other, but its importers get the real one.
func check(l listedPackage, checked map[string]*types.Package) (*loadedPackage, error) {
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range slices.Concat(l.GoFiles, l.CgoFiles) {
		file, err := parser.ParseFile(fset, filepath.Join(l.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	config := types.Config{
		IgnoreFuncBodies: true,
		FakeImportC:      true, // types of C are invalid; no exported declaration leads to one
		Sizes:            sizes,
		Importer: importerFunc(func(path string) (*types.Package, error) {
			if mapped, ok := l.ImportMap[path]; ok {
				path = mapped
			}
			if path == "unsafe" {
				return types.Unsafe, nil
			}
			if p := checked[path]; p != nil {
				return p, nil
			}
			return nil, fmt.Errorf("%s is not loaded", path)
		}),
	}
	if l.Module != nil && l.Module.GoVersion != "" {
		config.GoVersion = "go" + l.Module.GoVersion
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	p, err := config.Check(l.ImportPath, fset, files, info)
	if err != nil {
		return nil, err
	}
	return &loadedPackage{Package: p, definitions: findDefinitions(p, files, info)}, nil
}

func findDefinitions(p *types.Package, files []*ast.File, info *types.Info) map[*types.TypeName]types.Type {
	definitions := map[*types.TypeName]types.Type{}
	for _, file := range files {
		for _, declaration := range file.Decls {
			general, ok := declaration.(*ast.GenDecl)
			if !ok || general.Tok != token.TYPE {
				continue
			}
			for _, spec := range general.Specs {
				spec := spec.(*ast.TypeSpec)
				switch definition := info.Types[spec.Type].Type.(type) {
				case *types.Named, *types.Alias:
					if name, ok := p.Scope().Lookup(spec.Name.Name).(*types.TypeName); ok && !name.IsAlias() {
						definitions[name] = definition
					}
				}
			}
		}
	}
	return definitions
}

type importerFunc func(path string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }
