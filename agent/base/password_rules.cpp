// SPDX-License-Identifier: Apache-2.0
#include "agent/base/password_rules.hpp"

#include "agent/base/result.hpp"

#include <algorithm>

namespace reseal {
namespace {

constexpr std::ptrdiff_t kShortest = 8;
constexpr std::ptrdiff_t kLongest = 32;
constexpr std::string_view kTooWellKnown = "123456";

std::ptrdiff_t charactersOf(std::string_view text) {
    return std::ranges::count_if(text, [](char octet) { return (static_cast<unsigned char>(octet) & 0xC0U) != 0x80; });
}

bool hasOneOf(std::string_view text, char first, char last) {
    return std::ranges::any_of(text, [&](char c) { return c >= first && c <= last; });
}

} // namespace

const char* problemOf(PasswordRules rules, std::string_view password) {
    if (rules == PasswordRules::none) {
        return "";
    }
    const std::ptrdiff_t length = charactersOf(password);
    return length < kShortest              ? N_("The password needs at least 8 characters.")
           : length > kLongest             ? N_("The password may have at most 32 characters.")
           : !hasOneOf(password, 'A', 'Z') ? N_("The password needs an upper-case Latin letter (A to Z).")
           : !hasOneOf(password, 'a', 'z') ? N_("The password needs a lower-case Latin letter (a to z).")
           : !hasOneOf(password, '0', '9') ? N_("The password needs a digit.")
           : password.find(kTooWellKnown) != std::string_view::npos ? N_("The password must not contain 123456.")
                                                                    : "";
}

const char* textOf(PasswordRules rules) {
    return rules == PasswordRules::none
               ? ""
               : N_("8 to 32 characters with an upper-case and a lower-case Latin letter and a digit; not 123456, and "
                    "not the old password.");
}

} // namespace reseal
