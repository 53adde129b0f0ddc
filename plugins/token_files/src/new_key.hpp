// SPDX-License-Identifier: Apache-2.0
// New key files in a folder: CryptoPro containers for Russian GOST, PKCS#12 for all others, under the names that their
// countries' programs look for. Never over another file. Throws sdk::Failure in words.
#pragma once

#include "folder.hpp"
#include "values.hpp"

#include <reseal/cxx/token.hpp>

#include <optional>

namespace token_files {

reseal::crypto::PrivateKey generated(const std::string& algorithm);

// The key that was made under this label before, if it is there, opens, and has no certificate yet.
std::optional<reseal::sdk::GeneratedKey> keyOfLabel(const fs::path& folder, const std::string& label,
                                                    const std::string& algorithm, const reseal::Secret& password);

reseal::sdk::GeneratedKey keepNewKey(const fs::path& folder, const reseal::crypto::PrivateKey& key,
                                     const std::string& label, const reseal::Bytes& certificate,
                                     const reseal::Secret& password);

// `path` and ".cer", or with a part of the certificate's hash between them where another one is there.
void keepCertificateBeside(const fs::path& path, const reseal::Bytes& certificate);

} // namespace token_files
