// SPDX-License-Identifier: Apache-2.0
// Revocation lists and OCSP responses of made authorities, with any field as a test likes it. Everything is made at run
// time. A call that fails throws std::runtime_error.
#pragma once

#include "agent/base/revocation_facts.hpp"
#include "tests/unit/crypto/authority_fixtures.hpp"

#include <optional>

namespace reseal::test {

struct RevokedEntry {
    Bytes serial; // whole INTEGER
    std::string date = "20260301000000Z";
    std::optional<std::uint8_t> reason = {};
    std::string invalidSince = {};
    std::vector<Bytes> extensions = {}; // further ones, whole
};

struct ListSpec {
    std::string thisUpdate = "20260501000000Z";
    std::string nextUpdate = "20260601000000Z"; // empty: none
    std::vector<RevokedEntry> revoked = {};
    std::optional<std::uint64_t> number = 14;
    std::optional<std::uint64_t> base = {}; // makes it a delta list
    std::vector<Bytes> extensions = {};     // further ones, whole
    const Issued* signer = nullptr;         // null: the issuer
};

[[nodiscard]] Bytes makeList(const Issued& issuer, const ListSpec& spec);

enum class CertStatus : std::uint8_t { good, revoked, unknown };

struct AnswerSpec {
    CertStatus status = CertStatus::good;
    std::optional<std::uint8_t> reason = {};
    std::string digest = "2.16.840.1.101.3.4.2.1"; // of the CertID
    std::string producedAt = "20260501000000Z";
    std::string thisUpdate = "20260501000000Z";
    std::string nextUpdate = {}; // empty: none
    std::string nonce = {};
    bool bareNonce = false;                   // without its OCTET STRING
    const Issued* responder = nullptr;        // null: the issuer; else its certificate is in the response
    const Issued* signer = nullptr;           // null: the responder
    bool byKey = false;                       // the responder is named by its key
    std::vector<Bytes> extensions = {};       // of the response, whole
    std::vector<Bytes> answerExtensions = {}; // of the answer, whole
};

[[nodiscard]] Bytes makeAnswer(const Issued& issuer, const Issued& holder, const AnswerSpec& spec);
// An answer that refuses: only a status.
[[nodiscard]] Bytes makeRefusal(std::uint8_t status);

[[nodiscard]] Bytes serialOf(const Issued& issued); // whole INTEGER
[[nodiscard]] TimePoint day(int month, int dayOfMonth, int year = 2026);
// "good", "revoked" or the reason why it is unknown.
[[nodiscard]] std::string told(const RevocationFacts& facts);
// The signature with its octets in the opposite order.
[[nodiscard]] Bytes withTurnedSignature(ByteView signedObject);

} // namespace reseal::test
