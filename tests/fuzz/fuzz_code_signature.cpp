// SPDX-License-Identifier: Apache-2.0
// plugin.json.p7s over a fixed text. The seeds are by signers that nobody else knows, so nothing may vouch for itself
// under another name.
#include "agent/crypto/code_signature.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace reseal;
    const auto checked = crypto::checkCodeSignature(asBytes("what is signed"), {data, size});
    if (checked) {
        static_cast<void>(crypto::vouchesFor(checked.value().signer.der, checked.value()));
        for (const Bytes& der : checked.value().certificates) {
            static_cast<void>(crypto::vouchesFor(der, checked.value()));
        }
    }
    return 0;
}
