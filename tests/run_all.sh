# SPDX-License-Identifier: Apache-2.0
# Every check of the project, sourced by `installer/bootstrap test`. Ends with the tests of what a person runs.
say() { printf '\n== %d:%02d %s\n' $((SECONDS / 60)) $((SECONDS % 60)) "$*"; } # minutes and seconds since the start

# Desktop scenarios wait for six programs of other people's beside ours. Where nothing else failed, and of them at most three,
# they are run again one at a time: what fails twice fails. Both runs are in the output.
desktop_again() {
    local failed=build/$1/Testing/Temporary/LastTestsFailed.log
    [ "$(wc -l < "$failed")" -le 3 ] && ! grep -qv ':gui\.' "$failed" || return 1
    say "These desktop scenarios once more, one at a time: $(sed 's/.*://' "$failed" | tr '\n' ' ')"
    ctest --preset "$1" --rerun-failed
}

say "Style and layout"
tests/style/check
tests/style/check_translations

say "Headers for the Windows port"
tests/style/check_mingw

say "clang-tidy over the rooms that decide"
tests/style/tidy agent/base agent/core agent/sources

build asan
say "Tests with address and undefined behaviour sanitizers, the desktop included"
# Walks wait for their programs; two alone leave a quarter of two processors idle.
ctest --preset asan -j 3 || desktop_again asan

# What has no threads passes too, but finds nothing for this sanitizer: `cmake --preset tsan` alone builds all of it.
build tsan -DRESEAL_BUILD_SINGLE_THREADED_TESTS=OFF
say "Tests with the thread sanitizer"
ctest --preset tsan -j 2

build fuzz
say "Fuzz targets, a short run each"
ctest --test-dir build/fuzz -L fuzz -j 2 --output-on-failure

# The rooms' own tests, and the long walks through the window and on the command line, have run under the sanitizers; here
# the programs are run as a person has them.
build release -DRESEAL_BUILD_UNIT_TESTS=OFF
say "Tests of what a person runs, the desktop included"
ctest --preset release -LE walk -j 2 || desktop_again release
say "All passed"
