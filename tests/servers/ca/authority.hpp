// SPDX-License-Identifier: Apache-2.0
// The keys of the test CA: a root and an intermediate each for RSA, EC and, where gost-engine is there, GOST R
// 34.10-2012 of 256 bits, and a TLS certificate under the EC root; made at the first start, kept in a folder. Issues
// what a request asks for. Facts: gost-cryptopro-kontur.md 5.2. A call that fails throws std::runtime_error. One
// thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace reseal::test::ca {

struct NamePart {
    std::string type;  // dotted OID
    std::string value; // UTF-8
};

struct Issued {
    std::string certificate;        // DER
    std::vector<std::string> chain; // DER, from its issuer upwards
    std::string serial;             // hex
};

struct Issuing {
    std::int64_t now = 0;    // seconds since 1970: not before
    int days = 456;          // 15 months
    bool otherKey = false;   // for a key that nobody asked for
    std::string revocations; // where the CRLs lie: https://host:port/crl
};

class Authority {
public:
    // `folder` is there. Keys that lie in it are taken.
    explicit Authority(std::string folder);
    ~Authority();

    [[nodiscard]] std::string caFile() const;         // PEM with all roots
    [[nodiscard]] std::string tlsCertificate() const; // PEM files
    [[nodiscard]] std::string tlsKey() const;
    [[nodiscard]] std::vector<std::string> algorithms() const; // that it issues for, best first; names of keys.h

    // Why the PKCS#10 cannot be served, in English; empty where it can.
    [[nodiscard]] std::string flawOf(const std::string& request) const;
    [[nodiscard]] Issued issue(const std::string& request, const Issuing& issuing) const;
    // `family` is rsa, ec or gost; nothing where there is no such CA.
    [[nodiscard]] std::optional<std::string> revocationList(const std::string& family, std::int64_t now) const;

private:
    struct Pair;
    struct Family;
    [[nodiscard]] const Family* familyFor(const std::string& request) const;

    std::string folder_;
    std::vector<std::unique_ptr<Family>> families_; // best first
};

// The parts of a certificate's subject; nothing where the DER is no certificate.
[[nodiscard]] std::optional<std::vector<NamePart>> subjectOf(const std::string& certificate);

} // namespace reseal::test::ca
