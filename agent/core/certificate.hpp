// SPDX-License-Identifier: Apache-2.0
// A certificate as a person sees it: whose, for what, until when. Plain values; any thread.
#pragma once

#include "agent/base/certificate_facts.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace reseal::core {

// The identity of a holder. Identifiers are digits as printed in the certificate; a wrong check digit is kept.
// Sources: facts on Russian qualified (INN, INNLE, SNILS, OGRN, OGRNIP) and Kazakh (IIN, BIN) certificates.
struct Holder {
    std::string name; // the person, or the organisation where no person is named
    std::string organization;
    std::string inn;   // person, 12 digits
    std::string innle; // legal entity, 10 digits (also from an INN written with "00" before it)
    std::string snils;
    std::string ogrn;
    std::string ogrnip;
    std::string iin;
    std::string bin;
    std::string email;

    friend bool operator==(const Holder&, const Holder&) = default;
};

enum class Use : std::uint8_t { sign = 1, authenticate = 2, encrypt = 4 };

// A set of Use.
struct Usage {
    std::uint8_t bits = 0;
    [[nodiscard]] bool has(Use use) const { return (bits & static_cast<std::uint8_t>(use)) != 0; }
    void add(Use use) { bits |= static_cast<std::uint8_t>(use); }
    [[nodiscard]] bool covers(Usage other) const { return (bits & other.bits) == other.bits; }
    friend bool operator==(Usage, Usage) = default;
};

struct Certificate {
    std::string id;      // SHA-256 of the DER, 64 hex digits
    std::string subject; // "CN=..., O=..." in encoded order, safe to print on a terminal
    std::string issuer;
    std::string issuerName; // the CN, else O, of the issuer
    std::string serial;
    Holder holder;
    Usage usage;
    std::string algorithm; // "RSA 2048", "GOST R 34.10-2012 (256 bit)"
    TimePoint notBefore;
    TimePoint notAfter;
    std::optional<TimePoint> keyNotAfter; // end of private-key usage: 2.5.29.16, or keyValidity of a container
    bool isCa = false;
    Sha256 spkiSha256{};
    Bytes gostFingerprint;
    std::string authorityKeyId; // hex
    std::string holderRoles;    // codes of holder_roles.hpp with spaces between, or empty
};

// Reads holder, usage and algorithm out of the fields. Never fails: what is not there stays empty.
// "CN=Anna, O=Example", safe to show.
[[nodiscard]] std::string nameText(const std::vector<NameAttribute>& name);
[[nodiscard]] Certificate interpret(const CertificateFacts& facts);

// What two certificates of the same person in the same role share; empty where the subject names nobody.
// A person's id (IIN, INN, SNILS) and an organisation's (BIN, INNLE, OGRN) come before names.
[[nodiscard]] std::string holderKey(const Certificate& certificate);

enum class DueReason { notAfter, privateKeyUsage };

struct Due {
    TimePoint at;
    DueReason reason = DueReason::notAfter;
};

// Decision 7: the earlier of notAfter and the end of private-key usage.
[[nodiscard]] Due dueOf(const Certificate& certificate);

} // namespace reseal::core
