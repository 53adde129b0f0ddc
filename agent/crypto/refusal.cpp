// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/refusal.hpp"

namespace reseal::crypto {

Error refusalOf(ContentKind kind) {
    switch (kind) {
    case ContentKind::certificateRequest:
        return noCertificate(N_("this is a certificate request, not a certificate"));
    case ContentKind::revocationList:
        return noCertificate(N_("this is a revocation list, not a certificate"));
    case ContentKind::encryptedData:
        return noCertificate(N_("this is an encrypted message, not a certificate"));
    case ContentKind::otherMessage:
        return noCertificate(N_("this is a message without certificates"));
    case ContentKind::publicKey:
        return noCertificate(N_("this is a public key, not a certificate"));
    default:
        return noCertificate(N_("this is not a certificate file"));
    }
}

} // namespace reseal::crypto
