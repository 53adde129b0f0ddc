// SPDX-License-Identifier: Apache-2.0
#include "nca_certificate.hpp"

#include "../../ca_file/src/der.hpp"

#include <reseal/cxx/values.hpp>

namespace ca_nca {

using ca_file::DerReader;

namespace {

using namespace std::string_view_literals;

constexpr std::uint8_t kBoolean = 0x01, kInteger = 0x02, kOctetString = 0x04, kOid = 0x06, kUtcTime = 0x17,
                       kSequence = 0x30, kSet = 0x31, kContext0 = 0xA0, kContext3 = 0xA3, kRfc822Name = 0x81;
constexpr auto kCommonName = "\x55\x04\x03"sv, kSerialNumber = "\x55\x04\x05"sv, kUnit = "\x55\x04\x0B"sv;
constexpr auto kMail = "\x2A\x86\x48\x86\xF7\x0D\x01\x09\x01"sv;
constexpr auto kKeyIdentifier = "\x55\x1D\x0E"sv, kAltName = "\x55\x1D\x11"sv, kExtendedUsage = "\x55\x1D\x25"sv;
constexpr auto kClientAuth = "\x2B\x06\x01\x05\x05\x07\x03\x02"sv,
               kMailProtection = "\x2B\x06\x01\x05\x05\x07\x03\x04"sv;
constexpr auto kRsa = "\x2A\x86\x48\x86\xF7\x0D\x01\x01\x01"sv;
constexpr auto kGost2004 = "\x2A\x83\x0E\x03\x0A\x01\x01\x01\x01"sv,
               kGost2015 = "\x2A\x83\x0E\x03\x0A\x01\x01\x02\x02"sv;
constexpr std::size_t kMost = 100; // parts, extensions, usages: more is no certificate of the NCA

// "20260901120000Z" or "260901120000Z".
std::string fullTime(const ca_file::Element& time) {
    const std::string text(time.content);
    if (text.find_first_not_of("0123456789") + 1 != text.size() || text.empty() || text.back() != 'Z')
        return {};
    if (time.tag != kUtcTime)
        return text.size() == 15 ? text : std::string();
    return text.size() == 13 ? (text[0] < '5' ? "20" : "19") + text : std::string();
}

std::int64_t millisOf(const std::string& time) {
    const auto number = [&time](std::size_t at, std::size_t size) { return std::stoll(time.substr(at, size)); };
    const std::int64_t month = number(4, 2), shifted = number(0, 4) - (month <= 2 ? 1 : 0);
    const std::int64_t ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + number(6, 2) - 1;
    const std::int64_t days = 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + ofYear - 719468;
    return ((days * 24 + number(8, 2)) * 3600 + number(10, 2) * 60 + number(12, 2)) * 1000;
}

std::string dateOf(const std::string& time) {
    return time.substr(0, 4) + "-" + time.substr(4, 2) + "-" + time.substr(6, 2);
}

// Text of a part, where it is readable as UTF-8.
std::string textOf(std::string_view content) {
    return content.size() <= 1000 && reseal::sdk::isText(content) ? std::string(content) : std::string();
}

void takeName(std::string_view name, NcaCertificate& out) {
    DerReader parts(name);
    for (std::size_t i = 0; i < kMost && !parts.atEnd(); ++i) {
        const auto set = parts.next(kSet);
        DerReader inside(set ? set->content : std::string_view());
        const auto pair = inside.next(kSequence);
        DerReader both(pair ? pair->content : std::string_view());
        const auto type = both.next(kOid);
        const auto value = both.next();
        if (!type || !value)
            return;
        const std::string text = textOf(value->content);
        if (type->content == kCommonName)
            out.holder = text;
        else if (type->content == kSerialNumber && text.rfind("IIN", 0) == 0)
            out.iin = text.substr(3);
        else if (type->content == kUnit && text.rfind("BIN", 0) == 0)
            out.bin = text.substr(3);
        else if (type->content == kMail && out.email.empty())
            out.email = text;
    }
}

void takeExtension(std::string_view oid, std::string_view value, NcaCertificate& out) {
    DerReader outer(value);
    const auto all = outer.next(kSequence);
    DerReader each(all ? all->content : std::string_view());
    bool client = false, mail = false;
    for (std::size_t i = 0; i < kMost; ++i) {
        const auto one = each.next();
        if (!one)
            break;
        if (oid == kAltName && one->tag == kRfc822Name)
            out.email = textOf(one->content);
        client = client || one->content == kClientAuth;
        mail = mail || one->content == kMailProtection;
    }
    if (oid == kExtendedUsage)
        out.authentication = client && !mail;
}

// The identifier that the NCA gave the key: every certificate of its has one.
void takeKeyIdentifier(std::string_view value, NcaCertificate& out) {
    constexpr std::size_t kDigest = 20; // of SHA-1
    DerReader reader(value);
    const auto octets = reader.next(kOctetString);
    if (octets && octets->content.size() == kDigest)
        out.keyId = reseal::sdk::hex(reseal::sdk::toBytes(octets->content));
}

void takeExtensions(std::string_view list, NcaCertificate& out) {
    DerReader all(list);
    for (std::size_t i = 0; i < kMost && !all.atEnd(); ++i) {
        const auto one = all.next(kSequence);
        DerReader parts(one ? one->content : std::string_view());
        const auto oid = parts.next(kOid);
        if (parts.nextIs(kBoolean))
            parts.next();
        const auto value = parts.next(kOctetString);
        if (!oid || !value)
            return;
        if (oid->content == kKeyIdentifier)
            takeKeyIdentifier(value->content, out);
        if (oid->content == kAltName || oid->content == kExtendedUsage)
            takeExtension(oid->content, value->content, out);
    }
}

void takeKey(const ca_file::PublicKey& key, NcaCertificate& out) {
    out.family = key.algorithm == kRsa        ? KeyFamily::rsa
                 : key.algorithm == kGost2004 ? KeyFamily::gost2004
                 : key.algorithm == kGost2015 ? KeyFamily::gost2015
                                              : KeyFamily::other;
}

} // namespace

std::optional<NcaCertificate> readNcaCertificate(std::string_view der) {
    const auto facts = ca_file::readCertificate(der);
    if (!facts)
        return std::nullopt;
    DerReader outer(der);
    DerReader whole(outer.next(kSequence)->content);
    DerReader fields(whole.next(kSequence)->content); // as readCertificate found them
    if (fields.nextIs(kContext0))
        fields.next();
    for (const std::uint8_t tag : {kInteger, kSequence, kSequence})
        fields.skip(tag);
    const auto validity = fields.next(kSequence), subject = fields.next(kSequence);
    fields.skip(kSequence);
    DerReader times(validity->content);
    const auto from = times.next(), to = times.next();
    NcaCertificate out;
    const std::string begin = from ? fullTime(*from) : "", end = to ? fullTime(*to) : "";
    if (begin.empty() || end.empty())
        return std::nullopt;
    out.notBefore = dateOf(begin);
    out.notAfter = dateOf(end);
    out.notAfterMs = millisOf(end);
    out.serial = reseal::sdk::hex(reseal::sdk::toBytes(facts->serial.substr(0, 32)));
    takeName(subject->content, out);
    takeKey(facts->key, out);
    while (const auto more = fields.next())
        if (more->tag == kContext3) {
            DerReader list(more->content);
            const auto all = list.next(kSequence);
            takeExtensions(all ? all->content : std::string_view(), out);
        }
    return out;
}

std::string keyFileName(const NcaCertificate& certificate) {
    const char* prefix = nullptr;
    switch (certificate.family) {
    case KeyFamily::rsa:
        prefix = certificate.authentication ? "AUTH_RSA256_" : "RSA256_";
        break;
    case KeyFamily::gost2004:
        prefix = "GOSTKNCA_";
        break;
    case KeyFamily::gost2015:
        prefix = "GOST512_";
        break;
    case KeyFamily::other:
        return {};
    }
    return certificate.keyId.empty() ? std::string() : prefix + certificate.keyId + ".p12";
}

std::string familyName(KeyFamily family) {
    switch (family) {
    case KeyFamily::rsa:
        return "RSA";
    case KeyFamily::gost2004:
        return "GOST 34.310-2004";
    case KeyFamily::gost2015:
        return "GOST 34.10-2015 (512)";
    case KeyFamily::other:
        break;
    }
    return "?";
}

} // namespace ca_nca
