// SPDX-License-Identifier: Apache-2.0
#include "agent/core/token.hpp"

#include <algorithm>
#include <set>

namespace reseal::core {
namespace {

constexpr std::string_view kPkcs11 = "pkcs11:";
constexpr std::string_view kOwn = "reseal-token:";
constexpr std::string_view kObject = "?object=";

std::string percentEncoded(std::string_view text) {
    static constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
    static constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        if (kPlain.find(c) != std::string_view::npos) {
            encoded += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            encoded += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
        }
    }
    return encoded;
}

std::string percentDecoded(std::string_view text) {
    std::string decoded;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::string byte = text[at] == '%' ? fromHex(text.substr(at + 1, 2)) : std::string();
        decoded += byte.size() == 1 ? byte : std::string(1, text[at]);
        at += byte.size() == 1 ? 2 : 0;
    }
    return decoded;
}

// "name=value" of the path, decoded.
std::set<std::string> attributesOf(std::string_view uri) {
    std::set<std::string> attributes;
    uri = uri.substr(kPkcs11.size(), uri.find('?') - kPkcs11.size());
    while (!uri.empty()) {
        const auto end = uri.find(';');
        if (const auto one = uri.substr(0, end); !one.empty()) {
            attributes.insert(percentDecoded(one));
        }
        uri.remove_prefix(end == std::string_view::npos ? uri.size() : end + 1);
    }
    return attributes;
}

bool isPkcs11(std::string_view uri) { return uri.starts_with(kPkcs11); }

bool covers(std::string_view wanted, std::string_view there) {
    return std::ranges::includes(attributesOf(there), attributesOf(wanted));
}

std::string joined(std::string name, std::initializer_list<std::string> parts) {
    for (const std::string& part : parts) {
        if (!part.empty() && name.find(part) == std::string::npos) {
            name += (name.empty() ? "" : ", ") + part;
        }
    }
    return name;
}

std::string attribute(const std::set<std::string>& attributes, std::string_view name) {
    const auto found = std::ranges::find_if(attributes, [&](const std::string& one) {
        return one.starts_with(name) && one.substr(name.size()).starts_with('=');
    });
    return found == attributes.end() ? std::string() : found->substr(name.size() + 1);
}

bool holds(const std::vector<std::string>& list, std::string_view one) {
    return std::ranges::find(list, one) != list.end();
}

} // namespace

std::string Token::name() const { return joined(label, {model, serial}); }

bool Token::does(std::string_view function) const { return holds(can, function); }
bool Token::pinIs(std::string_view state) const { return holds(pin, state); }
bool Token::makesMessages() const { return does("token-cms.sign"); }

std::string uriOf(const Token& token) {
    return isPkcs11(token.id) ? token.id : std::string(kOwn) + token.plugin + "/" + percentEncoded(token.id);
}

std::string uriOf(const Token& token, const TokenObject& object) {
    return isPkcs11(object.id) ? object.id : uriOf(token) + std::string(kObject) + percentEncoded(object.id);
}

std::string nameIn(std::string_view uri) {
    if (!isPkcs11(uri)) {
        return {};
    }
    const auto attributes = attributesOf(uri);
    return joined(attribute(attributes, "token"), {attribute(attributes, "model"), attribute(attributes, "serial")});
}

bool means(std::string_view uri, const Token& token) {
    return isPkcs11(uri) ? isPkcs11(token.id) && covers(uri, token.id) : uri == uriOf(token);
}

bool means(std::string_view uri, const Token& token, const TokenObject& object) {
    if (means(uri, token)) {
        return true;
    }
    return isPkcs11(uri) ? isPkcs11(object.id) && (covers(uri, object.id) || covers(uri, object.key))
                         : uri == uriOf(token, object);
}

std::optional<TokenObject> namedOnly(std::string_view uri, const Token& token) {
    const std::string start = uriOf(token) + std::string(kObject);
    if (!token.problem || !uri.starts_with(start) || uri.size() == start.size()) {
        return std::nullopt;
    }
    TokenObject object;
    object.id = object.key = percentDecoded(uri.substr(start.size()));
    return object;
}

} // namespace reseal::core
