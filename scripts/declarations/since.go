package main

import (
	"errors"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// oldest is the last minor version whose additions go without a comment.
const oldest = 21

// A history knows the minor version of Go in which exported declarations of the standard library appeared, by import
// path and name, such as "net/http.Server.Serve".
type history map[string]int

// readHistory reads the go1*.txt files of the folder `api` of a Go distribution. Those of other platforms than ours
// are left out. What is in none of them is as new as the toolchain, whose own file may be missing: toolchains
// fetched by the go command come without the folder.
func readHistory(api string) (history, error) {
	h := history{}
	for minor := range newest() + 1 {
		name := "go1." + strconv.Itoa(minor) + ".txt"
		if minor == 0 {
			name = "go1.txt"
		}
		text, err := os.ReadFile(filepath.Join(api, name))
		if minor == newest() && errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for line := range strings.SplitSeq(string(text), "\n") {
			h.add(minor, parseFeature(line))
		}
	}
	return h, nil
}

// feature is a line of an api file that holds for our platform. Deprecations are listed there too.
var feature = regexp.MustCompile(`^pkg (\S+)(?: \(` + goos + "-" + goarch + `(?:-cgo)?\))?, (?:const|var|func|type|method) (.*)$`)

// declared finds the names in the rest of a feature, the type parameters left out: `Name …`, `(*T) Method…`,
// `T struct, Field …`, `T struct, embedded path.Name` and `T interface, Method…`.
var declared = regexp.MustCompile(`^(?:\(\*?(\w+)\) )?(\w+)(?: (?:struct|interface), (?:embedded \*?(?:[\w/]+\.)?)?(\w+))?`)

// parseFeature returns the import path and the names that a line of an api file is about, or nothing.
func parseFeature(line string) []string {
	if strings.Contains(line, " //deprecated") {
		return nil
	}
	found := feature.FindStringSubmatch(line)
	if found == nil {
		return nil
	}
	names := declared.FindStringSubmatch(withoutBrackets(found[2]))
	return slices.DeleteFunc([]string{found[1], names[1], names[2], names[3]}, func(name string) bool { return name == "" })
}

// add notes a member and its type: a type with unexported methods has no line but those of its members.
func (h history) add(minor int, names []string) {
	for n := 2; n <= len(names); n++ {
		key := strings.Join(names[:n], ".")
		if _, known := h[key]; !known {
			h[key] = minor
		}
	}
}

// withoutBrackets leaves out what stands in square brackets.
func withoutBrackets(text string) string {
	depth := 0
	return strings.Map(func(r rune) rune {
		switch r {
		case '[':
			depth++
		case ']':
			depth--
			return -1
		}
		if depth > 0 {
			return -1
		}
		return r
	}, text)
}

// newest is the minor version of the toolchain that runs this program.
func newest() int {
	minor, _, _ := strings.Cut(strings.TrimPrefix(runtime.Version(), "go1."), ".")
	n, err := strconv.Atoi(minor)
	if err != nil {
		panic("not a released version of Go: " + runtime.Version())
	}
	return n
}

// of is the minor version that added something if it is newer than oldest, else 0. The names are those of a
// package-level object, or of a type and its member; a member as old as its type has 0. The api files leave out unsafe.
func (h history) of(p *loadedPackage, names ...string) int {
	if !p.standard || !p.root || p.Path() == "unsafe" || slices.ContainsFunc(names, func(name string) bool { return !token.IsExported(name) }) {
		return 0
	}
	minor := h.minor(p, names)
	if minor <= oldest || len(names) > 1 && minor == h.minor(p, names[:1]) {
		return 0
	}
	return minor
}

func (h history) minor(p *loadedPackage, names []string) int {
	if minor, known := h[p.Path()+"."+strings.Join(names, ".")]; known {
		return minor
	}
	return newest()
}
