// SPDX-License-Identifier: Apache-2.0
// Key files: PEM texts with keys, and PKCS#12.
#include "agent/crypto/certificate_file.hpp"
#include "agent/crypto/kazakh_key_file.hpp"
#include "agent/crypto/key_store.hpp"
#include "agent/crypto/pem_keys.hpp"
#include "agent/crypto/pkcs12_writer.hpp"
#include "agent/crypto/public_key_info.hpp"
#include "source.hpp"
#include "texts.hpp"

#include <algorithm>

namespace token_files {

using reseal::Bytes;
using reseal::CertificateFacts;
using reseal::Secret;
using namespace reseal::crypto;
using reseal::sdk::Failure;

namespace {

Failure noKey() { return Failure(RESEAL_E_NOT_FOUND, "no such key in the file", texts::noKey(), "key_missing"); }

// What both kinds of file say of themselves, with a password or without one.
class FileSource : public KeySource {
public:
    using KeySource::KeySource;

    std::vector<Item> items(Password password) override {
        const Bytes content = readFile(path()).value_or(Bytes());
        std::vector<Secret> tried;
        if (password != nullptr)
            tried.push_back(password->duplicate());
        const std::string name = textOf(path().filename());
        auto read = readCertificateFile(content, name, tried);
        if (!read && password != nullptr)
            read = readCertificateFile(content, name, {});
        std::vector<Item> found;
        if (!read)
            return found;
        for (const FileKey& key : read.value().keys)
            found.push_back(keyItem(found.size() + 1, key, read.value().certificates, password != nullptr));
        if (found.empty() && read.value().locked)
            found.push_back(keyItem(1, lockedKey(), {}, false));
        for (const CertificateFacts& certificate : read.value().certificates)
            if (!belongs(certificate, found))
                found.push_back(certificateItem(found.size() + 1, certificate));
        return found;
    }

    void remove() override {
        if (items(nullptr).size() > 1)
            throw Failure(RESEAL_E_UNSUPPORTED, "the file holds several objects", texts::sharedFile(), "file_shared");
        removeFile(path());
    }

protected:
    Bytes content() const {
        auto read = readFile(path());
        if (!read)
            throw noKey();
        return std::move(*read);
    }

private:
    static FileKey lockedKey() {
        FileKey key;
        key.locked = true;
        return key;
    }

    static bool fits(const CertificateFacts& certificate, const Item& key) {
        return certificate.spkiSha256 == key.spki ||
               (!key.fingerprint.empty() && certificate.gostFingerprint == key.fingerprint);
    }

    static bool belongs(const CertificateFacts& certificate, const std::vector<Item>& keys) {
        return std::any_of(keys.begin(), keys.end(),
                           [&](const Item& item) { return !item.info.key.empty() && fits(certificate, item); });
    }

    Item keyItem(std::size_t number, const FileKey& key, const std::vector<CertificateFacts>& certificates,
                 bool withPassword) const {
        Item item;
        item.info.id = item.info.key = itemId(number);
        item.info.label = textOf(path().filename());
        item.spki = key.spkiSha256;
        item.fingerprint = key.gostFingerprint;
        item.locked = key.locked;
        item.opened = withPassword && !key.locked;
        for (const CertificateFacts& certificate : certificates)
            if (fits(certificate, item))
                item.info.certificate = certificate.der;
        return item;
    }

    Item certificateItem(std::size_t number, const CertificateFacts& certificate) const {
        Item item;
        item.info.id = itemId(number);
        item.info.label = textOf(path().filename());
        item.info.certificate = certificate.der;
        item.keyId = certificate.subjectKeyId;
        item.spki = certificate.spkiSha256;
        item.fingerprint = certificate.gostFingerprint;
        return item;
    }
};

class PemSource : public FileSource {
public:
    using FileSource::FileSource;

    PrivateKey open(std::size_t number, Password password) override {
        const Secret none;
        auto keys = valueOf(readKeyFile(content(), password != nullptr ? *password : none));
        if (number == 0 || number > keys.size())
            throw noKey();
        return std::move(keys[number - 1]);
    }

    void changePassword(const Secret&, const Secret&) override {
        throw Failure(RESEAL_E_UNSUPPORTED, "passwords of PEM files are not changed", texts::pemPassword(), "pem_file");
    }

    bool join(std::size_t, const Bytes&, Password) override { return false; }
};

class StoreSource : public FileSource {
public:
    using FileSource::FileSource;

    PrivateKey open(std::size_t number, Password password) override {
        KeyStore store = read(password);
        if (number == 0 || number > store.keys.size())
            throw noKey();
        return std::move(store.keys[number - 1].key);
    }

    void changePassword(const Secret& old, const Secret& wanted) override {
        const bool unfit = isKazakhFile() && (!isKazakhPassword(wanted) || wanted.view() == old.view());
        if (unfit)
            throw Failure(RESEAL_E_USER, "the password breaks the rules of the CA", texts::kazakhPassword(),
                          "new_pin_unfit");
        const KeyStore store = valueOf(readKeyStore(content(), old));
        rewrite(store, store.keys.front().certificate, wanted);
    }

    bool join(std::size_t number, const Bytes& certificate, Password password) override {
        const KeyStore store = read(password);
        if (number == 0 || number > store.keys.size())
            throw noKey();
        const Bytes& there = store.keys[number - 1].certificate;
        if (there == certificate)
            return true;
        if (!there.empty() || store.keys.size() != 1 || password == nullptr)
            return false;
        rewrite(store, certificate, *password);
        return true;
    }

private:
    bool isKazakhFile() const { return isKazakhFileName(textOf(path().filename())); }

    // What software of the country opens stays so, RSA keys too.
    Pkcs12Lock lockOf(const StoredKey& stored) const {
        return isKazakhFile() ? Pkcs12Lock::kazakh : customaryLock(stored.key.kind());
    }

    KeyStore read(Password password) const {
        const Secret none;
        auto store = readKeyStore(content(), password != nullptr ? *password : none);
        if (!store && password == nullptr && store.error().reason == "bad_passphrase")
            throw Failure(RESEAL_E_USER, "no password was given", texts::needsPassword(), "pin_required");
        return valueOf(std::move(store));
    }

    // A file of several keys stays as it is: the writer makes files of one.
    void rewrite(const KeyStore& store, const Bytes& certificate, const Secret& password) {
        if (store.keys.size() != 1 || store.unread)
            throw Failure(RESEAL_E_UNSUPPORTED, "the file holds several keys", texts::sharedFile(), "file_shared");
        const StoredKey& only = store.keys.front();
        const Pkcs12Content fresh{only.key, certificate, store.certificates, only.friendlyName, only.localKeyId};
        const Bytes file = valueOf(writePkcs12(fresh, password, lockOf(only)));
        replaceFile(path(), file, [&](const Bytes& written) {
            const KeyStore again = valueOf(readKeyStore(written, password));
            if (again.keys.size() != 1 || again.keys.front().certificate != certificate ||
                again.certificates.size() != store.certificates.size() ||
                valueOf(again.keys.front().key.publicKeyInfo()) != valueOf(only.key.publicKeyInfo()))
                throw Failure(RESEAL_E_CONFIG, "the medium does not keep what is written", texts::damaged(),
                              "cannot_write");
        });
    }
};

} // namespace

std::unique_ptr<KeySource> pemSource(fs::path file, std::string id) {
    return std::make_unique<PemSource>(std::move(file), std::move(id));
}

std::unique_ptr<KeySource> storeSource(fs::path file, std::string id) {
    return std::make_unique<StoreSource>(std::move(file), std::move(id));
}

} // namespace token_files
