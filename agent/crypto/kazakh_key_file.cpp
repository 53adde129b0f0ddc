// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/kazakh_key_file.hpp"

#include "agent/base/password_rules.hpp"
#include "agent/crypto/certificate_file.hpp"
#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"
#include "agent/crypto/pkcs12_writer.hpp"
#include "agent/crypto/public_key_info.hpp"
#include "agent/crypto/refusal.hpp"
#include "agent/crypto/signature_names.hpp"

#include <algorithm>
#include <array>

namespace reseal::crypto {

namespace {

constexpr std::string_view kClientAuthentication = "1.3.6.1.5.5.7.3.2";
constexpr std::string_view kMailProtection = "1.3.6.1.5.5.7.3.4";

ByteView keyOctets(ByteView publicKeyInfo) {
    DerReader outer(publicKeyInfo, Encoding::ber);
    DerReader fields = outer.enter(kTagSequence);
    static_cast<void>(fields.next(kTagSequence));
    const auto key = fields.next(kTagBitString);
    return key ? bitStringOctets(key->content) : ByteView{};
}

Result<Bytes> keyIdOf(ByteView certificate) {
    const auto facts = readCertificate(certificate);
    if (!facts) {
        return facts.error();
    }
    const ByteView publicKeyInfo = publicKeyInfoIn(certificate);
    auto whole = digestOf(DigestAlgorithm::sha1, publicKeyInfo);
    auto bits = digestOf(DigestAlgorithm::sha1, keyOctets(publicKeyInfo));
    if (!whole || !bits) {
        return whole ? bits.error() : whole.error();
    }
    const Bytes& named = facts.value().subjectKeyId;
    if (named == whole.value() || named == bits.value()) {
        return named;
    }
    const auto kind = kindOfPublicKey(publicKeyInfo);
    const bool recent = kind == KeyKind::kzGost2015_256 || kind == KeyKind::kzGost2015_512;
    return recent ? std::move(bits) : std::move(whole);
}

bool has(const std::vector<std::string>& uses, std::string_view use) {
    return std::ranges::find(uses, use) != uses.end();
}

} // namespace

Result<std::string> kazakhKeyId(ByteView certificate) {
    const auto id = keyIdOf(certificate);
    return id ? Result<std::string>(toHex(id.value())) : Result<std::string>(id.error());
}

Result<std::string> kazakhFileName(ByteView certificate) {
    const auto id = kazakhKeyId(certificate);
    const auto facts = readCertificate(certificate);
    if (!id || !facts) {
        return id ? facts.error() : id.error();
    }
    const auto& uses = facts.value().extendedKeyUsage;
    const auto kind = kindOfPublicKey(publicKeyInfoIn(certificate));
    std::string prefix;
    if (kind == KeyKind::rsa) {
        prefix = has(uses, kClientAuthentication) && !has(uses, kMailProtection) ? "AUTH_RSA256_" : "RSA256_";
    } else if (kind == KeyKind::kzGost2004) {
        prefix = "GOSTKNCA_";
    } else if (kind == KeyKind::kzGost2015_512) {
        prefix = "GOST512_";
    } else {
        return Error{Category::refused,
                     "key_unsupported",
                     N_("the National Certification Authority of Kazakhstan has no key files for keys of this kind"),
                     {}};
    }
    return prefix + id.value() + ".p12";
}

bool isKazakhFileName(std::string_view name) {
    constexpr std::array<std::string_view, 4> kPrefixes{"AUTH_RSA256_", "RSA256_", "GOSTKNCA_", "GOST512_"};
    constexpr std::string_view kEnding = ".p12";
    constexpr std::size_t kIdDigits = 40;
    if (!name.ends_with(kEnding)) {
        return false;
    }
    name.remove_suffix(kEnding.size());
    return std::ranges::any_of(kPrefixes, [&](std::string_view prefix) {
        return name.starts_with(prefix) && name.size() == prefix.size() + kIdDigits &&
               name.find_first_not_of("0123456789abcdef", prefix.size()) == std::string_view::npos;
    });
}

bool isKazakhPassword(const Secret& password) { return *problemOf(PasswordRules::kazakh, password.view()) == '\0'; }

Result<Bytes> writeKazakhPkcs12(const PrivateKey& key, ByteView certificate, const Secret& password) {
    if (const char* problem = problemOf(PasswordRules::kazakh, password.view()); *problem != '\0') {
        return Error{Category::usage, "file_password_unfit", problem, {}};
    }
    auto id = keyIdOf(certificate);
    if (!id) {
        return id.error();
    }
    Pkcs12Content content{key, Bytes(certificate.begin(), certificate.end())};
    content.friendlyName = toHex(id.value());
    content.localKeyId = std::move(id).value();
    return writePkcs12(content, password, Pkcs12Lock::kazakh);
}

} // namespace reseal::crypto
