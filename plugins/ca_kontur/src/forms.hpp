// SPDX-License-Identifier: Apache-2.0
// The forms of the conversation. Pure; any thread.
#pragma once

#include "replies.hpp"

#include <reseal/cxx/form.hpp>

#include <cstdint>

namespace ca_kontur {

using reseal::sdk::Form;
using reseal::sdk::Text;

// What the texts name: the CA, and where to turn.
struct Names {
    Text ca, support;
};

// The first "{}" becomes `value`, each language by itself.
Text filled(Text text, const Text& value);

struct PhonePage {
    Text text, phoneError, applicationError;
    std::string phone, application;
    bool askSms = false; // the CA does not tell; the person has to say that the SMS came
};
Form phoneForm(const PhonePage& page);

struct CodePage {
    std::string to; // where it was sent
    int length = 6; // digits
    std::int64_t minutes = 5, expiresAtMs = 0;
    Text error;
    bool confirmation = false; // the code after issuance
};
Form codeForm(const CodePage& page, const Names& names);

Form chooseForm(const std::vector<Application>& applications, const std::vector<Order>& others);

struct ReviewPage {
    std::vector<NamePart> subject;
    std::vector<Order> others;
    std::int64_t clockMinutes = 0; // that the clocks differ by, where it matters
    Text error;
};
Form reviewForm(const ReviewPage& page);

Form wrongDataForm(const Names& names, const std::string& language);

} // namespace ca_kontur
