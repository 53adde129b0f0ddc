// SPDX-License-Identifier: Apache-2.0
// Roots that one request trusts besides the system's. Any thread.
#pragma once

#include "agent/base/result.hpp"

#include <string>

namespace reseal::network {

// The certificates of a PEM file of at most 1 MiB, and nothing else that may be in it; empty for an empty path.
// damaged with reason bad_ca_file, also where it is not there.
[[nodiscard]] Result<std::string> readFurtherRoots(const std::string& path);

[[nodiscard]] Error badRootFile(const std::string& path);

// With the system's own roots in front: libcurl takes a text of roots in place of its file. `systemFile` may be null.
[[nodiscard]] std::string withSystemRoots(const char* systemFile, const std::string& further);

} // namespace reseal::network
