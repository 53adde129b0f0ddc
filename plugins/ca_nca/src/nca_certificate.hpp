// SPDX-License-Identifier: Apache-2.0
// A certificate as Kazakhstan's NCA issues them: what it is for, whose it is, and what its key file is called
// (facts/kazakhstan-nca.md 3). Nothing is verified here. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ca_nca {

enum class KeyFamily { other, rsa, gost2004, gost2015 };

struct NcaCertificate {
    KeyFamily family = KeyFamily::other;
    bool authentication = false; // of a pair: its clientAuth half; signs nothing but logins
    std::string holder;          // common name
    std::string iin, bin, email;
    std::string serial;              // hex
    std::string notBefore, notAfter; // "2026-09-01"
    std::int64_t notAfterMs = 0;     // since 1970
    std::string keyId;               // 40 hex digits; empty: it has none
};

// Exactly one, or nothing.
std::optional<NcaCertificate> readNcaCertificate(std::string_view der);

// "GOST512_<id>.p12" and so on; empty for keys that the NCA has no name for: Reseal finds one.
std::string keyFileName(const NcaCertificate& certificate);

// "RSA", "GOST 34.10-2015" ...
std::string familyName(KeyFamily family);

} // namespace ca_nca
