// SPDX-License-Identifier: Apache-2.0
// Every private key of a file, whatever its kind, with the certificates beside them: PKCS#12 of every country, PEM,
// PKCS#8; and PEM written again. Any thread.
#pragma once

#include "agent/crypto/certificate_file.hpp"
#include "agent/crypto/private_key.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace reseal::crypto {

struct KeysInFile {
    std::vector<PrivateKey> keys;
    std::vector<Bytes> certificates;   // DER
    bool locked = false;               // none of the passwords opens a key here
    std::optional<Error> problem = {}; // why a key of the file was left out, where that is not its password
};

// The passwords are tried in turn, after none. Errors: those of readCertificateFile and readKeyStore where nothing of
// the file can be used. A file of certificates alone is no error.
[[nodiscard]] Result<KeysInFile> readKeysInFile(ByteView data, std::string_view fileName,
                                                std::span<const Secret> passwords);

// ENCRYPTED PRIVATE KEY (PBES2, AES-256, HMAC-SHA-256) and CERTIFICATE. Errors: write_failed (failed).
[[nodiscard]] Result<std::string> writePem(const PrivateKey& key, ByteView certificate, const Secret& password);

} // namespace reseal::crypto
