// SPDX-License-Identifier: Apache-2.0
// header.key of CryptoPro containers.
#include "accepted_facts.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace reseal;
    crypto::checkFile(crypto::readCertificateFile({data, size}, "header.key", {}), size);
    return 0;
}
