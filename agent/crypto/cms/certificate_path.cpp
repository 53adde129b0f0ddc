// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/cms/certificate_path.hpp"

#include "agent/crypto/certificate_file.hpp"
#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"
#include "agent/crypto/signature_check.hpp"

#include <algorithm>
#include <array>

namespace reseal::crypto {
namespace {

constexpr std::size_t kMaxKnown = 2000;
constexpr int kMaxDepth = 8;
constexpr int kMaxSignatures = 48; // tried for one path: a message may hold many of the same name

// Understood by this check, or without effect on it.
constexpr std::array<std::string_view, 9> kUnderstood{"2.5.29.14", "2.5.29.15", "2.5.29.16", "2.5.29.17", "2.5.29.18",
                                                      "2.5.29.19", "2.5.29.32", "2.5.29.35", "2.5.29.37"};

bool understood(const CertificateFields& fields) {
    return std::ranges::all_of(fields.extensions, [](const ExtensionField& extension) {
        return !extension.critical || std::ranges::find(kUnderstood, extension.oid) != kUnderstood.end();
    });
}

struct Authority {
    bool is = false;
    std::optional<std::uint64_t> pathLength;
};

Authority authorityOf(const CertificateFields& fields) {
    const ExtensionField* extension = fields.extension("2.5.29.19");
    DerReader outer(extension != nullptr ? extension->value : ByteView{}, Encoding::ber);
    DerReader parts = outer.enter(kTagSequence);
    const auto flag = parts.next(kTagBoolean);
    const auto length = parts.next(kTagInteger);
    Authority authority;
    authority.is = flag && !flag->content.empty() && flag->content[0] != 0;
    authority.pathLength = length ? parseUnsigned(length->content) : std::nullopt;
    return authority;
}

Error notUnderstood() {
    return {Category::failed,
            "path_rules_unknown",
            N_("A certificate on the way to the authority has rules that this program does not know."),
            {}};
}

} // namespace

struct CertificatePaths::Search {
    CertificatePath result;
    std::vector<const Known*> way;
    int signaturesLeft = kMaxSignatures;
};

std::size_t CertificatePaths::add(std::span<const Bytes> certificates, bool trusted) {
    std::size_t taken = 0;
    for (const Bytes& der : certificates) {
        if (known_.size() == kMaxKnown) {
            break;
        }
        Known& entry = known_.emplace_back(Known{der, {}, trusted});
        auto fields = readCertificateFields(entry.der);
        if (!fields) {
            known_.pop_back();
            continue;
        }
        entry.fields = std::move(*fields);
        ++taken;
    }
    return taken;
}

std::size_t CertificatePaths::trust(std::span<const Bytes> certificates) { return add(certificates, true); }

void CertificatePaths::offer(std::span<const Bytes> certificates) { static_cast<void>(add(certificates, false)); }

bool CertificatePaths::isTrusted(ByteView certificate) const {
    return std::ranges::any_of(known_,
                               [&](const Known& entry) { return entry.trusted && equal(entry.der, certificate); });
}

// One step up: the issuer may issue, and it signed the certificate.
bool CertificatePaths::step(ByteView certificate, const CertificateFields& fields, const Known& issuer,
                            Search& search) const {
    const ByteView wanted = fields.authorityKeyId();
    const ByteView offered = issuer.fields.subjectKeyId();
    const bool otherKey = !wanted.empty() && !offered.empty() && !equal(wanted, offered);
    if (!equal(fields.issuer, issuer.fields.subject) || otherKey || search.signaturesLeft == 0 ||
        std::ranges::find(search.way, &issuer) != search.way.end()) {
        return false;
    }
    const auto facts = readCertificate(issuer.der);
    const Authority authority = authorityOf(issuer.fields);
    const bool mayIssue = facts && (authority.is || issuer.trusted) &&
                          (!facts.value().keyUsage || (*facts.value().keyUsage & kKeyCertSign) != 0);
    const bool tooFar = authority.pathLength && search.way.size() > *authority.pathLength;
    if (!mayIssue || tooFar) {
        return false;
    }
    --search.signaturesLeft;
    const auto signedIt = verifySignedObject(certificate, issuer.fields.publicKeyInfo);
    if (!signedIt) {
        search.result.problem = signedIt.error();
        return false;
    }
    if (!signedIt.value()) { // only what is trusted can give the lie to a certificate
        const bool surely = issuer.trusted && !wanted.empty() && !offered.empty();
        search.result.state = surely ? PathState::broken : search.result.state;
        return false;
    }
    search.way.push_back(&issuer);
    if (follow(issuer.der, issuer.fields, search)) {
        search.result.notBefore = std::max(search.result.notBefore, facts.value().notBefore);
        search.result.notAfter = std::min(search.result.notAfter, facts.value().notAfter);
        return true;
    }
    search.way.pop_back();
    return false;
}

bool CertificatePaths::follow(ByteView certificate, const CertificateFields& fields, Search& search) const {
    if (!understood(fields)) {
        search.result.problem = notUnderstood();
        return false;
    }
    if (isTrusted(certificate)) {
        return true;
    }
    return search.way.size() < kMaxDepth &&
           std::ranges::any_of(known_, [&](const Known& issuer) { return step(certificate, fields, issuer, search); });
}

std::optional<ByteView> CertificatePaths::issuerOf(ByteView certificate) const {
    const auto fields = readCertificateFields(certificate);
    int signaturesLeft = kMaxSignatures;
    for (const bool trusted : {true, false}) {
        for (const Known& known : known_) {
            const bool named = fields && known.trusted == trusted && equal(fields->issuer, known.fields.subject);
            if (!named || signaturesLeft == 0) {
                continue;
            }
            --signaturesLeft;
            const auto signedIt = verifySignedObject(certificate, known.fields.publicKeyInfo);
            if (signedIt && signedIt.value()) {
                return known.der;
            }
        }
    }
    return std::nullopt;
}

CertificatePath CertificatePaths::check(ByteView certificate) const {
    Search search;
    const auto fields = readCertificateFields(certificate);
    if (fields && follow(certificate, *fields, search)) {
        search.result.state = PathState::trusted;
        search.result.problem.reset();
    } else if (search.result.state != PathState::broken && search.result.problem) {
        search.result.state = PathState::unverifiable;
    }
    return search.result;
}

} // namespace reseal::crypto
