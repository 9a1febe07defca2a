package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// library is what the standard library exports, and where its parameters stand.
type library struct {
	functions []*function
	// By file:line:column of the parameter's name.
	params map[string]*param
}

// function is an exported function or a method of an exported type.
type function struct {
	path string
	// As types.Func.FullName writes it, without the package: Cut, (*Buffer).Bytes.
	name    string
	results []string
	// The receiver first.
	params []*param
	// Whether its body can be compiled without type arguments.
	hasBody, generic bool
}

// param is what the compiler said about a parameter.
type param struct {
	in        *function
	mentioned bool
	// Facts in the notation of the table.
	facts []string
	// Whether its type is a predeclared one that refers to nothing.
	plain bool
}

func (p *param) add(fact string) {
	p.mentioned = true
	if fact != "" && !slices.Contains(p.facts, fact) {
		p.facts = append(p.facts, fact)
	}
}

// refers tells whether any parameter may refer to memory.
func (f *function) refers() bool {
	return slices.ContainsFunc(f.params, func(p *param) bool { return !p.plain })
}

var plain = regexp.MustCompile(`^(bool|byte|rune|u?int(8|16|32|64)?|uintptr|float(32|64)|complex(64|128))$`)

func isPlain(expression ast.Expr) bool {
	name, ok := expression.(*ast.Ident)
	return ok && plain.MatchString(name.Name)
}

// analysed tells whether the compiler has seen the body: a generic one only where the library makes an instance of it.
func (f *function) analysed() bool {
	if f.generic {
		return slices.ContainsFunc(f.params, func(p *param) bool { return p.mentioned })
	}
	return f.hasBody
}

// text is a part for each parameter, with | between them.
func (f *function) text() string {
	parts := make([]string, len(f.params))
	for i, p := range f.params {
		slices.Sort(p.facts)
		parts[i] = strings.Join(p.facts, " ")
	}
	return strings.Join(parts, "|")
}

type listed struct {
	ImportPath, Dir string
	GoFiles         []string
}

func load() (*library, error) {
	list := exec.Command("go", "list", "-json=ImportPath,Dir,GoFiles", "std")
	list.Env = environment()
	out, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("go list std: %w", err)
	}
	l := &library{params: map[string]*param{}}
	packages := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var pkg listed
		if err := packages.Decode(&pkg); err == io.EOF {
			return l, nil
		} else if err != nil {
			return nil, err
		}
		if !importable(pkg.ImportPath) {
			continue
		}
		for _, name := range pkg.GoFiles {
			if err := l.addFile(pkg.ImportPath, filepath.Join(pkg.Dir, name)); err != nil {
				return nil, err
			}
		}
	}
}

func importable(path string) bool {
	return path != "unsafe" && !strings.HasPrefix(path, "vendor/") && !slices.Contains(strings.Split(path, "/"), "internal")
}

func (l *library) addFile(path, file string) error {
	files := token.NewFileSet()
	parsed, err := parser.ParseFile(files, file, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	for _, declaration := range parsed.Decls {
		if f, ok := declaration.(*ast.FuncDecl); ok && f.Name.IsExported() {
			l.addFunction(files, path, f)
		}
	}
	return nil
}

func (l *library) addFunction(files *token.FileSet, path string, declaration *ast.FuncDecl) {
	f := &function{path: path, name: declaration.Name.Name, hasBody: declaration.Body != nil}
	f.generic = declaration.Type.TypeParams != nil
	var fields []*ast.Field
	if declaration.Recv != nil {
		receiver, pointer, generic := receiverType(declaration.Recv.List[0].Type)
		if !ast.IsExported(receiver) {
			return
		}
		if f.name = "(" + receiver + ")." + f.name; pointer {
			f.name = "(*" + f.name[1:]
		}
		f.generic = f.generic || generic
		fields = append(fields, declaration.Recv.List...)
	}
	fields = append(fields, declaration.Type.Params.List...)
	for _, field := range fields {
		for _, name := range names(field) {
			p := &param{in: f, plain: isPlain(field.Type)}
			f.params = append(f.params, p)
			if name != nil {
				l.params[files.Position(name.Pos()).String()] = p
			}
		}
	}
	if declaration.Type.Results != nil {
		for _, field := range declaration.Type.Results.List {
			for _, name := range names(field) {
				if name == nil || name.Name == "_" {
					f.results = append(f.results, fmt.Sprintf("~r%d", len(f.results)))
				} else {
					f.results = append(f.results, name.Name)
				}
			}
		}
	}
	l.functions = append(l.functions, f)
}

// names are those of a field; an unnamed one has one that is nil.
func names(field *ast.Field) []*ast.Ident {
	if len(field.Names) == 0 {
		return []*ast.Ident{nil}
	}
	return field.Names
}

func receiverType(expression ast.Expr) (name string, pointer, generic bool) {
	switch e := expression.(type) {
	case *ast.StarExpr:
		name, _, generic = receiverType(e.X)
		return name, true, generic
	case *ast.IndexExpr:
		name, pointer, _ = receiverType(e.X)
		return name, pointer, true
	case *ast.IndexListExpr:
		name, pointer, _ = receiverType(e.X)
		return name, pointer, true
	case *ast.ParenExpr:
		return receiverType(e.X)
	case *ast.Ident:
		return e.Name, false, false
	}
	return "", false, false
}
