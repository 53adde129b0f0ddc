// SPDX-License-Identifier: Apache-2.0
// Text of PEM blocks, keys included, with the password of the seeds.
#include "accepted_facts.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace reseal;
    static const Secret kPassword("secret");
    crypto::checkFile(crypto::readCertificateFile({data, size}, "file.pem", {&kPassword, 1}), size);
    return 0;
}
