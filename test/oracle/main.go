// Oracle asks the Go compiler whether what go-oom-lint says is true.
//
//	oracle judge DIR < claims.json    findings of the tool over the module in DIR
//	oracle fixtures DIR...            fixture folders, each named after its rule
//	oracle semantics DIR OUT PATTERN... < packages.json    what identifiers and expressions mean, what calls call
//	oracle flow DIR PATTERN...        where control gets to, and which functions return
//	oracle syntax DIR...              which files are Go, and where their declarations and calls are
//
// judge reads [{"file", "line", "rule"}] (file relative to DIR, line 1-based) and prints the claims that the compiler
// contradicts: [{"file", "line", "rule", "says"}]. fixtures prints {"contradictions", "measured", "unmeasured"}; it
// also checks the lines without a want comment, and runs what it can to count allocations. semantics reads
// [{"path", "files"}], packages that build in DIR, and writes to the folder OUT; it prints a Problem for each package
// that does not build. flow prints a FileFlow for each file, syntax a FileSyntax for each Go file below the folders.
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

// Claim says that the rule has a finding on the line.
type Claim struct {
	File string `json:"file"`
	Line int    `json:"line"`
	Rule string `json:"rule"`
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
		var claims []Claim
		if err = json.NewDecoder(os.Stdin).Decode(&claims); err == nil {
			answer, err = judge(os.Args[2], claims)
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

// judge compiles the module in dir and returns the claims that the compiler contradicts.
func judge(dir string, claims []Claim) ([]Contradiction, error) {
	module, err := load(dir)
	if err != nil {
		return nil, err
	}
	contradictions := []Contradiction{}
	for _, claim := range claims {
		if says := module.contradicts(claim); says != "" {
			contradictions = append(contradictions, Contradiction{claim, says})
		}
	}
	return contradictions, nil
}

// contradicts returns what the compiler holds against the claim, or "".
func (m *Module) contradicts(claim Claim) string {
	at := m.place(claim.File, claim.Line)
	if m.files[at.File] == nil {
		return "the compiler did not see this file"
	}
	switch claim.Rule {
	case "conversion-in-hot-loop":
		return m.noCopy(at)
	case "returned-pointer-escape":
		return m.noEscape(at)
	}
	return "no such rule"
}
