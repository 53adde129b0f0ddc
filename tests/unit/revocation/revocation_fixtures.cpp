// SPDX-License-Identifier: Apache-2.0
#include "revocation_fixtures.hpp"

#include "agent/crypto/cms/certificate_fields.hpp"
#include "agent/crypto/der_values.hpp"
#include "agent/crypto/der_writer.hpp"
#include "agent/crypto/revocation/ocsp_response.hpp"
#include "tests/support/x509_fixtures.hpp"

namespace reseal::test {

using namespace crypto;

namespace {

Bytes sequenceOf(const std::vector<Bytes>& parts) { return derSequence({joined(parts)}); }

Bytes entryOf(const RevokedEntry& entry) {
    std::vector<Bytes> extensions = entry.extensions;
    if (entry.reason) {
        extensions.push_back(extensionOf("2.5.29.21", Bytes{kTagEnumerated, 1, *entry.reason}));
    }
    if (!entry.invalidSince.empty()) {
        extensions.push_back(extensionOf("2.5.29.24", generalizedTime(entry.invalidSince)));
    }
    return derSequence(
        {entry.serial, generalizedTime(entry.date), extensions.empty() ? Bytes{} : sequenceOf(extensions)});
}

DigestAlgorithm digestCalledBy(const std::string& oid) { return *digestNamed(oid); }

Bytes certificateIdOf(const Issued& issuer, const Issued& holder, const std::string& digest) {
    const auto authority = readCertificateFields(issuer.certificate);
    const DigestAlgorithm algorithm = digestCalledBy(digest);
    return derSequence(
        {derSequence({derOid(digest), derNull()}), derOctetString(need(digestOf(algorithm, authority->subject))),
         derOctetString(need(digestOf(algorithm, publicKeyOctets(authority->publicKeyInfo)))), serialOf(holder)});
}

Bytes statusOf(const AnswerSpec& spec) {
    if (spec.status == CertStatus::good) {
        return {contextTag(0, false), 0};
    }
    if (spec.status == CertStatus::unknown) {
        return {contextTag(2, false), 0};
    }
    const Bytes reason =
        spec.reason ? crypto::derElement(contextTag(0, true), Bytes{kTagEnumerated, 1, *spec.reason}) : Bytes{};
    return crypto::derElement(contextTag(1, true), joined({generalizedTime("20260301000000Z"), reason}));
}

Bytes extensionsIn(const std::vector<Bytes>& extensions) {
    return extensions.empty() ? Bytes{} : crypto::derElement(contextTag(1, true), sequenceOf(extensions));
}

Bytes responderId(const Issued& responder, bool byKey) {
    const auto fields = readCertificateFields(responder.certificate);
    return byKey ? crypto::derElement(
                       contextTag(2, true),
                       derOctetString(need(digestOf(DigestAlgorithm::sha1, publicKeyOctets(fields->publicKeyInfo)))))
                 : crypto::derElement(contextTag(1, true), fields->subject);
}

} // namespace

Bytes makeAnswer(const Issued& issuer, const Issued& holder, const AnswerSpec& spec) {
    const Issued& responder = spec.responder != nullptr ? *spec.responder : issuer;
    const PrivateKey& key = (spec.signer != nullptr ? *spec.signer : responder).key;
    const Bytes next =
        spec.nextUpdate.empty() ? Bytes{} : crypto::derElement(contextTag(0, true), generalizedTime(spec.nextUpdate));
    const Bytes answer = derSequence({certificateIdOf(issuer, holder, spec.digest), statusOf(spec),
                                      generalizedTime(spec.thisUpdate), next, extensionsIn(spec.answerExtensions)});
    std::vector<Bytes> extensions = spec.extensions;
    if (!spec.nonce.empty()) {
        const Bytes octets(spec.nonce.begin(), spec.nonce.end());
        extensions.push_back(extensionOf("1.3.6.1.5.5.7.48.1.2", spec.bareNonce ? octets : derOctetString(octets)));
    }
    const Bytes data = derSequence({responderId(responder, spec.byKey), generalizedTime(spec.producedAt),
                                    derSequence({answer}), extensionsIn(extensions)});
    const Bytes bare = signedBy(key, data);
    DerReader outer(bare);
    const auto parts = outer.next(kTagSequence);
    const Bytes certificates = spec.responder != nullptr
                                   ? crypto::derElement(contextTag(0, true), derSequence({spec.responder->certificate}))
                                   : Bytes{};
    const Bytes basic = derSequence({parts->content, certificates});
    const Bytes typed = derSequence({derOid("1.3.6.1.5.5.7.48.1.1"), derOctetString(basic)});
    return derSequence({Bytes{kTagEnumerated, 1, 0}, crypto::derElement(contextTag(0, true), typed)});
}

Bytes makeRefusal(std::uint8_t status) { return derSequence({Bytes{kTagEnumerated, 1, status}}); }

Bytes makeList(const Issued& issuer, const ListSpec& spec) {
    const PrivateKey& key = (spec.signer != nullptr ? *spec.signer : issuer).key;
    std::vector<Bytes> extensions = spec.extensions;
    if (spec.number) {
        extensions.push_back(extensionOf("2.5.29.20", derInteger(*spec.number)));
    }
    if (spec.base) {
        extensions.push_back(extensionOf("2.5.29.27", derInteger(*spec.base), true));
    }
    std::vector<Bytes> entries;
    for (const RevokedEntry& entry : spec.revoked) {
        entries.push_back(entryOf(entry));
    }
    const auto fields = readCertificateFields(issuer.certificate);
    const Bytes list = entries.empty() ? Bytes{} : sequenceOf(entries);
    const Bytes added = extensions.empty() ? Bytes{} : crypto::derElement(contextTag(0, true), sequenceOf(extensions));
    return signedBy(key,
                    derSequence({derInteger(1), key.signatureAlgorithm(key.usualDigest()), fields->subject,
                                 generalizedTime(spec.thisUpdate),
                                 spec.nextUpdate.empty() ? Bytes{} : generalizedTime(spec.nextUpdate), list, added}));
}

Bytes serialOf(const Issued& issued) {
    const ByteView serial = readCertificateFields(issued.certificate)->serial;
    return {serial.begin(), serial.end()};
}

TimePoint day(int month, int dayOfMonth, int year) {
    return std::chrono::sys_days{std::chrono::year{year} / month / dayOfMonth};
}

std::string told(const RevocationFacts& facts) {
    switch (facts.state) {
    case RevocationState::good:
        return "good";
    case RevocationState::revoked:
        return "revoked";
    case RevocationState::unknown:
        break;
    }
    return facts.problem ? facts.problem->reason : "unknown without a reason";
}

Bytes withTurnedSignature(ByteView signedObject) {
    DerReader outer(signedObject);
    DerReader fields = outer.enter(kTagSequence);
    const auto body = fields.next();
    const auto algorithm = fields.next();
    const auto signature = fields.next(kTagBitString);
    const ByteView octets = bitStringOctets(signature->content);
    return derSequence({body->whole, algorithm->whole, derBitString(Bytes(octets.rbegin(), octets.rend()))});
}

} // namespace reseal::test
