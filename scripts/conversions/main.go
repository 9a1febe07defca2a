// Command conversions writes what a conversion costs as an argument of each function of the standard library: it calls
// every exported function and method that takes a string or a []byte with string(b) or []byte(s), lets the compiler
// compile the calls and reads what it made of them, and runs those calls that can be run. Run it in its own folder with
// the version of Go to be described; the table says which one that was:
//
//	GOTOOLCHAIN=go1.27.0 go run .
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"maps"
	"os"
	"runtime"
	"slices"
)

// Table is what the file holds.
type Table struct {
	// Go is the version whose compiler and library are described, Platform what was compiled for.
	Go       string `json:"go"`
	Platform string `json:"platform"`
	// Functions by full name, as go/types writes it: "bytes.Contains", "(*regexp.Regexp).Match", "(io.Writer).Write".
	// A method is there for each type that has it, also when it is promoted. Functions that are not there have no
	// counterpart and let all of their texts escape.
	Functions map[string]*Function `json:"functions"`
}

// Function is one that takes text.
type Function struct {
	// Params says what a conversion costs as the parameter, by index.
	Params map[int]Cost `json:"params"`
	// InResult are the parameters whose text is part of the result: the cost holds as long as the result neither escapes
	// nor is written to; else it is heap.
	InResult []int `json:"inResult,omitempty"`
	// Counterpart is the function that does the same with text of the other kind, if there is one.
	Counterpart string `json:"counterpart,omitempty"`
	// Swapped are the parameters, by index, that are of the other kind there.
	Swapped []int `json:"swapped,omitempty"`
}

// Cost is what a conversion costs that is passed to a function.
type Cost string

const (
	// Free: nothing is copied.
	Free Cost = "free"
	// Stack: up to 32 bytes are copied to the stack, more to the heap.
	Stack Cost = "stack"
	// Heap: every text is copied to the heap.
	Heap Cost = "heap"
)

func main() {
	log.SetFlags(0)
	out := flag.String("out", "../../knowledge/conversions.json", "file that gets the table")
	flag.Parse()

	library, err := load()
	if err != nil {
		log.Fatal(err)
	}
	probes := library.probes()
	if err := compile(probes); err != nil {
		log.Fatal(err)
	}
	measured, err := measure(probes)
	if err != nil {
		log.Fatal(err)
	}
	table := &Table{runtime.Version(), platform, functions(probes, library.counterparts())}
	text, err := table.text()
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(*out, text, 0o644); err != nil {
		log.Fatal(err)
	}
	log.Printf("%d functions, %d parameters, %d of them measured", len(table.Functions), len(probes), measured)
}

// text is the table as JSON, a line for each function.
func (t *Table) text() ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "{\n  \"go\": %q,\n  \"platform\": %q,\n  \"functions\": {", t.Go, t.Platform)
	separator := "\n"
	for _, name := range slices.Sorted(maps.Keys(t.Functions)) {
		function, err := json.Marshal(t.Functions[name])
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&b, "%s    %q: %s", separator, name, function)
		separator = ",\n"
	}
	b.WriteString("\n  }\n}\n")
	return b.Bytes(), nil
}

// functions are those about which there is something to say.
func functions(probes []*probe, counterparts map[string]counterpart) map[string]*Function {
	all := map[string]*Function{}
	for _, p := range probes {
		f := all[p.name]
		if f == nil {
			f = &Function{Params: map[int]Cost{}}
			if c, ok := counterparts[p.name]; ok {
				f.Counterpart, f.Swapped = c.name, c.swapped
			}
			all[p.name] = f
		}
		f.Params[p.index] = p.cost
		if p.kept != p.cost {
			f.InResult = append(f.InResult, p.index)
		}
	}
	for name, f := range all {
		if f.Counterpart == "" && allHeap(f.Params) {
			delete(all, name)
		}
	}
	return all
}

func allHeap(params map[int]Cost) bool {
	for _, cost := range params {
		if cost != Heap {
			return false
		}
	}
	return true
}
