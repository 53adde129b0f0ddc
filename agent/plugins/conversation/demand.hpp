// SPDX-License-Identifier: Apache-2.0
// One demand of a CA plugin as a typed value (ext/ca.h, keys.h). Whatever does not fit the contract is refused here, so
// that nothing behind has to doubt it. Any thread.
#pragma once

#include "agent/plugins/conversation/form.hpp"
#include "agent/plugins/wire/item.hpp"

#include <variant>

namespace reseal::plugins {

struct KeyDemand { // a new key pair and a request
    std::string id;
    std::vector<std::string> algorithms; // best first, never empty
    Bytes subject;                       // DER Name; empty: that of the old certificate
    Bytes extensions;
    Bytes attributes;
    std::string form = "pkcs10"; // or "public-key"
    std::vector<std::string> media;
};

struct PayloadDemand { // a signature by the old key
    std::string id;
    Bytes data;
    std::string form; // "raw", "raw-digest", "cms-attached", "cms-detached"
    std::string digest;
    Bytes signer; // SHA-256 of a certificate; empty: the old one
    LocalizedText title;
};

struct WaitDemand {
    std::optional<TimePoint> until;
    std::string folder; // watched meanwhile
    LocalizedText text;
    std::optional<TimePoint> deadline;
    std::string print; // a page for the person to print, with line ends; empty: none
};

struct KeyFileRules { // of a new key file
    std::string name; // without its folder; empty: our own
    bool kazakh = false;
};

struct IssuedCertificates {
    std::map<std::string, Bytes> certificates; // DER by the id of the request; never empty
    std::vector<Bytes> chain;
    std::map<std::string, KeyFileRules> files; // by the id of the request, where the CA has rules
};

struct FailedDemand {
    LocalizedText text;
    LocalizedText mend;
    std::string reason;
};

struct Demand {
    std::variant<Form, std::vector<KeyDemand>, std::vector<PayloadDemand>, WaitDemand, IssuedCertificates, FailedDemand>
        what;
    Bytes cookie; // empty only for the two that end the conversation
    LocalizedText step;
    LocalizedText next;
};

// Reason "bad_demand" or "bad_form" (damaged).
[[nodiscard]] Result<Demand> readDemand(const wire::Items& items);

} // namespace reseal::plugins
