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

// noEscape says why no pointer of the line costs an allocation; "" when one does.
func (m *Module) noEscape(at Place) string {
	if m.allocates(at) {
		return ""
	}
	pkg := m.files[at.File].pkg
	inlined := false
	for _, call := range nodesOn[*ast.CallExpr](m, at) {
		callee := m.callee(pkg, call)
		if callee == nil || !m.returnsHeap(callee, nil) {
			continue
		}
		if !m.isInlined(at, callee) {
			return ""
		}
		inlined = true
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
	info := m.files[at.File].pkg.info
	return slices.ContainsFunc(nodesOn[*ast.Ident](m, at), func(name *ast.Ident) bool {
		v, ok := info.Uses[name].(*types.Var)
		return ok && m.moved(v)
	})
}

// moved reports whether the variable is one that goes to the heap.
func (m *Module) moved(v *types.Var) bool {
	return slices.ContainsFunc(m.compiled.remarks[m.placeOf(v.Pos())], func(r Remark) bool {
		return r.text == "moved to heap: "+v.Name()
	})
}

func (m *Module) isInlined(at Place, callee *Func) bool {
	name := callee.decl.Name.Name
	return slices.ContainsFunc(m.compiled.remarks[at], func(r Remark) bool {
		called, found := strings.CutPrefix(r.text, "inlining call to ")
		called, _, _ = strings.Cut(called, "[")
		return found && (called == name || strings.HasSuffix(called, "."+name))
	})
}

// returnsHeap reports whether the body of f has an allocation of its own, or returns the result of a function that has.
func (m *Module) returnsHeap(f *Func, callers []*Func) bool {
	if slices.Contains(callers, f) {
		return false
	}
	found := false
	ast.Inspect(f.decl.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.UnaryExpr:
			found = found || n.Op == token.AND && m.allocates(m.placeOf(n.Pos()))
		case *ast.CallExpr:
			if name, ok := n.Fun.(*ast.Ident); ok && name.Name == "new" {
				found = found || m.allocates(m.placeOf(n.Pos()))
			}
		case *ast.ReturnStmt:
			for _, result := range n.Results {
				if call, ok := ast.Unparen(result).(*ast.CallExpr); ok {
					if callee := m.callee(f.file.pkg, call); callee != nil {
						found = found || m.returnsHeap(callee, append(callers, f))
					}
				}
			}
		}
		return !found
	})
	return found
}
