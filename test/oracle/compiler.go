package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
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
	errorLine  = regexp.MustCompile(`^(#|\S+\.go:\d+:\d+: \S|go: |package )`)
	ordinary   = regexp.MustCompile(`inline|escape`)
	callLine   = regexp.MustCompile(`^\t0x\w+ \d+ \((.*):(\d+)\)\tCALL\t(\S+)\(SB\)`)
)

// compile builds the packages of the module in dir that the patterns name, and lists them with what they import. The
// build cache replays what the compiler printed.
func compile(dir string, patterns []string) (*Compiled, []listed, error) {
	// What the cache replays has paths relative to where the first build ran: -D, without effect otherwise, makes one of
	// each folder a build of its own.
	args := []string{"list", "-e", "-export", "-deps", "-gcflags=-m=2 -S -D " + dir, listedFields}
	list := goCommand(dir, append(args, patterns...)...)
	var listing bytes.Buffer
	list.Stdout = &listing
	remarks, err := list.StderrPipe()
	if err != nil {
		return nil, nil, err
	}
	if err := list.Start(); err != nil {
		return nil, nil, err
	}
	compiled, errors, readErr := readRemarks(dir, remarks)
	if err := list.Wait(); err != nil {
		return nil, nil, fmt.Errorf("go list -export in %s: %w\n%s", dir, err, strings.Join(errors, "\n"))
	}
	if readErr != nil {
		return nil, nil, readErr
	}
	packages, err := readListed(&listing)
	if err != nil {
		return nil, nil, err
	}
	for _, p := range packages {
		if p.Error != nil && len(p.GoFiles) > 0 {
			return nil, nil, fmt.Errorf("%s: %s\n%s", p.ImportPath, p.Error.Err, strings.Join(errors, "\n"))
		}
	}
	return compiled, packages, nil
}

// maxErrors is how many lines of a failed build are shown.
const maxErrors = 20

// readRemarks reads what the compiler prints: remarks and listings, and the lines that may say why it failed.
func readRemarks(dir string, printed io.Reader) (c *Compiled, errors []string, err error) {
	c = &Compiled{map[Place][]Remark{}, map[Place]string{}, map[Place][]Call{}}
	lines := bufio.NewScanner(printed)
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
		if len(errors) < maxErrors && errorLine.MatchString(line) && !ordinary.MatchString(line) {
			errors = append(errors, line)
		}
	}
	return c, errors, lines.Err()
}

// goCommand runs in dir for one platform, with the toolchain that the environment names, or else go.mod; go.mod's is not
// downloaded.
func goCommand(dir string, args ...string) *exec.Cmd {
	command := exec.Command("go", args...)
	command.Dir = dir
	command.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off", "GOARCH=amd64", "GOOS=linux", "CGO_ENABLED=0")
	if toolchain := namedToolchain(dir); toolchain != "" && os.Getenv("GOTOOLCHAIN") == "" {
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
