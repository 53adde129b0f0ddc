// SPDX-License-Identifier: Apache-2.0
// What the engine needs of the world. Each act is asked for with a `done`, which is called once on the engine's thread:
// now, or later. Secrets that the person gave come along as Means and are kept by nobody.
//
// Errors of the acts say what helps: reason password_required, bad_passphrase (the old key's file), pin_required,
// pin_last_try (nothing was tried) and the other pin_... reasons, no_way_in, vault_locked, wrong_password (the
// archive), file_password_required and file_password_unfit (a new key file), token_absent. Any other: category failed
// is tried again later, the rest waits for a person.
#pragma once

#include "agent/core/clock.hpp"
#include "agent/enrolment/own_questions.hpp"
#include "agent/enrolment/renewal.hpp"
#include "agent/plugins/conversation/demand.hpp"

#include <functional>
#include <map>
#include <span>

namespace reseal::enrolment {

// "vault": the archive's password; "password": of the old key's file; "new-password": of the new one; "pin", and with
// it "last-try" (of any value): the person was warned, and spends the last one; "no-password" (of any value): the new
// file is to have none.
using Means = std::map<std::string, Secret>;

template <typename Value>
using Done = std::function<void(Result<Value>)>;

class RenewalStore { // engine thread; each writing call is one transaction, durable when it returns
public:
    virtual ~RenewalStore() = default;
    // renewal_active (refused; subject: its id) where one of that old certificate has not ended.
    virtual Status add(const Renewal& renewal, const RenewalEvent& event) = 0;
    virtual Status save(const Renewal& renewal, const RenewalEvent& event) = 0;
    [[nodiscard]] virtual Result<std::optional<Renewal>> find(const std::string& id) = 0;
    [[nodiscard]] virtual Result<std::vector<Renewal>> all() = 0;                              // newest first
    [[nodiscard]] virtual Result<std::vector<RenewalEvent>> events(const std::string& id) = 0; // oldest first
};

struct CaStep {
    std::string function; // "begin", "resume", "recover", "withdraw"
    std::string operation;
    wire::Items params; // answers, requests, signatures: with their secrets
};

// How a step that brought no demand ended.
enum class CaTrouble : std::uint8_t {
    later,      // nobody can say whether it arrived, or the CA is not reachable: recovered after a while
    person,     // it did not arrive, and will not before somebody mends something
    no,         // the CA's last word
    cannotTell, // of recover
};
struct CaReply {
    wire::Items demand; // where there is no trouble
    std::optional<CaTrouble> trouble;
    Error error;
    std::optional<std::chrono::seconds> retryAfter;
};

class CaConversation {
public:
    virtual ~CaConversation() = default;
    virtual void ask(const Renewal& renewal, CaStep step, std::function<void(CaReply)> done) = 0;
};

class NewKeys {
public:
    virtual ~NewKeys() = default;
    // The key pair of this renewal and demand, made only where there is none yet, and kept; gives what the demand's
    // form asks for: DER PKCS#10 or SubjectPublicKeyInfo.
    virtual void make(const Renewal& renewal, const plugins::KeyDemand& demand, const Means& means,
                      Done<Bytes> done) = 0;
    [[nodiscard]] virtual std::vector<Medium> media(const Renewal& renewal,
                                                    std::span<const plugins::KeyDemand> demands) = 0;
    // Tokens in a reader that cannot take such keys; none where the CA wants no token.
    [[nodiscard]] virtual std::vector<Medium> unfit(std::span<const plugins::KeyDemand> demands) = 0;
    [[nodiscard]] virtual PinFacts pin(const Renewal& renewal) = 0;      // of the token they go to
    [[nodiscard]] virtual bool changesPin(const std::string& token) = 0; // its URI, as of all tokens here
    // From "pin" to "new-pin" of the means.
    virtual void changePin(const std::string& token, const Means& means, std::function<void(Status)> done) = 0;
};

class OldKey {
public:
    virtual ~OldKey() = default;
    virtual void sign(const Renewal& renewal, const plugins::PayloadDemand& payload, const Means& means,
                      Done<Bytes> done) = 0;
    // Certificate and key, or the fact that the key cannot leave its token or is lost, read back and proven.
    virtual void archive(const Renewal& renewal, const Means& means, std::function<void(Status)> done) = 0;
    [[nodiscard]] virtual std::string place(const Renewal& renewal) = 0;  // file or token, for people
    [[nodiscard]] virtual PinFacts pin(const Renewal& renewal) = 0;       // of its token
    [[nodiscard]] virtual std::string folder(const Renewal& renewal) = 0; // of its file; empty: it is in none
};

struct CopyTarget {
    std::string medium; // "folder" (means: "new-password"), "vault", a token's URI (means: "pin")
    std::string folder;
};

class Installation {
public:
    virtual ~Installation() = default;
    // Whether it may be installed. Errors: certificate_unfit (refused).
    virtual Status check(const Renewal& renewal, const plugins::IssuedCertificates& issued) = 0;
    // What is to be said of what was installed: a catalogue text; empty: nothing.
    [[nodiscard]] virtual std::string remarkOn(const Renewal& renewal, const plugins::IssuedCertificates& issued) = 0;
    // Puts them beside their keys and reads them back; gives the place, for people.
    virtual void install(const Renewal& renewal, const plugins::IssuedCertificates& issued, const Means& means,
                         Done<std::string> done) = 0;
    // What a copy may be put into now, besides a folder: "vault", tokens that take keys.
    [[nodiscard]] virtual std::vector<Medium> copyMedia(const Renewal& renewal) = 0;
    // A further copy of what was installed, read back; gives its place, for people.
    virtual void copy(const Renewal& renewal, const plugins::IssuedCertificates& issued, const CopyTarget& target,
                      const Means& means, Done<std::string> done) = 0;
};

class Workplace {
public:
    virtual ~Workplace() = default;
    // What this renewal will miss: what it is by how it is mended, in the person's language. Nothing where all is well.
    virtual void look(const Renewal& renewal, std::function<void(std::map<std::string, std::string>)> done) = 0;
    // What the new key will miss besides, once it is known which one and where; at once, and likewise.
    [[nodiscard]] virtual std::map<std::string, std::string>
    missingForKey(const Renewal& renewal, std::span<const plugins::KeyDemand> demands) = 0;
};

class Chance {
public:
    virtual ~Chance() = default;
    virtual void fill(std::span<std::uint8_t> octets) = 0;
};

// All outlive the engine.
struct Surroundings {
    RenewalStore* store = nullptr;
    CaConversation* ca = nullptr;
    NewKeys* keys = nullptr;
    OldKey* oldKey = nullptr;
    Installation* installation = nullptr;
    const core::Clock* clock = nullptr;
    Chance* chance = nullptr;
    Workplace* workplace = nullptr; // null: nobody looks around
};

} // namespace reseal::enrolment
