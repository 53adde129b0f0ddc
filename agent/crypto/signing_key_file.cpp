// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/signing_key_file.hpp"

#include "agent/crypto/cms/certificate_fields.hpp"
#include "agent/crypto/key_blocks.hpp"
#include "agent/crypto/key_store.hpp"
#include "agent/crypto/openssl_handles.hpp"
#include "agent/crypto/pem_blocks.hpp"
#include "agent/crypto/pem_file.hpp"

#include <algorithm>
#include <optional>

namespace reseal::crypto {
namespace {

Result<SigningKey> withCertificate(PrivateKey key, std::span<const Bytes> certificates) {
    const auto own = std::ranges::find_if(certificates, [&](const Bytes& der) {
        const auto fields = readCertificateFields(der);
        return fields && key.matches(fields->publicKeyInfo);
    });
    if (own == certificates.end()) {
        return Error{Category::notFound,
                     "no_certificate",
                     N_("The certificate of the key is not in the file; name the file that has it."),
                     {}};
    }
    return SigningKey{std::move(key), *own};
}

Result<SigningKey> readPem(std::string_view text, const Secret& password, std::vector<Bytes> certificates) {
    std::optional<PemBlock> keyBlock;
    PemReader reader(text);
    while (const auto block = reader.next()) {
        if (block->label.ends_with("PRIVATE KEY") && !keyBlock) {
            keyBlock = block;
        } else if (block->label.ends_with("CERTIFICATE")) {
            if (auto der = decodeBase64(block->body)) {
                certificates.push_back(std::move(*der));
            }
        }
    }
    if (!keyBlock) {
        return noKeyHere();
    }
    const auto pkcs8 = readKeyBlock(*keyBlock, password);
    if (!pkcs8) {
        return pkcs8.error();
    }
    auto key = PrivateKey::fromPkcs8(asBytes(pkcs8.value().view()));
    return key ? withCertificate(std::move(key).value(), certificates) : Result<SigningKey>(key.error());
}

} // namespace

Result<SigningKey> readSigningKey(ByteView file, const Secret& password, std::span<const Bytes> certificates) {
    const ErrorQueueGuard guard;
    const std::string_view text(reinterpret_cast<const char*>(file.data()), file.size());
    if (text.find(kPemBegin) != std::string_view::npos) {
        return readPem(text, password, {certificates.begin(), certificates.end()});
    }
    auto store = readKeyStore(file, password);
    if (!store) {
        const bool unasked = store.error().reason == "bad_passphrase" && password.empty();
        return unasked ? Result<SigningKey>(keyLocked()) : Result<SigningKey>(store.error());
    }
    StoredKey& first = store.value().keys.front();
    if (!first.certificate.empty()) {
        return SigningKey{std::move(first.key), std::move(first.certificate)};
    }
    return withCertificate(std::move(first.key), certificates);
}

} // namespace reseal::crypto
