package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
)

var (
	position = regexp.MustCompile(`^(\S+:\d+:\d+): (.*)$`)
	harmless = regexp.MustCompile(`^\S+ does not escape, mutate, or call$`)
	toResult = regexp.MustCompile(`^leaking param: \S+ to result (\S+) level=(-?\d+)$`)
	leaking  = regexp.MustCompile(`^leaking param: \S+$`)
	content  = regexp.MustCompile(`^leaking param content: \S+$`)
	mutates  = regexp.MustCompile(`^mutates param: \S+ derefs=\d+$`)
	calls    = regexp.MustCompile(`^calls param: \S+ derefs=\d+$`)
	// A parameter that a function literal has by reference: what it refers to is kept with it.
	moved = regexp.MustCompile(`^moved to heap: \S+$`)
)

// compile builds the library and notes what the compiler says of each parameter.
func compile(l *library) error {
	build := exec.Command("go", "build", "-gcflags=-m -d=escapemutationscalls=1", "std")
	build.Env = environment()
	dir, err := os.MkdirTemp("", "parameter-flow")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	build.Dir = dir
	out, err := build.CombinedOutput()
	if err != nil {
		return fmt.Errorf("go build std: %w", err)
	}
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		m := position.FindStringSubmatch(lines.Text())
		if m == nil {
			continue
		}
		at := m[1]
		if !filepath.IsAbs(at) {
			at = filepath.Join(dir, at)
		}
		if p := l.params[at]; p != nil {
			p.read(m[2])
		}
	}
	return lines.Err()
}

// read notes in the table's notation: k for what is kept, k1 when only what lies behind it is; r0 for what flows into the
// first result, r0:1 when only what lies behind it does; w for memory that is written.
func (p *param) read(message string) {
	switch {
	case harmless.MatchString(message), calls.MatchString(message):
		p.add("")
	case leaking.MatchString(message), moved.MatchString(message):
		p.add("k")
	case content.MatchString(message):
		p.add("k1")
	case mutates.MatchString(message):
		p.add("w")
	default:
		m := toResult.FindStringSubmatch(message)
		if m == nil {
			return
		}
		fact := fmt.Sprintf("r%d", slices.Index(p.in.results, m[1]))
		if m[2] != "0" {
			fact += ":" + m[2]
		}
		p.add(fact)
	}
}
