// SPDX-License-Identifier: Apache-2.0
// A certificate revocation list, full or delta (RFC 5280, 5), of any key that signature_check knows. Read once, in
// place: entries are looked up in the list's own bytes, however many they are. Any one thread.
#pragma once

#include "agent/base/revocation_facts.hpp"
#include "agent/crypto/cms/certificate_fields.hpp"

#include <map>
#include <span>
#include <vector>

namespace reseal::crypto {

inline constexpr std::size_t kMaxListBytes = 64U << 20;
inline constexpr std::size_t kMaxListEntries = 4'000'000;

// What a list says of one serial number.
struct ListEntry {
    TimePoint revokedAt;
    std::optional<TimePoint> invalidSince = {};
    std::optional<RevocationReason> reason = {};
};

class RevocationList {
public:
    // DER or one PEM block. Errors: list_damaged (damaged), also where it is larger than the limits above.
    [[nodiscard]] static Result<RevocationList> read(ByteView file);
    RevocationList(RevocationList&&) noexcept = default;
    RevocationList& operator=(RevocationList&&) noexcept = default;

    [[nodiscard]] ByteView issuer() const { return issuer_; } // DER Name
    [[nodiscard]] TimePoint thisUpdate() const { return thisUpdate_; }
    [[nodiscard]] std::optional<TimePoint> nextUpdate() const { return nextUpdate_; }
    // Magnitudes without leading zeros: numbers have up to 20 octets.
    [[nodiscard]] const std::optional<Bytes>& number() const { return number_; }
    [[nodiscard]] const std::optional<Bytes>& baseNumber() const { return baseNumber_; } // of a delta list only
    [[nodiscard]] bool isDelta() const { return baseNumber_.has_value(); }
    [[nodiscard]] std::size_t entries() const { return entries_; }
    // Whether it has rules that this program does not know: then it tells nothing.
    [[nodiscard]] bool hasUnknownRules() const { return unknownRules_; }
    [[nodiscard]] const std::vector<ExtensionField>& extensions() const { return extensions_; }

    // `serial`: the whole INTEGER of a certificate.
    [[nodiscard]] std::optional<ListEntry> find(ByteView serial) const;
    // Whether this key signed it; the answer is kept, so asking again costs nothing.
    [[nodiscard]] Result<bool> isSignedBy(ByteView publicKeyInfo) const;

private:
    RevocationList() = default;
    [[nodiscard]] bool readBody();
    [[nodiscard]] bool readEntries();
    [[nodiscard]] bool readListExtensions(ByteView explicitly);

    Bytes der_; // everything below points into it; moving keeps it in its place
    ByteView issuer_;
    ByteView list_; // content of revokedCertificates
    TimePoint thisUpdate_;
    std::optional<TimePoint> nextUpdate_;
    std::optional<Bytes> number_;
    std::optional<Bytes> baseNumber_;
    std::vector<ExtensionField> extensions_;
    std::size_t entries_ = 0;
    bool unknownRules_ = false;
    mutable std::map<Sha256, Result<bool>> signedBy_;
};

// A bigger number has more octets, or bigger ones.
[[nodiscard]] bool isLess(const Bytes& one, const Bytes& other);

} // namespace reseal::crypto
