// SPDX-License-Identifier: Apache-2.0
// Whether a certificate leads to an authority that is trusted (RFC 5280, 6), whatever the country of the keys: each
// step is checked by verifySignedObject, which OpenSSL's own path building cannot do for Kazakhstan. Time is left to
// the caller; revocation is not looked at. Any one thread.
#pragma once

#include "agent/base/signature_facts.hpp"
#include "agent/crypto/cms/certificate_fields.hpp"

#include <deque>
#include <span>
#include <vector>

namespace reseal::crypto {

class CertificatePaths {
public:
    // Trusted as they are, roots or not. Those that cannot be read are left out. Returns how many were taken.
    std::size_t trust(std::span<const Bytes> certificates);
    // From a message or the like: help on the way, and nothing more.
    void offer(std::span<const Bytes> certificates);

    [[nodiscard]] CertificatePath check(ByteView certificate) const;
    // The certificate whose key signed this one, trusted ones first; borrowed. Nothing where none of them did.
    [[nodiscard]] std::optional<ByteView> issuerOf(ByteView certificate) const;

private:
    struct Known {
        Bytes der;
        CertificateFields fields; // of der
        bool trusted = false;
    };
    struct Search;

    std::size_t add(std::span<const Bytes> certificates, bool trusted);
    [[nodiscard]] bool isTrusted(ByteView certificate) const;
    bool follow(ByteView certificate, const CertificateFields& fields, Search& search) const;
    bool step(ByteView certificate, const CertificateFields& fields, const Known& issuer, Search& search) const;

    std::deque<Known> known_; // fields point into it: it only grows
};

} // namespace reseal::crypto
