// SPDX-License-Identifier: Apache-2.0
// One DER certificate.
#include "accepted_facts.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto facts = reseal::crypto::readCertificate({data, size});
    if (facts) {
        reseal::crypto::checkFacts(facts.value(), size);
    }
    return 0;
}
