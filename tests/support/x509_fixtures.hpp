// SPDX-License-Identifier: Apache-2.0
// Makes certificates, keys and key files at run time, so that tests keep no binary fixtures. Every key is fresh and
// worthless. A call that fails throws std::runtime_error: tests only. Any thread.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/certificate_facts.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace reseal::test {

// How a name value is encoded; `utf8` values are converted to the others.
enum class NameEncoding { utf8, printable, ia5, bmp, t61, universal, numeric };

struct NamePart {
    std::string type;  // "CN", "O", "serialNumber" or a dotted OID
    std::string value; // UTF-8
    NameEncoding encoding = NameEncoding::utf8;
};

enum class KeyKind { ecP256, rsa2048, ed25519 };

struct CertificateSpec {
    std::vector<NamePart> subject = {{"CN", "Test Person"}};
    TimePoint notBefore = std::chrono::sys_days{std::chrono::year{2026} / 1 / 1};
    TimePoint notAfter = std::chrono::sys_days{std::chrono::year{2027} / 1 / 1};
    std::string notBeforeText = {}; // GeneralizedTime as it stands, instead of notBefore
    std::string notAfterText = {};
    std::optional<TimePoint> privateKeyNotAfter = {}; // 2.5.29.16
    std::optional<std::uint16_t> keyUsage = {};       // bits of KeyUsageBit
    std::vector<std::string> extendedKeyUsage = {};   // dotted OIDs
    std::vector<std::string> policies = {};           // dotted OIDs
    std::vector<std::string> emails = {};
    std::vector<std::string> dnsNames = {};
    std::vector<Bytes> ipAddresses = {}; // 4 or 16 bytes each
    bool ca = false;
    std::string serialHex = {}; // may begin with "-"; random where empty
    KeyKind key = KeyKind::ecP256;
};

struct MadeCertificate {
    Bytes der;
    std::string pem;
    Bytes keyPkcs8;     // PKCS#8 DER
    std::string keyPem; // PRIVATE KEY
};

// Self-signed without an issuer.
[[nodiscard]] MadeCertificate makeCertificate(const CertificateSpec& spec, const MadeCertificate* issuer = nullptr);

[[nodiscard]] std::string encryptedKeyPem(const MadeCertificate& made, std::string_view password);
// "RSA PRIVATE KEY" or "EC PRIVATE KEY"; with a password the form with a DEK-Info line.
[[nodiscard]] std::string traditionalKeyPem(const MadeCertificate& made, std::string_view password = {});
[[nodiscard]] std::string publicKeyPem(const MadeCertificate& made);
[[nodiscard]] Bytes makeRequest(const MadeCertificate& made);        // PKCS#10
[[nodiscard]] Bytes makeRevocationList(const MadeCertificate& made); // empty CRL

struct Pkcs12Options {
    std::string password;
    bool encryptCertificates = true;
    bool legacyRc2 = false; // RC2-40 and 3DES, as Kazakh key files
    bool mac = true;
    bool withKey = true;
    std::vector<Bytes> chain = {}; // further certificates
    int iterations = 1024;
};

[[nodiscard]] Bytes makePkcs12(const MadeCertificate& made, const Pkcs12Options& options);

// SignedData without content or signers.
[[nodiscard]] Bytes makePkcs7(const std::vector<Bytes>& certificates);
// EnvelopedData (AuthEnvelopedData with AES-GCM) for the holder of the certificate.
[[nodiscard]] Bytes makeEnveloped(const MadeCertificate& made, bool authenticated = false);
[[nodiscard]] Bytes makeEnvelopedUnderPassword(std::string_view password);

[[nodiscard]] std::string toPem(std::string_view label, const Bytes& der);
[[nodiscard]] std::string toBase64(const Bytes& data, std::size_t lineLength = 64);

// One DER element with a one-octet tag.
[[nodiscard]] Bytes derElement(std::uint8_t tag, const Bytes& content);
[[nodiscard]] Bytes joined(const std::vector<Bytes>& parts);

struct HeaderKeySpec {
    std::vector<Bytes> certificates = {};              // at most two: [5] and [6]
    Bytes fingerprint = {1, 2, 3, 4, 5, 6, 7, 8};      // [10]
    bool password = false;                             // kccaSoftPassword
    std::optional<TimePoint> keyValidityEnd = {};      // 1.2.643.2.2.37.3.10
    std::string containerName = "test container name"; // IA5String
};

// header.key of a CryptoPro container, with a MAC of zeros.
[[nodiscard]] Bytes makeHeaderKey(const HeaderKeySpec& spec);

} // namespace reseal::test
