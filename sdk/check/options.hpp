// SPDX-License-Identifier: Apache-2.0
// The command line of reseal-plugin-check.
#pragma once

#include "sdk/check/bench.hpp"

#include <string>
#include <variant>
#include <vector>

namespace reseal::check {

enum class Format { text, json, junit };

struct Options {
    std::string manifest;
    Format format = Format::text;
    std::string output; // file; empty: the standard output
    std::vector<std::string> only;
    std::vector<std::string> except;
    bool list = false;
    bool inProcess = false;
    unsigned jobs = 0;
    Plan plan;

    // Of a child.
    std::string runTest;
    std::string scratch;
};

// The options, or the exit code: the text was printed.
[[nodiscard]] std::variant<Options, int> readOptions(int argc, char** argv);

// How a child is told what to do; the first is `program`.
[[nodiscard]] std::vector<std::string> childArguments(const Options& options, const std::string& program,
                                                      const std::string& test, const std::string& scratch);

} // namespace reseal::check
