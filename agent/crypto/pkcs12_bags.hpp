// SPDX-License-Identifier: Apache-2.0
// The bags of an opened PKCS#12 safe: certificates as encoded, keys with their localKeyID. Any thread.
#pragma once

#include "agent/base/certificate_facts.hpp"
#include "agent/crypto/derivation_budget.hpp"
#include "agent/crypto/openssl_handles.hpp"
#include "agent/crypto/pkcs12_encryption.hpp"
#include "agent/crypto/private_keys.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace reseal::crypto {

struct BaggedCertificate {
    CertificateFacts facts;
    Bytes localKeyId;
    std::string friendlyName;
};

struct BaggedKey {
    FoundKey found;
    Bytes localKeyId;
    std::string friendlyName;
    Secret pkcs8;                     // empty where the key stays shut, or is not to be kept
    std::optional<PrivateKey> opened; // likewise, and where its kind is none of PrivateKey's
};

enum class KeyBytes : std::uint8_t { drop, keep };

class BagCollector {
public:
    // `passwords` in the order to try; `verified`: the first of them is known to fit the file.
    BagCollector(std::vector<Pkcs12Password> passwords, bool verified, DerivationBudget& budget, KeyBytes keyBytes)
        : passwords_(std::move(passwords)), verified_(verified), budget_(budget), keyBytes_(keyBytes) {}

    void collect(const STACK_OF(PKCS12_SAFEBAG) * bags);

    // Gives every key its certificate. Call once, after the last collect().
    void matchKeys();

    [[nodiscard]] std::vector<BaggedCertificate>& certificates() { return certificates_; }
    [[nodiscard]] std::vector<BaggedKey>& keys() { return keys_; }
    [[nodiscard]] bool damagedCertificates() const { return damagedCertificates_; }

private:
    void collect(const STACK_OF(PKCS12_SAFEBAG) * bags, int depth);
    void addCertificate(const PKCS12_SAFEBAG* bag);
    void addPlainKey(const PKCS12_SAFEBAG* bag);
    void addShroudedKey(const PKCS12_SAFEBAG* bag);
    void openShroudedKey(const PKCS12_SAFEBAG* bag, BaggedKey& key);
    [[nodiscard]] bool take(Secret pkcs8, BaggedKey& key) const;
    [[nodiscard]] const CertificateFacts* certificateOf(const BaggedKey& key) const;

    std::vector<Pkcs12Password> passwords_;
    bool verified_;
    DerivationBudget& budget_;
    KeyBytes keyBytes_;
    std::vector<BaggedCertificate> certificates_;
    std::vector<BaggedKey> keys_;
    bool damagedCertificates_ = false;
};

} // namespace reseal::crypto
