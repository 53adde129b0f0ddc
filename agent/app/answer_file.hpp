// SPDX-License-Identifier: Apache-2.0
// A file that a person hands over, by dropping it on the window or opening it with Reseal: whether it is the answer of
// a CA that a renewal waits for in a folder, and how it gets there. Any thread.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/result.hpp"

#include <span>
#include <string>
#include <vector>

namespace reseal::app {

inline constexpr std::size_t kMaxAnswerFile = std::size_t{1} << 20U; // octets

// A renewal that waits for a file.
struct AwaitedAnswer {
    std::string renewal; // id
    std::string folder;
    std::vector<Bytes> publicKeys; // DER SubjectPublicKeyInfo
};

// The one whose key a certificate of the file is for, never looking at files with private keys; null where there is
// none.
[[nodiscard]] const AwaitedAnswer* answeredBy(ByteView file, const std::string& name,
                                              std::span<const AwaitedAnswer> awaited);

// A copy under a free name with an ending that is looked for there; one that lies there with this content stays the
// only one. Errors: those of platform::createDocument.
[[nodiscard]] Status layInto(const std::string& folder, const std::string& name, ByteView content);

} // namespace reseal::app
