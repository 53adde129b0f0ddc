// SPDX-License-Identifier: Apache-2.0
// A bounded look into DER: just enough to tell whose key a certificate or a request holds. What comes in is whatever
// somebody put into a folder, so everything is optional and nothing recurses.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ca_file {

struct Element {
    std::uint8_t tag = 0;
    std::string_view whole;   // with tag and length
    std::string_view content; // without
};

// Goes through the elements that stand side by side in `der`.
class DerReader {
public:
    explicit DerReader(std::string_view der) : rest_(der) {}

    bool atEnd() const { return rest_.empty(); }
    bool nextIs(std::uint8_t tag) const { return !rest_.empty() && static_cast<std::uint8_t>(rest_[0]) == tag; }
    std::optional<Element> next();                 // nothing: the end, or no DER
    std::optional<Element> next(std::uint8_t tag); // nothing also where another tag stands
    bool skip(std::uint8_t tag) { return next(tag).has_value(); }

private:
    std::string_view rest_;
};

struct PublicKey {
    std::string_view whole;      // SubjectPublicKeyInfo
    std::string_view algorithm;  // content of its OID
    std::string_view parameters; // DER, may be empty
    std::string_view bits;       // content of the BIT STRING

    // CAs re-encode parameters ("absent" and NULL, defaults of GOST); algorithm and bits are what makes a key.
    bool sameAs(const PublicKey& other) const { return algorithm == other.algorithm && bits == other.bits; }
};

// All views point into what was read.
struct CertificateFacts {
    std::string_view whole, serial, issuer, subject;
    std::string notAfter; // "20260901120000Z"
    PublicKey key;
};

std::optional<PublicKey> readPublicKey(std::string_view spki);
std::optional<CertificateFacts> readCertificate(std::string_view der); // exactly one, nothing behind it
std::optional<PublicKey> readRequest(std::string_view der);            // the key of a PKCS#10
std::vector<std::string_view> certificatesOfSignedData(std::string_view der);

// The name that "key.<n>.algorithm" has for it, or "" where there is none.
std::string algorithmName(const PublicKey& key);

} // namespace ca_file
