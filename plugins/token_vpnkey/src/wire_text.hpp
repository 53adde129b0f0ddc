// SPDX-License-Identifier: Apache-2.0
// The texts of the VPNKey protocol: bodies that are sent, answers that come back, lists and base64 inside them
// (facts/local-signing-apis.md 1.4, 1.5). Strict and bounded; any thread.
//
// An answer is name="value"&name="value" in any order, and its values are not percent-encoded: a '+' is a '+'.
#ifndef TOKEN_VPNKEY_WIRE_TEXT_HPP
#define TOKEN_VPNKEY_WIRE_TEXT_HPP

#include <reseal/cxx/values.hpp>

#include <optional>
#include <utility>

namespace token_vpnkey {

using reseal::sdk::Bytes;

inline constexpr std::size_t kLongestReply = 64 * 1024; // head and suffix of 16384 bytes each, in base64

// One command: id=COMMAND&name=value. Wiped when it goes: it may hold a PIN.
class Body {
public:
    explicit Body(std::string_view command);
    Body(const Body&) = delete;
    Body& operator=(const Body&) = delete;
    ~Body();

    Body& add(std::string_view name, std::string_view value); // percent-encoded
    Body& add(std::string_view name, std::int64_t value);
    Body& addBase64(std::string_view name, std::string_view data); // with '+', '/' and '=' percent-encoded
    std::string_view view() const { return text_; }

private:
    void append(std::string_view name, std::string_view encoded);

    std::string text_;
};

std::string percentEncoded(std::string_view text); // all but letters, digits and "-._~"

class Reply {
public:
    // Nothing where the text is not of the form, names a field twice, or is too long.
    static std::optional<Reply> parse(std::string_view text);

    std::optional<std::string_view> find(std::string_view name) const;
    std::optional<std::int64_t> number(std::string_view name) const; // nothing where it is none

private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

// Ids behind each other with ';', ',' or white space between, also after the last. Nothing where one is no id.
std::optional<std::vector<std::string>> idsIn(std::string_view list);
bool isId(std::string_view text); // letters and digits, 1 to 64: of objects, contexts and sessions

// RFC 4648 with its padding, no line breaks, no other alphabet, no stray bits. At most `most` bytes.
std::optional<Bytes> fromBase64(std::string_view text, std::size_t most);
std::string toBase64(std::string_view data);

} // namespace token_vpnkey

#endif
