// Command declarations writes what the linter knows of packages that are not part of the linted code: the exported
// declarations of the standard library and of some modules as Go files without function bodies, made from the
// objects of go/types. Run it in its own folder with the version of Go whose library is to be written:
//
//	GOTOOLCHAIN=go1.27.0 go run . -api "$(GOTOOLCHAIN=local go env GOROOT)/api"
package main

import (
	"flag"
	"log"
	"path/filepath"
	"runtime"
)

func main() {
	log.SetFlags(0)
	api := flag.String("api", filepath.Join(runtime.GOROOT(), "api"), "folder with go1.txt, go1.1.txt, …, which toolchains fetched by the go command lack")
	out := flag.String("out", "../../knowledge", "folder that gets std and modules")
	flag.Parse()
	since, err := readHistory(*api)
	if err != nil {
		log.Fatal(err)
	}
	for _, l := range libraries {
		stubs, err := l.stubs(since)
		if err != nil {
			log.Fatal(err)
		}
		if err := writeLibrary(filepath.Join(*out, l.name), stubs); err != nil {
			log.Fatal(err)
		}
	}
}
