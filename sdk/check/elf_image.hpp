// SPDX-License-Identifier: Apache-2.0
// What an ELF file of this machine's class says of itself, read without loading it. Damaged files give nothing.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace reseal::check {

struct ElfImage {
    std::string arch; // as in manifests; empty: another one
    bool shared = false;
    bool relro = false;
    bool bindNow = false;
    bool stackNoExec = false;
    bool textRelocations = false;
    bool writableCode = false;         // a segment both writable and executable
    std::vector<std::string> exported; // defined symbols that others may bind to
    std::vector<std::string> imported;
    std::vector<std::string> runPaths;
};

[[nodiscard]] std::optional<ElfImage> readElf(const std::string& path);

} // namespace reseal::check
