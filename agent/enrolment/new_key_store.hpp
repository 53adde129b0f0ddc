// SPDX-License-Identifier: Apache-2.0
// New private keys until their certificates are there: sealed by the vault, under the renewal that made them. Values,
// and the store that keeps them. Engine thread.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/certificate_facts.hpp"
#include "agent/base/result.hpp"

#include <string>
#include <vector>

namespace reseal::enrolment {

struct KeptKey {
    std::string renewal;
    std::string number;    // of the demand
    std::string algorithm; // as in reseal/keys.h
    Bytes publicKey;       // DER SubjectPublicKeyInfo
    Bytes sealed;          // PKCS#8 under the vault's data key; associated data: SHA-256 of publicKey
    std::string tokenKey;  // the key's id on its token; then nothing is sealed
    TimePoint made{};
};

class NewKeyStore {
public:
    virtual ~NewKeyStore() = default;
    virtual Status keep(const KeptKey& key) = 0; // durable when it returns; never replaces one
    [[nodiscard]] virtual Result<std::vector<KeptKey>> kept(const std::string& renewal) = 0; // empty: of all
    virtual Status forget(const std::string& renewal) = 0; // installed, or at the person's word
};

} // namespace reseal::enrolment
