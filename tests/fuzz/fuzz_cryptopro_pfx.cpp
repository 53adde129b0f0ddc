// SPDX-License-Identifier: Apache-2.0
// The key bag of CryptoPro's PFX files: the input is what lies inside its encryption, which would hide all of it.
#include "agent/crypto/der_reader.hpp"
#include "tests/support/cryptopro_pfx_fixture.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace reseal;
    static const Secret kKey = test::cryptoProKey("secret", 1);
    const Bytes sealed = test::cryptoProSealed({data, size}, asBytes(kKey.view()));
    const auto key = crypto::gost::openCryptoProBag(test::cryptoProParameters(1), sealed, "secret");
    if (key) { // a PrivateKeyInfo and nothing behind it
        crypto::DerReader reader(asBytes(key->view()));
        if (!reader.next(crypto::kTagSequence) || !reader.atEnd()) {
            std::abort();
        }
    }
    return 0;
}
