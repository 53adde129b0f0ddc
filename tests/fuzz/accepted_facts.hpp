// SPDX-License-Identifier: Apache-2.0
// What must hold of anything the readers accept.
#pragma once

#include "agent/crypto/certificate_file.hpp"
#include "agent/crypto/der_values.hpp"

#include <cstdlib>

namespace reseal::crypto {

inline void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

inline void checkFacts(const CertificateFacts& facts, std::size_t inputSize) {
    require(!facts.der.empty() && facts.der.size() <= inputSize);
    require(!facts.serial.empty());
    for (const auto* name : {&facts.subject, &facts.issuer}) {
        for (const NameAttribute& attribute : *name) {
            require(isValidUtf8(asBytes(attribute.value)));
        }
    }
    for (const std::string& email : facts.emails) {
        require(isValidUtf8(asBytes(email)));
    }
    require(facts.gostFingerprint.empty() || facts.gostFingerprint.size() == 8);
}

inline void checkFile(const Result<FileContents>& result, std::size_t inputSize) {
    if (!result) {
        require(!result.error().reason.empty() && !result.error().detail.empty());
        return;
    }
    const FileContents& contents = result.value();
    require(contents.format != Format::none);
    require(!contents.certificates.empty() || !contents.keys.empty() || contents.locked);
    for (const CertificateFacts& facts : contents.certificates) {
        checkFacts(facts, inputSize);
    }
}

} // namespace reseal::crypto
