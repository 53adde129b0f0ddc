// SPDX-License-Identifier: Apache-2.0
// Base64, PEM and SHA-256, so that the plugin needs no cryptographic library.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ca_file {

std::string toBase64(std::string_view bytes);
std::optional<std::string> fromBase64(std::string_view text); // line breaks and blanks are passed over

std::string toPem(std::string_view label, std::string_view der);

struct PemBlock {
    std::string label, der;
};
std::vector<PemBlock> readPem(std::string_view text); // damaged blocks are left out

std::string sha256(std::string_view bytes); // 64 hex digits

} // namespace ca_file
