// SPDX-License-Identifier: Apache-2.0
// Time-stamp tokens (RFC 3161): a signed message over a TSTInfo, which holds a digest of what is stamped and the time.
#include "agent/crypto/cms/names.hpp"
#include "agent/crypto/cms/signature_verification.hpp"
#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"

#include <algorithm>

namespace reseal::crypto {
namespace {

constexpr std::size_t kMaxTimeStampInfo = 64 * 1024;
constexpr std::string_view kTimeStamping = "1.3.6.1.5.5.7.3.8";

struct TimeStampInfo {
    std::optional<DigestAlgorithm> digest;
    Bytes imprint;
    TimePoint time;
};

std::optional<TimeStampInfo> readTimeStampInfo(ByteView content) {
    DerReader outer(content, Encoding::ber);
    DerReader fields = outer.enter(kTagSequence);
    if (!fields.next(kTagInteger) || !fields.next(kTagOid)) { // version, policy
        return std::nullopt;
    }
    DerReader imprint = fields.enter(kTagSequence);
    DerReader algorithm = imprint.enter(kTagSequence);
    const auto oid = algorithm.next(kTagOid);
    const auto octets = imprint.next(kTagOctetString);
    const auto serial = fields.next(kTagInteger);
    const auto time = fields.next(kTagGeneralizedTime);
    const auto instant = time ? parseTime(time->tag, time->content) : std::nullopt;
    if (!oid || !octets || !serial || !instant || !outer.atEnd()) {
        return std::nullopt;
    }
    return TimeStampInfo{
        digestNamed(oidText(oid->content)), {octets->content.begin(), octets->content.end()}, *instant};
}

Error damaged() {
    return {Category::damaged, "time_stamp_damaged", N_("The time-stamp on the signature is damaged."), {}};
}

// What the stamp says of the stamped octets.
void checkImprint(const TimeStampInfo& info, ByteView stamped, TimeStampFacts& facts) {
    const auto digest = info.digest
                            ? digestOf(*info.digest, stamped)
                            : Result<Bytes>(Error{Category::refused,
                                                  "digest_unknown",
                                                  N_("The time-stamp uses a digest that this program does not know."),
                                                  {}});
    if (!digest) {
        facts.state = SignatureState::unverifiable;
        facts.problem = digest.error();
    } else if (digest.value() != info.imprint) {
        facts.state = SignatureState::wrong;
        facts.problem =
            Error{Category::damaged, "time_stamp_differs", N_("The time-stamp belongs to another signature."), {}};
    }
}

bool mayStamp(const std::optional<CertificateFacts>& certificate) {
    return certificate &&
           std::ranges::find(certificate->extendedKeyUsage, kTimeStamping) != certificate->extendedKeyUsage.end();
}

} // namespace

TimeStampFacts checkTimeStamp(ByteView token, ByteView stamped, CertificatePaths& paths) {
    TimeStampFacts facts;
    facts.problem = damaged();
    MemorySource source(token);
    MemorySink content(kMaxTimeStampInfo);
    const auto message = readSignedMessage(source, &content);
    const auto info = message ? readTimeStampInfo(content.bytes()) : std::nullopt;
    if (!info || !message.value().attached || message.value().contentType != cms::kTimeStampInfo ||
        message.value().signers.size() != 1) {
        facts.state = SignatureState::wrong;
        return facts;
    }
    const SignerFacts signer = checkSigner(message.value(), message.value().signers.front());
    facts.time = info->time;
    facts.state = signer.state;
    facts.problem = signer.problem;
    facts.authority = signer.certificate;
    if (signer.state == SignatureState::sound && !mayStamp(signer.certificate)) {
        facts.state = SignatureState::wrong;
        facts.problem = Error{Category::damaged,
                              "time_stamp_signer_unfit",
                              N_("The time-stamp was signed with a certificate that is not made out for it."),
                              {}};
    }
    if (facts.state == SignatureState::sound) {
        checkImprint(*info, stamped, facts);
    }
    paths.offer(message.value().certificates);
    if (facts.authority) {
        facts.path = paths.check(facts.authority->der);
    }
    return facts;
}

} // namespace reseal::crypto
