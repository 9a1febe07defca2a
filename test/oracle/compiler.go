package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// Place is a line of a source file, by absolute path.
type Place struct {
	File string
	Line int
}

// Compiled is what the compiler printed about the packages of a module.
type Compiled struct {
	// Remarks of -m=2 by line, without those about a function as a whole. What an inlined body does is remarked at the
	// call.
	remarks map[Place][]Remark
	// The reason of each function that cannot be inlined, by the line of its declaration.
	notInlinable map[Place]string
	// Calls that are left in the machine code, by the line where they were written: the innermost one when inlined.
	calls map[Place][]Call
}

// Remark is what the compiler said about an expression or a variable; the column is 1-based and in bytes.
type Remark struct {
	column int
	text   string
}

// Call is a call instruction: in which symbol it is, and which one it calls.
type Call struct{ in, to string }

var (
	remarkLine = regexp.MustCompile(`^(\S[^:]*\.go):(\d+):(\d+): (.*)$`)
	symbolLine = regexp.MustCompile(`^(\S+) STEXT`)
	callLine   = regexp.MustCompile(`^\t0x\w+ \d+ \((.*):(\d+)\)\tCALL\t(\S+)\(SB\)`)
)

// compile builds all packages of the module in dir. The build cache replays what the compiler printed.
func compile(dir string) (*Compiled, error) {
	c := &Compiled{map[Place][]Remark{}, map[Place]string{}, map[Place][]Call{}}
	build := goCommand(dir, "build", "-gcflags=-m=2 -S", "./...")
	out, err := build.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("go build in %s: %w\n%s", dir, err, firstErrors(out))
	}
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, 16<<20)
	symbol := ""
	for lines.Scan() {
		line := lines.Text()
		if m := symbolLine.FindStringSubmatch(line); m != nil {
			symbol = m[1]
		} else if m := callLine.FindStringSubmatch(line); m != nil {
			at := placeOf("", m[1], m[2])
			c.calls[at] = append(c.calls[at], Call{symbol, m[3]})
		} else if m := remarkLine.FindStringSubmatch(line); m != nil {
			at := placeOf(dir, m[1], m[2])
			if reason, found := strings.CutPrefix(m[4], "cannot inline "); found {
				c.notInlinable[at] = reason
			} else if !strings.HasPrefix(m[4], " ") && !strings.HasPrefix(m[4], "can inline ") {
				column, _ := strconv.Atoi(m[3])
				c.remarks[at] = append(c.remarks[at], Remark{column, m[4]})
			}
		}
	}
	return c, lines.Err()
}

// goCommand runs in dir with the toolchain that its go.mod names, if that is on this machine, and for one platform.
func goCommand(dir string, args ...string) *exec.Cmd {
	command := exec.Command("go", args...)
	command.Dir = dir
	command.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off", "GOARCH=amd64", "GOOS=linux", "CGO_ENABLED=0")
	if toolchain := namedToolchain(dir); toolchain != "" {
		command.Env = append(command.Env, "GOTOOLCHAIN="+toolchain, "GOPROXY=off")
	}
	return command
}

func namedToolchain(dir string) string {
	text, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		return ""
	}
	if toolchain := regexp.MustCompile(`(?m)^toolchain (\S+)`).FindSubmatch(text); toolchain != nil {
		return string(toolchain[1])
	}
	return ""
}

// said is all that was remarked on the line.
func (c *Compiled) said(at Place) string {
	var texts []string
	for _, remark := range c.remarks[at] {
		texts = append(texts, remark.text)
	}
	return strings.Join(texts, "; ")
}

func placeOf(dir, file, line string) Place {
	if !filepath.IsAbs(file) {
		file = filepath.Join(dir, file)
	}
	n, _ := strconv.Atoi(line)
	return Place{filepath.Clean(file), n}
}

// firstErrors leaves out the listing that precedes a compile error.
func firstErrors(out []byte) string {
	errors := regexp.MustCompile(`(?m)^(#|\S+\.go:\d+:\d+:|go: ).*$`).FindAll(out, -1)
	var kept [][]byte
	for _, line := range errors {
		if !bytes.Contains(line, []byte("inline")) && !bytes.Contains(line, []byte("escape")) {
			kept = append(kept, line)
		}
	}
	return string(bytes.Join(kept[:min(len(kept), 20)], []byte("\n")))
}
