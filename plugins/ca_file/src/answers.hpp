// SPDX-License-Identifier: Apache-2.0
// Looks through the answer folder for the certificate of a key.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ca_file {

inline constexpr std::size_t kMostFiles = 2000;

struct Answer {
    std::string certificate;        // DER
    std::vector<std::string> chain; // DER, from its issuer upwards, as far as the same file has them
};

// All certificates of a file: DER, PEM, or a PKCS#7 bundle in either.
std::vector<std::string> certificatesIn(std::string_view file);

// `spki` is DER. Of several answers the one that lives longest. Files that are no certificates are passed over, and
// everything past kMostFiles or 64 KiB. `between` is called before each file and may throw.
std::optional<Answer> findAnswer(const std::string& folder, std::string_view spki,
                                 const std::function<void()>& between);

} // namespace ca_file
