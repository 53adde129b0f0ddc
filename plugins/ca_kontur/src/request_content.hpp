// SPDX-License-Identifier: Apache-2.0
// What a request for a Russian qualified certificate asks for beside its name (facts/gost-cryptopro-kontur.md 5.2;
// RFC 5280). Any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ca_kontur {

struct RequestContent {
    std::vector<std::string> policies; // dotted OIDs: 1.2.643.100.113.1 (KC1) ...
    std::string signTool;              // subjectSignTool 1.2.643.100.111; empty: none
    int identificationKind = -1;       // 1.2.643.100.114; -1: none
};

inline constexpr std::size_t kLongestSignTool = 200; // characters of its UTF8String

// DER Extensions: key usage (critical: signing, non-repudiation, encipherment of keys and data, agreement), extended
// key usage (client authentication, e-mail), policies, subjectSignTool, identificationKind.
std::string extensionsOf(const RequestContent& content);

} // namespace ca_kontur
