// Command parameter-flow writes what the compiler found out about the parameters of the standard library's functions:
// which of them stay reachable after a call, which flow into results, and behind which of them memory is written. Run it
// in its own folder with the version of Go to be described; the table says which one that was:
//
//	GOTOOLCHAIN=go1.27.0 go run .
package main

import (
	"bytes"
	"flag"
	"fmt"
	"log"
	"maps"
	"os"
	"runtime"
	"slices"
	"strings"
)

const platform = "linux/amd64"

func main() {
	log.SetFlags(0)
	out := flag.String("out", "../../knowledge/parameter-flow.json", "file that gets the table")
	flag.Parse()
	library, err := load()
	if err != nil {
		log.Fatal(err)
	}
	if err := compile(library); err != nil {
		log.Fatal(err)
	}
	text, n := table(library)
	if err := os.WriteFile(*out, text, 0o644); err != nil {
		log.Fatal(err)
	}
	log.Printf("%d functions, %d bytes", n, len(text))
}

// environment is that of every go command: the platform described, whatever the machine is.
func environment() []string {
	system, arch, _ := strings.Cut(platform, "/")
	return append(os.Environ(), "GOOS="+system, "GOARCH="+arch, "CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off")
}

// table is the JSON, a line for each package, and the number of functions in it.
func table(library *library) ([]byte, int) {
	packages := map[string]map[string]string{}
	n := 0
	for _, f := range library.functions {
		if !f.refers() || !f.analysed() {
			continue
		}
		if packages[f.path] == nil {
			packages[f.path] = map[string]string{}
		}
		packages[f.path][f.name] = f.text()
		n++
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "{\n  \"go\": %q,\n  \"platform\": %q,\n  \"functions\": {", runtime.Version(), platform)
	separator := "\n"
	for _, path := range slices.Sorted(maps.Keys(packages)) {
		fmt.Fprintf(&b, "%s    %q: {", separator, path)
		for i, name := range slices.Sorted(maps.Keys(packages[path])) {
			if i > 0 {
				b.WriteString(", ")
			}
			fmt.Fprintf(&b, "%q: %q", name, packages[path][name])
		}
		b.WriteString("}")
		separator = ",\n"
	}
	b.WriteString("\n  }\n}\n")
	return b.Bytes(), n
}
