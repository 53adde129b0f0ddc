// SPDX-License-Identifier: Apache-2.0
#include "agent/sources/file_reader.hpp"

#include "agent/core/certificate.hpp"

#include <optional>
#include <span>
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

// How many things in the file wait for a password. A container's own password opens nothing here.
std::size_t shutIn(const crypto::FileContents& contents) {
    std::size_t shut = contents.locked ? 1 : 0;
    for (const crypto::FileKey& key : contents.keys) {
        shut += key.locked && contents.format != crypto::Format::cryptoproHeader ? 1 : 0;
    }
    return shut;
}

bool opensMore(const crypto::FileContents& now, const crypto::FileContents& before) {
    return now.certificates.size() > before.certificates.size() || shutIn(now) < shutIn(before);
}

core::Refusal damageIn(const crypto::FileContents& contents, const std::string& path) {
    return {path, "decode_failed",
            contents.certificates.empty()
                ? N_("the certificate in the file is damaged; the key beside it was read")
                : N_("some of the certificates in the file are damaged; the others were read")};
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
    if (contents && shutIn(contents.value()) > 0 && passwords_) {
        tryPasswords(reading, contents.value(), data.value(), name);
    }
    wipe(data.value().data(), data.value().size());
    if (contents) {
        if (contents.value().damaged > 0 && !reading.refusal) {
            reading.refusal = damageIn(contents.value(), path);
        }
        fillFrom(reading, std::move(contents).value());
    } else if (wanted) {
        reading.refusal = core::Refusal{path, contents.error().reason, contents.error().detail};
    }
    return reading;
}

// One after the other, each beside those before it, so that it is known which of them fit.
void FileReader::tryPasswords(core::FileReading& reading, crypto::FileContents& contents, ByteView data,
                              const std::string& name) const {
    const std::vector<Secret> passwords = passwords_(reading.path);
    std::optional<Error> refusal;
    for (std::size_t tried = 1; tried <= passwords.size() && shutIn(contents) > 0; ++tried) {
        auto opened = crypto::readCertificateFile(data, name, std::span(passwords).first(tried));
        if (!opened) {
            refusal = opened.error();
        } else if (opensMore(opened.value(), contents)) {
            contents = std::move(opened).value();
            reading.passwordFitted = true;
            reading.firstPasswordFitted = reading.firstPasswordFitted || tried == 1;
            refusal.reset();
        }
    }
    const bool fits = refusal && refusal->reason != "bad_passphrase"; // but helps nothing: the detail says why
    reading.passwordRefused = !passwords.empty() && !reading.passwordFitted && !fits;
    if (refusal && contents.locked) {
        contents.locked = !fits;
        reading.refusal = core::Refusal{reading.path, refusal->reason, refusal->detail};
    }
}

} // namespace reseal::sources
