// SPDX-License-Identifier: Apache-2.0
// Reads a file of any supported format: PEM (one or many), DER, bare base64, PKCS#7, PKCS#12, CryptoPro header.key.
// Every byte is hostile: sizes are capped, nesting is bounded, nothing is trusted or verified here. Any thread.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/certificate_facts.hpp"
#include "agent/base/result.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace reseal::crypto {

enum class Format : std::uint8_t { none, pem, der, pkcs7, pkcs12, cryptoproHeader };

// A private key seen in the file. Its own bytes are never kept.
struct FileKey {
    Sha256 spkiSha256{};               // all zero where unknown
    Bytes gostFingerprint;             // 8 bytes (CryptoPro primaryFP), or empty
    bool locked = false;               // encrypted, and none of the passwords opened it
    std::optional<TimePoint> notAfter; // keyValidity of a CryptoPro container
};

struct FileContents {
    Format format = Format::none;
    std::vector<CertificateFacts> certificates; // at most kMaxCertificates
    std::vector<FileKey> keys;
    bool locked = false;     // a PKCS#12 whose certificates need a password that was not given
    std::size_t damaged = 0; // certificates that cannot be read beside what was; a signed message counts as one
};

inline constexpr std::size_t kMaxFileBytes = 64U << 20; // larger files are refused unread by the caller
inline constexpr std::size_t kMaxCertificates = 100'000;

// One certificate in DER. Errors: decode_failed (damaged).
[[nodiscard]] Result<CertificateFacts> readCertificate(ByteView der);

// `fileName` (no folder) only chooses between formats that look alike and recognises header.key.
// `passwords` are tried in turn on a PKCS#12 or encrypted key, after no password and the empty one.
// Errors, all of category damaged except bad_passphrase (refused): bad_pem, bad_pkcs12, decode_failed,
// no_certificate_found, bad_passphrase (passwords were given and none fits; or the file is damaged).
[[nodiscard]] Result<FileContents> readCertificateFile(ByteView data, std::string_view fileName,
                                                       std::span<const Secret> passwords);

} // namespace reseal::crypto
