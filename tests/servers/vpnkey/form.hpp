// SPDX-License-Identifier: Apache-2.0
// The form-shaped body of a command (facts/local-signing-apis.md 1.5): a '+' and a space are the same to texts, and a
// '+' again in base64. Strict: a name twice, a broken escape or an odd base64 is an error. Any thread.
#pragma once

#include "agent/base/bytes.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace reseal::test::vpnkey {

struct Field {
    std::string value;
    std::size_t sent = 0; // characters on the wire
};
using Form = std::map<std::string, Field, std::less<>>;

[[nodiscard]] std::optional<Form> readForm(std::string_view body);

// `lenient`: as a server that drops what it does not know, and with it the '+' that became a space.
[[nodiscard]] std::optional<std::string> fromBase64(std::string text, bool lenient);
[[nodiscard]] std::string toBase64(ByteView bytes);

} // namespace reseal::test::vpnkey
