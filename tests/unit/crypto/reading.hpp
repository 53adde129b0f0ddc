// SPDX-License-Identifier: Apache-2.0
// Short ways of reading what the fixtures made.
#pragma once

#include "agent/crypto/certificate_file.hpp"
#include "tests/support/x509_fixtures.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace reseal::crypto {

inline std::vector<Secret> secrets(std::initializer_list<std::string_view> texts) {
    std::vector<Secret> result;
    for (const std::string_view text : texts) {
        result.emplace_back(std::string(text));
    }
    return result;
}

inline Result<FileContents> readFile(ByteView data, std::string_view name = "file",
                                     std::initializer_list<std::string_view> passwords = {}) {
    return readCertificateFile(data, name, secrets(passwords));
}

inline Result<FileContents> readFile(const std::string& text, std::string_view name = "file",
                                     std::initializer_list<std::string_view> passwords = {}) {
    return readFile(asBytes(text), name, passwords);
}

// Reason of the refusal, or "accepted".
inline std::string reasonOf(const Result<FileContents>& result) {
    return result ? std::string("accepted") : result.error().reason;
}

inline std::string detailOf(const Result<FileContents>& result) {
    return result ? std::string("accepted") : result.error().detail;
}

inline Sha256 spkiOf(const test::MadeCertificate& made) { return readCertificate(made.der).value().spkiSha256; }

} // namespace reseal::crypto
