package main

import (
	"cmp"
	"fmt"
	"go/build"
	"go/importer"
	"go/token"
	"go/types"
	"os/exec"
	"slices"
	"strings"
)

const platform = "linux/amd64"

// library is the standard library, typed from source, so that also the types are known that it does not export.
type library struct {
	packages []*types.Package
	callees  []callee
}

// callee is an exported function or a method of an exported type.
type callee struct {
	// As go/types writes it, but with the type that has the method instead of the one that declares it.
	name string
	// nil for a function.
	receiver  types.Type
	object    *types.Func
	signature *types.Signature
}

func load() (*library, error) {
	list := exec.Command("go", "list", "std")
	list.Env = environment()
	out, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("go list std: %w", err)
	}
	build.Default.CgoEnabled = false
	build.Default.GOOS, build.Default.GOARCH, _ = strings.Cut(platform, "/")
	source := importer.ForCompiler(token.NewFileSet(), "source", nil)
	l := &library{}
	for _, path := range strings.Fields(string(out)) {
		if unimportable(path) {
			continue
		}
		pkg, err := source.Import(path)
		if err != nil {
			return nil, err
		}
		l.packages = append(l.packages, pkg)
		l.add(pkg)
	}
	return l, nil
}

func unimportable(path string) bool {
	return path == "unsafe" || strings.HasPrefix(path, "vendor/") || slices.Contains(strings.Split(path, "/"), "internal")
}

func (l *library) add(pkg *types.Package) {
	for _, name := range pkg.Scope().Names() {
		switch object := pkg.Scope().Lookup(name).(type) {
		case *types.Func:
			if object.Exported() {
				l.addCallee(callee{object.FullName(), nil, object, object.Signature()})
			}
		case *types.TypeName:
			if named, ok := object.Type().(*types.Named); ok && object.Exported() && !object.IsAlias() {
				l.addMethods(named)
			}
		}
	}
}

func (l *library) addMethods(named *types.Named) {
	values, all := types.NewMethodSet(named), types.NewMethodSet(named)
	if !types.IsInterface(named) {
		all = types.NewMethodSet(types.NewPointer(named))
	}
	for method := range all.Methods() {
		f := method.Obj().(*types.Func)
		if !f.Exported() {
			continue
		}
		var receiver types.Type = named
		if values.Lookup(f.Pkg(), f.Name()) == nil {
			receiver = types.NewPointer(named)
		}
		name := fmt.Sprintf("(%s).%s", types.TypeString(receiver, nil), f.Name())
		l.addCallee(callee{name, receiver, f, f.Signature()})
	}
}

func (l *library) addCallee(c callee) {
	named, generic := c.receiver.(*types.Named)
	if c.signature.TypeParams().Len() > 0 || generic && named.TypeParams().Len() > 0 {
		return
	}
	if pointer, ok := c.receiver.(*types.Pointer); ok && pointer.Elem().(*types.Named).TypeParams().Len() > 0 {
		return
	}
	l.callees = append(l.callees, c)
}

// counterpart is a function that takes text of the other kind.
type counterpart struct {
	name    string
	swapped []int
}

// counterparts finds the pairs of functions that differ in the kind of their text only.
func (l *library) counterparts() map[string]counterpart {
	found := map[string]counterpart{}
	byName := map[string]callee{}
	for _, c := range l.callees {
		byName[c.name] = c
	}
	for _, c := range l.callees {
		for _, name := range namesakes(c) {
			other, ok := byName[name]
			if !ok {
				continue
			}
			if swapped := swaps(c.signature, other.signature); swapped != nil {
				found[c.name] = counterpart{other.name, swapped}
				if _, paired := found[other.name]; !paired {
					found[other.name] = counterpart{c.name, swapped}
				}
			}
		}
	}
	for _, c := range l.callees {
		if _, paired := found[c.name]; !paired && c.object.Name() == "Write" && l.writesStrings(c) {
			found[c.name] = counterpart{"io.WriteString", []int{0}}
		}
	}
	found["io.WriteString"] = counterpart{"(io.Writer).Write", []int{1}}
	return found
}

// namesakes are the names that the counterpart of a function may have when c takes bytes: the same in package strings,
// or one with String in it: Write and WriteString, FindIndex and FindStringIndex, RuneCount and RuneCountInString.
func namesakes(c callee) (names []string) {
	name := c.object.Name()
	prefix := strings.TrimSuffix(c.name, name)
	if prefix == "bytes." {
		names = append(names, "strings."+name)
	}
	for at := 1; at <= len(name); at++ {
		if at == len(name) || name[at] >= 'A' && name[at] <= 'Z' {
			names = append(names, prefix+name[:at]+"String"+name[at:], prefix+name[:at]+"InString"+name[at:])
		}
	}
	return names
}

// swaps returns the parameters that are bytes in the one signature and a string in the other; nil when there are none,
// or when something else differs.
func swaps(ofBytes, ofStrings *types.Signature) (swapped []int) {
	if !corresponds(ofBytes, ofStrings) {
		return nil
	}
	for i := range ofBytes.Params().Len() {
		if isBytes(ofBytes.Params().At(i).Type()) && isString(ofStrings.Params().At(i).Type()) {
			swapped = append(swapped, i)
		}
	}
	return swapped
}

// corresponds reports whether the types are the same when []byte is read as string and bytes.T as strings.T.
func corresponds(a, b types.Type) bool {
	if isBytes(a) && isString(b) || types.Identical(a, b) {
		return true
	}
	switch a := a.(type) {
	case *types.Slice:
		b, ok := b.(*types.Slice)
		return ok && corresponds(a.Elem(), b.Elem())
	case *types.Pointer:
		b, ok := b.(*types.Pointer)
		return ok && corresponds(a.Elem(), b.Elem())
	case *types.Named:
		b, ok := b.(*types.Named)
		return ok && (namesakeTypes(a.Obj(), b.Obj()) || a.Obj() == b.Obj() && correspondingArgs(a.TypeArgs(), b.TypeArgs()))
	case *types.Signature:
		b, ok := b.(*types.Signature)
		return ok && a.Variadic() == b.Variadic() &&
			corresponds(a.Params(), b.Params()) && corresponds(a.Results(), b.Results())
	case *types.Tuple:
		b, ok := b.(*types.Tuple)
		if !ok || a.Len() != b.Len() {
			return false
		}
		for i := range a.Len() {
			if !corresponds(a.At(i).Type(), b.At(i).Type()) {
				return false
			}
		}
		return true
	}
	return false
}

func namesakeTypes(a, b *types.TypeName) bool {
	return a.Name() == b.Name() && a.Pkg() != nil && a.Pkg().Path() == "bytes" && b.Pkg() != nil && b.Pkg().Path() == "strings"
}

func correspondingArgs(a, b *types.TypeList) bool {
	for i := range a.Len() {
		if !corresponds(a.At(i), b.At(i)) {
			return false
		}
	}
	return a.Len() == b.Len()
}

// writesStrings reports whether io.WriteString can save the copy for what c writes to: an interface that several types
// with a method WriteString implement. (One is an exception: hash/maphash's among the implementations of hash.Hash.)
func (l *library) writesStrings(c callee) bool {
	if c.receiver == nil {
		return false
	}
	i, ok := c.receiver.Underlying().(*types.Interface)
	if !ok || c.signature.Params().Len() != 1 || !isBytes(c.signature.Params().At(0).Type()) {
		return false
	}
	writers := 0
	for _, pkg := range l.packages {
		for _, name := range pkg.Scope().Names() {
			object, ok := pkg.Scope().Lookup(name).(*types.TypeName)
			if !ok || types.IsInterface(object.Type()) {
				continue
			}
			pointer := types.NewPointer(object.Type())
			method, _, _ := types.LookupFieldOrMethod(pointer, false, pkg, "WriteString")
			if method != nil && types.Implements(pointer, i) {
				writers++
			}
		}
	}
	return writers > 1
}

func isString(t types.Type) bool { return types.Identical(t, types.Typ[types.String]) }

func isBytes(t types.Type) bool {
	return types.Identical(t, types.NewSlice(types.Typ[types.Byte]))
}

// sorted are the callees by name.
func (l *library) sorted() []callee {
	return slices.SortedFunc(slices.Values(l.callees), func(a, b callee) int { return cmp.Compare(a.name, b.name) })
}
