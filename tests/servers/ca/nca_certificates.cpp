// SPDX-License-Identifier: Apache-2.0
#include "tests/servers/ca/nca_certificates.hpp"

#include "agent/crypto/der_values.hpp"
#include "agent/crypto/der_writer.hpp"
#include "agent/crypto/public_key_info.hpp"
#include "agent/crypto/signature_names.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <ctime>
#include <stdexcept>

namespace reseal::test::ca {
namespace {

using namespace reseal::crypto;

constexpr const char* kKeyUsage = "2.5.29.15";
constexpr const char* kExtendedUsage = "2.5.29.37";
constexpr const char* kPolicies = "2.5.29.32";
constexpr const char* kPerson = "1.2.398.3.3.4.1.1";

template <typename T>
T value(Result<T> result) {
    if (!result) {
        throw std::runtime_error(result.error().reason);
    }
    return std::move(result).value();
}

Bytes joined(const std::vector<Bytes>& parts) {
    Bytes all;
    for (const Bytes& part : parts) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

Bytes text(std::uint8_t tag, const std::string& content) { return derElement(tag, asBytes(content)); }

// Years 1950 to 2049.
Bytes utcTime(std::int64_t seconds) {
    const std::time_t moment = seconds;
    std::tm parts{};
    gmtime_r(&moment, &parts);
    std::string written;
    for (const int pair :
         {parts.tm_year % 100, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec}) {
        written += {static_cast<char>('0' + pair / 10), static_cast<char>('0' + pair % 10)};
    }
    return text(kTagUtcTime, written + "Z");
}

Bytes extension(const char* oid, const Bytes& content, bool critical = false) {
    constexpr std::array<std::uint8_t, 3> yes{kTagBoolean, 1, 0xFF};
    return derSequence({derOid(oid), critical ? ByteView(yes) : ByteView(), derOctetString(content)});
}

Bytes bits(std::uint8_t unused, std::uint8_t octet) {
    const std::array<std::uint8_t, 2> content{unused, octet};
    return derElement(kTagBitString, ByteView(content));
}

Bytes oids(const std::vector<std::string>& dotted) {
    std::vector<Bytes> all;
    for (const std::string& one : dotted) {
        all.push_back(derOid(one));
    }
    return derSequence({joined(all)});
}

Bytes address(const std::string& url) { return text(contextTag(6, false), url); }

Bytes distributionPoint(const std::string& url) {
    const Bytes names = derElement(contextTag(0, true), address(url));
    return derSequence({derSequence({derElement(contextTag(0, true), names)})});
}

// The number of a key of 2022 and later, as a positive INTEGER; else one by chance.
Bytes serialOf(const NcaWanted& wanted) {
    Bytes number(20);
    const auto kind = kindOfPublicKey(wanted.publicKeyInfo);
    if (kind == KeyKind::kzGost2015_512) {
        number = ncaKeyId(wanted.publicKeyInfo);
    } else if (RAND_bytes(number.data(), static_cast<int>(number.size())) != 1) {
        throw std::runtime_error("random numbers");
    }
    number[0] &= 0x7FU;
    number[0] = number[0] < 0x10 ? static_cast<std::uint8_t>(number[0] + 0x10) : number[0];
    return derUnsigned(number);
}

Bytes keyIds(const NcaWanted& wanted, const NcaIssuer& issuer) {
    return joined({extension("2.5.29.14", derOctetString(ncaKeyId(wanted.publicKeyInfo))),
                   extension("2.5.29.35", derSequence({derElement(contextTag(0, false), issuer.keyId)}))});
}

Bytes usages(const NcaWanted& wanted) {
    const bool person = wanted.roles.empty() || std::ranges::find(wanted.roles, kPerson) != wanted.roles.end();
    std::vector<std::string> extended{wanted.use == NcaUse::authentication ? "1.3.6.1.5.5.7.3.2" : "1.3.6.1.5.5.7.3.4"};
    extended.insert(extended.end(), wanted.roles.begin(), wanted.roles.end());
    const std::string policy = wanted.use == NcaUse::both      ? "1.2.398.3.3.2"
                               : wanted.use == NcaUse::signing ? (person ? "1.2.398.3.3.2.3" : "1.2.398.3.3.2.1")
                                                               : (person ? "1.2.398.3.3.2.4" : "1.2.398.3.3.2.2");
    const Bytes practice = derSequence({derOid("1.3.6.1.5.5.7.2.1"), text(kTagIa5String, "http://pki.gov.kz/cps")});
    const Bytes usage = wanted.use == NcaUse::authentication ? bits(5, 0xA0) // signatures, keys enciphered
                        : wanted.use == NcaUse::signing      ? bits(6, 0xC0) // signatures, not to be denied
                                                             : bits(3, 0xC8);     // and keys agreed upon
    return joined({extension(kKeyUsage, usage, true), extension(kExtendedUsage, oids(extended)),
                   extension(kPolicies, derSequence({derSequence({derOid(policy), derSequence({practice})})}))});
}

Bytes services(const NcaWanted& wanted) {
    const std::string lists = wanted.services + "/crl/nca_";
    const auto access = [](const char* method, const std::string& url) {
        return derSequence({derOid(method), address(url)});
    };
    return joined(
        {extension("2.5.29.31", distributionPoint(lists + wanted.family + ".crl")),
         extension("2.5.29.46", distributionPoint(lists + "d_" + wanted.family + ".crl")),
         extension("1.3.6.1.5.5.7.1.1",
                   derSequence({access("1.3.6.1.5.5.7.48.2", wanted.services + "/cert/nca_" + wanted.family + ".cer"),
                                access("1.3.6.1.5.5.7.48.1", wanted.services + "/ocsp/")}))});
}

Bytes signedBy(const crypto::PrivateKey& key, const Bytes& toBeSigned) {
    const DigestAlgorithm digest = key.usualDigest();
    const Bytes signature = value(key.sign(digest, value(digestOf(digest, toBeSigned))));
    return derSequence({toBeSigned, key.signatureAlgorithm(digest), derBitString(signature)});
}

Bytes certificate(const NcaWanted& wanted, const NcaIssuer& issuer, const Bytes& extensions) {
    const Bytes version = derElement(contextTag(0, true), derInteger(2));
    const Bytes validity = derSequence({utcTime(wanted.notBefore), utcTime(wanted.notAfter)});
    const Bytes list = derElement(contextTag(3, true), derSequence({extensions}));
    return signedBy(issuer.key,
                    derSequence({version, serialOf(wanted), issuer.key.signatureAlgorithm(issuer.key.usualDigest()),
                                 issuer.name, validity, wanted.subject, wanted.publicKeyInfo, list}));
}

} // namespace

Bytes ncaName(const std::vector<std::pair<std::string, std::string>>& parts) {
    std::vector<Bytes> all;
    for (const auto& [type, content] : parts) {
        const bool printable = type == "2.5.4.5" || type == "2.5.4.6";
        const Bytes pair = derSequence({derOid(type), text(printable ? kTagPrintableString : kTagUtf8String, content)});
        all.push_back(derElement(kTagSet, pair));
    }
    return derSequence({joined(all)});
}

Bytes ncaKeyId(ByteView publicKeyInfo) {
    ByteView named = publicKeyInfo;
    if (kindOfPublicKey(publicKeyInfo) == KeyKind::kzGost2015_512) {
        DerReader parts = DerReader(publicKeyInfo).enter(kTagSequence);
        static_cast<void>(parts.next());
        const auto key = parts.next(kTagBitString);
        named = key ? bitStringOctets(key->content) : ByteView();
    }
    return value(digestOf(DigestAlgorithm::sha1, named));
}

Bytes makeNcaCertificate(const NcaWanted& wanted, const NcaIssuer& issuer) {
    std::vector<Bytes> extensions{keyIds(wanted, issuer), usages(wanted), services(wanted)};
    if (!wanted.email.empty()) {
        extensions.push_back(extension("2.5.29.17", derSequence({text(contextTag(1, false), wanted.email)})));
    }
    // The store, without the folder that a request may name.
    extensions.push_back(extension("1.2.398.3.3.5", derSequence({derOid("1.2.398.3.3.5.1.1")})));
    return certificate(wanted, issuer, joined(extensions));
}

Bytes makeNcaAuthority(const NcaWanted& wanted, const NcaIssuer& issuer) {
    constexpr std::array<std::uint8_t, 3> yes{kTagBoolean, 1, 0xFF};
    const Bytes constraints = derSequence({ByteView(yes)});
    return certificate(wanted, issuer,
                       joined({keyIds(wanted, issuer), extension("2.5.29.19", constraints, true),
                               extension(kKeyUsage, bits(1, 0x06), true)}));
}

Bytes makeNcaList(const NcaIssuer& issuer, std::int64_t now, bool delta) {
    constexpr std::int64_t kWeek = std::int64_t{7} * 86400;
    const Bytes number = derInteger(1);
    std::vector<Bytes> extensions{extension("2.5.29.35", derSequence({derElement(contextTag(0, false), issuer.keyId)})),
                                  extension("2.5.29.20", number)};
    if (delta) {
        extensions.push_back(extension("2.5.29.27", number, true));
    }
    return signedBy(issuer.key, derSequence({derInteger(1), issuer.key.signatureAlgorithm(issuer.key.usualDigest()),
                                             issuer.name, utcTime(now), utcTime(now + kWeek),
                                             derElement(contextTag(0, true), derSequence({joined(extensions)}))}));
}

} // namespace reseal::test::ca
