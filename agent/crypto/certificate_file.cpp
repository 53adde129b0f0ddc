// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/certificate_file.hpp"

#include "agent/crypto/certificate_reader.hpp"
#include "agent/crypto/content_kind.hpp"
#include "agent/crypto/cryptopro_header.hpp"
#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "agent/crypto/pem_blocks.hpp"
#include "agent/crypto/pem_file.hpp"
#include "agent/crypto/pkcs12_file.hpp"
#include "agent/crypto/private_keys.hpp"
#include "agent/crypto/refusal.hpp"
#include "agent/crypto/signed_data.hpp"

#include <algorithm>
#include <string>

namespace reseal::crypto {

namespace {

std::string lowered(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
    return result;
}

// A key file by its name that holds something else is a damaged one.
Error withName(Error error, std::string_view lowerName) {
    if (error.reason == "no_certificate_found" && (lowerName.ends_with(".p12") || lowerName.ends_with(".pfx"))) {
        error.reason = "bad_pkcs12";
    }
    return error;
}

// One certificate, or several laid end to end; what follows them (padding of a token's file) is ignored.
Result<FileContents> readDerCertificates(ByteView data) {
    FileContents contents;
    contents.format = Format::der;
    DerReader reader(data, Encoding::ber);
    while (const auto element = reader.next(kTagSequence)) {
        auto facts = takeCertificate(Bytes(element->whole.begin(), element->whole.end()));
        if (!facts) {
            if (contents.certificates.empty()) {
                return facts.error();
            }
            break;
        }
        contents.certificates.push_back(std::move(facts).value());
        if (contents.certificates.size() >= kMaxCertificates) {
            break;
        }
    }
    if (contents.certificates.empty()) { // it begins like one, and does not end
        return decodeFailed(N_("the certificate is damaged; get the file again from where it came"));
    }
    return contents;
}

Result<FileContents> readSignedData(ByteView data) {
    const auto found = certificatesOfSignedData(data, kMaxCertificates);
    if (!found) {
        return decodeFailed(N_("the signed message is damaged"));
    }
    FileContents contents;
    contents.format = Format::pkcs7;
    contents.damaged = found->brokenOff ? 1 : 0;
    for (const ByteView der : found->encodings) {
        auto facts = readCertificate(der);
        if (facts) {
            contents.certificates.push_back(std::move(facts).value());
        } else {
            ++contents.damaged;
        }
    }
    if (contents.certificates.empty()) {
        return contents.damaged == 0 ? noCertificate(N_("the signed message holds no certificate"))
                                     : decodeFailed(N_("the certificate in the signed message is damaged"));
    }
    return contents;
}

Result<FileContents> readDerKey(ContentKind kind, ByteView data, std::span<const Secret> passwords) {
    DerivationBudget budget;
    const auto found = kind == ContentKind::encryptedKey ? readEncryptedKey(data, passwords, budget)
                       : kind == ContentKind::pkcs8Key   ? readPkcs8Key(data)
                                                         : readPlainKey(data);
    if (!found) {
        return noCertificate(N_("this is not a certificate"));
    }
    FileContents contents;
    contents.format = Format::der;
    contents.keys.push_back(found->key);
    return contents;
}

Error cutOff(ContentKind kind) {
    return kind == ContentKind::pkcs12 ? Error{Category::damaged, "bad_pkcs12", N_("the file is cut off"), {}}
                                       : decodeFailed(N_("the file is cut off"));
}

Result<FileContents> readBinary(ByteView data, std::span<const Secret> passwords) {
    const Sniffed sniffed = sniffContent(data);
    if (sniffed.cutOff && sniffed.kind != ContentKind::unknown) {
        return cutOff(sniffed.kind);
    }
    switch (sniffed.kind) {
    case ContentKind::certificate:
        return readDerCertificates(data);
    case ContentKind::signedData:
        return readSignedData(data);
    case ContentKind::pkcs12:
        return readPkcs12File(data, passwords);
    case ContentKind::cryptoproHeader:
        return readCryptoproHeader(data);
    case ContentKind::pkcs8Key:
    case ContentKind::encryptedKey:
    case ContentKind::plainKey:
        return readDerKey(sniffed.kind, data, passwords);
    default:
        return refusalOf(sniffed.kind);
    }
}

// PowerShell redirects text as UTF-16 with a byte order mark.
std::optional<std::string> asciiFromUtf16(ByteView data) {
    if (data.size() < 4 || data[0] != 0xFF || data[1] != 0xFE) {
        return std::nullopt;
    }
    std::string text;
    text.reserve(data.size() / 2);
    for (std::size_t i = 2; i + 1 < data.size(); i += 2) {
        text.push_back(data[i + 1] == 0 && data[i] < 0x80 ? static_cast<char>(data[i]) : '?');
    }
    return text;
}

bool isControl(std::uint8_t c) { return c < 0x20 && (c < '\t' || c > '\r'); }

bool looksLikeText(std::string_view text) {
    constexpr std::size_t kSample = 512;
    const ByteView sample = asBytes(text.substr(0, kSample));
    return std::none_of(sample.begin(), sample.end(), isControl);
}

bool looksLikeBase64(std::string_view text) {
    constexpr std::size_t kSample = 64;
    const std::string_view sample = text.substr(0, kSample);
    return sample.size() == kSample && sample.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                                                "0123456789+/\r\n") == std::string_view::npos;
}

Result<FileContents> readText(std::string_view text, std::span<const Secret> passwords) {
    constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
    if (text.starts_with(kUtf8Mark)) {
        text.remove_prefix(kUtf8Mark.size());
    }
    const std::size_t start = text.find_first_not_of(" \t\r\n");
    if (start == std::string_view::npos) {
        return noCertificate(N_("the file is empty"));
    }
    text.remove_prefix(start);
    if (text.find(kPemBegin) != std::string_view::npos) {
        return readPemFile(text, passwords);
    }
    if (looksLikeBase64(text)) {
        const auto binary = decodeBase64(text);
        if (binary && !binary->empty() && binary->front() == kTagSequence) {
            return readBinary(*binary, passwords);
        }
        if (text.front() == 'M') { // every DER SEQUENCE begins so in base64
            return Error{Category::damaged, "bad_pem", N_("the base64 text is damaged or cut off"), {}};
        }
    }
    return looksLikeText(text) ? noCertificate(N_("this is a text file with no certificate in it"))
                               : noCertificate(N_("this is not a certificate file"));
}

Result<FileContents> readAny(ByteView data, std::string_view lowerName, std::span<const Secret> passwords) {
    if (data.empty()) {
        return noCertificate(N_("the file is empty"));
    }
    if (data.size() > kMaxFileBytes) {
        return noCertificate(N_("the file is too large for a certificate"));
    }
    if (lowerName == "header.key") {
        return readCryptoproHeader(data);
    }
    // A BER SEQUENCE, unless the character '0' begins a text.
    const bool sequence = data.front() == kTagSequence;
    if (sequence && sniffContent(data).kind != ContentKind::unknown) {
        return readBinary(data, passwords);
    }
    if (const auto ascii = asciiFromUtf16(data)) {
        return readText(*ascii, passwords);
    }
    return readText({reinterpret_cast<const char*>(data.data()), data.size()}, passwords);
}

} // namespace

Result<FileContents> readCertificateFile(ByteView data, std::string_view fileName, std::span<const Secret> passwords) {
    initialise();
    const std::string name = lowered(fileName);
    auto contents = readAny(data, name, passwords);
    if (!contents) {
        return withName(contents.error(), name);
    }
    return contents;
}

} // namespace reseal::crypto
