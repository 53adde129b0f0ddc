// SPDX-License-Identifier: Apache-2.0
// An OCSP response with its parts (RFC 6960, 4.2), unjudged. Any thread.
#pragma once

#include "agent/base/revocation_facts.hpp"
#include "agent/crypto/cms/certificate_fields.hpp"
#include "agent/crypto/message_digest.hpp"

#include <optional>
#include <vector>

namespace reseal::crypto {

inline constexpr std::size_t kMaxResponseBytes = 1U << 20;
inline constexpr std::size_t kMaxSingleAnswers = 1000;
inline constexpr std::size_t kMaxResponderCertificates = 16;

// Which certificate is meant: by digests of its issuer's Name and key.
struct CertificateId {
    std::optional<DigestAlgorithm> digest; // nothing where it is not known here
    ByteView issuerName;
    ByteView issuerKey;
    ByteView serial; // whole INTEGER
};

struct SingleAnswer {
    CertificateId id;
    RevocationState state = RevocationState::unknown; // unknown: the responder does not know the certificate
    std::optional<TimePoint> revokedAt = {};
    std::optional<RevocationReason> reason = {};
    TimePoint thisUpdate;
    std::optional<TimePoint> nextUpdate = {};
    bool unknownRules = false; // a critical extension that this program does not know
};

class OcspResponse {
public:
    // Errors: answer_damaged (damaged), answer_refused (failed) where the service says that it gives none.
    [[nodiscard]] static Result<OcspResponse> read(ByteView der);
    OcspResponse(OcspResponse&&) noexcept = default;
    OcspResponse& operator=(OcspResponse&&) noexcept = default;

    [[nodiscard]] TimePoint producedAt() const { return producedAt_; }
    [[nodiscard]] const std::vector<SingleAnswer>& answers() const { return answers_; }
    [[nodiscard]] const std::vector<ByteView>& certificates() const { return certificates_; }
    [[nodiscard]] const std::optional<ByteView>& nonce() const { return nonce_; }
    [[nodiscard]] bool hasUnknownRules() const { return unknownRules_; }
    // Whether the response names the holder of this certificate as its responder.
    [[nodiscard]] bool names(const CertificateFields& responder) const;
    [[nodiscard]] Result<bool> isSignedBy(ByteView publicKeyInfo) const;

private:
    OcspResponse() = default;
    [[nodiscard]] std::optional<Error> readOuter();
    [[nodiscard]] bool readBasic(ByteView basic);
    [[nodiscard]] bool readData(ByteView data);
    [[nodiscard]] bool readResponseExtensions(ByteView explicitly);

    Bytes der_;    // everything below points into it
    Bytes signed_; // SEQUENCE { data, algorithm, signature }
    ByteView responderName_;
    ByteView responderKey_; // SHA-1 of the key's bits, where it has no name
    TimePoint producedAt_;
    std::vector<SingleAnswer> answers_;
    std::vector<ByteView> certificates_;
    std::optional<ByteView> nonce_;
    bool unknownRules_ = false;
};

// The octets of the key inside a SubjectPublicKeyInfo, which OCSP digests.
[[nodiscard]] ByteView publicKeyOctets(ByteView publicKeyInfo);

} // namespace reseal::crypto
