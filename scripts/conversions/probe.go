package main

import (
	"bufio"
	"bytes"
	"fmt"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// probe is a call with a conversion as one of its arguments.
type probe struct {
	callee
	index int
	// What the conversion costs when the results are dropped, and when they are kept.
	cost, kept Cost
}

// probes are those of all callees, one for each parameter that is text.
func (l *library) probes() (probes []*probe) {
	for _, c := range l.sorted() {
		if !nameable(c.receiver) {
			continue
		}
		params := c.signature.Params()
		named := true
		for i := range params.Len() {
			named = named && nameable(params.At(i).Type())
		}
		for i := range params.Len() {
			if t := params.At(i).Type(); named && (isString(t) || isBytes(t)) {
				probes = append(probes, &probe{callee: c, index: i})
			}
		}
	}
	return probes
}

// nameable reports whether code outside of the library can write the type.
func nameable(t types.Type) bool {
	if t == nil {
		return true
	}
	can := true
	types.TypeString(t, func(p *types.Package) string {
		can = can && !unimportable(p.Path())
		return ""
	})
	if named, ok := types.Unalias(t).(*types.Named); ok && named.Obj().Pkg() != nil {
		can = can && named.Obj().Exported()
	}
	if pointer, ok := t.(*types.Pointer); ok {
		can = can && nameable(pointer.Elem())
	}
	return can
}

// source is a Go file under construction.
type source struct {
	lines   []string
	imports map[string]string
}

func (s *source) text(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string { return s.importName(p.Path()) })
}

func (s *source) importName(path string) string {
	if s.imports[path] == "" {
		s.imports[path] = fmt.Sprintf("p%d", len(s.imports))
	}
	return s.imports[path]
}

// file is the whole source, and how many lines stand before the first of s.lines.
func (s *source) file() (text string, before int) {
	text = "package main\n"
	for path, name := range s.imports {
		text += fmt.Sprintf("import %s %q\n", name, path)
	}
	return text + strings.Join(s.lines, "\n") + "\n", 1 + len(s.imports)
}

// call is the function call of a probe, with the given argument as the text and parameters of the same names as the
// others.
func (s *source) call(p *probe, argument string) string {
	function := ""
	if p.receiver != nil {
		function = "recv." + p.object.Name()
	} else {
		function = s.importName(p.object.Pkg().Path()) + "." + p.object.Name()
	}
	var args []string
	for i := range p.signature.Params().Len() {
		arg := fmt.Sprintf("a%d", i)
		if i == p.index {
			arg = argument
		}
		if p.signature.Variadic() && i == p.signature.Params().Len()-1 {
			arg += "..."
		}
		args = append(args, arg)
	}
	return fmt.Sprintf("%s(%s)", function, strings.Join(args, ", "))
}

// function is a function around a call: func name(recv R, text, others) { before + call }.
func (s *source) function(name string, p *probe, before, argument string) string {
	params := []string{}
	if p.receiver != nil {
		params = append(params, "recv "+s.text(p.receiver))
	}
	for i := range p.signature.Params().Len() {
		t := p.signature.Params().At(i).Type()
		switch {
		case i == p.index && isString(t):
			params = append(params, "text []byte")
		case i == p.index:
			params = append(params, "text string")
		default:
			params = append(params, fmt.Sprintf("a%d %s", i, s.text(t)))
		}
	}
	return fmt.Sprintf("func %s(%s) { %s%s }", name, strings.Join(params, ", "), before, s.call(p, argument))
}

// conversion is the text of the other kind as what the function takes.
func (p *probe) conversion() string {
	if isString(p.signature.Params().At(p.index).Type()) {
		return "string(text)"
	}
	return "[]byte(text)"
}

// compile finds out the costs. The copies are calls of the runtime that are left in the machine code; where they go to is
// what the compiler remarks.
func compile(probes []*probe) error {
	s := &source{imports: map[string]string{}}
	for i, p := range probes {
		kept := ""
		for j := range p.signature.Results().Len() {
			kept += fmt.Sprintf("kept%d, ", j)
		}
		if kept != "" {
			kept = strings.TrimSuffix(kept, ", ") + " = "
		}
		s.lines = append(s.lines,
			s.function(fmt.Sprintf("dropped%d", i), p, "", p.conversion()),
			s.function(fmt.Sprintf("kept%dth", i), p, kept, p.conversion()))
	}
	s.lines = append(s.lines, "var kept0, kept1, kept2, kept3, kept4, kept5 any", "func main() {}")
	text, before := s.file()
	out, err := run(text, "build", "-gcflags=-m=2 -S", "-o", os.DevNull, ".")
	if err != nil {
		return err
	}
	costs := costsByLine(out)
	for i, p := range probes {
		p.cost, p.kept = costs[before+2*i+1], costs[before+2*i+2]
		for _, cost := range []*Cost{&p.cost, &p.kept} {
			if *cost == "" {
				*cost = Free
			}
		}
	}
	return nil
}

var (
	copied  = regexp.MustCompile(`\(\S*/probes\.go:(\d+)\)\s+CALL\s+runtime\.(slicebytetostring|stringtoslicebyte)\(SB\)`)
	escapes = regexp.MustCompile(`^\./probes\.go:(\d+):\d+: (string|\(\[\]byte\))\(text\) escapes to heap$`)
)

// costsByLine reads the compiler's remarks and listing; lines that are not there copy nothing.
func costsByLine(out []byte) map[int]Cost {
	copies, heap := map[int]bool{}, map[int]bool{}
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		if m := copied.FindSubmatch(lines.Bytes()); m != nil {
			n, _ := strconv.Atoi(string(m[1]))
			copies[n] = true
		} else if m := escapes.FindSubmatch(lines.Bytes()); m != nil {
			n, _ := strconv.Atoi(string(m[1]))
			heap[n] = true
		}
	}
	costs := map[int]Cost{}
	for line := range copies {
		costs[line] = Stack
		if heap[line] {
			costs[line] = Heap
		}
	}
	return costs
}

// run runs the go command on a program.
func run(program string, args ...string) ([]byte, error) {
	dir, err := os.MkdirTemp("", "conversions")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	files := map[string]string{"go.mod": "module probes\n\ngo 1.26\n", "probes.go": program}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return nil, err
		}
	}
	command := exec.Command("go", args...)
	command.Dir = dir
	command.Env = environment()
	out, err := command.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("go %s: %w\n%.4000s", strings.Join(args, " "), err, out)
	}
	return out, nil
}

func environment() []string {
	system, arch, _ := strings.Cut(platform, "/")
	return append(os.Environ(), "GOOS="+system, "GOARCH="+arch, "CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off")
}
