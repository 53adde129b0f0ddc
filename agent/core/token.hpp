// SPDX-License-Identifier: Apache-2.0
// Tokens as a person sees them: smart cards, key files, services, and what lies on each. Values; any thread.
#pragma once

#include "agent/base/certificate_facts.hpp"
#include "agent/base/localized_text.hpp"
#include "agent/base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reseal::core {

struct TokenObject {
    std::string id;            // the plugin's own, stable within the token
    std::string key;           // of its private key; empty: none is there
    std::string label;         // as the medium has it
    Bytes certificate;         // DER, or empty
    Bytes certificateSha256;   // of the one confirmed for it, where the medium does not hand that out
    std::string certificateId; // of either, as the inventory names it; empty: neither is known
    Bytes publicKey;           // DER SubjectPublicKeyInfo, or empty
    std::optional<TimePoint> keyEnds;
};

struct Token {
    std::string plugin;
    std::string id; // the plugin's own; the same for the same token after a restart
    std::string label;
    std::string model;
    std::string serial;
    std::string reader;                  // as PC/SC names it, or empty
    std::vector<std::string> algorithms; // that it can generate, as in reseal/keys.h
    std::vector<std::string> can;        // "sign", "change_pin" ...
    std::vector<std::string> pin;        // "count-low", "last-try", "locked", "to-be-changed", "pinpad"
    std::optional<std::int64_t> freeBytes;
    std::optional<std::int64_t> totalBytes;
    std::optional<int> triesLeft; // where it was asked and could say
    std::vector<TokenObject> objects;
    std::optional<Error> problem; // why its objects cannot be listed

    // Label, model and serial number, each once: labels often hold the others.
    [[nodiscard]] std::string name() const;
    [[nodiscard]] bool does(std::string_view function) const;
    [[nodiscard]] bool pinIs(std::string_view state) const;
    [[nodiscard]] bool makesMessages() const; // whole CMS messages, no bare signatures
};

// A reader, what is in it, and what is known of that.
struct CardReader {
    std::string name;
    bool cardPresent = false;
    bool mute = false;
    std::string atr;    // hex, lower case
    std::string driver; // id of a TokenDriver; empty: the card is unknown
    LocalizedText driverName;
    bool moduleMissing = false; // the driver names PKCS#11 modules, and none of them is installed
    LocalizedText mend;         // then
    std::string url;
};

// How people and the command line name a token and what lies on it: RFC 7512 where the plugin's ids are such, else
// "reseal-token:PLUGIN/ID" and "?object=ID", percent-encoded.
[[nodiscard]] std::string uriOf(const Token& token);
[[nodiscard]] std::string uriOf(const Token& token, const TokenObject& object);

// The token's name as Token::name() has it, as far as a pkcs11: URI tells; empty for any other text.
[[nodiscard]] std::string nameIn(std::string_view uri);

// Whether the URI means this token, or this object of it: each attribute that a pkcs11: URI names has to be there, its
// query (pin-source and the like) is passed over.
[[nodiscard]] bool means(std::string_view uri, const Token& token);
[[nodiscard]] bool means(std::string_view uri, const Token& token, const TokenObject& object);

// The key that the URI names on a token whose objects cannot be listed now (its PIN is needed for that), as far as the
// URI tells.
[[nodiscard]] std::optional<TokenObject> namedOnly(std::string_view uri, const Token& token);

} // namespace reseal::core
