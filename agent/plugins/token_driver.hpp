// SPDX-License-Identifier: Apache-2.0
// What is known of smart cards and tokens by their answer to reset (ISO 7816-3): what they are, which PKCS#11 module
// works them, and what mends a missing one. The entries come from data files; parsing is not done here. Any thread.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/localized_text.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace reseal::plugins {

struct AtrPattern {
    Bytes atr;          // 2 to 33 bytes
    Bytes mask;         // as long: bits that are 0 may be anything
    std::string source; // who says so
};

struct TokenDriver {
    std::string id; // "rutoken-ecp"
    LocalizedText name;
    std::vector<AtrPattern> cards;
    // Absolute paths, best first, by "linux-x86_64", "linux-aarch64", "windows-x86_64" ...
    std::map<std::string, std::vector<std::string>> modules;
    std::string defaultPin; // as delivered; tried only where the person agreed to it (enrolment/own_questions.hpp)
    std::vector<std::string> can; // "rsa", "ec", "gost", "containers" (a passive carrier of key containers)
    LocalizedText mend;           // where its module is missing
    std::string url;
    bool metHardware = false; // tried on the real device
};

[[nodiscard]] bool fits(const AtrPattern& pattern, ByteView atr);

class TokenDrivers {
public:
    // Later entries win over earlier ones with the same id.
    void add(TokenDriver driver);

    // The one whose pattern fits with the most bits; null where the card is unknown.
    [[nodiscard]] const TokenDriver* find(ByteView atr) const;

    [[nodiscard]] const std::vector<TokenDriver>& all() const { return drivers_; }

private:
    std::vector<TokenDriver> drivers_;
};

// A file that README describes, made out for a card that is not known yet; the person fills in what "..." says.
[[nodiscard]] std::string newDriverEntry(ByteView atr);

} // namespace reseal::plugins
