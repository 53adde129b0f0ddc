// SPDX-License-Identifier: Apache-2.0
// New keys of renewals: made here and kept in the vault, under the renewal's id, before anyone hears of them; or made
// on a token (renewal_token_keys.hpp). Engine thread; making one runs on a worker where the engine is live.
#pragma once

#include "agent/app/archive_keeper.hpp"
#include "agent/app/renewal_token_keys.hpp"
#include "agent/app/token_work.hpp"
#include "agent/crypto/private_key.hpp"
#include "agent/enrolment/new_key_store.hpp"
#include "agent/enrolment/seams.hpp"

namespace reseal::app {

// Open already, or by the password given, else by the keyring; made where there is none.
Status openVault(archive::Vault& vault, const enrolment::Means& means);

class RenewalKeys final : public enrolment::NewKeys {
public:
    // Borrows all for its life.
    RenewalKeys(enrolment::NewKeyStore& store, ArchiveKeeper& archive, TokenWork& work, RenewalTokenKeys& tokens,
                const core::Clock& clock)
        : store_(store), archive_(archive), work_(work), tokens_(tokens), clock_(clock) {}

    void make(const enrolment::Renewal& renewal, const plugins::KeyDemand& demand, const enrolment::Means& means,
              enrolment::Done<Bytes> done) override;
    [[nodiscard]] std::vector<enrolment::Medium> media(const enrolment::Renewal& renewal,
                                                       std::span<const plugins::KeyDemand> demands) override;
    [[nodiscard]] std::vector<enrolment::Medium> unfit(std::span<const plugins::KeyDemand> demands) override;

    [[nodiscard]] enrolment::PinFacts pin(const enrolment::Renewal& renewal) override {
        return tokens_.pin(renewal.medium);
    }
    [[nodiscard]] bool changesPin(const std::string& token) override { return tokens_.changesPin(token); }
    void changePin(const std::string& token, const enrolment::Means& means, std::function<void(Status)> done) override {
        tokens_.changePin(token, means, std::move(done));
    }
    // Public keys by the number of their demand; no way into the vault is needed.
    [[nodiscard]] Result<std::map<std::string, Bytes>> publicKeys(const enrolment::Renewal& renewal);
    // Precondition: the vault is open. key_missing (notFound).
    [[nodiscard]] Result<crypto::PrivateKey> keyOf(const enrolment::Renewal& renewal, const std::string& number);
    [[nodiscard]] enrolment::NewKeyStore& store() { return store_; }

private:
    Status keep(const enrolment::Renewal& renewal, const std::string& number, const std::string& algorithm,
                const crypto::PrivateKey& key);

    enrolment::NewKeyStore& store_;
    ArchiveKeeper& archive_;
    TokenWork& work_;
    RenewalTokenKeys& tokens_;
    const core::Clock& clock_;
};

} // namespace reseal::app
