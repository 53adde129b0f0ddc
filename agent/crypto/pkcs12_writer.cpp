// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/pkcs12_writer.hpp"

#include "agent/crypto/certificate_file.hpp"
#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"
#include "agent/crypto/der_writer.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "agent/crypto/openssl_handles.hpp"
#include "agent/crypto/public_key_info.hpp"
#include "agent/crypto/signature_names.hpp"

#include <openssl/rand.h>

#include <array>

namespace reseal::crypto {

namespace {

constexpr std::string_view kData = "1.2.840.113549.1.7.1";
constexpr std::string_view kEncryptedData = "1.2.840.113549.1.7.6";
constexpr std::string_view kCertBag = "1.2.840.113549.1.12.10.1.3";
constexpr std::string_view kShroudedKeyBag = "1.2.840.113549.1.12.10.1.2";
constexpr std::string_view kX509Certificate = "1.2.840.113549.1.9.22.1";
constexpr std::string_view kFriendlyName = "1.2.840.113549.1.9.20";
constexpr std::string_view kLocalKeyId = "1.2.840.113549.1.9.21";

// Iterations: the NCA's files have 1024; Streebog is slow (R 50.1.112 itself shows 2000).
constexpr int kAesIterations = 100'000;
constexpr int kRussianIterations = 10'000;
constexpr int kKazakhIterations = 1024;
constexpr std::size_t kSaltBytes = 20; // as the NCA has it

Error writeFailed() { return {Category::failed, "write_failed", N_("the key file could not be made"), {}}; }

Bytes explicitTag(ByteView element) { return derElement(contextTag(0, true), element); }

Bytes salt() {
    Bytes bytes(kSaltBytes);
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
        bytes.clear();
    }
    return bytes;
}

AlgorithmHandle pbes2(const EVP_CIPHER* cipher, int iterations, int prf) {
    Bytes fresh = salt();
    return AlgorithmHandle(
        cipher == nullptr || fresh.empty()
            ? nullptr
            : PKCS5_pbe2_set_iv(cipher, iterations, fresh.data(), static_cast<int>(fresh.size()), nullptr, prf));
}

AlgorithmHandle pbe(int nid) {
    const Bytes fresh = salt();
    return AlgorithmHandle(
        fresh.empty() ? nullptr : PKCS5_pbe_set(nid, kKazakhIterations, fresh.data(), static_cast<int>(fresh.size())));
}

enum class Content : std::uint8_t { key, certificates };

AlgorithmHandle algorithmOf(Pkcs12Lock lock, Content content) {
    switch (lock) {
    case Pkcs12Lock::aes:
        return pbes2(EVP_aes_256_cbc(), kAesIterations, NID_hmacWithSHA256);
    case Pkcs12Lock::russian:
        return pbes2(EVP_get_cipherbyname("gost89"), kRussianIterations, NID_id_tc26_hmac_gost_3411_2012_512);
    case Pkcs12Lock::kazakh:
        return pbe(content == Content::key ? NID_pbe_WithSHA1And3_Key_TripleDES_CBC : NID_pbe_WithSHA1And40BitRC2_CBC);
    }
    return nullptr;
}

struct Sealed {
    Bytes algorithm; // DER
    Bytes octets;
};

Result<Sealed> seal(Pkcs12Lock lock, Content content, ByteView plain, std::string_view password) {
    const AlgorithmHandle algorithm = algorithmOf(lock, content);
    unsigned char* out = nullptr;
    int size = 0;
    if (!algorithm || PKCS12_pbe_crypt(algorithm.get(), password.data(), static_cast<int>(password.size()),
                                       plain.data(), static_cast<int>(plain.size()), &out, &size, 1) == nullptr) {
        return writeFailed();
    }
    const OpensslBytes owner(out);
    unsigned char* encoded = nullptr;
    const int encodedSize = i2d_X509_ALGOR(algorithm.get(), &encoded);
    const OpensslBytes encodedOwner(encoded);
    if (encodedSize <= 0) {
        return writeFailed();
    }
    return Sealed{Bytes(encoded, encoded + encodedSize), Bytes(out, out + size)};
}

Bytes attribute(std::string_view oid, ByteView value) { return derSequence({derOid(oid), derElement(kTagSet, value)}); }

// SET OF, in the order of DER: friendlyName is the smaller element of the two only where it is the shorter one.
Bytes bagAttributes(const std::string& friendlyName, ByteView localKeyId) {
    std::vector<Bytes> attributes;
    unsigned char* big = nullptr;
    int size = 0;
    if (!friendlyName.empty() &&
        OPENSSL_utf82uni(friendlyName.data(), static_cast<int>(friendlyName.size()), &big, &size) != nullptr) {
        const OpensslBytes owner(big);
        attributes.push_back(
            attribute(kFriendlyName, derElement(kTagBmpString, ByteView(big, static_cast<std::size_t>(size) - 2))));
    }
    if (!localKeyId.empty()) {
        attributes.push_back(attribute(kLocalKeyId, derOctetString(localKeyId)));
    }
    if (attributes.size() == 2 && attributes[1] < attributes[0]) {
        std::swap(attributes[0], attributes[1]);
    }
    Bytes joined;
    for (const Bytes& each : attributes) {
        joined.insert(joined.end(), each.begin(), each.end());
    }
    return joined.empty() ? Bytes{} : derElement(kTagSet, joined);
}

Bytes certificateBag(ByteView certificate, ByteView attributes) {
    const Bytes value = derSequence({derOid(kX509Certificate), explicitTag(derOctetString(certificate))});
    return derSequence({derOid(kCertBag), explicitTag(value), attributes});
}

Result<Bytes> keySafe(const Pkcs12Content& content, const Secret& password, Pkcs12Lock lock, ByteView attributes) {
    const auto pkcs8 = content.key.toPkcs8();
    if (!pkcs8) {
        return pkcs8.error();
    }
    const auto sealed = seal(lock, Content::key, asBytes(pkcs8.value().view()), password.view());
    if (!sealed) {
        return sealed.error();
    }
    const Bytes key = derSequence({sealed.value().algorithm, derOctetString(sealed.value().octets)});
    const Bytes bag = derSequence({derOid(kShroudedKeyBag), explicitTag(key), attributes});
    return derSequence({derOid(kData), explicitTag(derOctetString(derSequence({bag})))});
}

Result<Bytes> certificateSafe(const Pkcs12Content& content, const Secret& password, Pkcs12Lock lock,
                              ByteView attributes) {
    Bytes bags;
    if (!content.certificate.empty()) {
        bags = certificateBag(content.certificate, attributes);
    }
    for (const Bytes& certificate : content.chain) {
        const Bytes bag = certificateBag(certificate, {});
        bags.insert(bags.end(), bag.begin(), bag.end());
    }
    if (bags.empty()) {
        return Bytes{};
    }
    const auto sealed = seal(lock, Content::certificates, derSequence({bags}), password.view());
    if (!sealed) {
        return sealed.error();
    }
    const Bytes encrypted =
        derSequence({derOid(kData), sealed.value().algorithm, derElement(contextTag(0, false), sealed.value().octets)});
    return derSequence({derOid(kEncryptedData), explicitTag(derSequence({derInteger(0), encrypted}))});
}

Result<Bytes> withMac(ByteView authenticatedSafe, const Secret& password, Pkcs12Lock lock) {
    const Bytes bare =
        derSequence({derInteger(3), derSequence({derOid(kData), explicitTag(derOctetString(authenticatedSafe))})});
    const unsigned char* cursor = bare.data();
    const Pkcs12Handle file(d2i_PKCS12(nullptr, &cursor, static_cast<long>(bare.size())));
    const EVP_MD* digest = lock == Pkcs12Lock::aes       ? EVP_sha256()
                           : lock == Pkcs12Lock::russian ? EVP_get_digestbyname("md_gost12_512")
                                                         : EVP_sha1();
    const int iterations = lock == Pkcs12Lock::aes       ? kAesIterations
                           : lock == Pkcs12Lock::russian ? kRussianIterations
                                                         : kKazakhIterations;
    const Bytes fresh = salt();
    unsigned char* encoded = nullptr;
    if (!file || digest == nullptr || fresh.empty() ||
        PKCS12_set_mac(file.get(), password.view().data(), static_cast<int>(password.view().size()),
                       const_cast<unsigned char*>(fresh.data()), static_cast<int>(fresh.size()), iterations,
                       digest) != 1) {
        return writeFailed();
    }
    const int size = i2d_PKCS12(file.get(), &encoded);
    const OpensslBytes owner(encoded);
    return size > 0 ? Result<Bytes>(Bytes(encoded, encoded + size)) : Result<Bytes>(writeFailed());
}

Bytes keyIdentifier(ByteView publicKeyInfo) {
    DerReader outer(publicKeyInfo);
    DerReader fields = outer.enter(kTagSequence);
    static_cast<void>(fields.next(kTagSequence));
    const auto bits = fields.next(kTagBitString);
    const auto digest = bits ? digestOf(DigestAlgorithm::sha1, bitStringOctets(bits->content)) : Result<Bytes>(Bytes{});
    return digest ? digest.value() : Bytes{};
}

Bytes localKeyIdOf(const Pkcs12Content& content, ByteView publicKeyInfo) {
    if (!content.localKeyId.empty()) {
        return content.localKeyId;
    }
    auto facts = readCertificate(content.certificate);
    return facts && !facts.value().subjectKeyId.empty() ? std::move(facts.value().subjectKeyId)
                                                        : keyIdentifier(publicKeyInfo);
}

Status prepare(Pkcs12Lock lock) {
    switch (lock) {
    case Pkcs12Lock::russian:
        return loadGostEngine();
    case Pkcs12Lock::kazakh:
        return loadLegacyProvider();
    case Pkcs12Lock::aes:
        break;
    }
    return {};
}

} // namespace

Pkcs12Lock customaryLock(KeyKind kind) { return isKazakh(kind) ? Pkcs12Lock::kazakh : Pkcs12Lock::aes; }

Result<Bytes> writePkcs12(const Pkcs12Content& content, const Secret& password, Pkcs12Lock lock) {
    initialise();
    const ErrorQueueGuard guard;
    if (const Status ready = prepare(lock); !ready) {
        return ready.error();
    }
    if (!content.certificate.empty() && !content.key.matches(publicKeyInfoIn(content.certificate))) {
        return Error{Category::usage, "certificate_unfit", N_("the certificate belongs to another private key"), {}};
    }
    const auto publicKey = content.key.publicKeyInfo();
    if (!publicKey) {
        return publicKey.error();
    }
    const Bytes id = localKeyIdOf(content, publicKey.value());
    const bool unnamed = content.friendlyName.empty() && lock == Pkcs12Lock::kazakh;
    const Bytes attributes = bagAttributes(unnamed ? toHex(id) : content.friendlyName, id);
    const auto key = keySafe(content, password, lock, attributes);
    if (!key) {
        return key.error();
    }
    const auto certificates = certificateSafe(content, password, lock, attributes);
    if (!certificates) {
        return certificates.error();
    }
    return withMac(derSequence({key.value(), certificates.value()}), password, lock);
}

} // namespace reseal::crypto
