// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/cryptopro_header.hpp"

#include "agent/crypto/certificate_reader.hpp"
#include "agent/crypto/containers/container_header.hpp"

#include <array>

namespace reseal::crypto {

namespace {

// A damaged certificate does not hide the key.
std::vector<CertificateFacts> certificatesOf(ContainerHeader& header) {
    std::vector<CertificateFacts> found;
    for (ContainerKeyFacts* key : {&header.primary, &header.secondary}) {
        if (key->certificate.empty()) {
            continue;
        }
        if (auto facts = takeCertificate(std::move(key->certificate))) {
            found.push_back(std::move(facts).value());
        }
    }
    return found;
}

// A container whose header keeps no fingerprint still holds the keys of its certificates.
std::vector<Bytes> fingerprintsOf(const ContainerHeader& header, const std::vector<CertificateFacts>& certificates) {
    std::vector<Bytes> found;
    if (!header.primary.fingerprint.empty() && !header.primaryAbsent) {
        found.push_back(header.primary.fingerprint);
    }
    if (!header.secondary.fingerprint.empty()) {
        found.push_back(header.secondary.fingerprint);
    }
    if (!found.empty() || header.primaryAbsent) {
        return found;
    }
    for (const CertificateFacts& certificate : certificates) {
        found.push_back(certificate.gostFingerprint);
    }
    if (found.empty()) {
        found.emplace_back(); // a key that nothing is known of
    }
    return found;
}

FileKey keyOf(const Bytes& fingerprint, const ContainerHeader& header,
              const std::vector<CertificateFacts>& certificates) {
    FileKey key;
    key.gostFingerprint = fingerprint;
    key.locked = header.password;
    key.notAfter = header.notAfter;
    for (const CertificateFacts& certificate : certificates) {
        if (!fingerprint.empty() && certificate.gostFingerprint == fingerprint) {
            key.spkiSha256 = certificate.spkiSha256;
        }
    }
    return key;
}

} // namespace

Result<FileContents> readCryptoproHeader(ByteView data) {
    auto header = readContainerHeader(data);
    if (!header) {
        return header.error();
    }
    FileContents contents;
    contents.format = Format::cryptoproHeader;
    contents.certificates = certificatesOf(header.value());
    for (const Bytes& fingerprint : fingerprintsOf(header.value(), contents.certificates)) {
        contents.keys.push_back(keyOf(fingerprint, header.value(), contents.certificates));
    }
    if (contents.keys.empty() && contents.certificates.empty()) {
        return Error{Category::damaged, "no_certificate_found", N_("the key container is empty"), {}};
    }
    return contents;
}

} // namespace reseal::crypto
