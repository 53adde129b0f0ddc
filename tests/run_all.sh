# SPDX-License-Identifier: Apache-2.0
# Every check of the project, sourced by `installer/bootstrap test`. Ends with the tests of what a person runs.
say() { printf '\n== %d:%02d %s\n' $((SECONDS / 60)) $((SECONDS % 60)) "$*"; } # minutes and seconds since the start

say "Style and layout"
tests/style/check
tests/style/check_translations

say "Headers for the Windows port"
tests/style/check_mingw

say "clang-tidy over the rooms that decide"
tests/style/tidy agent/base agent/core agent/sources

build asan
say "Tests with address and undefined behaviour sanitizers, the desktop included"
ctest --preset asan -j 3 # walks wait for their programs; two alone leave a quarter of two processors idle

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
ctest --preset release -LE walk -j 2
say "All passed"
