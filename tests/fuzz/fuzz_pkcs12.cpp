// SPDX-License-Identifier: Apache-2.0
// PKCS#12 files, opened with the password of the seeds.
#include "accepted_facts.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace reseal;
    static const Secret kPassword("secret");
    crypto::checkFile(crypto::readCertificateFile({data, size}, "file.p12", {&kPassword, 1}), size);
    return 0;
}
