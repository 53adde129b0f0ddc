// SPDX-License-Identifier: Apache-2.0
// The keys of the test CA in its style "nca": a root and an issuing CA each for RSA, GOST 34.310-2004 and GOST
// 34.10-2015, made at the first start, kept in a folder. Issues, and tells whose signature came. A call that fails
// throws std::runtime_error. One thread.
#pragma once

#include "agent/base/certificate_facts.hpp"
#include "agent/crypto/cms/certificate_path.hpp"
#include "tests/servers/ca/nca_certificates.hpp"

#include <memory>
#include <optional>

namespace reseal::test::ca {

struct NcaIssued {
    Bytes certificate;
    std::vector<Bytes> chain; // from the issuer upwards
};

// What a signed message says, once it is believed.
struct NcaSigned {
    Bytes signer; // certificate
    Bytes content;
};

class NcaAuthority {
public:
    // `folder` is there.
    explicit NcaAuthority(std::string folder);
    ~NcaAuthority();

    [[nodiscard]] const std::string& roots() const { return roots_; } // PEM

    // Holders of certificates under these are known too. PEM or DER.
    void trust(const std::string& file);

    [[nodiscard]] bool knows(ByteView certificate) const; // leads to one of its own, or of the trusted
    // Nothing where the signature is not sound; else of whom, known or not.
    [[nodiscard]] std::optional<NcaSigned> read(ByteView cms) const;
    // Why the PKCS#10 cannot be served, in English; empty where it can. `pair`: for a key of an RSA pair.
    [[nodiscard]] std::string flawOf(ByteView request, bool pair) const;
    // Family and name of the issuer are filled in; 2004 for keys of tests alone, the NCA issues none any more.
    [[nodiscard]] NcaIssued issue(NcaWanted wanted) const;

    // "nca_gost", "nca_d_rsa" ...; nothing where there is no such list or certificate.
    [[nodiscard]] std::optional<Bytes> revocationList(const std::string& name, std::int64_t now) const;
    [[nodiscard]] std::optional<Bytes> issuerCalled(const std::string& name) const;

private:
    struct Family;
    [[nodiscard]] const Family& familyFor(ByteView publicKeyInfo) const;

    std::string folder_;
    std::string roots_;
    std::vector<std::unique_ptr<Family>> families_;
    crypto::CertificatePaths paths_;
};

// A key for tests: "rsa", "gost-2004", "gost-2015".
[[nodiscard]] crypto::PrivateKey makeNcaKey(const std::string& kind);

// Makes the old key files of a holder in `folder`, as the NCA would have: "rsa-pair" (AUTH_RSA256_, RSA256_),
// "gost-2004" (AUTH_RSA256_, GOSTKNCA_; of a legal entity), "gost-2015" (GOST512_). Their paths.
struct NcaHolder {
    std::string folder, kind, password;
    std::int64_t now = 0;
    int days = 20; // until they lapse; 0 and less: they have
};
[[nodiscard]] std::vector<std::string> makeHolder(const NcaAuthority& authority, const NcaHolder& holder);

} // namespace reseal::test::ca
