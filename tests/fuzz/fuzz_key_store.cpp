// SPDX-License-Identifier: Apache-2.0
// Keys out of PKCS#12 files, opened with the password of the seeds. A key that is handed out has a public part.
#include "agent/crypto/key_store.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace reseal;
    static const Secret kPassword("secret");
    const auto store = crypto::readKeyStore({data, size}, kPassword);
    if (store) {
        for (const crypto::StoredKey& stored : store.value().keys) {
            if (!stored.key.publicKeyInfo()) {
                std::abort();
            }
        }
    }
    return 0;
}
