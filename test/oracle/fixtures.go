package main

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strconv"
	"strings"
)

// Report is what the compiler and a run say about fixture folders.
type Report struct {
	Contradictions []Contradiction `json:"contradictions"`
	// Claims whose allocations were counted, and those that no run reached.
	Measured   int      `json:"measured"`
	Unmeasured []string `json:"unmeasured"`
	// Fixtures that need a toolchain that is not here.
	Skipped []string `json:"skipped"`
}

// want is an expectation in a fixture: a finding of the folder's rule.
type want struct {
	Claim
	info bool
}

var (
	wantComment = regexp.MustCompile("// want([+-]\\d+)? (?:(info|warning|error) )?`")
	// A line that allocates and is quiet all the same says why.
	excuse         = regexp.MustCompile(`// allocates: \S`)
	literalEscapes = regexp.MustCompile(`\{(\.\.\.)?\} escapes to heap`)
)

// scenario is a module made from fixtures: all .go files of a folder, each in a directory of its own, or one .txtar.
type scenario struct {
	rule, dir string
	source    map[string]string // from paths in dir to the fixture they came from
	runs      bool              // whether its functions can be run together with those of the other packages
}

func checkFixtures(folders []string) (*Report, error) {
	work, err := os.MkdirTemp("", "oracle")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(work)
	if work, err = filepath.EvalSymlinks(work); err != nil {
		return nil, err
	}
	report := &Report{Contradictions: []Contradiction{}, Unmeasured: []string{}, Skipped: []string{}}
	for _, folder := range folders {
		scenarios, err := layOut(folder, filepath.Join(work, filepath.Base(folder)))
		if err != nil {
			return nil, err
		}
		for _, s := range scenarios {
			if goCommand(s.dir, "version").Run() != nil {
				skipped := fmt.Sprintf("%s needs %s", s.source["go.mod"], namedToolchain(s.dir))
				report.Skipped = append(report.Skipped, skipped)
				continue
			}
			if err := s.check(report); err != nil {
				return nil, fmt.Errorf("%s: %w", folder, err)
			}
		}
	}
	return report, nil
}

func (s scenario) check(report *Report) error {
	module, err := load(s.dir, "./...")
	if err != nil {
		return err
	}
	wants := s.wants(module)
	for _, w := range wants {
		if says := module.contradicts(w.Claim); says != "" {
			report.Contradictions = append(report.Contradictions, s.named(Contradiction{w.Claim, says}))
		}
	}
	for _, c := range module.unexplained(s.rule, wants) {
		report.Contradictions = append(report.Contradictions, s.named(c))
	}
	if !s.runs {
		return nil
	}
	allocations, err := measure(module)
	if err != nil {
		return err
	}
	for _, w := range wants {
		at := module.place(w.File, w.Line)
		switch n := allocations.of(s.rule, module.allocatedAt(at)); {
		case n == 0:
			report.Unmeasured = append(report.Unmeasured, fmt.Sprintf("%s:%d", s.source[w.File], w.Line))
		case n <= called && !w.info && !allocations.sharing(s.rule, at):
			c := Contradiction{w.Claim, "allocated once, not on each turn"}
			report.Contradictions = append(report.Contradictions, s.named(c))
		default:
			report.Measured++
		}
	}
	for at, n := range allocations.copied {
		if s.rule == "conversion-in-hot-loop" && !module.explained(at, wants) {
			c := Contradiction{Claim{module.relative(at.File), at.Line, s.rule},
				fmt.Sprintf("copied %d times in a run, and no comment says so", n)}
			report.Contradictions = append(report.Contradictions, s.named(c))
		}
	}
	return nil
}

// named gives a contradiction the path of the fixture.
func (s scenario) named(c Contradiction) Contradiction {
	c.File = s.source[c.File]
	return c
}

// unexplained returns the lines that allocate in the way of the rule with neither a want comment nor an excuse, and
// the excuses without an allocation.
func (m *Module) unexplained(rule string, wants []want) []Contradiction {
	var found []Contradiction
	report := func(at Place, says string) {
		found = append(found, Contradiction{Claim{m.relative(at.File), at.Line, rule}, says})
	}
	paying := map[Place]string{}
	for path, file := range m.files {
		if rule == "conversion-in-hot-loop" {
			m.markCopies(file, paying)
		} else {
			m.markEscapes(file, wants, paying)
		}
		for line, text := range strings.Split(read(path), "\n") {
			at := Place{path, line + 1}
			if excuse.MatchString(text) && paying[at] == "" {
				report(at, "is excused, but allocates nothing")
			}
		}
	}
	for at, says := range paying {
		if !m.explained(at, wants) {
			report(at, says)
		}
	}
	sort.Slice(found, func(i, j int) bool {
		return found[i].File < found[j].File || found[i].File == found[j].File && found[i].Line < found[j].Line
	})
	return found
}

func (m *Module) explained(at Place, wants []want) bool {
	for _, w := range wants {
		if m.place(w.File, w.Line) == at {
			return true
		}
	}
	return excuse.MatchString(strings.Split(read(at.File), "\n")[at.Line-1])
}

func (m *Module) markCopies(file *File, paying map[Place]string) {
	ast.Inspect(file.syntax, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && conversion(file.pkg, call) {
			if at := m.placeOf(call.Pos()); m.copies(at) {
				paying[at] = "copies: " + m.compiled.said(at)
			}
		}
		return true
	})
}

// markEscapes marks what goes to the heap where it is written: literals and new at their line, variables at one of the
// lines that use or declare them. In loops it marks the calls that return such a pointer.
func (m *Module) markEscapes(file *File, wants []want, paying map[Place]string) {
	loops := 0
	var visit func(n ast.Node) bool
	within := func(n ast.Node) {
		loops++
		ast.Inspect(n, visit)
		loops--
	}
	visit = func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ForStmt:
			within(n.Body)
			return false
		case *ast.RangeStmt:
			for _, variable := range []ast.Expr{n.Key, n.Value} {
				if variable != nil {
					ast.Inspect(variable, visit)
				}
			}
			within(n.Body)
			return false
		case *ast.Ident:
			if v, ok := file.pkg.info.Defs[n].(*types.Var); ok && m.moved(v) {
				paying[m.markedUse(file, v, wants)] = v.Name() + " is moved to the heap"
			}
		case *ast.UnaryExpr:
			at := m.placeOf(n.Pos())
			_, literal := ast.Unparen(n.X).(*ast.CompositeLit)
			if literal && n.Op == token.AND && literalEscapes.MatchString(m.compiled.said(at)) {
				paying[at] = "allocates: " + m.compiled.said(at)
			}
		case *ast.CallExpr:
			at := m.placeOf(n.Pos())
			if name, ok := n.Fun.(*ast.Ident); ok && name.Name == "new" && m.allocates(at) {
				paying[at] = "allocates: " + m.compiled.said(at)
			} else if callee := m.callee(file, n); callee != nil && loops > 0 && returnsPointer(file.pkg, n) &&
				(m.pays(at, callee) || m.returnsHeap(callee, nil) && m.allocates(at)) {
				paying[at] = "calls what allocates its result"
			}
		}
		return true
	}
	ast.Inspect(file.syntax, visit)
}

// markedUse is a line with an expectation or an excuse that uses the variable, else the one that declares it.
func (m *Module) markedUse(file *File, v *types.Var, wants []want) Place {
	marked := m.placeOf(v.Pos())
	for name, object := range file.pkg.info.Uses {
		if at := m.placeOf(name.Pos()); object == v && m.explained(at, wants) {
			marked = at
		}
	}
	return marked
}

func returnsPointer(pkg *Package, call *ast.CallExpr) bool {
	results, ok := pkg.info.Types[call].Type.(*types.Tuple)
	if !ok {
		_, pointer := pkg.info.Types[call].Type.Underlying().(*types.Pointer)
		return pointer
	}
	for i := range results.Len() {
		if _, ok := results.At(i).Type().Underlying().(*types.Pointer); ok {
			return true
		}
	}
	return false
}

func (m *Module) relative(path string) string {
	relative, err := filepath.Rel(m.dir, path)
	if err != nil {
		return path
	}
	return filepath.ToSlash(relative)
}

// wants reads the expectations of the scenario's files.
func (s scenario) wants(m *Module) []want {
	var wants []want
	for path := range m.files {
		for i, text := range strings.Split(read(path), "\n") {
			found := wantComment.FindStringSubmatch(text)
			if found == nil {
				continue
			}
			shift, _ := strconv.Atoi(found[1])
			wants = append(wants, want{Claim{m.relative(path), i + 1 + shift, s.rule}, found[2] == "info"})
		}
	}
	return wants
}

// layOut writes the fixtures of a folder to dir as modules.
func layOut(folder, dir string) ([]scenario, error) {
	rule := filepath.Base(folder)
	paths, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil {
		return nil, err
	}
	files := scenario{rule, filepath.Join(dir, "files"), map[string]string{}, true}
	scenarios := []scenario{files}
	if err := write(filepath.Join(files.dir, "go.mod"), "module fixtures\n\ngo 1.26\n"); err != nil {
		return nil, err
	}
	for _, path := range paths {
		base := filepath.Base(path)
		fixture := filepath.ToSlash(filepath.Join(rule, base))
		switch filepath.Ext(base) {
		case ".go":
			name := strings.TrimSuffix(base, ".go")
			files.source[name+"/"+base] = fixture
			if err := write(filepath.Join(files.dir, name, base), read(path)); err != nil {
				return nil, err
			}
		case ".txtar":
			s := scenario{rule, filepath.Join(dir, strings.TrimSuffix(base, ".txtar")), map[string]string{}, false}
			for name, text := range archive(read(path)) {
				s.source[name] = fixture + "/" + name
				if err := write(filepath.Join(s.dir, name), text); err != nil {
					return nil, err
				}
			}
			scenarios = append(scenarios, s)
		}
	}
	return scenarios, nil
}

// archive splits a txtar file: each "-- name --" line begins a file.
func archive(text string) map[string]string {
	files := map[string]string{}
	marker := regexp.MustCompile(`(?m)^-- (\S+) --\n`)
	names := marker.FindAllStringSubmatchIndex(text, -1)
	for i, at := range names {
		end := len(text)
		if i+1 < len(names) {
			end = names[i+1][0]
		}
		files[text[at[2]:at[3]]] = text[at[1]:end]
	}
	return files
}

func read(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	return string(text)
}

func write(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(text), 0o644)
}
