package main

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/constant"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// A PackageFiles is a package to be checked: its import path and the absolute paths of its files.
type PackageFiles struct {
	Path  string   `json:"path"`
	Files []string `json:"files"`
}

// A FileMeaning is what go/types says of a file. Offsets count UTF-16 code units, without a byte order mark; strings
// are indexes into Strings.
type FileMeaning struct {
	File    string   `json:"file"`
	Strings []string `json:"strings"`
	// Identifiers has, for each identifier, its offset and the object that it means (see meaning.object).
	Identifiers []int `json:"identifiers"`
	// Expressions has, for each expression, start, end, type, the type's underlying basic type (a type
	// parameter itself, otherwise ""), and the syntax.
	Expressions []int `json:"expressions"`
	// Constants has, for each constant expression, start, end and value.
	Constants []int `json:"constants"`
	// Declarations has, for each constant, type and variable declared, the identifier's offset, its type, and a
	// constant's value or "".
	Declarations []int `json:"declarations"`
}

// semantics types the packages as they build in dir. What they import is among the patterns and their dependencies;
// without patterns, it is what their imports name there.
func semantics(dir string, patterns []string, packages []PackageFiles) ([]*FileMeaning, error) {
	fset := token.NewFileSet()
	parsed := make([][]*ast.File, len(packages))
	imports := map[string]bool{}
	for _, pattern := range patterns {
		imports[pattern] = true
	}
	for i, p := range packages {
		for _, path := range p.Files {
			file, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
			if err != nil {
				return nil, err
			}
			parsed[i] = append(parsed[i], file)
			for _, spec := range file.Imports {
				if len(patterns) == 0 {
					imports[strings.Trim(spec.Path.Value, "`\"")] = true
				}
			}
		}
	}
	exports, err := exportsOf(dir, slices.Collect(maps.Keys(imports)))
	if err != nil {
		return nil, err
	}
	var answer []*FileMeaning
	for i, p := range packages {
		meanings, err := meaningOf(p.Path, fset, parsed[i], exports)
		if err != nil {
			return nil, err
		}
		answer = append(answer, meanings...)
	}
	return answer, nil
}

// exportsOf compiles the packages and returns the files with their export data.
func exportsOf(dir string, patterns []string) (map[string]string, error) {
	list, err := goList(dir, append([]string{"-export", "-deps", "-json=ImportPath,Export", "--"}, patterns...)...)
	if err != nil {
		return nil, err
	}
	exports := map[string]string{}
	for _, p := range list {
		exports[p.ImportPath] = p.Export
	}
	return exports, nil
}

func meaningOf(path string, fset *token.FileSet, files []*ast.File, exports map[string]string) ([]*FileMeaning, error) {
	info := &types.Info{
		Types:      map[ast.Expr]types.TypeAndValue{},
		Defs:       map[*ast.Ident]types.Object{},
		Uses:       map[*ast.Ident]types.Object{},
		Instances:  map[*ast.Ident]types.Instance{},
		Selections: map[*ast.SelectorExpr]*types.Selection{},
	}
	lookup := func(path string) (io.ReadCloser, error) {
		if export := cmp.Or(exports[path], exports["vendor/"+path]); export != "" {
			return os.Open(export)
		}
		return nil, fmt.Errorf("%s has no export data", path)
	}
	config := types.Config{Importer: importer.ForCompiler(fset, "gc", lookup), Sizes: types.SizesFor("gc", "amd64")}
	pkg, err := config.Check(path, fset, files, info)
	if err != nil {
		return nil, err
	}
	var meanings []*FileMeaning
	for _, file := range files {
		m, err := newMeaning(fset, file, pkg, info)
		if err != nil {
			return nil, err
		}
		ast.Inspect(file, m.visit)
		meanings = append(meanings, &m.FileMeaning)
	}
	return meanings, nil
}

type meaning struct {
	FileMeaning
	fset    *token.FileSet
	pkg     *types.Package
	info    *types.Info
	interns map[string]int
	utf16   map[string][]int
}

func newMeaning(fset *token.FileSet, file *ast.File, pkg *types.Package, info *types.Info) (*meaning, error) {
	m := &meaning{fset: fset, pkg: pkg, info: info, interns: map[string]int{}, utf16: map[string][]int{}}
	m.File = fset.Position(file.Pos()).Filename
	return m, nil
}

func (m *meaning) intern(s string) int {
	i, ok := m.interns[s]
	if !ok {
		i = len(m.Strings)
		m.interns[s] = i
		m.Strings = append(m.Strings, s)
	}
	return i
}

func (m *meaning) offset(at token.Pos) int {
	p := m.fset.Position(at)
	table, ok := m.utf16[p.Filename]
	if !ok {
		source, err := os.ReadFile(p.Filename)
		if err == nil {
			table = utf16Offsets(source)
		}
		m.utf16[p.Filename] = table
	}
	return table[p.Offset]
}

// utf16Offsets returns, for each byte offset, the number of UTF-16 code units before it.
func utf16Offsets(source []byte) []int {
	table := make([]int, len(source)+1)
	units := 0
	for i, r := range string(source) {
		table[i] = units
		switch {
		case i == 0 && r == '\ufeff':
		case r > 0xffff:
			units += 2
		default:
			units++
		}
	}
	table[len(source)] = units
	return table
}

func (m *meaning) visit(n ast.Node) bool {
	switch n := n.(type) {
	case nil:
		return false
	case *ast.Ident:
		m.identifier(n)
	}
	if e, ok := n.(ast.Expr); ok {
		m.expression(e)
	}
	return true
}

func (m *meaning) identifier(n *ast.Ident) {
	if n.Name == "_" {
		return
	}
	at := m.offset(n.Pos())
	if used := m.info.Uses[n]; used != nil {
		m.Identifiers = append(m.Identifiers, at, m.intern(m.object(used)))
	}
	defined := m.info.Defs[n]
	if defined == nil {
		return
	}
	value := ""
	switch defined := defined.(type) {
	case *types.Const:
		value = valueString(defined.Val())
	case *types.TypeName:
	case *types.Var:
		if defined.Embedded() {
			return // the identifier is a type's too
		}
	default:
		return
	}
	m.Declarations = append(m.Declarations, at, m.intern(typeString(defined.Type())), m.intern(value))
}

// object names what an identifier means: `FILE:OFFSET` of its declaration in the checked package, the full name of
// what another package or the universe declares, `field NAME` for other packages' fields, `package PATH`.
func (m *meaning) object(o types.Object) string {
	switch o := o.(type) {
	case *types.PkgName:
		return "package " + o.Imported().Path()
	case *types.Label:
		return "label"
	case *types.Func:
		if origin := o.Origin(); origin.Pkg() != m.pkg {
			return typeParameters.ReplaceAllString(origin.FullName(), "")
		}
		return m.declared(o.Origin())
	case *types.Var:
		if o.IsField() && o.Pkg() != m.pkg {
			return "field " + o.Name()
		}
		return m.declared(o.Origin())
	}
	return m.declared(o)
}

// typeParameters are those that FullName writes behind a receiver's type and go-oom-lint does not.
var typeParameters = regexp.MustCompile(`\[[^\]]*\]`)

func (m *meaning) declared(o types.Object) string {
	switch {
	case o.Pkg() == nil:
		return o.Name()
	case o.Pkg() != m.pkg:
		return o.Pkg().Path() + "." + o.Name()
	}
	return fmt.Sprintf("%s:%d", filepath.Base(m.fset.Position(o.Pos()).Filename), m.offset(o.Pos()))
}

func (m *meaning) expression(e ast.Expr) {
	tv, ok := m.info.Types[e]
	if !ok || tv.IsBuiltin() || tv.Type == nil {
		return
	}
	start, end := m.offset(e.Pos()), m.offset(e.End())
	t := tv.Type
	if tuple, ok := t.(*types.Tuple); ok {
		if _, call := ast.Unparen(e).(*ast.CallExpr); !call {
			t = tuple.At(0).Type() // v, ok := …
		}
	}
	under := ""
	if basic, ok := t.Underlying().(*types.Basic); ok {
		under = basic.String()
	} else if _, ok := types.Unalias(t).(*types.TypeParam); ok {
		under = typeString(t)
	}
	syntax := strings.TrimPrefix(fmt.Sprintf("%T", e), "*ast.")
	if m.instantiated(e) {
		syntax = "instance"
	}
	m.Expressions = append(m.Expressions, start, end, m.intern(typeString(t)), m.intern(under), m.intern(syntax))
	if tv.Value != nil {
		m.Constants = append(m.Constants, start, end, m.intern(valueString(tv.Value)))
	}
}

// instantiated says whether e names a generic function whose type arguments are written or inferred around it.
func (m *meaning) instantiated(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.Ident:
		_, ok := m.info.Instances[e]
		return ok
	case *ast.SelectorExpr:
		_, ok := m.info.Instances[e.Sel]
		return ok
	case *ast.IndexExpr:
		return m.instantiated(e.X)
	case *ast.IndexListExpr:
		return m.instantiated(e.X)
	}
	return false
}

func valueString(v constant.Value) string {
	if v == nil {
		return ""
	}
	if v.Kind() == constant.String {
		return "s" + constant.StringVal(v)
	}
	if v.Kind() == constant.Complex && constant.Sign(constant.Imag(v)) == 0 {
		v = constant.Real(v)
	}
	return strings.ToLower(v.Kind().String()[:1]) + v.ExactString()
}

// typeString is types.TypeString with aliases resolved, and without what identity ignores or go-oom-lint leaves out:
// the names of parameters, struct tags, tildes.
func typeString(t types.Type) string {
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		name := t.Obj().Name()
		if t.Obj().Pkg() != nil {
			name = t.Obj().Pkg().Path() + "." + name
		}
		if args := t.TypeArgs(); args.Len() > 0 {
			return name + "[" + joined(args.Len(), ",", func(i int) string { return typeString(args.At(i)) }) + "]"
		}
		if params := t.TypeParams(); params.Len() > 0 {
			return name + "[" + joined(params.Len(), ",", func(i int) string { return typeString(params.At(i)) }) + "]"
		}
		return name
	case *types.Basic:
		return types.Typ[t.Kind()].String()
	case *types.Pointer:
		return "*" + typeString(t.Elem())
	case *types.Slice:
		return "[]" + typeString(t.Elem())
	case *types.Array:
		return fmt.Sprintf("[%d]%s", t.Len(), typeString(t.Elem()))
	case *types.Map:
		return "map[" + typeString(t.Key()) + "]" + typeString(t.Elem())
	case *types.Chan:
		return chanString(t)
	case *types.Signature:
		return "func" + signatureString(t)
	case *types.Struct:
		return "struct{" + joined(t.NumFields(), "; ", func(i int) string {
			f := t.Field(i)
			if f.Embedded() {
				return typeString(f.Type())
			}
			return f.Name() + " " + typeString(f.Type())
		}) + "}"
	case *types.Interface:
		return interfaceString(t)
	case *types.Union:
		return joined(t.Len(), " | ", func(i int) string { return typeString(t.Term(i).Type()) })
	case *types.Tuple:
		return tupleString(t, false)
	case *types.TypeParam:
		return t.Obj().Name()
	}
	return t.String()
}

func joined(n int, separator string, part func(i int) string) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = part(i)
	}
	return strings.Join(parts, separator)
}

func chanString(t *types.Chan) string {
	elem := typeString(t.Elem())
	switch t.Dir() {
	case types.SendOnly:
		return "chan<- " + elem
	case types.RecvOnly:
		return "<-chan " + elem
	}
	if strings.HasPrefix(elem, "<-") {
		return "chan (" + elem + ")"
	}
	return "chan " + elem
}

func signatureString(t *types.Signature) string {
	s := tupleString(t.Params(), t.Variadic())
	switch results := t.Results(); results.Len() {
	case 0:
	case 1:
		s += " " + typeString(results.At(0).Type())
	default:
		s += " " + tupleString(results, false)
	}
	return s
}

func tupleString(t *types.Tuple, variadic bool) string {
	return "(" + joined(t.Len(), ", ", func(i int) string {
		of := t.At(i).Type()
		if slice, ok := of.(*types.Slice); ok && variadic && i == t.Len()-1 {
			return "..." + typeString(slice.Elem())
		}
		return typeString(of)
	}) + ")"
}

func interfaceString(t *types.Interface) string {
	var parts []string
	for i := range t.NumExplicitMethods() {
		m := t.ExplicitMethod(i)
		parts = append(parts, m.Name()+signatureString(m.Signature()))
	}
	slices.Sort(parts)
	for i := range t.NumEmbeddeds() {
		parts = append(parts, typeString(t.EmbeddedType(i)))
	}
	if len(parts) == 0 {
		return "any"
	}
	return "interface{" + strings.Join(parts, "; ") + "}"
}
