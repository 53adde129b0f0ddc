// SPDX-License-Identifier: Apache-2.0
// header.key of a CryptoPro container: read without a password, and rebuilt element by element, so that what is not
// understood stays as it was (facts/gost-cryptopro-kontur.md 1.3, 1.5). DER, never offsets. Any thread.
#pragma once

#include "agent/base/certificate_facts.hpp"
#include "agent/base/result.hpp"

#include <array>
#include <optional>
#include <string>

namespace reseal::crypto {

using ContainerMac = std::array<std::uint8_t, 4>;

// One of the at most two keys. Empty fields: the header does not say.
struct ContainerKeyFacts {
    std::string algorithm;   // dotted: of key agreement or of signatures
    std::string curve;       // dotted
    Bytes parameters;        // DER SEQUENCE { curve, digest OPTIONAL }
    Bytes fingerprint;       // first 8 octets of the public key's X, little-endian
    Bytes certificate;       // DER
    bool exportable = false; // what CSP allows; only a mark

    [[nodiscard]] bool isGost2001() const;
};

struct ContainerHeader {
    bool password = false;       // kccaSoftPassword
    bool reserve = false;        // kccaReservePrimary: masks2 and primary2 are a copy
    bool primaryAbsent = false;  // kccaPrimaryKeyAbsent
    bool secondaryKnown = false; // parameters or fingerprint of a second key: masks2 and primary2 are its own
    ContainerKeyFacts primary, secondary;
    std::optional<ContainerMac> passwordCheck; // [2]; nothing where it is absent or zero
    std::optional<TimePoint> notAfter;         // the key's own end
    Bytes content;                             // DER of what `mac` is over
    ContainerMac mac{};
};

// Octets behind the outer SEQUENCE, with which tokens pad their files, are passed over. The MAC is read, not checked.
[[nodiscard]] Result<ContainerHeader> readContainerHeader(ByteView file);

// Whether `mac` is that of the content, under the S-box of the key's kind.
[[nodiscard]] bool macHolds(const ContainerHeader& header);

struct HeaderChange {
    std::optional<bool> password = {};                             // the container attribute
    std::optional<std::optional<ContainerMac>> passwordCheck = {}; // [2]: set, or taken out
    std::optional<Bytes> certificate = {};                         // [5], or [6] with `ofSecondary`
    bool ofSecondary = false;
};

// A whole header.key with a new MAC. Precondition: `header` was read.
[[nodiscard]] Bytes changedHeader(const ContainerHeader& header, const HeaderChange& change);

// What a new container of one key says. Precondition: `parameters` is DER, the fingerprint 8 octets.
struct NewHeader {
    std::string algorithm;
    Bytes parameters, fingerprint, certificate;
    std::optional<ContainerMac> passwordCheck;
    std::optional<TimePoint> notAfter;
    bool password = false;
    bool exportable = true;
};

[[nodiscard]] Bytes makeHeader(const NewHeader& spec);

} // namespace reseal::crypto
