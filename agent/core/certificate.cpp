// SPDX-License-Identifier: Apache-2.0
#include "agent/core/certificate.hpp"

#include "agent/core/holder_roles.hpp"
#include "agent/core/text_safety.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace reseal::core {
namespace {

// Attribute types of names (X.520, RFC 4519; Russian: order 795 of the FSB; see facts on qualified certificates).
constexpr std::array<std::pair<std::string_view, std::string_view>, 24> kAttributeNames{{
    {"2.5.4.3", "CN"},
    {"2.5.4.4", "SN"},
    {"2.5.4.5", "SERIALNUMBER"},
    {"2.5.4.6", "C"},
    {"2.5.4.7", "L"},
    {"2.5.4.8", "ST"},
    {"2.5.4.9", "STREET"},
    {"2.5.4.10", "O"},
    {"2.5.4.11", "OU"},
    {"2.5.4.12", "T"},
    {"2.5.4.15", "BUSINESSCATEGORY"},
    {"2.5.4.16", "POSTALADDRESS"},
    {"2.5.4.17", "POSTALCODE"},
    {"2.5.4.42", "GN"},
    {"2.5.4.97", "ORGANIZATIONID"},
    {"1.2.643.3.131.1.1", "INN"},
    {"1.2.643.100.4", "INNLE"},
    {"1.2.643.100.3", "SNILS"},
    {"1.2.643.100.1", "OGRN"},
    {"1.2.643.100.5", "OGRNIP"},
    {"1.2.840.113549.1.9.1", "E"},
    {"0.9.2342.19200300.100.1.1", "UID"},
    {"0.9.2342.19200300.100.1.25", "DC"},
    {"1.2.840.113549.1.9.2", "UNSTRUCTUREDNAME"},
}};

std::string attributeName(const std::string& oid) {
    const auto* found =
        std::ranges::find(kAttributeNames, std::string_view(oid), [](const auto& p) { return p.first; });
    return found == kAttributeNames.end() ? oid : std::string(found->second);
}

// Commas and backslashes inside a value stand behind a backslash (RFC 4514), so that no value can pose as a part.
std::string escapedValue(const std::string& value) {
    std::string text;
    for (const char c : displaySafe(value)) {
        if (c == ',' || c == '\\') {
            text.push_back('\\');
        }
        text.push_back(c);
    }
    return text;
}

// The first value of an attribute type, safe to show; empty where there is none.
std::string valueOf(const std::vector<NameAttribute>& name, std::string_view oid) {
    const auto found = std::ranges::find(name, oid, &NameAttribute::oid);
    return found == name.end() ? std::string() : displaySafe(found->value);
}

bool onlyDigits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// "IIN123456789012" gives the digits; anything else nothing.
std::string afterPrefix(const std::vector<NameAttribute>& name, std::string_view oid, std::string_view prefix) {
    for (const NameAttribute& attribute : name) {
        const std::string_view value = attribute.value;
        if (attribute.oid == oid && value.starts_with(prefix) && onlyDigits(value.substr(prefix.size()))) {
            return std::string(value.substr(prefix.size(), 32));
        }
    }
    return {};
}

Holder holderOf(const CertificateFacts& facts) {
    const auto& subject = facts.subject;
    Holder holder;
    holder.organization = valueOf(subject, "2.5.4.10");
    holder.snils = valueOf(subject, "1.2.643.100.3");
    holder.ogrn = valueOf(subject, "1.2.643.100.1");
    holder.ogrnip = valueOf(subject, "1.2.643.100.5");
    holder.innle = valueOf(subject, "1.2.643.100.4");
    holder.inn = valueOf(subject, "1.2.643.3.131.1.1");
    // Before INNLE existed (2021) a legal entity's ten digits stood in INN behind two zeros.
    if (holder.inn.size() == 12 && holder.inn.starts_with("00") && onlyDigits(holder.inn)) {
        if (holder.innle.empty()) {
            holder.innle = holder.inn.substr(2);
        }
        holder.inn.clear();
    }
    holder.iin = afterPrefix(subject, "2.5.4.5", "IIN");
    holder.bin = afterPrefix(subject, "2.5.4.11", "BIN");
    holder.email = valueOf(subject, "1.2.840.113549.1.9.1");
    if (holder.email.empty() && !facts.emails.empty()) {
        holder.email = displaySafe(facts.emails.front());
    }
    // A Russian employee's certificate has the organisation in CN and the person in SN and GN; a Kazakh one has the
    // person in CN, surname in SN, and the patronymic in GN.
    const std::string surname = valueOf(subject, "2.5.4.4");
    const std::string given = valueOf(subject, "2.5.4.42");
    const std::string common = valueOf(subject, "2.5.4.3");
    const bool kazakh = !holder.iin.empty() || !holder.bin.empty();
    if (!surname.empty() && !given.empty() && !kazakh) {
        holder.name = surname + " " + given;
    } else if (kazakh && !common.empty() && !given.empty()) {
        holder.name = common + " " + given;
    } else if (!common.empty()) {
        holder.name = common;
    } else {
        holder.name = !holder.organization.empty() ? holder.organization : holder.email;
    }
    return holder;
}

bool contains(const std::vector<std::string>& oids, std::string_view oid) {
    return std::ranges::find(oids, oid) != oids.end();
}

// What a certificate is for. Extended usages narrow what the key usage bits allow (RFC 5280, 4.2.1.12).
Usage usageOf(const CertificateFacts& facts) {
    constexpr std::uint16_t kEncrypting = kKeyEncipherment | kDataEncipherment | kKeyAgreement;
    const auto& extended = facts.extendedKeyUsage;
    const std::uint16_t bits = facts.keyUsage.value_or(kDigitalSignature | kNonRepudiation | kKeyEncipherment);
    const bool tls = contains(extended, "1.3.6.1.5.5.7.3.1") || contains(extended, "1.3.6.1.5.5.7.3.2");
    const bool mail = contains(extended, "1.3.6.1.5.5.7.3.4");
    const bool smartCardLogon = contains(extended, "1.3.6.1.4.1.311.20.2.2");
    const bool authenticates = tls || smartCardLogon;
    const bool any = extended.empty() || contains(extended, "2.5.29.37.0");
    const bool onlyAuthenticates = authenticates && !mail && !any;
    Usage usage;
    if ((bits & kNonRepudiation) != 0 || ((bits & kDigitalSignature) != 0 && !onlyAuthenticates)) {
        usage.add(Use::sign);
    }
    if ((bits & (kDigitalSignature | kKeyAgreement)) != 0 && (authenticates || any)) {
        usage.add(Use::authenticate);
    }
    if ((bits & kEncrypting) != 0 && !onlyAuthenticates) {
        usage.add(Use::encrypt);
    }
    return usage;
}

struct AlgorithmName {
    std::string_view oid;
    std::string_view words;
    bool bits; // the size is said too
};

constexpr std::array<AlgorithmName, 14> kAlgorithms{{
    {"1.2.840.113549.1.1.1", "RSA", true},
    {"1.2.840.113549.1.1.10", "RSA-PSS", true},
    {"1.2.840.10045.2.1", "ECDSA", true},
    {"1.2.840.10040.4.1", "DSA", true},
    {"1.3.101.112", "Ed25519", false},
    {"1.3.101.113", "Ed448", false},
    {"1.2.643.2.2.19", "GOST R 34.10-2001", false},
    {"1.2.643.2.2.20", "GOST R 34.10-94", false},
    {"1.2.643.7.1.1.1.1", "GOST R 34.10-2012 (256 bit)", false},
    {"1.2.643.7.1.1.1.2", "GOST R 34.10-2012 (512 bit)", false},
    {"1.2.398.3.10.1.1.1.1", "GOST 34.310-2004 (Kazakhstan)", false},
    {"1.2.398.3.10.1.1.2.1", "GOST 34.10-2015 (Kazakhstan, 256 bit)", false},
    {"1.2.398.3.10.1.1.2.2", "GOST 34.10-2015 (Kazakhstan, 512 bit)", false},
    {"1.2.156.10197.1.301", "SM2", false},
}};

std::string algorithmOf(const CertificateFacts& facts) {
    const auto* found = std::ranges::find(kAlgorithms, std::string_view(facts.keyAlgorithm), &AlgorithmName::oid);
    if (found == kAlgorithms.end()) {
        return facts.keyAlgorithm;
    }
    std::string words(found->words);
    if (found->bits && facts.keyBits > 0) {
        words += " " + std::to_string(facts.keyBits);
    }
    return words;
}

} // namespace

std::string nameText(const std::vector<NameAttribute>& name) {
    std::string text;
    for (const NameAttribute& attribute : name) {
        text += text.empty() ? "" : ", ";
        text += attributeName(attribute.oid) + "=" + escapedValue(attribute.value);
    }
    return text;
}

Certificate interpret(const CertificateFacts& facts) {
    Certificate certificate;
    certificate.id = toHex(facts.sha256);
    certificate.subject = nameText(facts.subject);
    certificate.issuer = nameText(facts.issuer);
    certificate.issuerName = valueOf(facts.issuer, "2.5.4.3");
    if (certificate.issuerName.empty()) {
        certificate.issuerName = valueOf(facts.issuer, "2.5.4.10");
    }
    certificate.serial = facts.serial;
    certificate.holder = holderOf(facts);
    certificate.usage = usageOf(facts);
    certificate.algorithm = algorithmOf(facts);
    certificate.notBefore = facts.notBefore;
    certificate.notAfter = facts.notAfter;
    certificate.keyNotAfter = facts.privateKeyNotAfter;
    certificate.isCa = facts.isCa;
    certificate.spkiSha256 = facts.spkiSha256;
    certificate.gostFingerprint = facts.gostFingerprint;
    certificate.authorityKeyId = toHex(facts.authorityKeyId);
    for (const std::string& role : rolesOf(facts)) {
        certificate.holderRoles += (certificate.holderRoles.empty() ? "" : " ") + role;
    }
    return certificate;
}

std::string holderKey(const Certificate& certificate) {
    const Holder& holder = certificate.holder;
    const auto first = [](std::initializer_list<std::pair<const char*, const std::string*>> ids) {
        for (const auto& [label, value] : ids) {
            if (!value->empty()) {
                return std::string(label) + *value;
            }
        }
        return std::string();
    };
    const std::string person = first({{"iin:", &holder.iin}, {"inn:", &holder.inn}, {"snils:", &holder.snils}});
    const std::string body = first({{"bin:", &holder.bin}, {"innle:", &holder.innle}, {"ogrn:", &holder.ogrn}});
    if (!person.empty() || !body.empty()) {
        return person + "|" + body;
    }
    return certificate.subject.empty() ? std::string() : "name:" + certificate.subject;
}

Due dueOf(const Certificate& certificate) {
    if (certificate.keyNotAfter && *certificate.keyNotAfter < certificate.notAfter) {
        return {*certificate.keyNotAfter, DueReason::privateKeyUsage};
    }
    return {certificate.notAfter, DueReason::notAfter};
}

} // namespace reseal::core
