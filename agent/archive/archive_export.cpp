// SPDX-License-Identifier: Apache-2.0
#include "agent/archive/archive_export.hpp"

#include "agent/archive/entry_making.hpp"
#include "agent/crypto/containers/container.hpp"
#include "agent/crypto/key_store.hpp"
#include "agent/crypto/keys_in_file.hpp"
#include "agent/platform/document_file.hpp"
#include "agent/platform/file_system.hpp"
#include "agent/platform/system.hpp"

#include <filesystem>

namespace reseal::archive {
namespace {

using crypto::KeyKind;

constexpr int kMostFolders = 1000;

Error passwordRequired() {
    return {Category::waiting, "password_required", N_("The new file needs a password: --password-file FILE."), {}};
}

Status writeNew(const std::string& path, ByteView content) {
    auto file = platform::createDocument(path);
    if (!file) {
        return file.error();
    }
    Status written = file.value()->write(content);
    return written ? file.value()->commit() : written;
}

bool isRussian(KeyKind kind) {
    return kind == KeyKind::gost2001 || kind == KeyKind::gost2012_256 || kind == KeyKind::gost2012_512;
}

std::string nameOf(const core::ArchiveEntry& entry) {
    const auto certificate = certificateOf(entry);
    return certificate ? certificate.value().holder.name : std::string();
}

// "3f9a01bc.000": eight characters, as CSP names its folders; the first that is free.
std::string freeFolder(const std::string& parent, const core::ArchiveEntry& entry) {
    const auto files = platform::systemFileSystem();
    for (int number = 0; number < kMostFolders; ++number) {
        std::string digits = std::to_string(number);
        digits.insert(0, 3 - digits.size(), '0');
        std::string folder = parent + "/" + toHex(entry.sha256).substr(0, 8) + "." + digits;
        if (!files->inspect(folder)) {
            return folder;
        }
    }
    return {};
}

Result<RestoredKey> restoreContainer(const core::ArchiveEntry& entry, const crypto::PrivateKey& key,
                                     const std::string& parent, const Secret& password) {
    crypto::ContainerSpec spec;
    spec.name = "reseal-" + toHex(entry.sha256).substr(0, 16);
    spec.key = &key;
    spec.password = password.empty() ? nullptr : &password;
    spec.certificate = entry.certificate;
    const auto files = crypto::makeContainer(spec);
    const std::string folder = files ? freeFolder(parent, entry) : std::string();
    if (!files || folder.empty()) {
        return files ? Error{Category::refused, "file_exists",
                             N_("A file of this name is already there; choose another name."), parent}
                     : files.error();
    }
    if (Status made = platform::makePrivateFolder(folder); !made) {
        return made.error();
    }
    for (const auto& file : crypto::kContainerFileNames) {
        if (Status written = writeNew(folder + "/" + file.name, files.value().*file.content); !written) {
            std::error_code ignored;
            std::filesystem::remove_all(folder, ignored); // a part of a container opens nowhere
            return written.error();
        }
    }
    return RestoredKey{folder, "container"};
}

Result<RestoredKey> restorePem(const core::ArchiveEntry& entry, const crypto::PrivateKey& key,
                               const std::string& parent, const Secret& password) {
    if (password.empty()) {
        return passwordRequired();
    }
    const auto pem = crypto::writePem(key, entry.certificate, password);
    if (!pem) {
        return pem.error();
    }
    const std::string path = parent + "/" + toHex(entry.sha256).substr(0, 16) + ".pem";
    const Status written = writeNew(path, asBytes(pem.value()));
    return written ? Result<RestoredKey>(RestoredKey{path, "pem"}) : Result<RestoredKey>(written.error());
}

} // namespace

crypto::Pkcs12Lock exportLock(KeyKind kind) {
    return isRussian(kind) ? crypto::Pkcs12Lock::russian : crypto::Pkcs12Lock::aes;
}

Status exportKey(Archive& archive, Vault& vault, const core::ArchiveEntry& entry, const std::string& path,
                 const Secret& password) {
    if (password.empty()) {
        return passwordRequired();
    }
    const auto key = archive.keyOf(entry);
    if (!key) {
        return key.error();
    }
    const auto file = crypto::writePkcs12({key.value(), entry.certificate, {}, nameOf(entry)}, password,
                                          exportLock(key.value().kind()));
    if (!file) {
        return file.error();
    }
    const auto again = crypto::readKeyStore(file.value(), password);
    if (!again || again.value().keys.front().certificate != entry.certificate) {
        return Error{Category::failed, "write_failed", N_("The key could not be written."), {}};
    }
    if (Status written = writeNew(path, file.value()); !written) {
        return written;
    }
    return vault.store().note(vault.event("export", toHex(entry.sha256), path));
}

Result<RestoredKey> restoreKey(Archive& archive, Vault& vault, const core::ArchiveEntry& entry,
                               const std::string& folder, const Secret& password) {
    const auto key = archive.keyOf(entry);
    if (!key) {
        return key.error();
    }
    auto restored = isRussian(key.value().kind()) ? restoreContainer(entry, key.value(), folder, password)
                                                  : restorePem(entry, key.value(), folder, password);
    if (!restored) {
        return restored;
    }
    const Status noted = vault.store().note(vault.event("restore_key", toHex(entry.sha256), restored.value().path));
    return noted ? restored : Result<RestoredKey>(noted.error());
}

} // namespace reseal::archive
