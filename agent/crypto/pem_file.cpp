// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/pem_file.hpp"

#include "agent/crypto/certificate_reader.hpp"
#include "agent/crypto/pem_blocks.hpp"
#include "agent/crypto/private_keys.hpp"
#include "agent/crypto/refusal.hpp"
#include "agent/crypto/signed_data.hpp"

#include <optional>

namespace reseal::crypto {

namespace {

constexpr std::size_t kMaxKeys = 1000;

Error badPem(const char* detail) { return {Category::damaged, "bad_pem", detail, {}}; }

bool isCertificateLabel(std::string_view label) {
    return label == "CERTIFICATE" || label == "X509 CERTIFICATE" || label == "TRUSTED CERTIFICATE";
}

bool isSignedDataLabel(std::string_view label) {
    return label == "PKCS7" || label == "CMS" || label == "PKCS #7 SIGNED DATA";
}

ContentKind kindOfLabel(std::string_view label) {
    if (label == "CERTIFICATE REQUEST" || label == "NEW CERTIFICATE REQUEST") {
        return ContentKind::certificateRequest;
    }
    if (label == "X509 CRL") {
        return ContentKind::revocationList;
    }
    if (label.ends_with("PUBLIC KEY")) {
        return ContentKind::publicKey;
    }
    return ContentKind::unknown;
}

class PemCollector {
public:
    explicit PemCollector(std::span<const Secret> passwords) : passwords_(passwords) {}

    void add(const PemBlock& block) {
        if (!block.closed) {
            const bool certificate = isCertificateLabel(block.label) || isSignedDataLabel(block.label);
            refuse(badPem(N_("the file is cut off")), certificate);
        } else if (isCertificateLabel(block.label)) {
            addCertificate(block);
        } else if (isSignedDataLabel(block.label)) {
            addSignedData(block);
        } else if (block.label.ends_with("PRIVATE KEY") && keys_.size() < kMaxKeys) {
            addKey(block);
        } else if (!other_) {
            other_ = refusalOf(kindOfLabel(block.label));
        }
    }

    [[nodiscard]] bool full() const { return contents_.certificates.size() >= kMaxCertificates; }

    Result<FileContents> finish() {
        if (contents_.certificates.empty() && keys_.empty()) {
            return refusal_ ? *refusal_ : other_ ? *other_ : noCertificate(N_("this is not a certificate file"));
        }
        contents_.format = Format::pem;
        for (FoundKey& found : keys_) {
            matchKey(found, contents_.certificates);
            assumeFirstCertificate(found);
            contents_.keys.push_back(std::move(found.key));
        }
        return std::move(contents_);
    }

private:
    // The first one is told where nothing else is read; damaged certificates are counted.
    void refuse(Error error, bool certificate) {
        contents_.damaged += certificate ? 1 : 0;
        if (!refusal_) {
            refusal_ = std::move(error);
        }
    }

    std::optional<Bytes> decode(std::string_view body, bool certificate) {
        auto der = decodeBase64(body);
        if (!der || der->empty()) {
            refuse(badPem(N_("the text between the BEGIN and END lines is damaged")), certificate);
            return std::nullopt;
        }
        return der;
    }

    void addFacts(Result<CertificateFacts> facts) {
        if (facts) {
            contents_.certificates.push_back(std::move(facts).value());
        } else {
            refuse(facts.error(), true);
        }
    }

    void addCertificate(const PemBlock& block) {
        if (auto der = decode(block.body, true)) {
            addFacts(takeCertificate(*std::move(der)));
        }
    }

    void addSignedData(const PemBlock& block) {
        const auto der = decode(block.body, true);
        if (!der) {
            return;
        }
        const ContentKind kind = sniffContent(*der).kind;
        if (kind != ContentKind::signedData) {
            refuse(refusalOf(kind), kind == ContentKind::unknown);
            return;
        }
        const auto found = certificatesOfSignedData(*der, kMaxCertificates - contents_.certificates.size());
        if (!found || found->brokenOff) {
            refuse(decodeFailed(N_("the signed message is damaged")), true);
        } else if (found->encodings.empty()) {
            refuse(noCertificate(N_("the signed message holds no certificate")), false);
        }
        for (const ByteView certificate : found ? found->encodings : std::vector<ByteView>()) {
            addFacts(readCertificate(certificate));
        }
    }

    void addKey(const PemBlock& block) {
        const std::string_view base64 = withoutHeaders(block.body);
        const bool oldEncryption =
            base64.data() != block.body.data() && block.body.find("ENCRYPTED") < block.body.size();
        if (oldEncryption) {
            keys_.push_back(readEncryptedPemKey(block.whole, passwords_));
            return;
        }
        auto der = decode(base64, false);
        if (!der) {
            return;
        }
        auto found = block.label == "PRIVATE KEY"             ? readPkcs8Key(*der)
                     : block.label == "ENCRYPTED PRIVATE KEY" ? readEncryptedKey(*der, passwords_, budget_)
                                                              : readPlainKey(*der);
        wipe(der->data(), der->size());
        if (found) {
            keys_.push_back(*std::move(found));
        } else {
            refuse(noCertificate(N_("this is a private key that cannot be read")), false);
        }
    }

    // A key that did not tell its public half is taken for that of the first certificate, if that can be.
    void assumeFirstCertificate(FoundKey& found) {
        FileKey& key = found.key;
        if (contents_.certificates.empty() || key.spkiSha256 != Sha256{} || !key.gostFingerprint.empty()) {
            return;
        }
        const CertificateFacts& first = contents_.certificates.front();
        if (key.locked || found.algorithm == first.keyAlgorithm) {
            key.spkiSha256 = first.spkiSha256;
            key.gostFingerprint = first.gostFingerprint;
        }
    }

    std::span<const Secret> passwords_;
    DerivationBudget budget_;
    FileContents contents_;
    std::vector<FoundKey> keys_;
    std::optional<Error> refusal_; // of a damaged block
    std::optional<Error> other_;   // of a block that is no certificate
};

} // namespace

Result<FileContents> readPemFile(std::string_view text, std::span<const Secret> passwords) {
    PemCollector collector(passwords);
    PemReader reader(text);
    while (!collector.full()) {
        const auto block = reader.next();
        if (!block) {
            break;
        }
        collector.add(*block);
    }
    return collector.finish();
}

} // namespace reseal::crypto
