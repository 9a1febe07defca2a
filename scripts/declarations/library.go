package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// A library is a folder of stubs with an index.
type library struct {
	name string
	load func() ([]*loadedPackage, error)
	// wants tells the packages that belong to it; the others are only imported.
	wants func(*loadedPackage) bool
}

var libraries = []library{
	{"std", loadStandard, func(*loadedPackage) bool { return true }},
	{"modules", func() ([]*loadedPackage, error) { return loadModules("modules") },
		func(p *loadedPackage) bool { return !p.standard }},
}

// stubs are the library's stubs in the order of their import paths.
func (l library) stubs(since history) ([]*stub, error) {
	packages, err := l.load()
	if err != nil {
		return nil, err
	}
	r := reachFrom(packages)
	var stubs []*stub
	for _, p := range packages {
		if !l.wants(p) {
			continue
		}
		s, err := printStub(p, r, since)
		if err != nil {
			return nil, err
		}
		if s != nil {
			stubs = append(stubs, s)
		}
	}
	slices.SortFunc(stubs, func(a, b *stub) int { return strings.Compare(a.path, b.path) })
	return stubs, nil
}

// libraryFiles maps slash-separated paths below the library's folder to their content.
func libraryFiles(stubs []*stub) (map[string][]byte, error) {
	index, err := indexText(stubs)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{"index.json": index}
	for _, s := range stubs {
		files[s.file()] = s.text
	}
	return files, nil
}

func (s *stub) file() string { return s.path + ".go" }

// indexText is the library's index: an entry for each package, on a line of its own.
func indexText(stubs []*stub) ([]byte, error) {
	type entry struct {
		File     string   `json:"file"`
		Name     string   `json:"name"`
		Complete bool     `json:"complete"`
		Bytes    int      `json:"bytes"`
		Imports  []string `json:"imports"`
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "{\n  \"go\": %q,\n  \"platform\": %q,\n  \"packages\": {\n", runtime.Version(), goos+"/"+goarch)
	for i, s := range stubs {
		line, err := json.Marshal(entry{s.file(), s.name, s.complete, len(s.text), s.imports})
		if err != nil {
			return nil, err
		}
		comma := ","
		if i == len(stubs)-1 {
			comma = ""
		}
		fmt.Fprintf(&out, "    %q: %s%s\n", s.path, line, comma)
	}
	fmt.Fprintf(&out, "  }\n}\n")
	return out.Bytes(), nil
}

// writeLibrary replaces the folder.
func writeLibrary(dir string, stubs []*stub) error {
	files, err := libraryFiles(stubs)
	if err != nil {
		return err
	}
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(file, text, 0o666); err != nil {
			return err
		}
	}
	return nil
}
