/** A source tree to hold against `go list`. */
export interface SourceTree {
  /** A txtar archive; a file that says `link to TARGET` becomes a symbolic link. */
  readonly archive: string;
  /** The directories in which the patterns are tried, one each module. */
  readonly modules: readonly string[];
  /** `./...` when absent. */
  readonly patterns?: readonly string[];
}

/** Small trees, each about one thing. */
export const trees: Readonly<Record<string, SourceTree>> = {
  'what files are called': {
    modules: ['.'],
    archive: `
-- go.mod --
module example.com/names

go 1.25
-- a.go --
package names
-- linux.go --
package names
-- a_linux.go --
package names
-- a_windows.go --
package names
-- a_amd64.go --
package names
-- a_linux_arm64.go --
package names
-- a_darwin_arm64.go --
package names
-- a_unix.go --
package names
-- a_linux_test.go --
package names
-- a_x_linux.go --
package names
-- a_linux_x.go --
package names
-- a_android.go --
package names
-- a_solaris.go --
package names
-- a_js.go --
package names
-- a_wasm.go --
package names
-- a_js_wasm.go --
package names
-- linux_amd64.go --
package names
-- amd64.go --
package names
-- a.linux.go --
package names
-- a_linux.x.go --
package names
-- _under.go --
package names
-- .dot.go --
package names
-- a_ppc64le.go --
package names
-- a_loong32.go --
package names
-- x_test_linux.go --
package names
-- own_test.go --
package names
-- external_test.go --
package names_test
-- external_windows_test.go --
package names_test
-- tagged_test.go --
//go:build integration

package names
`,
  },

  'what lines say': {
    modules: ['.'],
    archive: `
-- go.mod --
module example.com/lines

go 1.25
-- always.go --
package lines
-- ignore.go --
//go:build ignore

package main
-- linux.go --
//go:build linux

package lines
-- unix.go --
// Copyright.

//go:build unix && !android

package lines
-- either.go --
//go:build (windows || darwin) && !(arm64 && darwin)
// +build ignore

package lines
-- legacy.go --
// +build linux darwin
// +build !arm64

package lines
-- legacy_commas.go --
// +build linux,amd64 windows

package lines
-- legacy_touching.go --
// +build windows
package lines
-- late.go --
package lines

//go:build windows
-- in_block.go --
/*
//go:build windows
*/

package lines
-- behind_block.go --
/* a comment */
//go:build windows

package lines
-- indented.go --
	//go:build windows

package lines
-- release.go --
//go:build go1.20 && !go1.90

package lines
-- tagged.go --
//go:build integration

package lines
-- dotted.go --
//go:build x.y || !linux

package lines
-- cgo.go --
//go:build cgo

package lines
-- nocgo.go --
//go:build !cgo

package lines
-- gc.go --
//go:build gc && !gccgo

package lines
-- amd64v1.go --
//go:build amd64.v1

package lines
-- amd64v3.go --
//go:build amd64.v3

package lines
-- crlf.go --
//go:build windows\r
\r
package lines\r
-- mark.go --
\uFEFF//go:build windows

package lines
`,
  },

  'what is passed over': {
    modules: ['.', 'nested'],
    archive: `
-- go.mod --
module example.com/walk

go 1.25

ignore ./out
ignore generated
-- a.go --
package walk
-- testdata/a.go --
package testdata
-- sub/testdata/deep/a.go --
package deep
-- _hidden/a.go --
package hidden
-- .hidden/a.go --
package hidden
-- out/a.go --
package out
-- sub/out/a.go --
package out
-- sub/generated/a.go --
package generated
-- sub/generated/deep/a.go --
package deep
-- nested/go.mod --
module example.com/walk/nested
-- nested/a.go --
package nested
-- nested/deep/a.go --
package deep
-- real/a.go --
package real
-- linked --
link to real
-- real/again.go --
link to a_target.go
-- real/a_target.go --
package real
-- empty/README --
nothing
-- only_windows/a_windows.go --
package only_windows
-- only_tests/a_test.go --
package only_tests
`,
  },

  'patterns with wildcards inside': {
    modules: ['.'],
    patterns: ['./a...', './.../x', 'example.com/wild/c/...', './d'],
    archive: `
-- go.mod --
module example.com/wild

go 1.25
-- w.go --
package wild
-- a/a.go --
package a
-- ab/ab.go --
package ab
-- ab/x/x.go --
package x
-- b/a/x/x.go --
package x
-- b/x/y/y.go --
package y
-- c/c.go --
package c
-- c/cc/cc.go --
package cc
-- d/d.go --
package d
-- d/dd/dd.go --
package dd
`,
  },

  'imports within a module': {
    modules: ['.'],
    archive: `
-- go.mod --
module example.com/deps/v2

go 1.25
-- main.go --
package main

import (
	"fmt"
	_ "unsafe"

	alias "example.com/deps/v2/internal/a"
	. "example.com/deps/v2/b"
	_ "example.com/deps/v2/missing"
	_ "example.com/elsewhere"
)

import "C"

func main() { fmt.Println(alias.A, B) }
-- internal/a/a.go --
package a

import (
	"net/http"
	"example.com/deps/v2/b"
)

var A http.Handler = b.H
-- b/b.go --
package b

import ("net/http"; "strings")

var H http.Handler
var B = strings.ToUpper("b")
-- b/b_windows.go --
package b

import "example.com/deps/v2/internal/a"
`,
  },

  'replaced and nested modules': {
    modules: ['.', 'nested'],
    archive: `
-- go.mod --
module example.com/app

go 1.25

require (
	example.com/lib v1.2.3
	example.com/lib/sub v1.0.0
	example.com/app/nested v0.0.0
	example.com/other v0.0.0
)

replace (
	example.com/lib => ./third/lib
	example.com/lib/sub v1.0.0 => ./third/sub
	example.com/other v0.9.0 => ./third/wrong
	example.com/app/nested => ./nested
)
-- main.go --
package main

import (
	_ "example.com/lib"
	_ "example.com/lib/sub/deep"
	_ "example.com/lib/own"
	_ "example.com/app/nested/x"
	_ "example.com/other"
)
-- third/lib/go.mod --
module example.com/lib
-- third/lib/lib.go --
package lib
-- third/lib/own/own.go --
package own
-- third/sub/go.mod --
module example.com/lib/sub
-- third/sub/deep/deep.go --
package deep
-- third/wrong/go.mod --
module example.com/other
-- third/wrong/wrong.go --
package other
-- nested/go.mod --
module example.com/app/nested

go 1.22
-- nested/x/x.go --
package x
`,
  },

  'a workspace': {
    modules: ['one', 'two'],
    archive: `
-- go.work --
go 1.25

use (
	./one
	./two
)
-- one/go.mod --
module example.com/one

go 1.24
-- one/one.go --
package one

import _ "example.com/two/pkg"
-- two/go.mod --
module example.com/two

go 1.23
-- two/pkg/pkg.go --
package pkg

import _ "fmt"
-- two/two.go --
package two

import _ "example.com/one"
-- three/go.mod --
module example.com/three
-- three/three.go --
package three
`,
  },

  'vendored modules': {
    modules: ['.'],
    archive: `
-- go.mod --
module example.com/vendored

go 1.25

require (
	example.com/dep v1.0.0
	golang.org/x/net v0.1.0
)
-- vendor/modules.txt --
# example.com/dep v1.0.0
## explicit; go 1.20
example.com/dep
example.com/dep/sub
# golang.org/x/net v0.1.0
## explicit
golang.org/x/net/html
-- main.go --
package main

import (
	_ "example.com/dep"
	_ "example.com/dep/sub"
	_ "golang.org/x/net/html"
)
-- vendor/example.com/dep/dep.go --
package dep

import _ "example.com/dep/sub"
-- vendor/example.com/dep/sub/sub.go --
package sub
-- vendor/golang.org/x/net/html/html.go --
package html
`,
  },
};
