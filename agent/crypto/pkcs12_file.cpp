// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/pkcs12_file.hpp"

#include "agent/crypto/der_values.hpp"
#include "agent/crypto/pkcs12_bags.hpp"

#include <algorithm>

namespace reseal::crypto {

namespace {

// Decoded, a PKCS#12 takes many times its size; real ones are some kilobytes.
constexpr std::size_t kMaxPkcs12Bytes = 16U << 20;

Error badPkcs12(const char* detail) { return {Category::damaged, "bad_pkcs12", detail, {}}; }

class Pkcs12Reader {
public:
    Pkcs12Reader(Pkcs12Handle file, SafesHandle safes, std::span<const Secret> passwords)
        : file_(std::move(file)), safes_(std::move(safes)), passwordsGiven_(!passwords.empty()) {
        candidates_ = {std::nullopt, std::string_view("")};
        for (const Secret& password : passwords) {
            candidates_.emplace_back(password.view());
        }
    }

    Result<FileContents> read() {
        const bool hasMac = PKCS12_mac_present(file_.get()) == 1;
        const bool verified = hasMac && verifyMac();
        if (hasMac && !verified) {
            candidates_.clear(); // what a password without its MAC decrypts is not to be believed
        }
        BagCollector collector(candidates_, verified, budget_);
        for (int i = 0; i < sk_PKCS7_num(safes_.get()); ++i) {
            readSafe(sk_PKCS7_value(safes_.get(), i), collector);
        }
        collector.matchKeys();
        return finish(collector, verified);
    }

private:
    // Puts the password that fits to the front.
    bool verifyMac() {
        const ASN1_INTEGER* iterations = nullptr;
        const X509_ALGOR* digest = nullptr;
        PKCS12_get0_mac(nullptr, &digest, nullptr, &iterations, file_.get());
        Bytes encoded;
        gostMissing_ = !prepareForAlgorithm(digest, encoded);
        const std::int64_t count = iterations == nullptr ? 1 : ASN1_INTEGER_get(iterations);
        for (std::size_t i = 0; i < candidates_.size(); ++i) {
            if (count < 1 || !budget_.charge(static_cast<std::uint64_t>(count))) {
                return false;
            }
            if (PKCS12_verify_mac(file_.get(), textOf(candidates_[i]), sizeOf(candidates_[i])) == 1) {
                std::swap(candidates_[0], candidates_[i]);
                return true;
            }
        }
        return false;
    }

    void readSafe(PKCS7* safe, BagCollector& collector) {
        if (PKCS7_type_is_data(safe)) {
            const SafeBagsHandle bags(PKCS12_unpack_p7data(safe));
            damaged_ = damaged_ || !bags;
            collector.collect(bags.get());
        } else if (PKCS7_type_is_encrypted(safe) && safe->d.encrypted != nullptr) {
            readEncryptedSafe(safe, collector);
        }
    }

    void readEncryptedSafe(PKCS7* safe, BagCollector& collector) {
        const PKCS7_ENC_CONTENT* content = safe->d.encrypted->enc_data;
        Bytes algorithm;
        gostMissing_ = !prepareForAlgorithm(content->algorithm, algorithm) || gostMissing_;
        for (const Pkcs12Password& password : candidates_) {
            if (!budget_.chargeAlgorithm(algorithm)) {
                break;
            }
            const SafeBagsHandle bags(PKCS12_unpack_p7encdata(safe, textOf(password), sizeOf(password)));
            if (bags) {
                collector.collect(bags.get());
                return;
            }
        }
        shutSafe_ = true;
    }

    Result<FileContents> finish(BagCollector& collector, bool verified) {
        FileContents contents;
        contents.format = Format::pkcs12;
        for (BaggedCertificate& certificate : collector.certificates()) {
            contents.certificates.push_back(std::move(certificate.facts));
        }
        for (BaggedKey& key : collector.keys()) {
            contents.keys.push_back(std::move(key.found.key));
        }
        if (!contents.certificates.empty()) {
            contents.damaged = collector.damagedCertificates() ? 1 : 0;
            return contents;
        }
        if (shutSafe_ && gostMissing_) {
            return badPkcs12(N_("the key file is encrypted with GOST, and this computer has no GOST library"));
        }
        if (shutSafe_ && verified) {
            return badPkcs12(N_("the password fits, but the certificate is encrypted in a way that is not supported"));
        }
        if (shutSafe_ && passwordsGiven_) {
            return Error{Category::refused, "bad_passphrase", N_("none of the passwords opens the file"), {}};
        }
        if (shutSafe_) {
            contents.locked = true;
            return contents;
        }
        if (collector.damagedCertificates() || damaged_) {
            return badPkcs12(N_("the certificate in the key file is damaged"));
        }
        if (contents.keys.empty()) {
            return Error{Category::damaged, "no_certificate_found", N_("the key file holds no certificate"), {}};
        }
        return contents;
    }

    Pkcs12Handle file_;
    SafesHandle safes_;
    std::vector<Pkcs12Password> candidates_;
    bool passwordsGiven_;
    DerivationBudget budget_;
    bool shutSafe_ = false; // an encrypted safe that no password opened
    bool damaged_ = false;
    bool gostMissing_ = false;
};

} // namespace

Result<FileContents> readPkcs12File(ByteView data, std::span<const Secret> passwords) {
    const ErrorQueueGuard guard;
    if (data.size() > kMaxPkcs12Bytes) {
        return badPkcs12(N_("the key file is larger than any real one"));
    }
    const unsigned char* cursor = data.data();
    Pkcs12Handle file(d2i_PKCS12(nullptr, &cursor, static_cast<long>(data.size())));
    SafesHandle safes(file ? PKCS12_unpack_authsafes(file.get()) : nullptr);
    if (!safes) {
        return badPkcs12(N_("the key file is damaged"));
    }
    return Pkcs12Reader(std::move(file), std::move(safes), passwords).read();
}

} // namespace reseal::crypto
