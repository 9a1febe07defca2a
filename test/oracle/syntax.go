package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// A FileSyntax is what go/parser says of a file. Offsets count UTF-16 code units, without a byte order mark.
type FileSyntax struct {
	File     string `json:"file"`
	Accepted bool   `json:"accepted"`
	// Functions has start and end of every function declaration, Calls of every call and conversion, in order.
	Functions []int `json:"functions"`
	Calls     []int `json:"calls"`
	// Lines and Columns are those of the functions' starts; columns count bytes.
	Lines   []int `json:"lines"`
	Columns []int `json:"columns"`
}

// syntax parses every Go file below the folders.
func syntax(folders []string) ([]FileSyntax, error) {
	var all []FileSyntax
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") {
				return err
			}
			source, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			all = append(all, syntaxOf(path, source))
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

func syntaxOf(path string, source []byte) FileSyntax {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, path, source, parser.SkipObjectResolution)
	s := FileSyntax{File: path, Accepted: err == nil, Functions: []int{}, Calls: []int{}, Lines: []int{}, Columns: []int{}}
	if err != nil {
		return s
	}
	units := utf16Offsets(source)
	offset := func(at token.Pos) int { return units[fset.File(file.Pos()).Offset(at)] }
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			s.Functions = append(s.Functions, offset(n.Pos()), offset(n.End()))
			p := fset.PositionFor(n.Pos(), false)
			s.Lines = append(s.Lines, p.Line)
			s.Columns = append(s.Columns, p.Column)
		case *ast.CallExpr:
			s.Calls = append(s.Calls, offset(n.Pos()), offset(n.End()))
		}
		return true
	})
	return s
}
