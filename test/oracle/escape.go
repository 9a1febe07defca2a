package main

import (
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"
)

// The remarks about a variable, a composite literal or a new that goes to the heap.
var heapRemark = regexp.MustCompile(`^(moved to heap: |&\S.* escapes to heap$|new\(.* escapes to heap$)`)

// The functions of the runtime that allocate a variable or a literal; Go 1.27 has one for each class of small sizes.
var allocator = regexp.MustCompile(`^runtime\.(newobject|mallocgc(Small|Tiny).*)$`)

// noEscape says why no pointer of the line costs an allocation; "" when one does.
func (m *Module) noEscape(at Place) string {
	if m.allocates(at) || m.allocatesInlined(at) {
		return ""
	}
	file := m.files[at.File]
	inlined := false
	for _, call := range nodesOn[*ast.CallExpr](m, at) {
		if callee := m.callee(file, call); callee != nil {
			if m.pays(at, callee) {
				return ""
			}
			inlined = inlined || m.returnsHeap(callee, nil)
		}
	}
	if inlined {
		return "the call is inlined and its result stays on the stack: " + m.compiled.said(at)
	}
	return "nothing goes to the heap here: " + m.compiled.said(at)
}

// allocates reports whether something on the line goes to the heap: written there, inlined there, or a variable
// declared elsewhere whose address is taken there.
func (m *Module) allocates(at Place) bool {
	if slices.ContainsFunc(m.compiled.remarks[at], func(r Remark) bool { return heapRemark.MatchString(r.text) }) {
		return true
	}
	return len(m.allocatedAt(at)) > 1
}

// allocatesInlined reports whether the line allocates where it is inlined. Of a function literal that is inlined wherever
// it is called, nothing else is compiled, so that all remarks are about the calls; the machine code names the line.
func (m *Module) allocatesInlined(at Place) bool {
	if len(m.compiled.remarks[at]) > 0 {
		return false
	}
	return slices.ContainsFunc(m.compiled.calls[at], func(c Call) bool { return allocator.MatchString(c.to) })
}

// allocatedAt are the lines at which a run allocates what is written on the line: itself, and the declarations of the
// variables that go to the heap and that the line, or a function literal that begins on it, uses.
func (m *Module) allocatedAt(at Place) []Place {
	places := []Place{at}
	names := nodesOn[*ast.Ident](m, at)
	for _, literal := range nodesOn[*ast.FuncLit](m, at) {
		ast.Inspect(literal.Body, func(n ast.Node) bool {
			if name, ok := n.(*ast.Ident); ok {
				names = append(names, name)
			}
			return true
		})
	}
	for _, name := range names {
		v, ok := m.files[at.File].pkg.info.Uses[name].(*types.Var)
		if ok && m.moved(v) && !slices.Contains(places, m.placeOf(v.Pos())) {
			places = append(places, m.placeOf(v.Pos()))
		}
	}
	return places
}

// moved reports whether the variable is one that goes to the heap.
func (m *Module) moved(v *types.Var) bool {
	p := m.fset.Position(v.Pos())
	return slices.ContainsFunc(m.compiled.remarks[m.placeOf(v.Pos())], func(r Remark) bool {
		return r.column == p.Column && r.text == "moved to heap: "+v.Name()
	})
}

// pays reports whether the call on the line, or one that is inlined with it, is of a function that is not inlined and
// returns what it has allocated.
func (m *Module) pays(at Place, callee *Func) bool {
	if !m.isInlined(at, callee) {
		return m.returnsHeap(callee, nil)
	}
	return slices.ContainsFunc(m.returned(callee), func(inner *Func) bool {
		return !m.isInlined(at, inner) && m.returnsHeap(inner, nil)
	})
}

var literalName = regexp.MustCompile(`\.func\d+[\d.]*$`)

func (m *Module) isInlined(at Place, f *Func) bool {
	return slices.ContainsFunc(m.compiled.remarks[at], func(r Remark) bool {
		called, found := strings.CutPrefix(r.text, "inlining call to ")
		called, _, _ = strings.Cut(called, "[")
		if f.decl == nil {
			return found && literalName.MatchString(called)
		}
		return found && (called == f.decl.Name.Name || strings.HasSuffix(called, "."+f.decl.Name.Name))
	})
}

// returnsHeap reports whether the body of f has an allocation of its own, or returns the result of a function that has.
func (m *Module) returnsHeap(f *Func, callers []*Func) bool {
	if slices.Contains(callers, f) {
		return false
	}
	found := false
	ast.Inspect(f.body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.UnaryExpr:
			found = found || n.Op == token.AND && m.allocates(m.placeOf(n.Pos()))
		case *ast.CallExpr:
			if name, ok := n.Fun.(*ast.Ident); ok && name.Name == "new" {
				found = found || m.allocates(m.placeOf(n.Pos()))
			}
		}
		return !found
	})
	return found || slices.ContainsFunc(m.returned(f), func(inner *Func) bool {
		return m.returnsHeap(inner, append(callers, f))
	})
}

// returned are the functions whose result f returns as it is.
func (m *Module) returned(f *Func) (callees []*Func) {
	ast.Inspect(f.body, func(n ast.Node) bool {
		if statement, ok := n.(*ast.ReturnStmt); ok {
			for _, result := range statement.Results {
				if call, ok := ast.Unparen(result).(*ast.CallExpr); ok {
					if callee := m.callee(f.file, call); callee != nil {
						callees = append(callees, callee)
					}
				}
			}
		}
		return true
	})
	return callees
}
