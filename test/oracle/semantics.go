package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/types/typeutil"
)

// A PackageFiles is a package to be checked: its import path and the absolute paths of its files.
type PackageFiles struct {
	Path  string   `json:"path"`
	Files []string `json:"files"`
}

// A FileMeaning is what go/types says of a file of a package. Offsets count UTF-16 code units, without a byte order mark; strings
// are indexes into Strings.
type FileMeaning struct {
	Strings []string `json:"strings"`
	// Identifiers has, for each identifier, its offset and the object that it means (see meaning.object).
	Identifiers []int `json:"identifiers"`
	// Expressions has, for each expression, start, end, type, the type's underlying basic type (a type
	// parameter itself, otherwise ""), and the syntax.
	Expressions []int `json:"expressions"`
	// Constants has, for each constant expression, start, end and value.
	Constants []int `json:"constants"`
	// Calls has, for each call, start, end, what is called (`static`, `interface`, `builtin`, `conversion`, or `dynamic`:
	// a value), the function's full name or "", and where the function is declared: `standard`, `module` or
	// `dependency`.
	Calls []int `json:"calls"`
	// Declarations has, for each constant, type and variable declared, the identifier's offset, its type, and a
	// constant's value or "".
	Declarations []int `json:"declarations"`
}

// A Problem is a package of which nothing is said, since it does not build.
type Problem struct {
	Path string `json:"path"`
	Says string `json:"says"`
}

// semantics types the packages as they build in dir, where the patterns name them or what they import, and writes what
// they mean: those of the package at index i are the file i.json in out. Everything is typed from its source, without
// the bodies of what is only imported, so that nothing has to be compiled.
func semantics(dir, out string, patterns []string, packages []PackageFiles) ([]Problem, error) {
	c := &checker{fset: token.NewFileSet(), listed: map[string]*listedPackage{}, checked: map[string]*types.Package{}}
	if err := c.list(dir, patterns); err != nil {
		return nil, err
	}
	for i := range packages {
		p := c.listed[packages[i].Path]
		if p == nil { // a file that is a program of its own
			p = &listedPackage{Package: c.standIn}
			c.listed[packages[i].Path] = p
		}
		p.files, p.wanted = packages[i].Files, true
	}
	problems := []Problem{}
	for i, p := range packages {
		meanings, err := c.meanings(p.Path)
		if err != nil {
			problems = append(problems, Problem{p.Path, err.Error()})
			continue
		}
		text, err := json.Marshal(meanings)
		if err != nil {
			return nil, err
		}
		if err := os.WriteFile(filepath.Join(out, strconv.Itoa(i)+".json"), text, 0o666); err != nil {
			return nil, err
		}
	}
	return problems, nil
}

// checker types packages, each once and after what it imports.
type checker struct {
	fset    *token.FileSet
	listed  map[string]*listedPackage
	checked map[string]*types.Package
	// What a package imports that no pattern named.
	standIn *packages.Package
}

type listedPackage struct {
	*packages.Package
	files []string
	// wanted packages are typed with their bodies, and what was learnt is kept until it is asked for.
	wanted bool
	syntax []*ast.File
	info   *types.Info
	err    error
}

// The platform is go-oom-lint's base configuration.
var platform = []string{"GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=1", "GOFLAGS=", "GOWORK=off"}

func (c *checker) list(dir string, patterns []string) error {
	config := &packages.Config{
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedImports | packages.NeedDeps | packages.NeedModule,
		Dir:  dir,
		Env:  append(os.Environ(), platform...),
	}
	roots, err := packages.Load(config, patterns...)
	if err != nil {
		return err
	}
	c.standIn = &packages.Package{Imports: map[string]*packages.Package{}}
	packages.Visit(roots, nil, func(p *packages.Package) {
		c.listed[p.PkgPath] = &listedPackage{Package: p, files: p.GoFiles}
		c.standIn.Imports[p.PkgPath] = p
	})
	return nil
}

// meanings are those of the files of a wanted package, which is forgotten but for its types.
func (c *checker) meanings(path string) ([]*FileMeaning, error) {
	pkg, err := c.check(path)
	if err != nil {
		return nil, err
	}
	p := c.listed[path]
	if p.err != nil {
		return nil, p.err
	}
	meanings := []*FileMeaning{}
	for _, file := range p.syntax {
		m := &meaning{fset: c.fset, pkg: pkg, info: p.info, interns: map[string]int{}, utf16: map[string][]int{}, origin: c.origin(p)}
		ast.Inspect(file, m.visit)
		meanings = append(meanings, &m.FileMeaning)
	}
	p.syntax, p.info = nil, nil
	return meanings, nil
}

// check types a package. The source of unsafe only documents it.
func (c *checker) check(path string) (*types.Package, error) {
	if pkg := c.checked[path]; pkg != nil {
		return pkg, nil
	}
	p := c.listed[path]
	if p == nil {
		return nil, fmt.Errorf("%s is not there", path)
	}
	for _, name := range p.files {
		file, err := parser.ParseFile(c.fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		p.syntax = append(p.syntax, file)
	}
	if p.wanted {
		p.info = &types.Info{
			Types:      map[ast.Expr]types.TypeAndValue{},
			Defs:       map[*ast.Ident]types.Object{},
			Uses:       map[*ast.Ident]types.Object{},
			Instances:  map[*ast.Ident]types.Instance{},
			Selections: map[*ast.SelectorExpr]*types.Selection{},
		}
	}
	config := types.Config{
		Importer:         importerFunc(func(imported string) (*types.Package, error) { return c.importFrom(p, imported) }),
		Sizes:            types.SizesFor("gc", "amd64"),
		IgnoreFuncBodies: !p.wanted,
		FakeImportC:      true, // what is of C is invalid, and left out
		Error:            func(err error) { p.err = cmp.Or(p.err, err) },
	}
	if p.Module != nil && p.Module.GoVersion != "" {
		config.GoVersion = "go" + p.Module.GoVersion
	}
	pkg, _ := config.Check(path, c.fset, p.syntax, p.info)
	c.checked[path] = pkg
	if !p.wanted {
		p.syntax = nil
	}
	return pkg, nil
}

func (c *checker) importFrom(p *listedPackage, imported string) (*types.Package, error) {
	if imported == "unsafe" {
		return types.Unsafe, nil
	}
	if found := p.Imports[imported]; found != nil {
		return c.check(found.PkgPath)
	}
	return nil, fmt.Errorf("%s is not listed as an import of %s", imported, p.PkgPath)
}

type importerFunc func(path string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }

// origin tells where packages come from, as seen from p.
func (c *checker) origin(p *listedPackage) func(*types.Package) string {
	return func(pkg *types.Package) string {
		if pkg == nil {
			return "standard" // error.Error
		}
		from := c.listed[pkg.Path()]
		switch {
		case from.Module == nil && p.Module != nil:
			return "standard"
		case from == p || from.Module != nil && p.Module != nil && from.Module.Path == p.Module.Path || p.Module == nil:
			return "module"
		}
		return "dependency"
	}
}

type meaning struct {
	FileMeaning
	fset    *token.FileSet
	pkg     *types.Package
	info    *types.Info
	interns map[string]int
	utf16   map[string][]int
	origin  func(*types.Package) string
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
	if call, ok := n.(*ast.CallExpr); ok {
		m.call(call)
	}
	if e, ok := n.(ast.Expr); ok {
		m.expression(e)
	}
	return true
}

func (m *meaning) call(call *ast.CallExpr) {
	what, name, origin := "dynamic", "", ""
	switch callee := typeutil.Callee(m.info, call).(type) {
	case *types.Builtin:
		what = "builtin"
		if pkg := callee.Pkg(); pkg != nil { // functions of a package all the same
			what, name, origin = "static", pkg.Path()+"."+callee.Name(), "standard"
		}
	case *types.Func:
		what, name, origin = "static", fullName(callee), m.origin(callee.Pkg())
		if receiver := callee.Signature().Recv(); receiver != nil && types.IsInterface(receiver.Type()) {
			what = "interface"
		}
	case *types.TypeName:
		what = "conversion"
	case nil:
		if m.info.Types[call.Fun].IsType() {
			what = "conversion"
		}
	}
	start, end := m.offset(call.Pos()), m.offset(call.End())
	m.Calls = append(m.Calls, start, end, m.intern(what), m.intern(name), m.intern(origin))
}

// fullName is types.Func.FullName without the type parameters that it writes behind a receiver's type.
func fullName(f *types.Func) string {
	return typeParameters.ReplaceAllString(f.Origin().FullName(), "")
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
	if strings.Contains(typeString(defined.Type()), types.Typ[types.Invalid].String()) {
		return
	}
	m.Declarations = append(m.Declarations, at, m.intern(typeString(defined.Type())), m.intern(value))
}

// object names what an identifier means: `FILE:OFFSET` of its declaration in the checked package, the full name of
// what another package or the universe declares, `field PATH.NAME` for other packages' fields, `package PATH`.
func (m *meaning) object(o types.Object) string {
	switch o := o.(type) {
	case *types.PkgName:
		return "package " + o.Imported().Path()
	case *types.Label:
		return "label"
	case *types.Func:
		if o.Pkg() != m.pkg {
			return fullName(o)
		}
		return m.declared(o.Origin())
	case *types.Var:
		if o.IsField() && o.Pkg() != m.pkg {
			return "field " + o.Pkg().Path() + "." + o.Name()
		}
		return m.declared(o.Origin())
	}
	return m.declared(o)
}

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
	if strings.Contains(typeString(t), types.Typ[types.Invalid].String()) {
		return // something that it is made of is C's, or not there
	}
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
// the names of parameters, struct tags, tildes. An alias is written `«its name|what it stands for»`: whether it can be
// resolved depends on what is at hand.
func typeString(t types.Type) string {
	if alias, ok := t.(*types.Alias); ok && alias.Obj().Pkg() != nil {
		name := alias.Obj().Pkg().Path() + "." + alias.Obj().Name()
		if args := alias.TypeArgs(); args.Len() > 0 {
			name += "[" + joined(args.Len(), ",", func(i int) string { return typeString(args.At(i)) }) + "]"
		}
		return "«" + name + "|" + typeString(types.Unalias(t)) + "»"
	}
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
