// SPDX-License-Identifier: Apache-2.0
// What is known of the CAs: how to renew with each, what to bring, and until when it works without a visit.
// The entries come from data files (assets/issuers, and an IT department's own folder); parsing is not done here.
#pragma once

#include "agent/base/localized_text.hpp"
#include "agent/core/certificate.hpp"

#include <optional>
#include <string>
#include <vector>

namespace reseal::core {

struct IssuerEntry {
    std::string id;                           // "kz-nca"
    std::vector<std::string> issuerContains;  // case-sensitive parts of the issuer's subject text; any one matches
    std::vector<std::string> authorityKeyIds; // hex; any one matches
    LocalizedText name;
    LocalizedText steps; // what to do, one step per line
    LocalizedText bring; // what to bring to a visit, one thing per line
    std::string url;
    std::string phone;
    std::string email;
    // Days before the due date at which renewal without a visit closes; none: the CA is not known to close it.
    std::optional<int> remoteRenewalClosesDays;
};

class IssuerDirectory {
public:
    // Later entries win over earlier ones with the same id.
    void add(IssuerEntry entry);

    // The entry whose key id matches, else whose text matches; null where the CA is unknown.
    [[nodiscard]] const IssuerEntry* find(const Certificate& certificate) const;

    [[nodiscard]] const std::vector<IssuerEntry>& entries() const { return entries_; }

private:
    std::vector<IssuerEntry> entries_;
};

} // namespace reseal::core
