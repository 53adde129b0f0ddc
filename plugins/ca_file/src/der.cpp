// SPDX-License-Identifier: Apache-2.0
#include "der.hpp"

namespace ca_file {

namespace {

constexpr std::uint8_t kInteger = 0x02, kBitString = 0x03, kOid = 0x06, kSequence = 0x30, kSet = 0x31;
constexpr std::uint8_t kUtcTime = 0x17, kGeneralizedTime = 0x18, kContext0 = 0xA0;
constexpr std::size_t kMostCertificates = 100;

using namespace std::string_view_literals;
constexpr std::string_view kSignedData = "\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02"sv;
constexpr std::string_view kRsa = "\x2A\x86\x48\x86\xF7\x0D\x01\x01\x01"sv;
constexpr std::string_view kEc = "\x2A\x86\x48\xCE\x3D\x02\x01"sv;
constexpr std::string_view kP256 = "\x2A\x86\x48\xCE\x3D\x03\x01\x07"sv;
constexpr std::string_view kP384 = "\x2B\x81\x04\x00\x22"sv;
constexpr std::string_view kGost = "\x2A\x85\x03\x07\x01\x01\x01"sv;       // then 01 or 02
constexpr std::string_view kKzGost = "\x2A\x83\x0E\x03\x0A\x01\x01\x02"sv; // then 01 or 02

// The content of the one element that `der` is.
std::optional<std::string_view> only(std::string_view der, std::uint8_t tag) {
    DerReader reader(der);
    const auto element = reader.next(tag);
    return element && reader.atEnd() ? std::optional(element->content) : std::nullopt;
}

std::string timeOf(const Element& time) {
    const std::string text(time.content);
    if (text.find_first_not_of("0123456789Z") != std::string::npos)
        return {};
    if (time.tag == kGeneralizedTime)
        return text.size() == 15 ? text : std::string();
    return text.size() == 13 ? (text[0] < '5' ? "20" : "19") + text : std::string();
}

std::string rsaName(std::string_view bits) {
    if (bits.empty())
        return {};
    DerReader key(only(bits.substr(1), kSequence).value_or(std::string_view()));
    const auto modulus = key.next(kInteger);
    if (!modulus)
        return {};
    const std::size_t size = modulus->content.size() - (modulus->content.front() == '\0' ? 1 : 0);
    return size == 256 || size == 384 || size == 512 ? "rsa-" + std::to_string(size * 8) : std::string();
}

} // namespace

std::optional<Element> DerReader::next() {
    if (rest_.size() < 2)
        return std::nullopt;
    const auto byte = [this](std::size_t at) { return static_cast<std::uint8_t>(rest_[at]); };
    if ((byte(0) & 0x1F) == 0x1F)
        return std::nullopt; // tags of more than one byte stand in no certificate
    std::size_t length = byte(1), header = 2;
    if (length >= 0x80) {
        const std::size_t count = length & 0x7F;
        if (count == 0 || count > 3 || rest_.size() < 2 + count)
            return std::nullopt;
        length = 0;
        for (std::size_t i = 0; i < count; ++i)
            length = length << 8 | byte(2 + i);
        header += count;
    }
    if (rest_.size() - header < length)
        return std::nullopt;
    const Element element{byte(0), rest_.substr(0, header + length), rest_.substr(header, length)};
    rest_.remove_prefix(header + length);
    return element;
}

std::optional<Element> DerReader::next(std::uint8_t tag) { return nextIs(tag) ? next() : std::nullopt; }

std::optional<PublicKey> readPublicKey(std::string_view spki) {
    DerReader reader(only(spki, kSequence).value_or(std::string_view()));
    const auto algorithm = reader.next(kSequence);
    const auto bits = reader.next(kBitString);
    if (!algorithm || !bits || bits->content.empty() || !reader.atEnd())
        return std::nullopt;
    DerReader inner(algorithm->content);
    const auto oid = inner.next(kOid);
    if (!oid || oid->content.empty())
        return std::nullopt;
    const auto parameters = inner.next();
    return PublicKey{spki, oid->content, parameters ? parameters->whole : std::string_view(), bits->content};
}

std::optional<CertificateFacts> readCertificate(std::string_view der) {
    DerReader outer(only(der, kSequence).value_or(std::string_view()));
    const auto body = outer.next(kSequence);
    if (!body || !outer.skip(kSequence) || !outer.skip(kBitString) || !outer.atEnd())
        return std::nullopt;
    DerReader fields(body->content);
    if (fields.nextIs(kContext0))
        fields.next();
    const auto serial = fields.next(kInteger);
    if (!serial || !fields.skip(kSequence))
        return std::nullopt;
    const auto issuer = fields.next(kSequence), validity = fields.next(kSequence), subject = fields.next(kSequence);
    const auto spki = fields.next(kSequence);
    if (!issuer || !validity || !subject || !spki)
        return std::nullopt;
    DerReader times(validity->content);
    times.next();
    const auto notAfter = times.next();
    const auto key = readPublicKey(spki->whole);
    if (!notAfter || (notAfter->tag != kUtcTime && notAfter->tag != kGeneralizedTime) || !key)
        return std::nullopt;
    return CertificateFacts{der, serial->content, issuer->whole, subject->whole, timeOf(*notAfter), *key};
}

std::optional<PublicKey> readRequest(std::string_view der) {
    DerReader outer(only(der, kSequence).value_or(std::string_view()));
    const auto body = outer.next(kSequence);
    if (!body || !outer.skip(kSequence) || !outer.skip(kBitString) || !outer.atEnd())
        return std::nullopt;
    DerReader fields(body->content);
    if (!fields.skip(kInteger) || !fields.skip(kSequence))
        return std::nullopt;
    const auto spki = fields.next(kSequence);
    return spki ? readPublicKey(spki->whole) : std::nullopt;
}

std::vector<std::string_view> certificatesOfSignedData(std::string_view der) {
    DerReader outer(only(der, kSequence).value_or(std::string_view()));
    const auto type = outer.next(kOid), wrapped = outer.next(kContext0);
    if (!type || type->content != kSignedData || !wrapped)
        return {};
    DerReader fields(only(wrapped->content, kSequence).value_or(std::string_view()));
    if (!fields.skip(kInteger) || !fields.skip(kSet) || !fields.skip(kSequence))
        return {};
    std::vector<std::string_view> out;
    if (const auto certificates = fields.next(kContext0)) {
        DerReader each(certificates->content);
        while (out.size() < kMostCertificates)
            if (const auto element = each.next())
                out.push_back(element->whole);
            else
                break;
    }
    return out;
}

std::string algorithmName(const PublicKey& key) {
    if (key.algorithm == kRsa)
        return rsaName(key.bits);
    if (key.algorithm == kEc) {
        const auto curve = only(key.parameters, kOid);
        return curve == kP256 ? "ec-p256" : curve == kP384 ? "ec-p384" : "";
    }
    const std::string_view family = key.algorithm.substr(0, key.algorithm.size() - 1);
    const char* size = key.algorithm.back() == '\x01' ? "256" : key.algorithm.back() == '\x02' ? "512" : nullptr;
    if (size == nullptr || (family != kGost && family != kKzGost))
        return {};
    return std::string(family == kGost ? "gost-2012-" : "kz-gost-2015-") + size;
}

} // namespace ca_file
