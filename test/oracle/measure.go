package main

import (
	"encoding/json"
	"fmt"
	"go/types"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"sort"
	"strings"
)

// called is how often each function is called: tiny objects share blocks, and only blocks are counted.
const called = 16

// Allocations is what a run of all functions of a module allocated, in objects by line. An object counts for each line
// of the stack: for the one that allocates and for the calls that led there.
type Allocations struct {
	copies map[Place]int // by conversions
	others map[Place]int
	// The lines whose own conversions copied.
	copied map[Place]int
	// Lines with objects of less than 16 bytes, several of which share a block: counted once.
	shared map[Place]bool
}

// of returns how many objects the lines cost in the way of the rule.
func (a *Allocations) of(rule string, places []Place) (n int) {
	for _, at := range places {
		if rule == "conversion-in-hot-loop" && a.copies[at] > 0 {
			n += a.copies[at]
		} else {
			n += a.others[at]
		}
	}
	return n
}

// sharing reports whether the line converts a constant of a few bytes.
func (a *Allocations) sharing(rule string, at Place) bool {
	return rule == "conversion-in-hot-loop" && a.shared[at]
}

type sample struct {
	Objects, Bytes int
	Frames         []struct {
		Function, File string
		Line           int
	}
}

// measure calls every function of the module with made-up arguments and counts what each line allocates.
func measure(m *Module) (*Allocations, error) {
	packages := map[string]bool{}
	for _, pkg := range m.packages {
		calls := callsOf(pkg)
		if len(calls.lines) == 0 || pkg.types.Name() == "main" {
			continue
		}
		packages[pkg.types.Path()] = true
		if err := write(filepath.Join(filepath.Dir(pkg.files[0].path), "measure.go"), calls.file(pkg)); err != nil {
			return nil, err
		}
	}
	if err := write(filepath.Join(m.dir, "measure", "main.go"), mainFile(packages)); err != nil {
		return nil, err
	}
	if err := write(filepath.Join(m.dir, "given", "given.go"), givenFile); err != nil {
		return nil, err
	}
	run := goCommand(m.dir, "run", "./measure")
	run.Env = append(run.Env, "GOOS="+runtime.GOOS, "GOARCH="+runtime.GOARCH)
	out, err := run.Output()
	if err != nil {
		if exit, ok := err.(*exec.ExitError); ok {
			return nil, fmt.Errorf("go run ./measure: %w\n%.4000s", err, exit.Stderr)
		}
		return nil, err
	}
	var samples []sample
	if err := json.Unmarshal(out, &samples); err != nil {
		return nil, err
	}
	a := &Allocations{map[Place]int{}, map[Place]int{}, map[Place]int{}, map[Place]bool{}}
	for _, s := range samples {
		by := a.others
		if m.converts(s) {
			by = a.copies
		}
		seen := map[Place]bool{}
		for _, frame := range s.Frames {
			at := Place{frame.File, frame.Line}
			if m.files[frame.File] == nil || seen[at] {
				continue
			}
			if len(seen) == 0 && m.converts(s) {
				a.copied[at] += s.Objects
			}
			seen[at] = true
			by[at] += s.Objects
			a.shared[at] = a.shared[at] || s.Bytes <= 16*s.Objects
		}
	}
	return a, nil
}

// converts reports whether the sample is the copy of a conversion in the module or of bytes.Buffer.String, not of one
// inside another library function.
func (m *Module) converts(s sample) bool {
	copies := false
	for _, frame := range s.Frames {
		switch {
		case slices.Contains(copying, frame.Function):
			copies = true
		case !strings.HasPrefix(frame.Function, "runtime."):
			return copies && (m.files[frame.File] != nil || frame.Function == "bytes.(*Buffer).String")
		}
	}
	return false
}

// calls are the statements that call the functions of a package.
type calls struct {
	lines   []string
	imports map[string]bool
	pkg     *types.Package
}

func callsOf(pkg *Package) *calls {
	c := &calls{nil, map[string]bool{}, pkg.types}
	for _, file := range pkg.files {
		for _, decl := range file.syntax.Decls {
			if f, ok := declared(pkg, decl); ok {
				c.add(f)
			}
		}
	}
	return c
}

func (c *calls) add(f *types.Func) {
	signature := f.Signature()
	if signature.TypeParams().Len() > 0 || signature.RecvTypeParams().Len() > 0 || f.Name() == "_" || f.Name() == "init" {
		return
	}
	callee := f.Name()
	var args []string
	if recv := signature.Recv(); recv != nil {
		callee = "(" + c.text(recv.Type()) + ")." + callee
		args = append(args, c.value(recv.Type(), 0))
	}
	if signature.Params().Len() > 0 {
		args = append(args, c.arguments(signature))
	}
	// An opaque function value keeps the call from being inlined, and arguments from being seen through.
	c.imports["fixtures/given"] = true
	call := fmt.Sprintf("given.Opaque(%s)(%s)", callee, strings.Join(args, ", "))
	if results := signature.Results(); results.Len() == 1 {
		if result, ok := results.At(0).Type().Underlying().(*types.Signature); ok {
			call = fmt.Sprintf("given.Opaque(%s)(%s)", call, c.arguments(result))
		}
	}
	c.lines = append(c.lines, "func() { "+call+" },")
}

func (c *calls) arguments(s *types.Signature) string {
	var args []string
	for i := range s.Params().Len() {
		arg := c.value(s.Params().At(i).Type(), 0)
		if s.Variadic() && i == s.Params().Len()-1 {
			arg += "..."
		}
		args = append(args, arg)
	}
	return strings.Join(args, ", ")
}

func (c *calls) file(pkg *Package) string {
	statements := strings.Join(c.lines, "\n")
	imports := []string{}
	for path := range c.imports {
		if strings.Contains(statements, filepath.Base(path)+".") {
			imports = append(imports, fmt.Sprintf("%q", path))
		}
	}
	sort.Strings(imports)
	return fmt.Sprintf("package %s\n\nimport (\n%s\n)\n\nvar Measure = []func(){\n%s\n}\n",
		pkg.types.Name(), strings.Join(imports, "\n"), statements)
}

func mainFile(packages map[string]bool) string {
	var imports, calls []string
	for path := range packages {
		name := fmt.Sprintf("p%d", len(imports))
		imports = append(imports, fmt.Sprintf("%s %q", name, path))
		calls = append(calls, fmt.Sprintf("{%q, %s.Measure},", path, name))
	}
	return strings.NewReplacer("IMPORTS", strings.Join(imports, "\n"), "CALLS", strings.Join(calls, "\n"),
		"CALLED", fmt.Sprint(called)).Replace(mainText)
}

const mainText = `package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"time"
	IMPORTS
)

type Frame struct {
	Function, File string
	Line           int
}

type Sample struct {
	Objects, Bytes int64
	Frames         []Frame
}

func main() {
	runtime.MemProfileRate = 1
	stdout := os.Stdout
	os.Stdout, _ = os.Open(os.DevNull)
	for _, p := range []struct {
		path  string
		calls []func()
	}{
		CALLS
	} {
		for i, call := range p.calls {
			done := make(chan struct{})
			go func() {
				defer close(done)
				defer func() {
					if r := recover(); r != nil {
						fmt.Fprintln(os.Stderr, p.path, i, r)
					}
				}()
				for range CALLED {
					call()
				}
			}()
			select {
			case <-done:
			case <-time.After(2 * time.Second):
				fmt.Fprintln(os.Stderr, p.path, i, "does not end")
			}
		}
	}
	runtime.GC()
	runtime.GC()
	records := make([]runtime.MemProfileRecord, 200000)
	n, _ := runtime.MemProfile(records, true)
	samples := []Sample{}
	for _, r := range records[:n] {
		s := Sample{Objects: r.AllocObjects, Bytes: r.AllocBytes}
		frames := runtime.CallersFrames(r.Stack())
		for {
			f, more := frames.Next()
			s.Frames = append(s.Frames, Frame{f.Function, f.File, f.Line})
			if !more {
				break
			}
		}
		samples = append(samples, s)
	}
	json.NewEncoder(stdout).Encode(samples)
}
`
