// SPDX-License-Identifier: Apache-2.0
// PEM blocks of a text (RFC 7468 and the older RFC 1421 headers), read in one pass over borrowed text. Any thread.
#pragma once

#include "agent/base/bytes.hpp"

#include <optional>
#include <string_view>

namespace reseal::crypto {

struct PemBlock {
    std::string_view label; // "CERTIFICATE"
    std::string_view body;  // between the two lines, base64 or headers and base64
    std::string_view whole; // from "-----BEGIN" to the end of the last line
    bool closed = true;     // false where the END line is missing
};

class PemReader {
public:
    explicit PemReader(std::string_view text) : text_(text) {}
    [[nodiscard]] std::optional<PemBlock> next();

private:
    std::string_view text_;
    std::size_t offset_ = 0;
};

// Skips white space; nothing where any other character or the padding is wrong.
[[nodiscard]] std::optional<Bytes> decodeBase64(std::string_view text);

// Body without "Name: value" header lines, as in an encrypted key of the old form.
[[nodiscard]] std::string_view withoutHeaders(std::string_view body);

} // namespace reseal::crypto
