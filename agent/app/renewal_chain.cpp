// SPDX-License-Identifier: Apache-2.0
// The chain of new certificates: what the CA sent along, completed with the authorities that were named and with those
// that this computer knows. Knowing one is not trusting it: each step up is proved by its signature.
#include "agent/app/renewal_installation.hpp"
#include "agent/core/certificate.hpp"
#include "agent/crypto/certificate_file.hpp"
#include "agent/crypto/cms/certificate_path.hpp"

#include <algorithm>
#include <optional>
#include <span>

namespace reseal::app {
namespace {

using enrolment::Renewal;
using plugins::IssuedCertificates;

constexpr std::size_t kLongestChain = 8;

// Authorities of that name which this computer came across; DER.
std::vector<Bytes> authoritiesNamed(core::CertificateStore& known, const std::string& name) {
    const auto entries = known.entries();
    std::vector<Bytes> found;
    for (const core::InventoryEntry& entry : entries ? entries.value() : std::vector<core::InventoryEntry>()) {
        auto der = entry.certificate.isCa && entry.certificate.subject == name ? known.der(entry.certificate.id)
                                                                               : Result<Bytes>(Error{});
        if (der) {
            found.push_back(std::move(der).value());
        }
    }
    return found;
}

// Who signed it; nothing where nobody at hand did, or where it did so itself.
std::optional<Bytes> issuerOf(ByteView certificate, std::span<const Bytes> atHand, core::CertificateStore& known) {
    const auto facts = crypto::readCertificate(certificate);
    if (!facts) {
        return std::nullopt;
    }
    const core::Certificate shown = core::interpret(facts.value());
    crypto::CertificatePaths paths;
    paths.offer(atHand);
    paths.offer(authoritiesNamed(known, shown.issuer));
    const auto issuer = paths.issuerOf(certificate);
    return issuer && !std::ranges::equal(*issuer, certificate) ? std::optional(Bytes(issuer->begin(), issuer->end()))
                                                               : std::nullopt;
}

std::vector<Bytes> atHand(const IssuedCertificates& issued, const Result<std::vector<Bytes>>& named) {
    std::vector<Bytes> all = issued.chain;
    for (const Bytes& authority : named ? named.value() : std::vector<Bytes>()) {
        all.push_back(authority);
    }
    return all;
}

} // namespace

IssuedCertificates RenewalInstallation::whole(const Renewal& renewal, const IssuedCertificates& issued) {
    const std::vector<Bytes> nearby = atHand(issued, at_.authorities(renewal));
    IssuedCertificates all = issued;
    for (const auto& [number, certificate] : issued.certificates) {
        std::optional<Bytes> at = certificate;
        for (std::size_t step = 0; step < kLongestChain; ++step) {
            at = issuerOf(*at, nearby, at_.profile->certificates());
            if (!at) {
                break;
            }
            if (std::ranges::find(all.chain, *at) == all.chain.end()) {
                all.chain.push_back(*at);
            }
        }
    }
    return all;
}

std::string RenewalInstallation::remarkOn(const Renewal& renewal, const IssuedCertificates& issued) {
    const std::vector<Bytes> nearby = atHand(issued, at_.authorities(renewal));
    const bool known = std::ranges::all_of(issued.certificates, [&](const auto& one) {
        return issuerOf(one.second, nearby, at_.profile->certificates()).has_value();
    });
    return known ? ""
                 : N_("The certificate of the issuer is unknown here, so only key, holder and times were checked.");
}

} // namespace reseal::app
