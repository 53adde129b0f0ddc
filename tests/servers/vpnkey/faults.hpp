// SPDX-License-Identifier: Apache-2.0
// What the peer does wrong on request. Any thread.
#pragma once

#include <array>
#include <set>
#include <string>
#include <string_view>

namespace reseal::test::vpnkey {

using Faults = std::set<std::string, std::less<>>;

struct FaultInfo {
    std::string_view name;
    std::string_view what;
};

inline constexpr std::array kFaults{
    // Forms that real tokens may have.
    FaultInfo{"trailing-separator", "lists of ids end in ';'"},
    FaultInfo{"comma-separator", "ids are separated by ','"},
    FaultInfo{"blank-separator", "ids are separated by a space and a line break"},
    FaultInfo{"two-keys", "a second signature key"},
    FaultInfo{"reordered-fields", "retcode comes first, further fields between"},
    FaultInfo{"no-attributes", "signatures without signed attributes"},
    FaultInfo{"total-length", "data_length counts all blocks so far"},
    FaultInfo{"form-decoding", "a '+' becomes a space and is dropped, as careless decoders do"},
    // Broken answers.
    FaultInfo{"no-retcode", "answers without a return code"},
    FaultInfo{"unquoted", "values without quotes"},
    FaultInfo{"doubled-field", "retcode stands twice"},
    FaultInfo{"huge-answer", "an answer of 4 MiB"},
    FaultInfo{"redirect", "every answer leads to another path"},
    FaultInfo{"packed", "answers claim to be gzip"},
    FaultInfo{"web-page", "answers are HTML: something else has the port"},
    FaultInfo{"missing-part", "the signature comes without suffix"},
    FaultInfo{"broken-base64", "a line break inside of head"},
    FaultInfo{"lost-bytes", "data_length is five less than what was sent"},
    // Wrong signatures.
    FaultInfo{"wrong-length", "the outermost length of the message is one too large"},
    FaultInfo{"wrong-content-length", "the length of the attached document is one too large"},
    FaultInfo{"indefinite-length", "the message begins with an indefinite length"},
    FaultInfo{"wrong-signature", "one bit of the signature is another"},
    FaultInfo{"other-document", "the signature is over another document"},
    FaultInfo{"other-certificate", "signed with another key and certificate of the token"},
    FaultInfo{"no-certificate", "the signer's certificate is not in the message"},
    FaultInfo{"trailing-bytes", "a byte follows the message"},
    FaultInfo{"attached-anyway", "the message holds the document though hasdata is 0"},
    // States.
    FaultInfo{"retcode-73", "SET_SIGN_DATA_H_ID answers with 73"},
    FaultInfo{"dead-session", "no session is good"},
    FaultInfo{"dead-session-404", "no session is good, said as HTTP 404"},
    FaultInfo{"session-ends", "the session ends before CALC_SIGN_H_ID"},
    FaultInfo{"handle-ends", "the context is gone before CALC_SIGN_H_ID"},
    FaultInfo{"login-refused", "LOGIN answers with 9"},
    FaultInfo{"stall", "CALC_SIGN_H_ID is never answered"},
    FaultInfo{"cut", "the answer to GET_SIGN_CMS_H_ID breaks off"},
};

[[nodiscard]] inline bool isFault(std::string_view name) {
    for (const FaultInfo& fault : kFaults) {
        if (fault.name == name) {
            return true;
        }
    }
    return false;
}

} // namespace reseal::test::vpnkey
