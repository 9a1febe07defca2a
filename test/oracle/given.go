package main

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

// The arguments of measured calls: eight of everything, each text longer than the stack buffer of a conversion.

const givenFile = `package given

import (
	"crypto/sha256"
	"fmt"
	"hash"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
)

// Text has in it what fixtures look for: spaces, commas, numbers, a key and a value, and several lines.
const Text = line + "\n" + line + " END"

const line = "KEY=12,34 name: value; error /path?x=1 abcdefghijklmnopqrstuvwxyz, 0123456789"

//go:noinline
func Opaque[T any](value T) T { return value }

var last bool

// Bool is true every other time.
func Bool() bool {
	last = !last
	return last
}

func Lines() string { return strings.Repeat(Text+"\n", 8) }

func Reader() io.Reader { return strings.NewReader(Lines()) }

func Regexp() *regexp.Regexp { return regexp.MustCompile("a.*z") }

func Hash() hash.Hash { return sha256.New() }

func Response() http.ResponseWriter { return httptest.NewRecorder() }

// Conn swallows what is written to it.
func Conn() net.Conn { return conn{} }

type conn struct{ net.Conn }

func (conn) Write(p []byte) (int, error) { return len(p), nil }

func File() *os.File {
	f, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		panic(err)
	}
	return f
}

func Nth(i int) string { return fmt.Sprint(Text, i) }
`

// known are the values of types that cannot be made from their declaration.
var known = map[string]struct {
	value   string
	imports []string
}{
	"io.Reader":               {"given.Reader()", nil},
	"io.ReadCloser":           {"io.NopCloser(given.Reader())", []string{"io"}},
	"io.Writer":               {"io.Writer(new(bytes.Buffer))", []string{"io", "bytes"}},
	"hash.Hash":               {"given.Hash()", nil},
	"net/http.ResponseWriter": {"given.Response()", nil},
	"net.Conn":                {"given.Conn()", nil},
	"*os.File":                {"given.File()", nil},
	"error":                   {"io.EOF", []string{"io"}},
	"context.Context":         {"context.Background()", []string{"context"}},
	"*bufio.Scanner":          {"bufio.NewScanner(given.Reader())", []string{"bufio"}},
	"*bufio.Reader":           {"bufio.NewReader(given.Reader())", []string{"bufio"}},
	"*bufio.Writer":           {"bufio.NewWriter(new(bytes.Buffer))", []string{"bufio", "bytes"}},
	"*bytes.Buffer":           {"bytes.NewBufferString(given.Lines())", []string{"bytes"}},
	"*bytes.Reader":           {"bytes.NewReader([]byte(given.Lines()))", []string{"bytes"}},
	"*strings.Reader":         {"strings.NewReader(given.Lines())", []string{"strings"}},
	"*regexp.Regexp":          {"given.Regexp()", nil},
	"*encoding/csv.Reader":    {"csv.NewReader(given.Reader())", []string{"encoding/csv"}},
	"*encoding/json.Decoder":  {"json.NewDecoder(strings.NewReader(\"[1,2,3,4]\"))", []string{"encoding/json", "strings"}},
	"time.Duration":           {"time.Millisecond", []string{"time"}},
	"any":                     {"any(given.Text)", nil},
	"interface{}":             {"any(given.Text)", nil},
}

// value is an expression of type t.
func (c *calls) value(t types.Type, depth int) string {
	name := types.TypeString(t, nil)
	if k, ok := known[name]; ok {
		for _, path := range k.imports {
			c.imports[path] = true
		}
		return k.value
	}
	text := c.text(t)
	if depth > 4 {
		return "*new(" + text + ")"
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		switch {
		case u.Info()&types.IsString != 0:
			return text + "(given.Text)"
		case u.Info()&types.IsBoolean != 0:
			return text + "(given.Bool())"
		case u.Info()&types.IsNumeric != 0:
			return text + "(8)"
		}
	case *types.Slice:
		if b, ok := u.Elem().Underlying().(*types.Basic); ok && (b.Kind() == types.Byte || b.Kind() == types.Rune) {
			return text + "(given.Text)"
		}
		return text + "{" + strings.Repeat(c.value(u.Elem(), depth+1)+", ", 8) + "}"
	case *types.Array:
		return text + "{" + c.value(u.Elem(), depth+1) + "}"
	case *types.Map:
		key := c.value(u.Key(), depth+1)
		if b, ok := u.Key().Underlying().(*types.Basic); ok && b.Info()&types.IsString != 0 {
			key = c.text(u.Key()) + "(given.Nth(i))"
		} else if ok && b.Info()&types.IsInteger != 0 {
			key = c.text(u.Key()) + "(i)"
		}
		return fmt.Sprintf("func() %s { m := %s{}; for i := range 8 { _ = i; m[%s] = %s }; return m }()",
			text, text, key, c.value(u.Elem(), depth+1))
	case *types.Chan:
		if u.Dir() == types.SendOnly {
			return fmt.Sprintf("make(%s, 1024)", text)
		}
		element := c.value(u.Elem(), depth+1)
		return fmt.Sprintf("func() %s { c := make(chan %s, 8); for range 8 { c <- %s }; close(c); return c }()",
			text, c.text(u.Elem()), element)
	case *types.Struct:
		if named, ok := types.Unalias(t).(*types.Named); ok && named.Obj().Pkg() != c.pkg {
			return text + "{}"
		}
		fields := ""
		for i := range u.NumFields() {
			if f := u.Field(i); f.Name() != "_" {
				fields += f.Name() + ": " + c.value(f.Type(), depth+1) + ", "
			}
		}
		return text + "{" + fields + "}"
	case *types.Pointer:
		if _, ok := u.Elem().Underlying().(*types.Struct); ok {
			return "&" + c.value(u.Elem(), depth)
		}
		return fmt.Sprintf("func() %s { v := %s; return &v }()", text, c.value(u.Elem(), depth+1))
	case *types.Signature:
		return c.function(text, u, depth)
	case *types.Interface:
		if implementation := c.implementation(u); implementation != nil {
			return c.value(implementation, depth+1)
		}
	}
	return "*new(" + text + ")"
}

// function is a function that returns made-up results; an iterator yields eight times.
func (c *calls) function(text string, s *types.Signature, depth int) string {
	if yield, ok := yieldOf(s); ok {
		var args []string
		for i := range yield.Params().Len() {
			args = append(args, c.value(yield.Params().At(i).Type(), depth+1))
		}
		return fmt.Sprintf("(%s)(func(yield %s) { for range 8 { if !yield(%s) { return } } })",
			text, c.text(yield), strings.Join(args, ", "))
	}
	var results []string
	for i := range s.Results().Len() {
		if result := s.Results().At(i).Type(); types.TypeString(result, nil) == "error" {
			results = append(results, "nil")
		} else {
			results = append(results, c.value(result, depth+1))
		}
	}
	return fmt.Sprintf("(%s)(%s { return %s })", text, c.text(s), strings.Join(results, ", "))
}

func yieldOf(s *types.Signature) (*types.Signature, bool) {
	if s.Params().Len() != 1 || s.Results().Len() != 0 {
		return nil, false
	}
	yield, ok := s.Params().At(0).Type().Underlying().(*types.Signature)
	return yield, ok
}

// implementation is a type of the package that has the methods of the interface.
func (c *calls) implementation(i *types.Interface) types.Type {
	for _, name := range c.pkg.Scope().Names() {
		object, ok := c.pkg.Scope().Lookup(name).(*types.TypeName)
		if !ok || types.IsInterface(object.Type()) {
			continue
		}
		if named, ok := object.Type().(*types.Named); ok && named.TypeParams().Len() > 0 {
			continue
		}
		if types.Implements(object.Type(), i) {
			return object.Type()
		}
		if pointer := types.NewPointer(object.Type()); types.Implements(pointer, i) {
			return pointer
		}
	}
	return nil
}

func (c *calls) text(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string {
		if p == c.pkg {
			return ""
		}
		c.imports[p.Path()] = true
		return p.Name()
	})
}

func declared(pkg *Package, decl ast.Decl) (*types.Func, bool) {
	fn, ok := decl.(*ast.FuncDecl)
	if !ok || fn.Body == nil {
		return nil, false
	}
	f, ok := pkg.info.Defs[fn.Name].(*types.Func)
	return f, ok
}
