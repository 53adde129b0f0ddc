// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/pkcs12_bags.hpp"

#include "agent/crypto/certificate_reader.hpp"
#include "agent/crypto/der_reader.hpp"

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

// Whether a failure to decrypt means a wrong password. CryptoPro's own encryption and RFC 9548 with a MAC inside the
// ciphertext are not supported (facts/gost-cryptopro-kontur.md 2.2), so there it means nothing.
bool tellsPassword(const X509_ALGOR* algorithm, ByteView encoded) {
    const ASN1_OBJECT* object = nullptr;
    X509_ALGOR_get0(&object, nullptr, nullptr, algorithm);
    const int nid = OBJ_obj2nid(object);
    const bool known = nid != NID_undef && EVP_PBE_find(EVP_PBE_TYPE_OUTER, nid, nullptr, nullptr, nullptr) == 1;
    return known && !namesRussianGost(encoded);
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
            keys_.push_back({describeKey(PKCS12_SAFEBAG_get0_p8inf(bag)), localKeyIdOf(bag)});
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
    certificates_.push_back({std::move(facts).value(), localKeyIdOf(bag)});
}

void BagCollector::addShroudedKey(const PKCS12_SAFEBAG* bag) {
    keys_.push_back({openShroudedKey(bag), localKeyIdOf(bag)});
}

FoundKey BagCollector::openShroudedKey(const PKCS12_SAFEBAG* bag) {
    FoundKey found;
    const X509_ALGOR* algorithm = nullptr;
    X509_SIG_get0(PKCS12_SAFEBAG_get0_pkcs8(bag), &algorithm, nullptr);
    Bytes encoded;
    static_cast<void>(prepareForAlgorithm(algorithm, encoded));
    for (const Pkcs12Password& password : passwords_) {
        if (!budget_.chargeAlgorithm(encoded)) {
            break;
        }
        const KeyInfoHandle info(PKCS12_decrypt_skey(bag, textOf(password), sizeOf(password)));
        if (info) {
            return describeKey(info.get());
        }
    }
    found.key.locked = !verified_ || tellsPassword(algorithm, encoded);
    return found;
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
