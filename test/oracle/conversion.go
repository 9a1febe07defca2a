package main

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/types"
	"path/filepath"
	"slices"
	"strings"
)

// The functions of the runtime that copy; a conversion that is free calls none of them.
var copying = []string{
	"runtime.slicebytetostring", "runtime.stringtoslicebyte", "runtime.stringtoslicerune", "runtime.slicerunetostring",
}

// stackBuffer is the size in bytes up to which a conversion that does not escape copies to the stack.
const stackBuffer = 32

// conversion reports whether the call converts between string and []byte or []rune.
func conversion(pkg *Package, call *ast.CallExpr) bool {
	if len(call.Args) != 1 || !pkg.info.Types[call.Fun].IsType() {
		return false
	}
	to, from := pkg.info.Types[call.Fun].Type, pkg.info.Types[call.Args[0]].Type
	return isString(to) && isText(from) || isText(to) && isString(from)
}

func isString(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsString != 0
}

func isText(t types.Type) bool {
	s, ok := t.Underlying().(*types.Slice)
	if !ok {
		return false
	}
	b, ok := s.Elem().Underlying().(*types.Basic)
	return ok && (b.Kind() == types.Byte || b.Kind() == types.Rune)
}

// noCopy says why nothing is copied on the line, neither by it nor by what it calls; "" when something is.
func (m *Module) noCopy(at Place) string {
	if m.copies(at) {
		return ""
	}
	file := m.files[at.File]
	for _, call := range nodesOn[*ast.CallExpr](m, at) {
		if f := calledFunc(file.pkg, call); f != nil && f.FullName() == "(*bytes.Buffer).String" && m.copiesBuffer(at) {
			return ""
		}
		if callee := m.callee(file, call); callee != nil && m.bodyCopies(callee) {
			return ""
		}
	}
	return "nothing is copied here: " + m.compiled.said(at)
}

// copies reports whether a conversion that is written on the line copies to the heap, given a long enough operand.
func (m *Module) copies(at Place) bool {
	pkg := m.files[at.File].pkg
	calls := slices.ContainsFunc(m.compiled.calls[at], func(c Call) bool { return slices.Contains(copying, c.to) })
	for _, call := range nodesOn[*ast.CallExpr](m, at) {
		if !conversion(pkg, call) {
			continue
		}
		if pkg.info.Types[call.Args[0]].Value != nil {
			calls = true // copied by other means
		}
		size, known := operandSize(pkg, call.Args[0])
		small := known && size <= stackBuffer
		if calls && !m.remarked(call, "zero-copy string->[]byte conversion") && (m.remarked(call, "escapes to heap") || !small) {
			return true
		}
	}
	return false
}

// remarked reports whether the compiler said so about the conversion; it does at a place within the operand.
func (m *Module) remarked(call *ast.CallExpr, text string) bool {
	name := types.ExprString(call.Fun)
	if strings.HasPrefix(name, "[") {
		name = "(" + name + ")"
	}
	from, to := m.fset.Position(call.Lparen), m.fset.Position(call.Rparen)
	return slices.ContainsFunc(m.compiled.remarks[Place{from.Filename, from.Line}], func(r Remark) bool {
		about := r.column > from.Column && (r.column < to.Column || from.Line < to.Line)
		return about && (strings.HasPrefix(r.text, name+"(") && strings.Contains(r.text, text) || r.text == text)
	})
}

// operandSize is the greatest length in bytes of an operand such as b[:8], array[:] or a constant.
func operandSize(pkg *Package, operand ast.Expr) (size int64, known bool) {
	if v := pkg.info.Types[operand].Value; v != nil {
		return int64(len(constant.StringVal(v))), true
	}
	slice, ok := ast.Unparen(operand).(*ast.SliceExpr)
	if !ok {
		return 0, false
	}
	t := pkg.info.Types[slice.X].Type.Underlying()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem().Underlying()
	}
	low, high := int64(0), int64(-1)
	if array, ok := t.(*types.Array); ok {
		high = array.Len()
	}
	if slice.Low != nil {
		low, known = constant.Int64Val(constant.ToInt(valueOf(pkg, slice.Low)))
		if !known {
			low = 0
		}
	}
	if slice.High != nil {
		if h, ok := constant.Int64Val(constant.ToInt(valueOf(pkg, slice.High))); ok {
			high = h
		}
	}
	return high - low, high >= 0
}

func valueOf(pkg *Package, e ast.Expr) constant.Value {
	if v := pkg.info.Types[e].Value; v != nil {
		return v
	}
	return constant.MakeUnknown()
}

// copiesBuffer reports whether the function around the line has bytes.Buffer.String's copy in it.
func (m *Module) copiesBuffer(at Place) bool {
	symbol := m.symbolAround(at)
	for place, calls := range m.compiled.calls {
		if !strings.HasSuffix(filepath.ToSlash(place.File), "/bytes/buffer.go") {
			continue
		}
		for _, call := range calls {
			if slices.Contains(copying, call.to) && (call.in == symbol || strings.HasPrefix(call.in, symbol+".")) {
				return true
			}
		}
	}
	return false
}

// symbolAround is the linker's name of the declared function around the line.
func (m *Module) symbolAround(at Place) string {
	for name, f := range m.funcs {
		if f.file.path == at.File && m.placeOf(f.decl.Pos()).Line <= at.Line && at.Line <= m.placeOf(f.decl.End()).Line {
			if rest, found := strings.CutPrefix(name, "(*"); found { // (*pkg/path.T).M → pkg/path.(*T).M
				path, method, _ := strings.Cut(rest, ").")
				dot := strings.LastIndex(path, ".")
				return fmt.Sprintf("%s.(*%s).%s", path[:dot], path[dot+1:], method)
			}
			return strings.NewReplacer("(", "", ")", "").Replace(name)
		}
	}
	return ""
}

func (m *Module) bodyCopies(f *Func) bool {
	found := false
	ast.Inspect(f.body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && conversion(f.file.pkg, call) {
			found = found || m.copies(m.placeOf(call.Pos()))
		}
		return !found
	})
	return found
}
