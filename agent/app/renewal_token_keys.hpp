// SPDX-License-Identifier: Apache-2.0
// New keys of renewals on tokens: made there under the renewal's id, the request signed there, the certificate put
// beside them. Engine thread; what waits on a token runs on the engine's TokenWork.
#pragma once

#include "agent/app/token_calls.hpp"
#include "agent/app/token_work.hpp"
#include "agent/core/token.hpp"
#include "agent/crypto/certificate_request.hpp"
#include "agent/enrolment/new_key_store.hpp"
#include "agent/enrolment/seams.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace reseal::app {

// Which tokens there are, and how they are asked.
struct TokenAccess {
    PluginCalls* calls = nullptr; // may be null: there are none
    TokenWork* work = nullptr;
    std::function<std::vector<core::Token>()> tokens;
    std::function<Result<ReadyPlugin>(const std::string& plugin)> plugin;
    std::function<std::string(const core::Token&)> factoryPin = {}; // as delivered; empty: not known
};

// What the demand wants in the request; its subject is that of the old certificate where it names none.
[[nodiscard]] crypto::RequestContent requestContent(const enrolment::Renewal& renewal,
                                                    const plugins::KeyDemand& demand);

[[nodiscard]] Error tokenAbsent();
[[nodiscard]] enrolment::PinFacts pinFactsOf(const core::Token& token, const TokenAccess& access);

class RenewalTokenKeys {
public:
    explicit RenewalTokenKeys(TokenAccess access) : at_(std::move(access)) {}

    void make(const enrolment::Renewal& renewal, const plugins::KeyDemand& demand, const enrolment::Means& means,
              enrolment::NewKeyStore& store, TimePoint now, enrolment::Done<Bytes> done);
    // Beside their keys, and seen there afterwards; each key signs a test value with the same PIN. Gives the token's
    // address.
    void install(const enrolment::Renewal& renewal, const plugins::IssuedCertificates& issued,
                 const std::vector<enrolment::KeptKey>& keys, const enrolment::Means& means,
                 enrolment::Done<std::string> done);
    // Keys from elsewhere with their certificates, read back; each signs there. Gives the token's address.
    void put(const std::string& uri, std::vector<KeyTransfer> transfers, const enrolment::Means& means,
             enrolment::Done<std::string> done);
    // Never one that has its certificate: that is in use. key_in_use (refused).
    void remove(const std::string& uri, const std::vector<enrolment::KeptKey>& keys, const enrolment::Means& means,
                std::function<void(Status)> done);
    [[nodiscard]] std::vector<enrolment::Medium> takers(); // tokens that take such keys
    [[nodiscard]] enrolment::PinFacts pin(const std::string& uri);
    [[nodiscard]] bool changesPin(const std::string& uri);
    void changePin(const std::string& uri, const enrolment::Means& means, std::function<void(Status)> done);
    // Those that are there and can make what is demanded.
    [[nodiscard]] std::vector<enrolment::Medium> media(std::span<const plugins::KeyDemand> demands);
    [[nodiscard]] std::vector<enrolment::Medium> unfit(std::span<const plugins::KeyDemand> demands); // in a reader

private:
    struct Way { // to one token
        core::Token token;
        ReadyPlugin plugin;
        std::shared_ptr<const Secret> pin; // null: none is needed
        bool lastTry = false;              // the person agreed to it
    };
    [[nodiscard]] Result<Way> way(const std::string& uri, const enrolment::Means& means);

    TokenAccess at_;
};

} // namespace reseal::app
