// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/pkcs12_bags.hpp"

#include "agent/crypto/certificate_reader.hpp"
#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"
#include "agent/crypto/der_writer.hpp"

#include <algorithm>

namespace reseal::crypto {

namespace {

constexpr int kMaxBagDepth = 4; // safeContents bags inside each other

Bytes localKeyIdOf(const PKCS12_SAFEBAG* bag) {
    const ASN1_TYPE* attribute = PKCS12_SAFEBAG_get0_attr(bag, NID_localKeyID);
    if (attribute == nullptr || attribute->type != V_ASN1_OCTET_STRING) {
        return {};
    }
    const unsigned char* data = ASN1_STRING_get0_data(attribute->value.octet_string);
    return {data, data + ASN1_STRING_length(attribute->value.octet_string)};
}

// SafeBag { OID, [0] { CertBag { OID, [0] { OCTET STRING } } } }: the certificate without decoding it through EVP.
Bytes certificateBytes(const PKCS12_SAFEBAG* bag) {
    unsigned char* encoded = nullptr;
    const int size = i2d_PKCS12_SAFEBAG(bag, &encoded);
    const OpensslBytes owner(encoded);
    if (size <= 0) {
        return {};
    }
    DerReader outer(ByteView(encoded, static_cast<std::size_t>(size)), Encoding::ber);
    DerReader safeBag = outer.enter(kTagSequence);
    static_cast<void>(safeBag.next(kTagOid));
    DerReader value = safeBag.enter(contextTag(0, true));
    DerReader certBag = value.enter(kTagSequence);
    static_cast<void>(certBag.next(kTagOid));
    DerReader certValue = certBag.enter(contextTag(0, true));
    const auto octets = certValue.next(kTagOctetString);
    return octets ? Bytes(octets->content.begin(), octets->content.end()) : Bytes{};
}

std::string friendlyNameOf(const PKCS12_SAFEBAG* bag) {
    constexpr std::size_t kMaxName = 1024;
    // Older headers take no const bag, though it is only read.
    char* name = PKCS12_get_friendlyname(const_cast<PKCS12_SAFEBAG*>(bag));
    const OpensslBytes owner(reinterpret_cast<unsigned char*>(name));
    const std::string_view text = name == nullptr ? std::string_view() : std::string_view(name);
    return text.size() <= kMaxName && isValidUtf8(asBytes(text)) ? std::string(text) : std::string{};
}

} // namespace

void BagCollector::collect(const STACK_OF(PKCS12_SAFEBAG) * bags) { collect(bags, 0); }

void BagCollector::collect(const STACK_OF(PKCS12_SAFEBAG) * bags, int depth) {
    for (int i = 0; i < sk_PKCS12_SAFEBAG_num(bags); ++i) {
        const PKCS12_SAFEBAG* bag = sk_PKCS12_SAFEBAG_value(bags, i);
        switch (PKCS12_SAFEBAG_get_nid(bag)) {
        case NID_certBag:
            addCertificate(bag);
            break;
        case NID_keyBag:
            addPlainKey(bag);
            break;
        case NID_pkcs8ShroudedKeyBag:
            addShroudedKey(bag);
            break;
        case NID_safeContentsBag:
            if (depth < kMaxBagDepth) {
                collect(PKCS12_SAFEBAG_get0_safes(bag), depth + 1);
            }
            break;
        default:
            break;
        }
    }
}

void BagCollector::addCertificate(const PKCS12_SAFEBAG* bag) {
    if (PKCS12_SAFEBAG_get_bag_nid(bag) != NID_x509Certificate || certificates_.size() >= kMaxCertificates) {
        return;
    }
    auto facts = takeCertificate(certificateBytes(bag));
    if (!facts) {
        damagedCertificates_ = true;
        return;
    }
    certificates_.push_back({std::move(facts).value(), localKeyIdOf(bag), friendlyNameOf(bag)});
}

// False where the bytes are no key: what a wrong password made of them.
bool BagCollector::take(Secret pkcs8, BaggedKey& key) const {
    auto opened = PrivateKey::fromPkcs8(asBytes(pkcs8.view()));
    auto found = opened ? describeKey(opened.value()) : readPkcs8Key(asBytes(pkcs8.view()));
    if (!found) {
        return false;
    }
    key.found = std::move(*found);
    if (keyBytes_ == KeyBytes::keep) {
        key.pkcs8 = std::move(pkcs8);
        key.opened = opened ? std::optional(std::move(opened).value()) : std::nullopt;
    }
    return true;
}

void BagCollector::addPlainKey(const PKCS12_SAFEBAG* bag) {
    unsigned char* encoded = nullptr;
    const int size = i2d_PKCS8_PRIV_KEY_INFO(PKCS12_SAFEBAG_get0_p8inf(bag), &encoded);
    const OpensslBytes owner(encoded);
    BaggedKey key{{}, localKeyIdOf(bag), friendlyNameOf(bag), {}, {}};
    if (size > 0) {
        static_cast<void>(take(intoSecret(Bytes(encoded, encoded + size)), key));
        wipe(encoded, static_cast<std::size_t>(size));
    }
    keys_.push_back(std::move(key));
}

void BagCollector::addShroudedKey(const PKCS12_SAFEBAG* bag) {
    BaggedKey key{{}, localKeyIdOf(bag), friendlyNameOf(bag), {}, {}};
    openShroudedKey(bag, key);
    keys_.push_back(std::move(key));
}

void BagCollector::openShroudedKey(const PKCS12_SAFEBAG* bag, BaggedKey& key) {
    const X509_ALGOR* algorithm = nullptr;
    const ASN1_OCTET_STRING* sealed = nullptr;
    X509_SIG_get0(PKCS12_SAFEBAG_get0_pkcs8(bag), &algorithm, &sealed);
    Bytes encoded;
    static_cast<void>(prepareForAlgorithm(algorithm, encoded));
    for (const Pkcs12Password& password : passwords_) {
        if (!budget_.chargeAlgorithm(encoded)) {
            break;
        }
        auto pkcs8 = decryptPkcs12(
            algorithm, {ASN1_STRING_get0_data(sealed), static_cast<std::size_t>(ASN1_STRING_length(sealed))}, password);
        if (pkcs8 && take(std::move(*pkcs8), key)) {
            return;
        }
    }
    key.found.key.locked = !verified_ || failureTellsPassword(algorithm);
}

const CertificateFacts* BagCollector::certificateOf(const BaggedKey& key) const {
    const CertificateFacts* only = nullptr;
    std::size_t people = 0; // certificates that are no CA's
    for (const BaggedCertificate& candidate : certificates_) {
        const CertificateFacts& facts = candidate.facts;
        const bool samePoint =
            !key.found.key.gostFingerprint.empty() && key.found.key.gostFingerprint == facts.gostFingerprint;
        if (samePoint || key.found.key.spkiSha256 == facts.spkiSha256) {
            return &facts;
        }
        if (!facts.isCa) {
            only = &facts;
            ++people;
        }
    }
    for (const BaggedCertificate& candidate : certificates_) {
        if (!key.localKeyId.empty() && candidate.localKeyId == key.localKeyId) {
            return &candidate.facts;
        }
    }
    if (people == 1) {
        return only;
    }
    return certificates_.size() == 1 ? &certificates_.front().facts : nullptr;
}

void BagCollector::matchKeys() {
    for (BaggedKey& key : keys_) {
        FileKey& fileKey = key.found.key;
        const bool known = fileKey.spkiSha256 != Sha256{} || !fileKey.gostFingerprint.empty();
        const CertificateFacts* facts = certificateOf(key);
        // What the key itself told is not overruled; a GOST key tells its point, whatever form its parameters take.
        const bool samePoint =
            facts != nullptr && !fileKey.gostFingerprint.empty() && facts->gostFingerprint == fileKey.gostFingerprint;
        if (facts != nullptr && (!known || samePoint)) {
            fileKey.spkiSha256 = facts->spkiSha256;
            fileKey.gostFingerprint = facts->gostFingerprint;
        }
    }
}

} // namespace reseal::crypto
