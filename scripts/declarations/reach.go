package main

import (
	"go/types"
	"maps"
)

// A reach is the set of declared types that the exported declarations of some packages lead to: through signatures,
// all struct fields, interfaces, and the exported methods of every type reached. Unexported types are in it because
// they hold values by value, forbid copies or lend methods by embedding.
type reach struct {
	types map[*types.TypeName]bool
	// definitions are those of all packages, by which types are printed.
	definitions map[*types.TypeName]types.Type
	// sealing holds the unexported methods of reached interfaces: only types with them implement these.
	sealing map[methodName]bool
	sealed  map[*types.Func]bool
}

type methodName struct {
	pkg  *types.Package
	name string
}

// reachFrom starts at the exported declarations of the roots among the packages.
func reachFrom(packages []*loadedPackage) *reach {
	r := &reach{
		types:       map[*types.TypeName]bool{},
		definitions: map[*types.TypeName]types.Type{},
		sealing:     map[methodName]bool{},
		sealed:      map[*types.Func]bool{},
	}
	for _, p := range packages {
		maps.Copy(r.definitions, p.definitions)
	}
	for _, p := range packages {
		if !p.root {
			continue
		}
		for _, name := range p.Scope().Names() {
			object := p.Scope().Lookup(name)
			if !object.Exported() {
				continue
			}
			if typeName, ok := object.(*types.TypeName); ok {
				r.declare(typeName)
			} else {
				r.walk(object.Type())
			}
		}
	}
	for r.addSealed() {
	}
	return r
}

// declare adds a declared type, and what its declaration and its exported methods name.
func (r *reach) declare(name *types.TypeName) {
	predeclared := name.Pkg() == nil || name.Pkg() == types.Unsafe
	if predeclared || r.types[name] {
		return
	}
	r.types[name] = true
	switch t := name.Type().(type) {
	case *types.Alias:
		r.walkParameters(t.TypeParams())
		r.walk(t.Rhs())
	case *types.Named:
		r.walkParameters(t.TypeParams())
		r.walk(r.definition(t))
		for method := range t.Methods() {
			if method.Exported() {
				r.walk(method.Signature())
			}
		}
	}
}

// definition is the type that a type is declared with: a named one, or its structure.
func (r *reach) definition(t *types.Named) types.Type {
	if definition, ok := r.definitions[t.Obj()]; ok {
		return definition
	}
	return t.Underlying()
}

// walk follows a type as it is written somewhere.
func (r *reach) walk(t types.Type) {
	switch t := t.(type) {
	case *types.Alias:
		r.declare(t.Origin().Obj())
		r.walkArguments(t.TypeArgs())
	case *types.Named:
		r.declare(t.Origin().Obj())
		r.walkArguments(t.TypeArgs())
	case *types.Pointer:
		r.walk(t.Elem())
	case *types.Slice:
		r.walk(t.Elem())
	case *types.Array:
		r.walk(t.Elem())
	case *types.Chan:
		r.walk(t.Elem())
	case *types.Map:
		r.walk(t.Key())
		r.walk(t.Elem())
	case *types.Signature:
		r.walkParameters(t.TypeParams())
		r.walkVariables(t.Params())
		r.walkVariables(t.Results())
	case *types.Struct:
		for field := range t.Fields() {
			r.walk(field.Type())
		}
	case *types.Interface:
		r.walkInterface(t)
	case *types.Union:
		for term := range t.Terms() {
			r.walk(term.Type())
		}
	}
}

func (r *reach) walkInterface(t *types.Interface) {
	for embedded := range t.EmbeddedTypes() {
		r.walk(embedded)
	}
	for method := range t.ExplicitMethods() {
		r.walk(method.Signature())
		if !method.Exported() {
			r.sealing[methodName{method.Pkg(), method.Name()}] = true
		}
	}
}

func (r *reach) walkParameters(parameters *types.TypeParamList) {
	for parameter := range parameters.TypeParams() {
		r.walk(parameter.Constraint())
	}
}

func (r *reach) walkArguments(arguments *types.TypeList) {
	for argument := range arguments.Types() {
		r.walk(argument)
	}
}

func (r *reach) walkVariables(tuple *types.Tuple) {
	for v := range tuple.Variables() {
		r.walk(v.Type())
	}
}

// addSealed walks the methods that sealing asks for and that were not walked yet, and tells whether there were any.
func (r *reach) addSealed() bool {
	var found []*types.Func
	for name := range r.types {
		if t, ok := name.Type().(*types.Named); ok {
			for method := range t.Methods() {
				if r.seals(method) && !r.sealed[method] {
					found = append(found, method)
				}
			}
		}
	}
	for _, method := range found {
		r.sealed[method] = true
		r.walk(method.Signature())
	}
	return len(found) > 0
}

func (r *reach) seals(method *types.Func) bool {
	return !method.Exported() && r.sealing[methodName{method.Pkg(), method.Name()}]
}
