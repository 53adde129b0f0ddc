// SPDX-License-Identifier: Apache-2.0
// Who may load: the detached CMS signature beside a manifest, against those who are trusted. Any thread.
//
// A signer is trusted where its certificate, or a CA above it, is the build's own or named by policy, or where the
// person trusts exactly this certificate. It has to be made out for code signing. Its expiry does not matter: plugins
// load for ten years and more; what must no longer load stands in a ban list (policy.hpp). Developer mode loads what
// nobody vouches for.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/plugins/refusal.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace reseal::plugins {

enum class TrustSource : std::uint8_t { none, build, policy, person, developer };
[[nodiscard]] const char* name(TrustSource source); // "build", "policy", "person", "developer"; "none"

struct Signer {
    std::string name;   // its common name, else its organization; harmless to print
    std::string issuer; // likewise
    std::string sha256; // of its certificate, hex
};

struct TrustRules {
    std::vector<Bytes> build = {};     // certificates in DER
    std::vector<Bytes> policy = {};    // likewise, CAs too
    std::set<std::string> person = {}; // SHA-256 of signers' certificates, hex
    bool personMayTrust = true;        // whether `person` counts
    bool developerMode = false;        // where policy allows it and the person switched it on
};

struct Judgement {
    TrustSource trustedBy = TrustSource::none;
    std::optional<Signer> signer;   // where the signature is sound, trusted or not
    std::optional<Refusal> refusal; // where trustedBy is none
};

// `signature` is empty where there is none. Codes: unsigned, untrusted, and those of checkCodeSignature.
[[nodiscard]] Judgement judgeSignature(ByteView manifest, ByteView signature, const TrustRules& rules);

} // namespace reseal::plugins
