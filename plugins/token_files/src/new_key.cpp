// SPDX-License-Identifier: Apache-2.0
#include "new_key.hpp"

#include "agent/crypto/key_store.hpp"
#include "agent/crypto/pkcs12_writer.hpp"
#include "agent/crypto/public_key_info.hpp"
#include "places.hpp"
#include "source.hpp"
#include "texts.hpp"

namespace token_files {

using reseal::Bytes;
using reseal::Secret;
using namespace reseal::crypto;
using reseal::sdk::Failure;
using reseal::sdk::GeneratedKey;

namespace {

constexpr int kMostOfLabel = 16; // renewals of one label: each leaves its key behind

bool isRussian(KeyKind kind) {
    return kind == KeyKind::gost2001 || kind == KeyKind::gost2012_256 || kind == KeyKind::gost2012_512;
}

// What of a label can stand in file and container names everywhere.
std::string plain(const std::string& label) {
    std::string out;
    for (const char c : label)
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_')
            out += c;
    return out.empty() ? "key" : out.substr(0, 48);
}

std::string numbered(const std::string& label, int number) {
    return number == 0 ? label : label + "-" + std::to_string(number);
}

// CSP takes names of eight letters only.
std::string containerFolder(const std::string& label, int number) {
    const std::string id = placeId(pathOf(numbered(label, number)));
    return id.substr(id.size() - 8) + ".000";
}

std::string storeName(const std::string& label, int number) { return numbered(plain(label), number) + ".p12"; }

// Kazakh files are named by their keys: a note beside them says which one the label means.
fs::path noteOf(const fs::path& folder, const std::string& label, int number) {
    return folder / pathOf("." + numbered(plain(label), number) + ".reseal");
}

GeneratedKey told(const std::string& file, const PrivateKey& key) {
    return {file + "#1", valueOf(key.publicKeyInfo())};
}

std::optional<GeneratedKey> openNew(std::unique_ptr<KeySource> source, const Secret& password) {
    const auto items = source->items(&password);
    if (items.size() != 1 || !items.front().info.certificate.empty())
        return std::nullopt;
    return told(source->id(), source->open(1, &password));
}

GeneratedKey keepContainer(const fs::path& folder, const PrivateKey& key, const std::string& label,
                           const Bytes& certificate, const Secret& password) {
    ContainerSpec spec;
    spec.name = std::string(kOwnName) + plain(label);
    spec.key = &key;
    spec.password = &password;
    spec.certificate = certificate;
    const ContainerFiles files = valueOf(makeContainer(spec));
    for (int number = 0; number < kMostOfLabel; ++number)
        if (const std::string name = containerFolder(label, number); writeNewContainer(folder / pathOf(name), files))
            return told(name, key);
    throw Failure(RESEAL_E_CONFIG, "too many containers of one label", texts::otherThere().with(label),
                  "file_in_the_way");
}

struct KazakhFile {
    std::string name;
    Bytes content;
};

KazakhFile kazakhFile(const PrivateKey& key, Pkcs12Content content, const Secret& password) {
    const Pkcs12Lock lock = customaryLock(key.kind());
    const Bytes first = valueOf(writePkcs12(content, password, lock));
    const std::string id = reseal::toHex(valueOf(readKeyStore(first, password)).keys.front().localKeyId);
    content.friendlyName = id;
    const char* const prefix = key.kind() == KeyKind::kzGost2015_512   ? "GOST512_"
                               : key.kind() == KeyKind::kzGost2015_256 ? "GOST256_"
                                                                       : "GOSTKNCA_";
    return {prefix + id + ".p12", valueOf(writePkcs12(content, password, lock))};
}

GeneratedKey keepKazakh(const fs::path& folder, const PrivateKey& key, const std::string& label,
                        const Bytes& certificate, const Secret& password) {
    const KazakhFile file = kazakhFile(key, Pkcs12Content{key, certificate}, password);
    if (!writeNew(folder / pathOf(file.name), file.content))
        throw Failure(RESEAL_E_CONFIG, "a file of that key is there", texts::otherThere().with(file.name),
                      "file_in_the_way");
    for (int number = 0; number < kMostOfLabel; ++number)
        if (writeNew(noteOf(folder, label, number), reseal::asBytes(file.name)))
            break;
    return told(file.name, key);
}

} // namespace

PrivateKey generated(const std::string& algorithm) {
    auto key = PrivateKey::generate(algorithm);
    if (!key && key.error().reason != "gost_engine_missing")
        throw Failure(RESEAL_E_UNSUPPORTED, key.error().detail, texts::noSuchAlgorithm(), "algorithm_unfit");
    return valueOf(std::move(key));
}

std::optional<GeneratedKey> keyOfLabel(const fs::path& folder, const std::string& label, const std::string& algorithm,
                                       const Secret& password) {
    for (int number = 0; number < kMostOfLabel; ++number) {
        std::string name = storeName(label, number);
        if (algorithm.rfind("gost-", 0) == 0)
            name = containerFolder(label, number);
        else if (algorithm.rfind("kz-", 0) == 0) {
            const Bytes note = readFile(noteOf(folder, label, number), 256).value_or(Bytes());
            name.assign(note.begin(), note.end());
            if (name.empty() || name.find('/') != std::string::npos)
                return std::nullopt;
        }
        const fs::path path = folder / pathOf(name);
        if (!isThere(path))
            return std::nullopt;
        auto source = isFolder(path) ? containerSource(path, name) : storeSource(path, name);
        if (auto there = openNew(std::move(source), password))
            return there;
    }
    return std::nullopt;
}

GeneratedKey keepNewKey(const fs::path& folder, const PrivateKey& key, const std::string& label,
                        const Bytes& certificate, const Secret& password) {
    if (isRussian(key.kind()))
        return keepContainer(folder, key, label, certificate, password);
    if (customaryLock(key.kind()) == Pkcs12Lock::kazakh)
        return keepKazakh(folder, key, label, certificate, password);
    const Pkcs12Content content{key, certificate, {}, plain(label)};
    const Bytes file = valueOf(writePkcs12(content, password, customaryLock(key.kind())));
    for (int number = 0; number < kMostOfLabel; ++number)
        if (const std::string name = storeName(label, number); writeNew(folder / pathOf(name), file))
            return told(name, key);
    throw Failure(RESEAL_E_CONFIG, "too many files of one label", texts::otherThere().with(label), "file_in_the_way");
}

void keepCertificateBeside(const fs::path& path, const Bytes& certificate) {
    const std::string hash = reseal::toHex(sha256(certificate)).substr(0, 8);
    for (const std::string& end : {std::string(".cer"), "." + hash + ".cer"}) {
        const fs::path file = path.parent_path() / pathOf(textOf(path.filename()) + end);
        if (readFile(file) == certificate || writeNew(file, certificate))
            return;
    }
    throw Failure(RESEAL_E_CONFIG, "other files are in the way",
                  texts::otherThere().with(textOf(path.filename()) + ".cer"), "file_in_the_way");
}

} // namespace token_files
