// SPDX-License-Identifier: Apache-2.0
// Names, OIDs and mechanisms of the key pairs and signatures that PKCS#11 has. RFC 8017, 5758, 9215. Any thread.
#pragma once

#include "cryptoki/library.hpp"

#include <reseal/cxx/values.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace token_pkcs11 {

enum class Family : std::uint8_t { rsa, ec, gost2001, gost256, gost512 };

inline bool isGost(Family family) { return family != Family::rsa && family != Family::ec; }

// Contents of OIDs.
namespace oids {
using std::string_view_literals::operator""sv;
inline constexpr std::string_view kRsa = "\x2A\x86\x48\x86\xF7\x0D\x01\x01\x01"sv;
inline constexpr std::string_view kRsaPss = "\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0A"sv;
inline constexpr std::string_view kRsaOaep = "\x2A\x86\x48\x86\xF7\x0D\x01\x01\x07"sv;
inline constexpr std::string_view kPSpecified = "\x2A\x86\x48\x86\xF7\x0D\x01\x01\x09"sv;
inline constexpr std::string_view kMgf1 = "\x2A\x86\x48\x86\xF7\x0D\x01\x01\x08"sv;
inline constexpr std::string_view kEc = "\x2A\x86\x48\xCE\x3D\x02\x01"sv;
inline constexpr std::string_view kP256 = "\x2A\x86\x48\xCE\x3D\x03\x01\x07"sv;
inline constexpr std::string_view kP384 = "\x2B\x81\x04\x00\x22"sv;
inline constexpr std::string_view kGost2001 = "\x2A\x85\x03\x02\x02\x13"sv;
inline constexpr std::string_view kGost256 = "\x2A\x85\x03\x07\x01\x01\x01\x01"sv;
inline constexpr std::string_view kGost512 = "\x2A\x85\x03\x07\x01\x01\x01\x02"sv;
inline constexpr std::string_view kCryptoProCurves = "\x2A\x85\x03\x02\x02"sv; // the arc that their OIDs begin with
inline constexpr std::string_view kCryptoProA = "\x2A\x85\x03\x02\x02\x23\x01"sv;
inline constexpr std::string_view kTc26Curve512A = "\x2A\x85\x03\x07\x01\x02\x01\x02\x01"sv;
inline constexpr std::string_view kStreebog256 = "\x2A\x85\x03\x07\x01\x01\x02\x02"sv;
inline constexpr std::string_view kStreebog512 = "\x2A\x85\x03\x07\x01\x01\x02\x03"sv;
} // namespace oids

struct KeyKind { // what can be generated
    const char* name;
    Family family;
    CK_ULONG bits;
    CK_MECHANISM_TYPE mechanism;
    std::string_view curve;
    std::string_view digest; // GOST: OID of the digest that belongs to the key
};

const KeyKind* keyKind(std::string_view name);                         // null: PKCS#11 has no such keys
std::vector<std::string> generates(const cryptoki::Mechanisms& known); // names of those a token can make

// A hash function as RSA signatures name it.
struct Hash {
    std::string_view oid;
    std::size_t size;
    CK_MECHANISM_TYPE mechanism;
    CK_ULONG mgf;
};

struct SignatureForm {
    Family family = Family::rsa;
    bool pss = false;
    const Hash* hash = nullptr; // null: what has the digest's size (an AlgorithmIdentifier that names only a key)
    const Hash* mgfHash = nullptr;
    CK_ULONG saltSize = 0;
};

// RSA key transport, RFC 8017 7.1 and 7.2.
struct TransportForm {
    bool oaep = false;
    const Hash* hash = nullptr; // of OAEP; both are there
    const Hash* mgfHash = nullptr;
    reseal::sdk::Bytes label;
};

const Hash* hashOfSize(std::size_t size);
// Out of a DER AlgorithmIdentifier. Failure: RESEAL_E_INVALID, RESEAL_E_UNSUPPORTED.
SignatureForm readSignatureAlgorithm(const reseal::sdk::Bytes& der);
TransportForm readTransportAlgorithm(const reseal::sdk::Bytes& der); // empty: rsaEncryption

} // namespace token_pkcs11
