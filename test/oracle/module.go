package main

import (
	"encoding/json"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"path/filepath"
)

// Module is the source of a module, typed, beside what the compiler printed about it.
type Module struct {
	dir      string
	fset     *token.FileSet
	packages []*Package
	files    map[string]*File
	funcs    map[string]*Func // by types.Func.FullName
	compiled *Compiled
}

type Package struct {
	types *types.Package
	info  *types.Info
	files []*File
}

type File struct {
	path   string
	pkg    *Package
	syntax *ast.File
}

// Func is a function of the module that has a body; a literal has no declaration.
type Func struct {
	file *File
	decl *ast.FuncDecl
	body *ast.BlockStmt
}

type listed struct {
	ImportPath, Name, Dir, Export string
	GoFiles                       []string
	DepOnly                       bool
	ImportMap                     map[string]string
	Error                         *struct{ Err string }
}

const listedFields = "-json=ImportPath,Dir,Export,GoFiles,DepOnly,ImportMap,Error"

// load lists, parses, types and compiles the packages of the module in dir that the patterns name.
func load(dir string, patterns ...string) (*Module, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return nil, err
	}
	m := &Module{dir: dir, fset: token.NewFileSet(), files: map[string]*File{}, funcs: map[string]*Func{}}
	var list []listed
	if m.compiled, list, err = compile(dir, patterns); err != nil {
		return nil, err
	}
	exports := map[string]string{}
	for _, p := range list {
		exports[p.ImportPath] = p.Export
	}
	for _, p := range list {
		if p.DepOnly || len(p.GoFiles) == 0 {
			continue
		}
		if err := m.add(p, exports); err != nil {
			return nil, err
		}
	}
	return m, nil
}

func readListed(listing io.Reader) ([]listed, error) {
	var packages []listed
	for d := json.NewDecoder(listing); ; {
		var p listed
		if err := d.Decode(&p); err == io.EOF {
			return packages, nil
		} else if err != nil {
			return nil, err
		}
		packages = append(packages, p)
	}
}

func (m *Module) add(p listed, exports map[string]string) error {
	pkg := &Package{info: &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{},
		Defs:  map[*ast.Ident]types.Object{},
		Uses:  map[*ast.Ident]types.Object{},
	}}
	var syntax []*ast.File
	for _, name := range p.GoFiles {
		path := filepath.Join(p.Dir, name)
		file, err := parser.ParseFile(m.fset, path, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		syntax = append(syntax, file)
		m.files[path] = &File{path, pkg, file}
		pkg.files = append(pkg.files, m.files[path])
	}
	lookup := func(path string) (io.ReadCloser, error) {
		if mapped := p.ImportMap[path]; mapped != "" {
			path = mapped
		}
		return os.Open(exports[path])
	}
	config := types.Config{Importer: importer.ForCompiler(m.fset, "gc", lookup)}
	var err error
	if pkg.types, err = config.Check(p.ImportPath, m.fset, syntax, pkg.info); err != nil {
		return err
	}
	m.packages = append(m.packages, pkg)
	for _, file := range pkg.files {
		for _, decl := range file.syntax.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Body != nil {
				if object, ok := pkg.info.Defs[fn.Name].(*types.Func); ok {
					m.funcs[object.FullName()] = &Func{file, fn, fn.Body}
				}
			}
		}
	}
	return nil
}

func (m *Module) place(file string, line int) Place {
	if !filepath.IsAbs(file) {
		file = filepath.Join(m.dir, file)
	}
	return Place{filepath.Clean(file), line}
}

func (m *Module) placeOf(at token.Pos) Place {
	p := m.fset.Position(at)
	return Place{p.Filename, p.Line}
}

// callee returns the function that the call surely calls, when it is one of the module's.
func (m *Module) callee(file *File, call *ast.CallExpr) *Func {
	if f := calledFunc(file.pkg, call); f != nil {
		return m.funcs[f.Origin().FullName()]
	}
	name, ok := call.Fun.(*ast.Ident)
	if !ok || file.pkg.info.Uses[name] == nil {
		return nil
	}
	return literalIn(file, file.pkg.info.Uses[name])
}

// literalIn is the function literal that the variable is declared with.
func literalIn(file *File, variable types.Object) (f *Func) {
	ast.Inspect(file.syntax, func(n ast.Node) bool {
		assign, ok := n.(*ast.AssignStmt)
		if !ok || len(assign.Lhs) != len(assign.Rhs) {
			return true
		}
		for i, left := range assign.Lhs {
			if name, ok := left.(*ast.Ident); ok && file.pkg.info.Defs[name] == variable {
				if literal, ok := assign.Rhs[i].(*ast.FuncLit); ok {
					f = &Func{file, nil, literal.Body}
				}
			}
		}
		return true
	})
	return f
}

func calledFunc(pkg *Package, call *ast.CallExpr) *types.Func {
	fun := ast.Unparen(call.Fun)
	switch index := fun.(type) {
	case *ast.IndexExpr:
		fun = index.X
	case *ast.IndexListExpr:
		fun = index.X
	}
	var name *ast.Ident
	switch fun := fun.(type) {
	case *ast.Ident:
		name = fun
	case *ast.SelectorExpr:
		name = fun.Sel
	default:
		return nil
	}
	f, _ := pkg.info.Uses[name].(*types.Func)
	return f
}

// nodesOn returns the nodes of type N that begin on the line.
func nodesOn[N ast.Node](m *Module, at Place) []N {
	var nodes []N
	ast.Inspect(m.files[at.File].syntax, func(n ast.Node) bool {
		if n, ok := n.(N); ok && m.placeOf(n.Pos()) == at {
			nodes = append(nodes, n)
		}
		return n != nil
	})
	return nodes
}
