// SPDX-License-Identifier: Apache-2.0
// How to renew one certificate, in words: out of the issuer directory, or generic advice naming the issuer.
// Plain C++ without wx; any thread.
#pragma once

#include "agent/ui/certificate_list.hpp"

#include <string>
#include <vector>

namespace reseal::ui {

struct RenewalGuide {
    std::string heading;            // who, and until when
    std::string issuer;             // the CA's name
    std::string lastDay;            // a sentence on renewal without a visit; empty where unknown
    bool visitNeeded = false;       // remote renewal has closed
    std::vector<std::string> steps; // never empty
    std::vector<std::string> bring;
    std::string url; // https only; empty where there is none
    std::string phone;
    std::string email;
};

[[nodiscard]] RenewalGuide guideFor(const core::InventoryEntry& entry, const core::IssuerDirectory& issuers,
                                    const Words& words);

// The same as one text, to be printed or read aloud.
[[nodiscard]] std::string guideText(const RenewalGuide& guide, const Words& words);

} // namespace reseal::ui
