// Oracle asks the Go compiler whether what go-oom-lint says is true.
//
//	oracle judge DIR < claims.json    findings of the tool over the module in DIR
//	oracle fixtures DIR...            fixture folders, each named after its rule
//	oracle semantics DIR OUT PATTERN... < packages.json    what identifiers and expressions mean, what calls call
//	oracle flow DIR PATTERN...        where control gets to, and which functions return
//	oracle syntax DIR...              which files are Go, and where their declarations and calls are
//
// judge reads [{"file", "line", "rule", "callees"}] (files relative to DIR, line 1-based; callees are files in which what
// the line calls is declared) and prints {"contradictions": [{"file", "line", "rule", "says"}], "unseen"}: the claims
// that the compiler contradicts, and how many are in files that it does not build. fixtures prints {"contradictions", "measured", "unmeasured"}; it
// also checks the lines without a want comment, and runs what it can to count allocations. semantics reads
// [{"path", "files"}], packages that build in DIR, and writes to the folder OUT; it prints a Problem for each package
// that does not build. flow prints a FileFlow for each file, syntax a FileSyntax for each Go file below the folders.
package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path"
	"slices"
)

// Claim says that the rule has a finding on the line.
type Claim struct {
	File string `json:"file"`
	Line int    `json:"line"`
	Rule string `json:"rule"`
}

// Finding is a claim, and the files in which what the line calls is declared.
type Finding struct {
	Claim
	Callees []string `json:"callees"`
}

// Contradiction is a claim that does not hold, or a line of a fixture that ought to have one.
type Contradiction struct {
	Claim
	Says string `json:"says"`
}

func main() {
	if len(os.Args) < 3 {
		exit(fmt.Errorf("usage: oracle judge|fixtures|flow|semantics|syntax DIR..."))
	}
	var answer any
	var err error
	switch os.Args[1] {
	case "judge":
		var findings []Finding
		if err = json.NewDecoder(os.Stdin).Decode(&findings); err == nil {
			answer, err = judge(os.Args[2], findings)
		}
	case "fixtures":
		answer, err = checkFixtures(os.Args[2:])
	case "semantics":
		var packages []PackageFiles
		if err = json.NewDecoder(os.Stdin).Decode(&packages); err == nil {
			answer, err = semantics(os.Args[2], os.Args[3], os.Args[4:], packages)
		}
	case "flow":
		answer, err = flow(os.Args[2], os.Args[3:])
	case "syntax":
		answer, err = syntax(os.Args[2:])
	default:
		err = fmt.Errorf("oracle: unknown command %s", os.Args[1])
	}
	if err != nil {
		exit(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(answer); err != nil {
		exit(err)
	}
}

func exit(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// Judgement is what the compiler makes of claims.
type Judgement struct {
	Contradictions []Contradiction `json:"contradictions"`
	// Claims about files that are not built for the platform.
	Unseen []Claim `json:"unseen"`
}

// judge compiles the packages of the module in dir that findings are in, and those of their callees.
func judge(dir string, findings []Finding) (*Judgement, error) {
	answer := &Judgement{[]Contradiction{}, []Claim{}}
	if len(findings) == 0 {
		return answer, nil
	}
	module, err := load(dir, foldersOf(findings)...)
	if err != nil {
		return nil, err
	}
	for _, finding := range findings {
		if module.files[module.place(finding.File, finding.Line).File] == nil {
			answer.Unseen = append(answer.Unseen, finding.Claim)
		} else if says := module.contradicts(finding.Claim); says != "" {
			answer.Contradictions = append(answer.Contradictions, Contradiction{finding.Claim, says})
		}
	}
	return answer, nil
}

// foldersOf are patterns for the packages that the claims' files and those of their callees are in.
func foldersOf(findings []Finding) []string {
	folders := map[string]bool{}
	for _, finding := range findings {
		for _, file := range append([]string{finding.File}, finding.Callees...) {
			folders["./"+path.Dir(file)] = true
		}
	}
	return slices.Sorted(maps.Keys(folders))
}

// contradicts returns what the compiler holds against the claim, or "".
func (m *Module) contradicts(claim Claim) string {
	at := m.place(claim.File, claim.Line)
	switch claim.Rule {
	case "conversion-in-hot-loop":
		return m.noCopy(at)
	case "returned-pointer-escape":
		return m.noEscape(at)
	}
	return "no such rule"
}
