// SPDX-License-Identifier: Apache-2.0
// The link of the NCA's letter, as a person pastes it or follows it by way of Reseal. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace ca_nca {

struct Link {
    enum class State { fine, none, otherHost, noToken } state = State::none;
    std::string token; // what it proves
    std::string host;  // of another host: which
};

// `text`: "https://HOST/...?token=T", or "reseal://HOST/renewal/ID?token=T". HOST, and its port, have to be those of
// `base`; what is not of this form, longer than 2000 bytes, or names a user is none.
Link readLink(std::string_view text, std::string_view base);

// Where the letter's link leads back to Reseal: "reseal://HOST/renewal/ID", to which the CA adds "?token=T".
std::string returnAddress(std::string_view base, std::string_view conversation);

} // namespace ca_nca
