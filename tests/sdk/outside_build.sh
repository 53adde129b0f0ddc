# SPDX-License-Identifier: Apache-2.0
# Sourced by the tests of this folder: builds the installed templates somewhere else.
set -euo pipefail
build=$1
export CXX=$2
scratch=$(mktemp -d -t reseal-sdk.XXXXXX)
trap 'rm -rf "$scratch"' EXIT
unset CMAKE_PREFIX_PATH PKG_CONFIG_PATH
launcher=()
! command -v ccache > /dev/null || launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)

fail() { echo "$*" >&2; exit 1; }

# exports_entry_only MODULE
exports_entry_only() {
    local symbols
    symbols=$(nm -D --defined-only "$1" | awk '{print $NF}')
    [ "$symbols" = reseal_module_v1 ] || fail "$1 exports more than its entry symbol: $symbols"
}

# build_template PREFIX NAME ID [CMAKE OPTIONS]: a copy of the installed template, built and looked at
build_template() {
    local prefix=$1 name=$2 id=$3 out=$scratch/$2-out stamped hash
    shift 3
    cp -r "$prefix/share/reseal-sdk/templates/$name" "$scratch/$name"
    cmake -S "$scratch/$name" -B "$out" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_PREFIX_PATH="$prefix" \
        -DCMAKE_CXX_FLAGS="-Wall -Wextra -Wpedantic -Wshadow -Werror" "${launcher[@]}" "$@" > "$scratch/log" 2>&1 ||
        { cat "$scratch/log"; fail "$name does not configure"; }
    cmake --build "$out" > "$scratch/log" 2>&1 || { cat "$scratch/log"; fail "$name does not build"; }
    stamped=$out/lib/reseal/plugins/$id
    local module=$stamped/our_$name.so
    exports_entry_only "$module"
    hash=$(sha256sum "$module" | cut -d' ' -f1)
    python3 -c 'import json, sys
manifest = json.load(open(sys.argv[1], encoding="utf-8"))
assert manifest["files"] == {manifest["module"]: sys.argv[2]}, manifest["files"]' "$stamped/plugin.json" "$hash" ||
        fail "$name: the manifest does not hold its module's hash"
    cmake --install "$out" --prefix "$scratch/$name-installed" --strip > /dev/null
    cmp "$module" "$scratch/$name-installed/lib/reseal/plugins/$id/our_$name.so" ||
        fail "$name: installing changes the module, so its hash no longer holds"
}
