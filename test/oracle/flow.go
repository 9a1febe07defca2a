package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/ctrlflow"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/cfg"
)

// A FileFlow is what Go's own analyses say about control in the functions and literals of a file. Offsets count UTF-16
// code units, without a byte order mark.
type FileFlow struct {
	File string `json:"file"`
	// Functions has, for each function with a body, start, end and whether it can return: see returnsNot. Those that the
	// compiler replaces are left out.
	Functions []int `json:"functions"`
	// Statements has, for each statement without statements inside, start, end, whether control gets there (see
	// dead), and whether something must run for it, as 0 or 1.
	Statements []int `json:"statements"`
}

// A PackageFlow is a package in the order of imports, those that are only imported included.
type PackageFlow struct {
	Path      string            `json:"path"`
	Name      string            `json:"name"`
	Files     []string          `json:"files"`
	ImportMap map[string]string `json:"importMap"`
	// Flow is of its files, nil where it is only imported.
	Flow []*FileFlow `json:"flow"`
}

// Whether a function can return, as golang.org/x/tools/go/analysis/passes/ctrlflow has it.
const (
	returnsNot      = iota
	returns         // a return statement, or its end, is reached
	returnsIfDefers // no return is reached, but something is deferred that may recover
)

// Whether control gets to a statement.
const (
	dead           = iota
	live           // it does
	deadByConstant // a condition that is constant keeps it away, which Go's graph does not look at
)

// flow types the packages that the patterns name in dir, and all that they import, from their sources.
func flow(dir string, patterns []string) ([]*PackageFlow, error) {
	args := append([]string{"list", "-e", "-deps", "-json=ImportPath,Name,Dir,GoFiles,DepOnly,ImportMap", "--"}, patterns...)
	list, err := goCommand(dir, args...).Output()
	if err != nil {
		return nil, fmt.Errorf("go list in %s: %w", dir, err)
	}
	a := &flowAnalysis{fset: token.NewFileSet(), packages: map[string]*types.Package{}, facts: map[types.Object]bool{}}
	var answer []*PackageFlow
	for d := json.NewDecoder(strings.NewReader(string(list))); ; {
		var p listed
		if err := d.Decode(&p); err == io.EOF {
			return answer, nil
		} else if err != nil {
			return nil, err
		}
		if p.ImportPath == "unsafe" {
			continue
		}
		files, err := a.add(p)
		if err != nil {
			return nil, err
		}
		flow := &PackageFlow{Path: p.ImportPath, Name: p.Name, ImportMap: p.ImportMap, Flow: files}
		for _, name := range p.GoFiles {
			flow.Files = append(flow.Files, filepath.Join(p.Dir, name))
		}
		answer = append(answer, flow)
	}
}

type flowAnalysis struct {
	fset     *token.FileSet
	packages map[string]*types.Package
	facts    map[types.Object]bool // the functions that do not return
}

type importMap struct {
	packages map[string]*types.Package
	names    map[string]string
}

func (m importMap) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if name, ok := m.names[path]; ok {
		path = name
	}
	if p := m.packages[path]; p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("%s is not there", path)
}

// add types a package and finds out which of its functions return. Errors are left to those who build it.
func (a *flowAnalysis) add(p listed) ([]*FileFlow, error) {
	var files []*ast.File
	for _, name := range p.GoFiles {
		file, err := parser.ParseFile(a.fset, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	info := &types.Info{
		Types:      map[ast.Expr]types.TypeAndValue{},
		Defs:       map[*ast.Ident]types.Object{},
		Uses:       map[*ast.Ident]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{},
		Instances:  map[*ast.Ident]types.Instance{},
	}
	config := types.Config{
		Importer: importMap{a.packages, p.ImportMap},
		Sizes:    types.SizesFor("gc", "amd64"),
		Error:    func(error) {},
	}
	pkg, _ := config.Check(p.ImportPath, a.fset, files, info)
	a.packages[p.ImportPath] = pkg
	graphs, err := a.graphs(pkg, files, info)
	if err != nil || p.DepOnly {
		return nil, err
	}
	var answer []*FileFlow
	for _, file := range files {
		f := &fileFlow{
			info:       info,
			graphs:     graphs,
			position:   &meaning{fset: a.fset, utf16: map[string][]int{}},
			conditions: map[ast.Node]bool{},
			choices:    map[ast.Node]bool{},
		}
		f.File = a.fset.Position(file.Pos()).Filename
		ast.Inspect(file, f.collect)
		ast.Inspect(file, f.visit)
		answer = append(answer, &f.FileFlow)
	}
	return answer, nil
}

// graphs runs the pass that go vet runs.
func (a *flowAnalysis) graphs(pkg *types.Package, files []*ast.File, info *types.Info) (*ctrlflow.CFGs, error) {
	pass := &analysis.Pass{
		Analyzer:         ctrlflow.Analyzer,
		Fset:             a.fset,
		Files:            files,
		Pkg:              pkg,
		TypesInfo:        info,
		ResultOf:         map[*analysis.Analyzer]any{inspect.Analyzer: inspector.New(files)},
		ImportObjectFact: func(o types.Object, _ analysis.Fact) bool { return a.facts[origin(o)] },
		ExportObjectFact: func(o types.Object, _ analysis.Fact) { a.facts[origin(o)] = true },
	}
	result, err := ctrlflow.Analyzer.Run(pass)
	if err != nil {
		return nil, err
	}
	return result.(*ctrlflow.CFGs), nil
}

func origin(o types.Object) types.Object {
	if f, ok := o.(*types.Func); ok {
		return f.Origin()
	}
	return o
}

type fileFlow struct {
	FileFlow
	info     *types.Info
	graphs   *ctrlflow.CFGs
	position *meaning
	// The cases of a switch without a tag, which are conditions, and the operations that a select chooses among.
	conditions, choices map[ast.Node]bool
}

func (f *fileFlow) collect(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.SwitchStmt:
		for _, clause := range n.Body.List {
			for _, e := range clause.(*ast.CaseClause).List {
				f.conditions[e] = n.Tag == nil
			}
		}
	case *ast.CommClause:
		f.choices[n.Comm] = true
	}
	return true
}

func (f *fileFlow) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.FuncDecl:
		if g := f.graphs.FuncDecl(n); g != nil {
			f.function(n, n.Body, g)
		}
	case *ast.FuncLit:
		f.function(n, n.Body, f.graphs.FuncLit(n))
	}
	return true
}

func (f *fileFlow) function(n ast.Node, body *ast.BlockStmt, g *cfg.CFG) {
	answer := returnsNot
	reached := f.reached(g)
	for _, b := range g.Blocks {
		for _, node := range b.Nodes {
			if _, ok := node.(*ast.ReturnStmt); ok && b.Live {
				answer = returns
			}
			if node.Pos() == body.Rbrace {
				continue // an implicit return
			}
			state := dead
			if b.Live {
				state = deadByConstant
				if reached[b] {
					state = live
				}
			}
			f.Statements = append(f.Statements, f.position.offset(node.Pos()), f.position.offset(node.End()), state, f.hasOp(node))
		}
	}
	if answer == returnsNot && !g.NoReturn() {
		answer = returnsIfDefers
	}
	f.Functions = append(f.Functions, f.position.offset(n.Pos()), f.position.offset(n.End()), answer)
}

// reached follows the graph where constant conditions let it go.
func (f *fileFlow) reached(g *cfg.CFG) map[*cfg.Block]bool {
	seen := map[*cfg.Block]bool{g.Blocks[0]: true}
	for work := []*cfg.Block{g.Blocks[0]}; len(work) > 0; {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		for i, next := range b.Succs {
			if len(b.Succs) == 2 && f.isConstant(b, i == 1) {
				continue
			}
			if !seen[next] {
				seen[next] = true
				work = append(work, next)
			}
		}
	}
	return seen
}

// isConstant says whether the condition that the block ends in always has the value.
func (f *fileFlow) isConstant(b *cfg.Block, value bool) bool {
	if len(b.Nodes) == 0 {
		return false
	}
	e, ok := b.Nodes[len(b.Nodes)-1].(ast.Expr)
	switch b.Succs[0].Kind {
	case cfg.KindIfThen, cfg.KindForBody:
		return ok && f.always(e, value)
	case cfg.KindSwitchCaseBody:
		return ok && f.conditions[e] && f.always(e, value)
	}
	return false
}

func (f *fileFlow) always(e ast.Expr, value bool) bool {
	if v := f.info.Types[e].Value; v != nil {
		return v.Kind() == constant.Bool && constant.BoolVal(v) == value
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.UnaryExpr:
		return e.Op == token.NOT && f.always(e.X, !value)
	case *ast.BinaryExpr:
		switch e.Op {
		case token.LAND:
			if value {
				return f.always(e.X, true) && f.always(e.Y, true)
			}
			return f.always(e.X, false) || f.always(e.Y, false)
		case token.LOR:
			if value {
				return f.always(e.X, true) || f.always(e.Y, true)
			}
			return f.always(e.X, false) && f.always(e.Y, false)
		}
	}
	return false
}

// hasOp says whether something must run for a statement, be it optimised as it may.
func (f *fileFlow) hasOp(n ast.Node) int {
	if f.choices[n] {
		return 0
	}
	switch n := n.(type) {
	case *ast.SendStmt, *ast.GoStmt, *ast.DeferStmt, *ast.ReturnStmt, *ast.IncDecStmt:
		return 1
	case *ast.ExprStmt:
		if f.calls(n) {
			return 1
		}
	case *ast.AssignStmt, *ast.ValueSpec:
		if f.calls(n) {
			return 1
		}
	}
	return 0
}

func (f *fileFlow) calls(n ast.Node) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CallExpr:
			called := f.info.Types[n.Fun]
			found = found || !called.IsType() && !called.IsBuiltin() && f.info.Types[n].Value == nil
		}
		return true
	})
	return found
}
