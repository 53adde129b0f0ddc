// SPDX-License-Identifier: Apache-2.0
#include "agent/plugins/trust.hpp"

#include "agent/core/text_safety.hpp"
#include "agent/crypto/code_signature.hpp"

#include <algorithm>
#include <array>

namespace reseal::plugins {
namespace {

constexpr std::size_t kLongestName = 200;

std::string commonName(const std::vector<NameAttribute>& attributes) {
    for (const char* oid : {"2.5.4.3", "2.5.4.10"}) { // common name, organization
        const auto found = std::ranges::find(attributes, oid, &NameAttribute::oid);
        if (found != attributes.end()) {
            return core::displaySafe(found->value, kLongestName);
        }
    }
    return attributes.empty() ? std::string() : core::displaySafe(attributes.back().value, kLongestName);
}

bool anyVouches(const std::vector<Bytes>& anchors, const crypto::CodeSignature& signature) {
    return std::ranges::any_of(anchors, [&](const Bytes& anchor) { return crypto::vouchesFor(anchor, signature); });
}

TrustSource sourceOf(const crypto::CodeSignature& signature, const std::string& sha256, const TrustRules& rules) {
    if (anyVouches(rules.build, signature)) {
        return TrustSource::build;
    }
    if (anyVouches(rules.policy, signature)) {
        return TrustSource::policy;
    }
    const bool chosen = rules.personMayTrust && rules.person.contains(sha256);
    // A key too weak to vouch for itself is not trusted, whoever chose it.
    return chosen && crypto::vouchesFor(signature.signer.der, signature) ? TrustSource::person : TrustSource::none;
}

Refusal untrusted(const Signer& signer, bool personMayTrust) {
    return {Category::refused,
            "untrusted",
            N_("Nobody here trusts its signer, {signer} (SHA-256 {sha256})."),
            personMayTrust
                ? N_("If you know this signer, and the SHA-256 is the one it published, trust it: reseal plugin trust.")
                : N_("Your organisation decides who is trusted; ask its administrator."),
            {},
            {{"signer", signer.name}, {"sha256", signer.sha256}}};
}

Refusal notSigned() {
    return {Category::refused,
            "unsigned",
            N_("The plugin is not signed: plugin.json.p7s is missing."),
            N_("Ask its vendor for a signed one. For a plugin of your own: reseal plugin developer-mode on."),
            {},
            {}};
}

} // namespace

const char* name(TrustSource source) {
    static constexpr std::array kNames{"none", "build", "policy", "person", "developer"};
    return kNames.at(static_cast<std::size_t>(source));
}

Judgement judgeSignature(ByteView manifest, ByteView signature, const TrustRules& rules) {
    Judgement judgement;
    if (signature.empty()) {
        judgement.refusal = notSigned();
    } else if (const auto checked = crypto::checkCodeSignature(manifest, signature); !checked) {
        judgement.refusal = refusalOf(checked.error());
    } else {
        const CertificateFacts& facts = checked.value().signer;
        judgement.signer = Signer{commonName(facts.subject), commonName(facts.issuer), toHex(facts.sha256)};
        judgement.trustedBy = sourceOf(checked.value(), judgement.signer->sha256, rules);
        if (judgement.trustedBy == TrustSource::none) {
            judgement.refusal = untrusted(*judgement.signer, rules.personMayTrust);
        }
    }
    if (judgement.refusal && rules.developerMode) {
        judgement.refusal.reset();
        judgement.trustedBy = TrustSource::developer;
    }
    return judgement;
}

} // namespace reseal::plugins
