// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/keys_in_file.hpp"

#include "agent/crypto/content_kind.hpp"
#include "agent/crypto/key_blocks.hpp"
#include "agent/crypto/key_store.hpp"
#include "agent/crypto/openssl_handles.hpp"

#include <openssl/pem.h>

namespace reseal::crypto {
namespace {

constexpr std::string_view kBegin = "-----BEGIN ";
constexpr std::size_t kMostKeys = 1000;
constexpr int kPemIterations = 600'000;

// Tries each password, then none: a wrong guess costs a whole derivation.
template <typename Open>
void tryPasswords(KeysInFile& found, std::span<const Secret> passwords, Open open) {
    const Secret none;
    std::optional<Error> last;
    for (std::size_t i = 0; i <= passwords.size(); ++i) {
        auto opened = open(i < passwords.size() ? passwords[i] : none);
        if (opened) {
            return;
        }
        last = opened.error();
        if (last->reason != "bad_passphrase" && last->reason != "password_required") {
            found.problem = last;
            return;
        }
    }
    found.locked = true;
}

void addPkcs8(KeysInFile& found, const Secret& pkcs8) {
    auto key = PrivateKey::fromPkcs8(asBytes(pkcs8.view()));
    if (key) {
        found.keys.push_back(std::move(key).value());
    } else {
        found.problem = key.error();
    }
}

Result<KeysInFile> readPkcs12(ByteView data, std::span<const Secret> passwords) {
    KeysInFile found;
    tryPasswords(found, passwords, [&](const Secret& password) -> Status {
        auto store = readKeyStore(data, password);
        if (!store) {
            return store.error();
        }
        for (StoredKey& stored : store.value().keys) {
            found.keys.push_back(std::move(stored.key));
            if (!stored.certificate.empty()) {
                found.certificates.push_back(std::move(stored.certificate));
            }
        }
        for (Bytes& other : store.value().certificates) {
            found.certificates.push_back(std::move(other));
        }
        found.problem = store.value().unread;
        return {};
    });
    if (found.keys.empty() && found.problem) {
        return *found.problem;
    }
    return found;
}

void readPemKeys(KeysInFile& found, std::string_view text, std::span<const Secret> passwords) {
    PemReader reader(text);
    std::size_t blocks = 0;
    while (const auto block = reader.next()) {
        if (!block->label.ends_with("PRIVATE KEY") || ++blocks > kMostKeys) {
            continue;
        }
        tryPasswords(found, passwords, [&](const Secret& password) -> Status {
            const auto pkcs8 = readKeyBlock(*block, password);
            if (!pkcs8) {
                return pkcs8.error();
            }
            addPkcs8(found, pkcs8.value());
            return {};
        });
    }
}

void readDerKey(KeysInFile& found, ByteView data, ContentKind kind, std::span<const Secret> passwords) {
    if (kind == ContentKind::pkcs8Key) {
        addPkcs8(found, Secret(std::string(data.begin(), data.end())));
    } else if (kind == ContentKind::encryptedKey) {
        tryPasswords(found, passwords, [&](const Secret& password) -> Status {
            const auto pkcs8 = decryptedKey(data, password);
            if (!pkcs8) {
                return pkcs8.error();
            }
            addPkcs8(found, pkcs8.value());
            return {};
        });
    }
}

std::string textOf(BIO* bio) {
    const char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(size)};
}

} // namespace

Result<KeysInFile> readKeysInFile(ByteView data, std::string_view fileName, std::span<const Secret> passwords) {
    const ErrorQueueGuard guard;
    const ContentKind kind = sniffContent(data).kind;
    if (kind == ContentKind::pkcs12) {
        return readPkcs12(data, passwords);
    }
    KeysInFile found;
    const std::string_view text(reinterpret_cast<const char*>(data.data()), data.size());
    if (text.find(kBegin) != std::string_view::npos) {
        readPemKeys(found, text, passwords);
    } else {
        readDerKey(found, data, kind, passwords);
    }
    auto contents = readCertificateFile(data, fileName, passwords);
    if (contents) {
        for (CertificateFacts& facts : contents.value().certificates) {
            found.certificates.push_back(std::move(facts.der));
        }
    } else if (found.keys.empty() && !found.locked && !found.problem) {
        return contents.error();
    }
    if (found.keys.empty() && found.certificates.empty() && found.problem) {
        return *found.problem;
    }
    return found;
}

Result<std::string> writePem(const PrivateKey& key, ByteView certificate, const Secret& password) {
    const ErrorQueueGuard guard;
    const Error failed{Category::failed, "write_failed", N_("The key could not be written."), {}};
    const auto pkcs8 = key.toPkcs8();
    if (!pkcs8) {
        return pkcs8.error();
    }
    const ByteView octets = asBytes(pkcs8.value().view());
    const unsigned char* cursor = octets.data();
    const KeyInfoHandle info(d2i_PKCS8_PRIV_KEY_INFO(nullptr, &cursor, static_cast<long>(octets.size())));
    AlgorithmHandle lock(PKCS5_pbe2_set_iv(EVP_aes_256_cbc(), kPemIterations, nullptr, 0, nullptr, NID_hmacWithSHA256));
    const EncryptedKeyHandle encrypted(
        info && lock
            ? PKCS8_set0_pbe(password.view().data(), static_cast<int>(password.view().size()), info.get(), lock.get())
            : nullptr);
    if (encrypted) {
        static_cast<void>(lock.release()); // it belongs to `encrypted` now
    }
    const BioHandle out(BIO_new(BIO_s_mem()));
    if (!encrypted || !out || PEM_write_bio_PKCS8(out.get(), encrypted.get()) != 1) {
        return failed;
    }
    if (PEM_write_bio(out.get(), "CERTIFICATE", "", certificate.data(), static_cast<long>(certificate.size())) <= 0) {
        return failed;
    }
    return textOf(out.get());
}

} // namespace reseal::crypto
