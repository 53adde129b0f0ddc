// SPDX-License-Identifier: Apache-2.0
// The forms of the conversation; `language` is the person's, for values, which have but one. Pure; any thread.
#pragma once

#include "nca_certificate.hpp"
#include "replies.hpp"

#include <reseal/cxx/form.hpp>

namespace ca_nca {

using reseal::sdk::Form;
using reseal::sdk::Text;

// The first "{}" becomes `value`, each language by itself.
Text filled(Text text, const Text& value);

// Why there is no re-issue by the old key, and the way on.
Form newIssueForm(bool lapsed, const Text& serviceCentre, const std::string& language);
Form keyMissingForm(bool signingKey, const std::string& atHand);

Form agreementForm(const Agreement& agreement, const Text& error);

struct DataPage {
    std::string email, phone, name, iin;
    bool typed = false; // by the person, even what is empty; else it is filled in with what is known
    bool askPhone = false, askHolder = false;
    Text emailError, phoneError, nameError, iinError;
};
Form dataForm(const DataPage& page);

struct ApplicationPage {
    std::string holder, iin, bin, email, phone;
    bool pair = false; // of RSA; else one GOST key
    std::string language;
    Text error;
};
Form applicationForm(const ApplicationPage& page);

struct CodePage {
    bool eGov = false;
    std::string to;
    int length = 6; // digits
    std::int64_t minutes = 5, expiresAtMs = 0;
    Text error;
};
Form codeForm(const CodePage& page, const Text& support);

struct LinkPage {
    Letter letter;
    bool sentAgain = false;
    Text error;
};
Form linkForm(const LinkPage& page);
Form emailForm(const std::string& email, const Text& error);

Form reviewForm(const std::vector<NcaCertificate>& certificates);
Form wrongDataForm(const Text& support, const std::string& language);

} // namespace ca_nca
