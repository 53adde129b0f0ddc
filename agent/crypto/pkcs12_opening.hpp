// SPDX-License-Identifier: Apache-2.0
// Opens a PKCS#12 file: the MAC tells which password fits, then every safe gives its bags. Private to this room; any
// thread.
#pragma once

#include "agent/base/result.hpp"
#include "agent/crypto/pkcs12_bags.hpp"

#include <vector>

namespace reseal::crypto {

struct OpenedPkcs12 {
    std::vector<BaggedCertificate> certificates;
    std::vector<BaggedKey> keys; // each with its certificate's hash, where there is one
    bool verified = false;       // a password fits the MAC
    bool hasMac = false;
    bool shutSafe = false; // an encrypted safe that no password opened
    bool gostMissing = false;
    bool damagedCertificates = false;
    bool damagedSafe = false;
};

[[nodiscard]] inline Error badPkcs12(const char* detail) { return {Category::damaged, "bad_pkcs12", detail, {}}; }

// `candidates` in the order to try. Where there is a MAC and none fits it, nothing encrypted is opened.
[[nodiscard]] Result<OpenedPkcs12> openPkcs12(ByteView data, std::vector<Pkcs12Password> candidates, KeyBytes keyBytes);

} // namespace reseal::crypto
