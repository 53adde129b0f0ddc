// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/cms/signature_verification.hpp"

#include "agent/crypto/certificate_file.hpp"
#include "agent/crypto/cms/names.hpp"
#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/signature_check.hpp"

#include <algorithm>

namespace reseal::crypto {
namespace {

void judge(SignerFacts& facts, SignatureState state, Error problem) {
    facts.state = state;
    facts.problem = std::move(problem);
}

Error problem(Category category, const char* reason, const char* detail) { return {category, reason, detail, {}}; }

// What is wrong with the input makes the signature wrong; what this computer lacks leaves it open.
void judgeBy(SignerFacts& facts, const Error& error) {
    judge(facts, error.category == Category::damaged ? SignatureState::wrong : SignatureState::unverifiable, error);
}

const Bytes* certificateOf(const SignedMessage& message, const SignerInfo& signer) {
    const auto found = std::ranges::find_if(message.certificates, [&](const Bytes& der) { return signer.names(der); });
    return found == message.certificates.end() ? nullptr : &*found;
}

// Content that is itself a SET of signed attributes, with a signature that has none: such a signature was made over
// the attributes of another document and is shown here as one over a document (RFC 5652, section 14).
bool looksLikeAttributes(ByteView start) {
    DerReader list(start, Encoding::ber);
    std::size_t at = 0;
    constexpr std::array<std::uint8_t, 3> kTags{kTagSet, kTagSequence, kTagOid};
    for (const std::uint8_t tag : kTags) {
        if (at + 1 >= start.size() || start[at] != tag) {
            return false;
        }
        const std::uint8_t length = start[at + 1];
        at += 2U + (length > 0x80U ? length & 0x7FU : 0U);
    }
    return true;
}

// The first thing that contradicts the signed attributes, if any.
std::optional<Error> contradiction(const SignedMessage& message, const SignerInfo& signer, const Bytes& certificate) {
    if (signer.contentType != message.contentType) {
        return problem(Category::damaged, "content_type_differs",
                       N_("The signature was made over content of another type."));
    }
    if (!signer.certificateHash || !signer.certificateHash->algorithm) {
        return std::nullopt;
    }
    const auto hash = digestOf(*signer.certificateHash->algorithm, certificate);
    if (hash && hash.value() != signer.certificateHash->value) {
        return problem(Category::damaged, "certificate_replaced",
                       N_("The signer's certificate is not the one that the signature names."));
    }
    return std::nullopt;
}

// The digest that the signature is made over, after what goes before it was checked; nothing where facts say why.
std::optional<Bytes> signedDigest(const SignedMessage& message, const SignerInfo& signer, const Bytes& certificate,
                                  SignerFacts& facts) {
    const auto content = std::ranges::find(message.digests, *signer.digest, &ContentDigest::algorithm);
    if (content == message.digests.end()) {
        judge(facts, SignatureState::wrong,
              problem(Category::damaged, "digest_not_announced",
                      N_("The message does not announce the digest that the signature uses.")));
        return std::nullopt;
    }
    if (!content->value) {
        judgeBy(facts, content->value.error());
        return std::nullopt;
    }
    if (signer.signedAttributes.empty()) {
        if (message.contentType == cms::kData && !looksLikeAttributes(message.contentStart)) {
            return content->value.value();
        }
        judge(facts, SignatureState::wrong,
              problem(Category::damaged, "signature_repurposed",
                      N_("The signature was made over something else than this content.")));
        return std::nullopt;
    }
    if (auto wrong = contradiction(message, signer, certificate)) {
        judge(facts, SignatureState::wrong, std::move(*wrong));
        return std::nullopt;
    }
    auto digest = digestOf(*signer.digest, signer.signedAttributes);
    if (!digest) {
        judgeBy(facts, digest.error());
        return std::nullopt;
    }
    if (*signer.messageDigest != content->value.value()) {
        judge(facts, SignatureState::contentChanged,
              problem(Category::damaged, "content_changed",
                      N_("The content is not what was signed: it was changed, or belongs to another signature.")));
    }
    return std::move(digest).value();
}

void checkSignatureValue(const SignerInfo& signer, const Bytes& certificate, const Bytes& digest, SignerFacts& facts) {
    const auto fields = readCertificateFields(certificate);
    if (!fields) {
        judge(facts, SignatureState::unverifiable,
              problem(Category::damaged, "certificate_damaged", N_("The signer's certificate is damaged.")));
        return;
    }
    const auto verified = verifyDigestSignature(fields->publicKeyInfo, signer.signatureAlgorithm, *signer.digest,
                                                digest, signer.signature);
    if (!verified) {
        judgeBy(facts, verified.error());
    } else if (!verified.value()) {
        judge(facts, SignatureState::wrong,
              problem(Category::damaged, "signature_wrong",
                      signer.signedAttributes.empty()
                          ? N_("The signature does not fit the content and the signer's certificate.")
                          : N_("The signature was changed, or was not made with the signer's key.")));
    } else if (facts.state != SignatureState::contentChanged) {
        facts.state = SignatureState::sound;
        facts.problem.reset();
    }
}

} // namespace

SignerFacts checkSigner(const SignedMessage& message, const SignerInfo& signer) {
    SignerFacts facts;
    facts.claimedTime = signer.signingTime;
    if (signer.digest) {
        facts.digest = name(*signer.digest);
        facts.weakDigest = *signer.digest == DigestAlgorithm::sha1 || *signer.digest == DigestAlgorithm::md5;
    }
    const Bytes* certificate = certificateOf(message, signer);
    if (certificate == nullptr) {
        judge(facts, SignatureState::unverifiable,
              problem(Category::notFound, "no_signer_certificate",
                      N_("The signer's certificate is not in the message; name a file that has it.")));
        return facts;
    }
    if (auto read = readCertificate(*certificate)) {
        facts.certificate = std::move(read).value();
        const auto usage = facts.certificate->keyUsage;
        facts.mayNotSign = usage && (*usage & (kDigitalSignature | kNonRepudiation)) == 0;
    }
    if (!signer.digest) {
        judge(facts, SignatureState::unverifiable,
              problem(Category::refused, "digest_unknown",
                      N_("The signature uses a digest that this program does not know.")));
        return facts;
    }
    if (const auto digest = signedDigest(message, signer, *certificate, facts)) {
        checkSignatureValue(signer, *certificate, *digest, facts);
    }
    return facts;
}

std::vector<SignerFacts> checkSigners(const SignedMessage& message, CertificatePaths& paths) {
    paths.offer(message.certificates);
    std::vector<SignerFacts> all;
    for (const SignerInfo& signer : message.signers) {
        SignerFacts facts = checkSigner(message, signer);
        for (const Bytes& token : signer.timeStamps) {
            TimeStampFacts stamp = checkTimeStamp(token, signer.signature, paths);
            const bool sound = stamp.state == SignatureState::sound;
            const bool better =
                !facts.timeStamp ||
                (sound && (facts.timeStamp->state != SignatureState::sound || stamp.time < facts.timeStamp->time));
            if (better) {
                facts.timeStamp = std::move(stamp);
            }
        }
        if (const Bytes* certificate = certificateOf(message, signer)) {
            facts.path = paths.check(*certificate);
        }
        all.push_back(std::move(facts));
    }
    return all;
}

} // namespace reseal::crypto
