// SPDX-License-Identifier: Apache-2.0
#include "agent/archive/key_reading.hpp"

#include "agent/crypto/cms/certificate_fields.hpp"
#include "agent/crypto/containers/container.hpp"
#include "agent/crypto/keys_in_file.hpp"

#include <algorithm>
#include <array>

namespace reseal::archive {
namespace {

constexpr std::string_view kContainerHeaderFile = "/header.key";

// Of files that are none of ours: of no interest in a folder.
constexpr std::array<std::string_view, 3> kNothingHere{"no_certificate_found", "decode_failed", "no_private_key"};

std::string folderOf(const std::string& path) { return path.substr(0, path.find_last_of('/')); }

std::string kindOf(ByteView data) {
    if (data.empty() || data.front() != 0x30) {
        return "pem";
    }
    return crypto::readCertificateFields(data) ? "der" : "pkcs12";
}

void readContainer(const platform::FileSystem& files, KeyReading& reading, ByteView header,
                   std::span<const Secret> passwords) {
    reading.kind = "container";
    crypto::ContainerFiles container;
    for (const auto& file : crypto::kContainerFileNames) {
        if (auto bytes = files.read(reading.place + "/" + file.name, crypto::kMostInContainerFile, nullptr)) {
            container.*file.content = std::move(bytes).value();
        }
    }
    const auto facts = crypto::readContainerHeader(header);
    if (!facts) {
        reading.problem = facts.error();
        return;
    }
    for (const auto slot : {crypto::ContainerSlot::primary, crypto::ContainerSlot::secondary}) {
        const bool second = slot == crypto::ContainerSlot::secondary;
        if (second ? !facts.value().secondaryKnown : facts.value().primaryAbsent) {
            continue;
        }
        const Bytes& certificate = second ? facts.value().secondary.certificate : facts.value().primary.certificate;
        if (!certificate.empty()) {
            reading.certificates.push_back(certificate);
        }
        auto opened = crypto::openContainer(container, Secret(), slot);
        for (std::size_t i = 0; i < passwords.size() && !opened && opened.error().reason == "password_wrong"; ++i) {
            opened = crypto::openContainer(container, passwords[i], slot);
        }
        if (opened) {
            reading.add(opened.value().key);
        } else if (opened.error().reason == "password_wrong") {
            reading.locked = true;
        } else {
            reading.problem = opened.error();
        }
    }
}

} // namespace

void KeyReading::add(const crypto::PrivateKey& key) {
    auto publicKey = key.publicKeyInfo();
    auto pkcs8 = publicKey ? key.toPkcs8() : Result<Secret>(publicKey.error());
    if (pkcs8) {
        keys.push_back({std::move(pkcs8).value(), std::move(publicKey).value()});
    } else {
        problem = pkcs8.error();
    }
}

KeyReading readKeys(const platform::FileSystem& files, const std::string& path, bool wanted,
                    std::span<const Secret> passwords) {
    KeyReading reading{path, {}, {}, {}, false, std::nullopt};
    const auto data = files.read(path, crypto::kMaxFileBytes, nullptr);
    if (!data) {
        reading.problem = data.error();
        return reading;
    }
    if (path.ends_with(kContainerHeaderFile)) {
        reading.place = folderOf(path);
        readContainer(files, reading, data.value(), passwords);
        return reading;
    }
    reading.kind = kindOf(data.value());
    auto found = crypto::readKeysInFile(data.value(), path.substr(path.find_last_of('/') + 1), passwords);
    if (found) {
        reading.certificates = std::move(found.value().certificates);
        reading.locked = found.value().locked;
        reading.problem = std::move(found.value().problem);
        for (const crypto::PrivateKey& key : found.value().keys) {
            reading.add(key);
        }
    } else if (wanted || std::ranges::find(kNothingHere, found.error().reason) == kNothingHere.end()) {
        reading.problem = found.error();
    }
    return reading;
}

} // namespace reseal::archive
