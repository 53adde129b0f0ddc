// SPDX-License-Identifier: Apache-2.0
// The application that goes to the CA with the request: who asks, for what, when, signed with the old key or by hand.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ca_file {

struct Application {
    std::string language, holder, organization;
    std::string oldCertificate; // DER; empty: there is none
    std::string requestFile, request;
    std::int64_t nowMs = 0;
    bool byHand = false;
};

std::string applicationText(const Application& application);

// What a person fills in under a page that is signed by hand.
std::string signatureLine(std::string_view language);

std::string dateOf(std::int64_t ms); // "2026-08-01 10:20 UTC"

} // namespace ca_file
