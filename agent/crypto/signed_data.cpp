// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/signed_data.hpp"

#include "agent/crypto/der_reader.hpp"

namespace reseal::crypto {

std::optional<SignedCertificates> certificatesOfSignedData(ByteView message, std::size_t most) {
    DerReader outer(message, Encoding::ber);
    DerReader contentInfo = outer.enter(kTagSequence);
    static_cast<void>(contentInfo.next(kTagOid));
    DerReader content = contentInfo.enter(contextTag(0, true));
    DerReader signedData = content.enter(kTagSequence);
    const bool complete = signedData.next(kTagInteger) && signedData.next(kTagSet) && signedData.next(kTagSequence);
    if (!complete) { // version, digestAlgorithms, encapContentInfo
        return std::nullopt;
    }
    SignedCertificates certificates;
    const auto set = signedData.next(contextTag(0, true));
    if (!set) {
        return signedData.failed() ? std::nullopt : std::make_optional(certificates);
    }
    DerReader choices(set->content, Encoding::ber);
    while (certificates.encodings.size() < most) {
        const auto choice = choices.next();
        if (!choice) {
            certificates.brokenOff = choices.failed();
            break;
        }
        if (choice->tag == kTagSequence) { // other choices are attribute certificates
            certificates.encodings.push_back(choice->whole);
        }
    }
    return certificates;
}

} // namespace reseal::crypto
