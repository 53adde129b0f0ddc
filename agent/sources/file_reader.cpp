// SPDX-License-Identifier: Apache-2.0
#include "agent/sources/file_reader.hpp"

#include "agent/core/certificate.hpp"
#include "agent/crypto/certificate_file.hpp"

#include <utility>

namespace reseal::sources {
namespace {

core::FileKind kindOf(crypto::Format format) {
    switch (format) {
    case crypto::Format::pem:
        return core::FileKind::pem;
    case crypto::Format::der:
        return core::FileKind::der;
    case crypto::Format::pkcs7:
        return core::FileKind::pkcs7;
    case crypto::Format::pkcs12:
        return core::FileKind::pkcs12;
    case crypto::Format::cryptoproHeader:
        return core::FileKind::cryptopro;
    case crypto::Format::none:
        break;
    }
    return core::FileKind::none;
}

std::string fileName(const std::string& path) { return path.substr(path.find_last_of('/') + 1); }

bool anyLocked(const crypto::FileContents& contents) {
    bool locked = contents.locked;
    for (const crypto::FileKey& key : contents.keys) {
        locked = locked || (key.locked && contents.format != crypto::Format::cryptoproHeader);
    }
    return locked;
}

void fillFrom(core::FileReading& reading, crypto::FileContents&& contents) {
    reading.kind = kindOf(contents.format);
    reading.locked = contents.locked;
    reading.certificates.reserve(contents.certificates.size());
    for (CertificateFacts& facts : contents.certificates) {
        core::Certificate certificate = core::interpret(facts);
        reading.certificates.push_back({std::move(certificate), std::move(facts.der)});
    }
    for (crypto::FileKey& key : contents.keys) {
        reading.keys.push_back({key.spkiSha256, std::move(key.gostFingerprint), key.locked, key.notAfter});
    }
}

} // namespace

FileReader::FileReader(const platform::FileSystem& files, PasswordSource passwords)
    : files_(files), passwords_(std::move(passwords)) {}

core::FileReading FileReader::read(const std::string& path, bool wanted) const {
    core::FileReading reading;
    reading.path = path;
    auto data = files_.read(path, crypto::kMaxFileBytes, &reading.stamp);
    if (!data) {
        reading.refusal = core::Refusal{path, data.error().reason, data.error().detail};
        return reading;
    }
    const std::string name = fileName(path);
    auto contents = crypto::readCertificateFile(data.value(), name, {});
    if (contents && anyLocked(contents.value()) && passwords_) {
        if (const std::vector<Secret> passwords = passwords_(path); !passwords.empty()) {
            auto opened = crypto::readCertificateFile(data.value(), name, passwords);
            // A password that does not fit costs nothing that could be read without it.
            const bool keepUnopened = !opened && !contents.value().certificates.empty();
            contents = keepUnopened ? std::move(contents) : std::move(opened);
        }
    }
    wipe(data.value().data(), data.value().size());
    if (contents) {
        fillFrom(reading, std::move(contents).value());
    } else if (wanted) {
        reading.locked = contents.error().reason == "bad_passphrase"; // still there, still locked
        reading.refusal = core::Refusal{path, contents.error().reason, contents.error().detail};
    }
    return reading;
}

} // namespace reseal::sources
