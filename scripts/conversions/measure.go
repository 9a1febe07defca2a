package main

import (
	"encoding/json"
	"fmt"
	"go/types"
	"regexp"
	"slices"
	"strings"
)

// Packages whose functions do nothing but compute: they can be called with any arguments.
var harmless = []string{
	"bufio", "bytes", "crypto/md5", "crypto/sha1", "crypto/sha256", "crypto/sha512", "encoding/base64", "encoding/hex",
	"hash/adler32", "hash/crc32", "hash/maphash", "html", "io", "net/url", "path", "regexp", "strconv", "strings", "unicode/utf8",
}

// Values of types that have no useful zero value, or that must be new for each call; packages in braces.
var values = map[string]string{
	"*bufio.Writer":             "{bufio}.NewWriter({io}.Discard)",
	"*bytes.Buffer":             "new({bytes}.Buffer)",
	"*encoding/base64.Encoding": "{encoding/base64}.StdEncoding",
	"*hash/maphash.Hash":        "new({hash/maphash}.Hash)",
	"*regexp.Regexp":            `{regexp}.MustCompile("a+")`,
	"*strings.Builder":          "new({strings}.Builder)",
	"io.Writer":                 "{io}.Discard",
}

var braces = regexp.MustCompile(`\{([^}]+)\}`)

// count is what the conversion allocates, in objects, for a text that is longer than the buffer on the stack, and for
// one that is not.
type count struct{ Long, Short float64 }

// measure runs those probes that can be run, and fails when one allocates otherwise than the compiler made believe.
// It returns how many it ran.
func measure(probes []*probe) (int, error) {
	s := &source{imports: map[string]string{}}
	testing := s.importName("testing")
	var calls []string
	var measured []*probe
	for _, p := range probes {
		arguments, ok := s.arguments(p)
		if !ok {
			continue
		}
		i := len(measured)
		measured = append(measured, p)
		s.lines = append(s.lines,
			"//go:noinline", s.function(fmt.Sprintf("converted%d", i), p, "", p.conversion()),
			"//go:noinline", s.prepared(fmt.Sprintf("prepared%d", i), p))
		calls = append(calls, s.comparison(i, p, arguments))
	}
	s.lines = append(s.lines, fmt.Sprintf(measuring, s.importName("encoding/json"), s.importName("os"), s.importName("strings"),
		testing, strings.Join(calls, "\n")))
	text, _ := s.file()
	out, err := run(text, "run", ".")
	if err != nil {
		return 0, err
	}
	var counts []*count
	if err := json.Unmarshal(out, &counts); err != nil {
		return 0, err
	}
	ran := 0
	for i, c := range counts {
		if c == nil {
			continue
		}
		ran++
		if !c.fits(measured[i].cost) {
			return 0, fmt.Errorf("%s, parameter %d, is %s by its code, but allocates %v, %v", measured[i].name,
				measured[i].index, measured[i].cost, c.Long, c.Short)
		}
	}
	return ran, nil
}

// fits reports whether a conversion of that cost can have had these allocations. Fewer than none is what functions have
// that append to a buffer on the stack, which is larger than its text.
func (c *count) fits(cost Cost) bool {
	switch cost {
	case Free:
		return c.Long == 0 && c.Short == 0
	case Stack:
		return c.Long == 1 && c.Short <= 0
	}
	return c.Long == 1 && c.Short == 1
}

// A text of 64 bytes and one of 16; what a call with the conversion allocates more than one with converted text.
const measuring = `
type count struct{ Long, Short float64 }

type pair struct{ converted, prepared func() }

func more(p pair) float64 { return allocations(p.converted) - allocations(p.prepared) }

func compare(at func(text string) pair) (c *count) {
	defer func() { recover() }()
	return &count{more(at(%[3]s.Repeat("a,1 ", 16))), more(at(%[3]s.Repeat("a,1 ", 4)))}
}

func allocations(f func()) float64 { return %[4]s.AllocsPerRun(1000, f) }

func main() {
	counts := []*count{
%[5]s
	}
	%[1]s.NewEncoder(%[2]s.Stdout).Encode(counts)
}
`

// prepared is the same call with text that is of the right kind already.
func (s *source) prepared(name string, p *probe) string {
	text := s.function(name, p, "", "text")
	if isString(p.signature.Params().At(p.index).Type()) {
		return strings.Replace(text, "text []byte", "text string", 1)
	}
	return strings.Replace(text, "text string", "text []byte", 1)
}

// comparison is a call of compare: for one text, a call that converts and one that does not.
func (s *source) comparison(i int, p *probe, arguments []string) string {
	receiver := ""
	if p.receiver != nil {
		receiver = "recv := " + arguments[0] + "; "
		arguments[0] = "recv"
	}
	at := p.index
	if p.receiver != nil {
		at++
	}
	from, to := slices.Clone(arguments), slices.Clone(arguments)
	from[at], to[at] = "text", "done"
	first, second := "from := text", "done := []byte(text)"
	if isString(p.signature.Params().At(p.index).Type()) {
		first, second = "from := []byte(text)", "done := text"
	}
	from[at] = "from"
	return fmt.Sprintf("compare(func(text string) pair { %s%s; %s; return pair{func() { converted%d(%s) }, func() { prepared%d(%s) }} }),",
		receiver, first, second, i, strings.Join(from, ", "), i, strings.Join(to, ", "))
}

// arguments are values for the receiver, if there is one, and the parameters of a harmless function.
func (s *source) arguments(p *probe) (arguments []string, ok bool) {
	if !slices.Contains(harmless, p.object.Pkg().Path()) {
		return nil, false
	}
	if p.receiver != nil {
		value, ok := s.value(p.receiver)
		if !ok {
			return nil, false
		}
		arguments = append(arguments, value)
	}
	for i := range p.signature.Params().Len() {
		value, ok := s.value(p.signature.Params().At(i).Type())
		if !ok {
			return nil, false
		}
		arguments = append(arguments, value)
	}
	return arguments, true
}

func (s *source) value(t types.Type) (string, bool) {
	if value, ok := values[types.TypeString(t, nil)]; ok {
		return braces.ReplaceAllStringFunc(value, func(path string) string { return s.importName(strings.Trim(path, "{}")) }), true
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		switch {
		case u.Info()&types.IsString != 0:
			return s.text(t) + `("a")`, true
		case u.Info()&types.IsNumeric != 0:
			return s.text(t) + "(1)", true
		case u.Info()&types.IsBoolean != 0:
			return s.text(t) + "(false)", true
		}
	case *types.Slice:
		if isBytes(t) {
			return "make([]byte, 256)", true
		}
		return "nil", true
	case *types.Signature:
		results := []string{}
		for i := range u.Results().Len() {
			value, ok := s.value(u.Results().At(i).Type())
			if !ok {
				return "", false
			}
			results = append(results, value)
		}
		return s.text(u) + " { return " + strings.Join(results, ", ") + " }", true
	}
	return "", false
}
