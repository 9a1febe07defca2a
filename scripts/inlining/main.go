// Command inlining writes which functions of the standard library the compiler inlines, and what each of them adds to the
// cost of a function that calls it: whether a function of the linted code is inlined, and with it whether a pointer that
// it returns costs an allocation, depends on what it calls. Run it in its own folder with the version of Go to be
// described; the table says which one that was:
//
//	GOTOOLCHAIN=go1.27.0 go run .
package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

const platform = "linux/amd64"

func main() {
	log.SetFlags(0)
	out := flag.String("out", "../../knowledge/inlining.json", "file that gets the table")
	flag.Parse()
	costs, err := costs()
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(*out, text(costs), 0o644); err != nil {
		log.Fatal(err)
	}
	n := 0
	for _, functions := range costs {
		n += len(functions)
	}
	log.Printf("%d functions of %d packages", n, len(costs))
}

var (
	packageLine = regexp.MustCompile(`^# (\S+)$`)
	inlineLine  = regexp.MustCompile(`: can inline (\S+) with cost (\d+) as: `)
	exported    = regexp.MustCompile(`^(\(\*[A-Z]\w*\)\.|[A-Z]\w*\.)?[A-Z]\w*$`)
)

// costs are the costs of exported functions and methods by package and name: Cut, (*Reader).Len, Time.UTC.
func costs() (map[string]map[string]int, error) {
	build := exec.Command("go", "build", "-gcflags=-m=2", "std")
	system, arch, _ := strings.Cut(platform, "/")
	build.Env = append(os.Environ(), "GOOS="+system, "GOARCH="+arch, "CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off")
	out, err := build.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("go build std: %w", err)
	}
	costs := map[string]map[string]int{}
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, 64<<20)
	path := ""
	for lines.Scan() {
		if m := packageLine.FindSubmatch(lines.Bytes()); m != nil {
			path = string(m[1])
		} else if m := inlineLine.FindSubmatch(lines.Bytes()); m != nil && exported.Match(m[1]) && importable(path) {
			if costs[path] == nil {
				costs[path] = map[string]int{}
			}
			costs[path][string(m[1])], _ = strconv.Atoi(string(m[2]))
		}
	}
	return costs, lines.Err()
}

func importable(path string) bool {
	return !strings.HasPrefix(path, "vendor/") && !slices.Contains(strings.Split(path, "/"), "internal")
}

// text is the table as JSON, a line for each package.
func text(costs map[string]map[string]int) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "{\n  \"go\": %q,\n  \"platform\": %q,\n  \"costs\": {", runtime.Version(), platform)
	separator := "\n"
	for _, path := range sortedKeys(costs) {
		fmt.Fprintf(&b, "%s    %q: {", separator, path)
		for i, name := range sortedKeys(costs[path]) {
			if i > 0 {
				b.WriteString(", ")
			}
			fmt.Fprintf(&b, "%q: %d", name, costs[path][name])
		}
		b.WriteString("}")
		separator = ",\n"
	}
	b.WriteString("\n  }\n}\n")
	return b.Bytes()
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
