// SPDX-License-Identifier: Apache-2.0
#include "agent/app/answer_file.hpp"

#include "agent/crypto/certificate_file.hpp"
#include "agent/crypto/public_key_info.hpp"
#include "agent/platform/document_file.hpp"
#include "agent/platform/file_system.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace reseal::app {
namespace {

constexpr int kMostNames = 100;
constexpr std::array<std::string_view, 5> kEndings{".cer", ".crt", ".pem", ".der",
                                                   ".p7b"}; // as plugins/ca_file has them

bool isFor(const CertificateFacts& certificate, const Bytes& publicKey) {
    const crypto::PublicKeyInfo key = crypto::readPublicKeyInfo(publicKey);
    return key.sha256 == certificate.spkiSha256 ||
           (!key.gostFingerprint.empty() && key.gostFingerprint == certificate.gostFingerprint);
}

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    return text;
}

// "anna.p7b", "anna-2.p7b" ...
std::string numbered(const std::string& folder, const std::string& name, int number) {
    const std::size_t dot = std::min(name.rfind('.'), name.size());
    const std::string ending = lower(name.substr(dot));
    const bool known = std::ranges::find(kEndings, ending) != kEndings.end();
    return folder + "/" + name.substr(0, dot) + (number == 0 ? "" : "-" + std::to_string(number + 1)) +
           (known ? ending : ".cer");
}

} // namespace

const AwaitedAnswer* answeredBy(ByteView file, const std::string& name, std::span<const AwaitedAnswer> awaited) {
    const auto read =
        awaited.empty() ? Result<crypto::FileContents>(Error{}) : crypto::readCertificateFile(file, name, {});
    if (!read || !read.value().keys.empty() || read.value().locked) {
        return nullptr;
    }
    for (const AwaitedAnswer& one : awaited) {
        for (const CertificateFacts& certificate : read.value().certificates) {
            if (std::ranges::any_of(one.publicKeys, [&](const Bytes& key) { return isFor(certificate, key); })) {
                return &one;
            }
        }
    }
    return nullptr;
}

Status layInto(const std::string& folder, const std::string& name, ByteView content) {
    const auto files = platform::systemFileSystem();
    for (int number = 0; number < kMostNames; ++number) {
        const std::string path = numbered(folder, name, number);
        const auto there = files->read(path, kMaxAnswerFile, nullptr);
        if (there && std::ranges::equal(there.value(), content)) {
            return {};
        }
        auto file = platform::createDocument(path);
        Status written = file ? file.value()->write(content) : Status(file.error());
        written = written ? file.value()->commit() : written;
        if (written || written.error().reason != "file_exists") {
            return written;
        }
    }
    return Error{Category::refused, "file_exists", N_("A file of this name is already there; choose another name."),
                 folder};
}

} // namespace reseal::app
