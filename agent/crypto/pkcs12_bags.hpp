// SPDX-License-Identifier: Apache-2.0
// The bags of an opened PKCS#12 safe: certificates as encoded, keys with their localKeyID. Any thread.
#pragma once

#include "agent/base/certificate_facts.hpp"
#include "agent/crypto/derivation_budget.hpp"
#include "agent/crypto/openssl_handles.hpp"
#include "agent/crypto/private_keys.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace reseal::crypto {

// A password to try: nothing at all differs from an empty one in PKCS#12.
using Pkcs12Password = std::optional<std::string_view>;

[[nodiscard]] inline const char* textOf(const Pkcs12Password& password) {
    return password ? password->data() : nullptr;
}
[[nodiscard]] inline int sizeOf(const Pkcs12Password& password) {
    return password ? static_cast<int>(password->size()) : 0;
}

struct BaggedCertificate {
    CertificateFacts facts;
    Bytes localKeyId;
};

struct BaggedKey {
    FoundKey found;
    Bytes localKeyId;
};

class BagCollector {
public:
    // `passwords` in the order to try; `verified`: the first of them is known to fit the file.
    BagCollector(std::vector<Pkcs12Password> passwords, bool verified, DerivationBudget& budget)
        : passwords_(std::move(passwords)), verified_(verified), budget_(budget) {}

    void collect(const STACK_OF(PKCS12_SAFEBAG) * bags);

    // Gives every key its certificate. Call once, after the last collect().
    void matchKeys();

    [[nodiscard]] std::vector<BaggedCertificate>& certificates() { return certificates_; }
    [[nodiscard]] std::vector<BaggedKey>& keys() { return keys_; }
    [[nodiscard]] bool damagedCertificates() const { return damagedCertificates_; }

private:
    void collect(const STACK_OF(PKCS12_SAFEBAG) * bags, int depth);
    void addCertificate(const PKCS12_SAFEBAG* bag);
    void addShroudedKey(const PKCS12_SAFEBAG* bag);
    [[nodiscard]] FoundKey openShroudedKey(const PKCS12_SAFEBAG* bag);
    [[nodiscard]] const CertificateFacts* certificateOf(const BaggedKey& key) const;

    std::vector<Pkcs12Password> passwords_;
    bool verified_;
    DerivationBudget& budget_;
    std::vector<BaggedCertificate> certificates_;
    std::vector<BaggedKey> keys_;
    bool damagedCertificates_ = false;
};

} // namespace reseal::crypto
