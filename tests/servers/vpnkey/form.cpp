// SPDX-License-Identifier: Apache-2.0
#include "tests/servers/vpnkey/form.hpp"

#include <openssl/evp.h>

#include <algorithm>

namespace reseal::test::vpnkey {
namespace {

constexpr std::size_t kMostFields = 16;

int digit(char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

std::optional<std::string> decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i] == '+' ? ' ' : text[i];
            continue;
        }
        const int high = i + 2 < text.size() ? digit(text[i + 1]) : -1;
        const int low = i + 2 < text.size() ? digit(text[i + 2]) : -1;
        if (high < 0 || low < 0 || high + low == 0) {
            return std::nullopt;
        }
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return out;
}

} // namespace

std::optional<Form> readForm(std::string_view body) {
    Form form;
    while (!body.empty()) {
        const std::string_view pair = body.substr(0, body.find('&'));
        body.remove_prefix(std::min(body.size(), pair.size() + 1));
        const std::size_t equals = pair.find('=');
        if (equals == std::string_view::npos || form.size() == kMostFields) {
            return std::nullopt;
        }
        const auto value = decoded(pair.substr(equals + 1));
        if (!value || !form.emplace(pair.substr(0, equals), Field{*value, pair.size() - equals - 1}).second) {
            return std::nullopt;
        }
    }
    return form;
}

std::optional<std::string> fromBase64(std::string text, bool lenient) {
    if (lenient) {
        std::erase(text, ' ');
        text.resize(text.size() / 4 * 4);
    } else {
        std::ranges::replace(text, ' ', '+');
    }
    const bool known = std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '/' ||
               c == '=';
    });
    if (!known || text.size() % 4 != 0 || text.empty()) {
        return std::nullopt;
    }
    std::string out(text.size() / 4 * 3, '\0');
    const int size =
        EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                        reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
    const std::size_t padding = text.size() - std::min(text.size(), text.find_last_not_of('=') + 1);
    if (size < 0 || padding > 2) {
        return std::nullopt;
    }
    out.resize(static_cast<std::size_t>(size) - padding);
    return out;
}

std::string toBase64(ByteView bytes) {
    std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
    const int size =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes.data(), static_cast<int>(bytes.size()));
    out.resize(static_cast<std::size_t>(size));
    return out;
}

} // namespace reseal::test::vpnkey
