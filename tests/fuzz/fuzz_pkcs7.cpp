// SPDX-License-Identifier: Apache-2.0
// PKCS#7 and CMS messages.
#include "accepted_facts.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace reseal;
    crypto::checkFile(crypto::readCertificateFile({data, size}, "file.p7b", {}), size);
    return 0;
}
