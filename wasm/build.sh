#!/usr/bin/env bash
# Builds the parser from grammar.js and module/, and records in versions.json what it was built from:
#
#   go-parser.wasm        parses and flattens; what go-oom-lint runs and ships
#   tree-sitter-go.wasm   the same grammar for web-tree-sitter, which the tests hold the other one against
#
#   wasm/build.sh           writes all three files
#   wasm/build.sh --check   writes nothing; fails when a build differs from the committed files
#
# The same sources and compiler give the same bytes. It works in a temporary folder; with CARGO_TARGET_DIR set, the
# compiled parser generator is kept there for the next time.
set -euo pipefail
cd "$(dirname "$0")"

case ${1:-} in
  '' | --check) ;;
  *) echo 'usage: wasm/build.sh [--check]' >&2; exit 2 ;;
esac

missing=0
need() {
  command -v "$1" >/dev/null && return
  echo "wasm/build.sh: $1 is not on the PATH: $2" >&2
  missing=1
}
need node 'Node.js 20.19 or later, https://nodejs.org'
need npm 'it comes with Node.js'
need cargo 'Rust, https://rustup.rs'
need clang 'with the WebAssembly target; on Debian: apt install clang'
need wasm-ld 'the linker of LLVM; on Debian: apt install lld'
((missing == 0)) || exit 1

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$work/target}

# The grammar that ours extends. Unpacked by hand: installing it would compile native code.
version=$(node -p 'require("./versions.json").sources["tree-sitter-go"].version')
archive=$work/$(cd "$work" && npm pack --silent "tree-sitter-go@$version")
node record.mjs source "$archive"
mkdir -p "$work/grammar/node_modules/tree-sitter-go"
tar xzf "$archive" --strip-components 1 -C "$work/grammar/node_modules/tree-sitter-go"

cp grammar.js "$work/grammar/"
echo '{ "type": "module" }' >"$work/grammar/package.json"
cargo build --quiet --locked --release --manifest-path generate/Cargo.toml
"$CARGO_TARGET_DIR/release/generate" "$work/grammar"

# module/module.c includes all sources, so that the compiler sees them as one. The C library is module/libc.
core=$(node record.mjs core)
mkdir "$work/generated"
cp "$work/grammar/src/parser.c" "$work/generated/go_parser.c"
clang --target=wasm32 -std=c11 -O2 -Wall -Wextra -Werror -fvisibility=hidden -fno-strict-aliasing -nostdlibinc \
  -DNDEBUG -DTREE_SITTER_HIDE_SYMBOLS \
  -isystem module/libc -isystem "$core/include" -isystem "$core/src" -isystem "$work/grammar/src" \
  -isystem "$work/generated" -c module/module.c -o "$work/module.o"
# The stack comes first, so that running out of it is an access outside of the memory and not of the tables.
wasm-ld --no-entry --gc-sections --strip-all --stack-first -z stack-size=262144 \
  "$work/module.o" -o "$work/go-parser.wasm"

# web-tree-sitter loads a language as a shared library of its own module. Of the C library it wants no more than NULL.
mkdir "$work/include"
echo '#include <stddef.h>' >"$work/include/stdlib.h"
clang --target=wasm32-unknown-emscripten -std=c11 -O2 -fPIC -fvisibility=hidden -ffreestanding -nostdlibinc \
  -isystem "$work/include" -I "$work/grammar/src" -c "$work/grammar/src/parser.c" -o "$work/parser.o"
wasm-ld -shared --experimental-pic --no-entry --strip-all --export=tree_sitter_go \
  "$work/parser.o" -o "$work/tree-sitter-go.wasm"

node record.mjs wasm "$work" "${1:-}"
