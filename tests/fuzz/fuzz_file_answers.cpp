// SPDX-License-Identifier: Apache-2.0
// What ca_file makes of a file that somebody put into the folder of answers, and of requests and keys.
#include "plugins/ca_file/src/answers.hpp"
#include "plugins/ca_file/src/der.hpp"
#include "plugins/ca_file/src/encoding.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ca_file;
    const std::string_view file(reinterpret_cast<const char*>(data), size);
    for (const std::string& certificate : certificatesIn(file)) {
        const auto facts = readCertificate(certificate);
        if (!facts)
            std::abort();
        algorithmName(facts->key);
    }
    if (const auto key = readRequest(file))
        algorithmName(*key);
    if (const auto key = readPublicKey(file))
        algorithmName(*key);
    if (const auto bytes = fromBase64(file); bytes && fromBase64(toBase64(*bytes)) != bytes)
        std::abort();
    return 0;
}
