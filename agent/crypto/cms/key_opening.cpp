// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/cms/key_opening.hpp"

#include "agent/crypto/cms/key_wrapping.hpp"
#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"
#include "agent/crypto/der_writer.hpp"
#include "agent/crypto/gost/key_transport.hpp"
#include "agent/crypto/signature_names.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace reseal::crypto {
namespace {

constexpr std::string_view kRsaEncryption = "1.2.840.113549.1.1.1";

Error recipientUnsupported() {
    return {Category::refused,
            "recipient_unsupported",
            N_("The key of this message is packed in a way that is not supported."),
            {}};
}

Error keyUnfit() {
    return {Category::usage, "key_unfit", N_("The key is of another kind than the one this was encrypted for."), {}};
}

Secret randomKey(std::size_t size) {
    std::string text(size, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(text.data()), static_cast<int>(size)) != 1) {
        throw std::runtime_error("no random numbers");
    }
    return Secret(std::move(text));
}

// PKCS#1 v1.5: whatever goes wrong looks like a message whose content is damaged (RFC 3218, 2.3).
ContentKey orRandom(Result<Secret> opened, std::size_t keyBytes) {
    Secret substitute = randomKey(keyBytes);
    if (opened && opened.value().view().size() == keyBytes) {
        return {std::move(opened).value(), false};
    }
    return {std::move(substitute), true};
}

Result<ContentKey> ofSize(Result<Secret> opened, std::size_t keyBytes) {
    if (!opened) {
        return opened.error();
    }
    if (opened.value().view().size() != keyBytes) {
        return decryptFailed();
    }
    return ContentKey{std::move(opened).value(), false};
}

Result<ContentKey> openTransport(const Recipient& recipient, const RecipientPart& part, const RecipientKey& key,
                                 std::size_t keyBytes) {
    if (isGost(key.kind())) {
        return ofSize(gost::openTransport(recipient.algorithm, part.encryptedKey, key), keyBytes);
    }
    if (key.kind() != KeyKind::rsa) {
        return keyUnfit();
    }
    auto opened = key.decrypt(part.encryptedKey, recipient.algorithm);
    if (!opened && opened.error().category != Category::damaged) {
        return opened.error();
    }
    if (algorithmOid(recipient.algorithm) == kRsaEncryption) {
        return orRandom(std::move(opened), keyBytes);
    }
    return opened ? ofSize(std::move(opened), keyBytes) : Result<ContentKey>(decryptFailed());
}

struct AgreementName {
    std::string_view oid;
    DigestAlgorithm digest;
};

// Standard and cofactor ECDH are one on curves whose cofactor is 1, and this program's are.
constexpr std::array kAgreements = {
    AgreementName{"1.3.133.16.840.63.0.2", DigestAlgorithm::sha1},
    AgreementName{"1.3.132.1.11.1", DigestAlgorithm::sha256},
    AgreementName{"1.3.132.1.11.2", DigestAlgorithm::sha384},
    AgreementName{"1.3.132.1.11.3", DigestAlgorithm::sha512},
    AgreementName{"1.3.133.16.840.63.0.3", DigestAlgorithm::sha1},
    AgreementName{"1.3.132.1.14.1", DigestAlgorithm::sha256},
    AgreementName{"1.3.132.1.14.2", DigestAlgorithm::sha384},
    AgreementName{"1.3.132.1.14.3", DigestAlgorithm::sha512},
};

// KDF of X9.63 (RFC 5753, 7.2), over ECC-CMS-SharedInfo.
Result<Secret> wrappingKey(const Secret& shared, DigestAlgorithm digest, ByteView wrap, ByteView ukm,
                           std::size_t size) {
    const auto bits = static_cast<std::uint8_t>(size * 8 & 0xFFU);
    const auto high = static_cast<std::uint8_t>(size * 8 >> 8U);
    const std::array<std::uint8_t, 4> length{0, 0, high, bits};
    const Bytes entity = ukm.empty() ? Bytes{} : derElement(contextTag(0, true), derOctetString(ukm));
    const Bytes info = derSequence({wrap, entity, derElement(contextTag(2, true), derOctetString(length))});
    Bytes key;
    key.reserve(size + 64); // never grows: key bytes stay in one place
    for (std::uint8_t counter = 1; key.size() < size; ++counter) {
        auto step = MessageDigest::start(digest);
        if (!step) {
            return step.error();
        }
        step.value().add(asBytes(shared.view()));
        step.value().add(std::array<std::uint8_t, 4>{0, 0, 0, counter});
        step.value().add(info);
        Bytes part = step.value().finish();
        key.insert(key.end(), part.begin(), part.end());
        wipe(part.data(), part.size());
    }
    const Secret whole = intoSecret(std::move(key));
    return Secret(std::string(whole.view().substr(0, size)));
}

// The sender's key, with the parameters of the recipient's where it left its own out.
Result<Bytes> completeKey(ByteView originatorKey, const RecipientKey& key) {
    DerReader outer(originatorKey);
    DerReader fields = outer.enter(kTagSequence);
    DerReader algorithm = fields.enter(kTagSequence);
    const auto bits = fields.next(kTagBitString);
    const auto name = algorithm.next(kTagOid);
    if (!bits || !name) {
        return recipientUnsupported();
    }
    if (algorithm.peekTag() == kTagOid || algorithm.peekTag() == kTagSequence) {
        return Bytes(originatorKey.begin(), originatorKey.end());
    }
    const auto own = key.publicKeyInfo();
    if (!own) {
        return own.error();
    }
    DerReader ownOuter(own.value());
    const auto ownAlgorithm = ownOuter.enter(kTagSequence).next(kTagSequence);
    return ownAlgorithm ? Result<Bytes>(derSequence({ownAlgorithm->whole, bits->whole}))
                        : Result<Bytes>(recipientUnsupported());
}

Result<Secret> openByEcdh(const Recipient& recipient, const RecipientPart& part, const RecipientKey& key,
                          ByteView peer) {
    DerReader outer(recipient.algorithm);
    DerReader fields = outer.enter(kTagSequence);
    static_cast<void>(fields.next(kTagOid));
    const auto wrap = fields.next(kTagSequence);
    const std::string name = algorithmOid(recipient.algorithm);
    const auto agreement = std::ranges::find_if(kAgreements, [&](const AgreementName& row) { return row.oid == name; });
    const auto cipher = wrap ? wrappingNamed(algorithmOid(wrap->whole)) : std::nullopt;
    if (agreement == kAgreements.end() || !cipher) {
        return recipientUnsupported();
    }
    const auto shared = key.derive(peer, {}, agreement->digest);
    if (!shared) {
        return shared.error();
    }
    const auto kek =
        wrappingKey(shared.value(), agreement->digest, wrap->whole, recipient.ukm, wrappingKeyBytes(*cipher));
    return kek ? unwrapKey(*cipher, kek.value(), part.encryptedKey) : Result<Secret>(kek.error());
}

} // namespace

Error decryptFailed() {
    return {Category::damaged,
            "decrypt_failed",
            N_("The message cannot be decrypted: it is damaged, or it was encrypted for another key."),
            {}};
}

Result<ContentKey> openContentKey(const Recipient& recipient, const RecipientPart& part, const RecipientKey& key,
                                  std::size_t keyBytes) {
    if (recipient.kind == RecipientKind::keyTransport) {
        return openTransport(recipient, part, key, keyBytes);
    }
    if (recipient.kind != RecipientKind::keyAgreement || recipient.originatorKey.empty()) {
        return recipientUnsupported();
    }
    const auto peer = completeKey(recipient.originatorKey, key);
    if (!peer) {
        return peer.error();
    }
    if (isGost(key.kind())) {
        return ofSize(gost::openAgreement(recipient.algorithm, peer.value(), recipient.ukm, part.encryptedKey, key),
                      keyBytes);
    }
    return key.kind() == KeyKind::ec ? ofSize(openByEcdh(recipient, part, key, peer.value()), keyBytes)
                                     : Result<ContentKey>(keyUnfit());
}

Result<ContentKey> openContentKey(const Recipient& recipient, const Secret& password, std::size_t keyBytes) {
    if (recipient.kind != RecipientKind::password) {
        return recipientUnsupported();
    }
    return ofSize(
        openByPassword(recipient.derivation, recipient.algorithm, recipient.parts.front().encryptedKey, password),
        keyBytes);
}

} // namespace reseal::crypto
