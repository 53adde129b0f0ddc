// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/pkcs12_opening.hpp"

#include <algorithm>

namespace reseal::crypto {

namespace {

// Decoded, a PKCS#12 takes many times its size; real ones are some kilobytes.
constexpr std::size_t kMaxPkcs12Bytes = 16U << 20;

SafeBagsHandle decodeBags(ByteView der) {
    const unsigned char* cursor = der.data();
    return SafeBagsHandle(static_cast<STACK_OF(PKCS12_SAFEBAG)*>(static_cast<void*>(
        ASN1_item_d2i(nullptr, &cursor, static_cast<long>(der.size()), ASN1_ITEM_rptr(PKCS12_SAFEBAGS)))));
}

class Opening {
public:
    Opening(PKCS12* file, std::vector<Pkcs12Password> candidates) : file_(file), candidates_(std::move(candidates)) {
        opened_.hasMac = PKCS12_mac_present(file_) == 1;
        opened_.verified = opened_.hasMac && verifyMac();
        if (opened_.hasMac && !opened_.verified) {
            candidates_.clear(); // what a password without its MAC decrypts is not to be believed
        }
    }

    OpenedPkcs12 run(const STACK_OF(PKCS7) * safes, KeyBytes keyBytes) {
        BagCollector collector(candidates_, opened_.verified, budget_, keyBytes);
        for (int i = 0; i < sk_PKCS7_num(safes); ++i) {
            readSafe(sk_PKCS7_value(safes, i), collector);
        }
        collector.matchKeys();
        opened_.certificates = std::move(collector.certificates());
        opened_.keys = std::move(collector.keys());
        opened_.damagedCertificates = collector.damagedCertificates();
        return std::move(opened_);
    }

private:
    // Puts the password that fits to the front.
    bool verifyMac() {
        const ASN1_INTEGER* iterations = nullptr;
        const X509_ALGOR* digest = nullptr;
        PKCS12_get0_mac(nullptr, &digest, nullptr, &iterations, file_);
        Bytes encoded;
        opened_.gostMissing = !prepareForAlgorithm(digest, encoded);
        const std::int64_t count = iterations == nullptr ? 1 : ASN1_INTEGER_get(iterations);
        const auto cost = static_cast<std::uint64_t>(count);
        for (std::size_t i = 0; i < candidates_.size(); ++i) {
            if (count < 1 || !(namesRussianGost(encoded) ? budget_.chargeStreebog(cost) : budget_.charge(cost))) {
                return false;
            }
            if (PKCS12_verify_mac(file_, textOf(candidates_[i]), sizeOf(candidates_[i])) == 1) {
                std::swap(candidates_[0], candidates_[i]);
                return true;
            }
        }
        return false;
    }

    void readSafe(PKCS7* safe, BagCollector& collector) {
        if (PKCS7_type_is_data(safe)) {
            const SafeBagsHandle bags(PKCS12_unpack_p7data(safe));
            opened_.damagedSafe = opened_.damagedSafe || !bags;
            collector.collect(bags.get());
        } else if (PKCS7_type_is_encrypted(safe) && safe->d.encrypted != nullptr) {
            readEncryptedSafe(*safe->d.encrypted->enc_data, collector);
        }
    }

    void readEncryptedSafe(const PKCS7_ENC_CONTENT& content, BagCollector& collector) {
        Bytes algorithm;
        opened_.gostMissing = !prepareForAlgorithm(content.algorithm, algorithm) || opened_.gostMissing;
        const ASN1_OCTET_STRING* sealed = content.enc_data;
        for (const Pkcs12Password& password : candidates_) {
            if (sealed == nullptr || !budget_.chargeAlgorithm(algorithm)) {
                break;
            }
            const auto plain = decryptPkcs12(
                content.algorithm,
                {ASN1_STRING_get0_data(sealed), static_cast<std::size_t>(ASN1_STRING_length(sealed))}, password);
            const SafeBagsHandle bags = plain ? decodeBags(asBytes(plain->view())) : nullptr;
            if (bags) {
                collector.collect(bags.get());
                return;
            }
        }
        opened_.shutSafe = true;
    }

    PKCS12* file_;
    std::vector<Pkcs12Password> candidates_;
    DerivationBudget budget_;
    OpenedPkcs12 opened_;
};

} // namespace

Result<OpenedPkcs12> openPkcs12(ByteView data, std::vector<Pkcs12Password> candidates, KeyBytes keyBytes) {
    const ErrorQueueGuard guard;
    if (data.size() > kMaxPkcs12Bytes) {
        return badPkcs12(N_("the key file is larger than any real one"));
    }
    const unsigned char* cursor = data.data();
    const Pkcs12Handle file(d2i_PKCS12(nullptr, &cursor, static_cast<long>(data.size())));
    const SafesHandle safes(file ? PKCS12_unpack_authsafes(file.get()) : nullptr);
    if (!safes) {
        return badPkcs12(N_("the key file is damaged"));
    }
    return Opening(file.get(), std::move(candidates)).run(safes.get(), keyBytes);
}

} // namespace reseal::crypto
