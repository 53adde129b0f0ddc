// SPDX-License-Identifier: Apache-2.0
#include "wire_text.hpp"

#include <algorithm>
#include <charconv>

namespace token_vpnkey {
namespace {

constexpr std::size_t kMostFields = 32;
constexpr std::size_t kLongestName = 32;
constexpr std::size_t kLongestId = 64;
constexpr std::size_t kMostIds = 512;
constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool isAlnum(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool isName(std::string_view name) {
    return !name.empty() && name.size() <= kLongestName &&
           std::all_of(name.begin(), name.end(), [](char c) { return isAlnum(c) || c == '_'; });
}

void skipBlanks(std::string_view& text) {
    while (!text.empty() && isBlank(text.front()))
        text.remove_prefix(1);
}

// name="value" at the front of `text`, which moves behind it.
std::optional<std::pair<std::string, std::string>> takeField(std::string_view& text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos || !isName(text.substr(0, equals)))
        return std::nullopt;
    const std::string_view name = text.substr(0, equals);
    text.remove_prefix(equals + 1);
    if (text.empty() || text.front() != '"')
        return std::nullopt;
    const std::size_t end = text.find('"', 1);
    if (end == std::string_view::npos)
        return std::nullopt;
    std::pair<std::string, std::string> field(name, text.substr(1, end - 1));
    text.remove_prefix(end + 1);
    return field;
}

int valueOf(char c) {
    const std::string_view alphabet(kAlphabet, 64);
    const std::size_t at = alphabet.find(c);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

} // namespace

std::string percentEncoded(std::string_view text) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size() * 3); // one buffer: it may be a secret
    for (const char c : text) {
        const auto code = static_cast<std::uint8_t>(c);
        if (isAlnum(c) || c == '-' || c == '.' || c == '_' || c == '~')
            out += c;
        else
            out.append(1, '%').append(1, digits[code >> 4]).append(1, digits[code & 15]);
    }
    return out;
}

Body::Body(std::string_view command) { append("id", command); }

Body::~Body() {
    volatile char* at = text_.data();
    for (std::size_t i = 0; i < text_.size(); ++i)
        at[i] = 0;
}

Body& Body::add(std::string_view name, std::string_view value) {
    std::string encoded = percentEncoded(value);
    append(name, encoded);
    volatile char* at = encoded.data();
    for (std::size_t i = 0; i < encoded.size(); ++i)
        at[i] = 0;
    return *this;
}

Body& Body::add(std::string_view name, std::int64_t value) {
    append(name, std::to_string(value));
    return *this;
}

Body& Body::addBase64(std::string_view name, std::string_view data) { return add(name, toBase64(data)); }

void Body::append(std::string_view name, std::string_view encoded) {
    std::string longer;
    longer.reserve(text_.size() + name.size() + encoded.size() + 2);
    longer.append(text_).append(text_.empty() ? "" : "&").append(name).append("=").append(encoded);
    text_.swap(longer);
    volatile char* at = longer.data();
    for (std::size_t i = 0; i < longer.size(); ++i)
        at[i] = 0;
}

std::optional<Reply> Reply::parse(std::string_view text) {
    if (text.size() > kLongestReply)
        return std::nullopt;
    Reply reply;
    skipBlanks(text);
    while (!text.empty()) {
        auto field = takeField(text);
        if (!field || reply.fields_.size() == kMostFields || reply.find(field->first))
            return std::nullopt;
        reply.fields_.push_back(std::move(*field));
        skipBlanks(text);
        if (text.empty())
            break;
        if (text.front() != '&')
            return std::nullopt;
        text.remove_prefix(1);
        skipBlanks(text);
    }
    return reply.fields_.empty() ? std::nullopt : std::optional(std::move(reply));
}

std::optional<std::string_view> Reply::find(std::string_view name) const {
    for (const auto& [key, value] : fields_)
        if (key == name)
            return value;
    return std::nullopt;
}

std::optional<std::int64_t> Reply::number(std::string_view name) const {
    const auto text = find(name);
    std::int64_t value = 0;
    if (!text || text->empty())
        return std::nullopt;
    const auto [end, problem] = std::from_chars(text->data(), text->data() + text->size(), value);
    return problem == std::errc() && end == text->data() + text->size() ? std::optional(value) : std::nullopt;
}

bool isId(std::string_view text) {
    return !text.empty() && text.size() <= kLongestId && std::all_of(text.begin(), text.end(), isAlnum);
}

std::optional<std::vector<std::string>> idsIn(std::string_view list) {
    const auto between = [](char c) { return c == ';' || c == ',' || isBlank(c); };
    std::vector<std::string> ids;
    while (!list.empty()) {
        const auto* const end = std::find_if(list.begin(), list.end(), between);
        const auto size = static_cast<std::size_t>(end - list.begin());
        if (size > 0) {
            if (!isId(list.substr(0, size)) || ids.size() == kMostIds)
                return std::nullopt;
            ids.emplace_back(list.substr(0, size));
        }
        list.remove_prefix(std::min(list.size(), size + 1));
    }
    return ids;
}

std::optional<Bytes> fromBase64(std::string_view text, std::size_t most) {
    if (text.size() % 4 != 0 || text.size() / 4 * 3 > most + 2)
        return std::nullopt;
    Bytes out;
    out.reserve(text.size() / 4 * 3);
    for (std::size_t at = 0; at < text.size(); at += 4) {
        const bool last = at + 4 == text.size();
        const std::size_t padding = !last || text[at + 3] != '=' ? 0 : text[at + 2] == '=' ? 2 : 1;
        std::uint32_t bits = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            const int value = i + padding >= 4 ? 0 : valueOf(text[at + i]);
            if (value < 0)
                return std::nullopt;
            bits = bits << 6 | static_cast<std::uint32_t>(value);
        }
        if ((padding == 1 && (bits & 0xFF) != 0) || (padding == 2 && (bits & 0xFFFF) != 0))
            return std::nullopt;
        for (std::size_t i = 0; i < 3 - padding; ++i)
            out.push_back(static_cast<std::uint8_t>(bits >> (16 - 8 * i)));
    }
    return out.size() <= most ? std::optional(std::move(out)) : std::nullopt;
}

std::string toBase64(std::string_view data) {
    std::string out;
    out.reserve((data.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < data.size(); at += 3) {
        const std::size_t count = std::min<std::size_t>(3, data.size() - at);
        std::uint32_t bits = 0;
        for (std::size_t i = 0; i < 3; ++i)
            bits = bits << 8 | (i < count ? static_cast<std::uint8_t>(data[at + i]) : 0U);
        for (std::size_t i = 0; i < 4; ++i)
            out += i > count ? '=' : kAlphabet[bits >> (18 - 6 * i) & 63];
    }
    return out;
}

} // namespace token_vpnkey
