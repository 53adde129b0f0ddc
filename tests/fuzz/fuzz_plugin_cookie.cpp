// SPDX-License-Identifier: Apache-2.0
// Cookies as the C++ layer of the SDK reads them: refused, or read and written back byte for byte.
#include "reseal/cxx/cookie.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace reseal::sdk;
    // The checksum would stop nearly everything: the input is taken as a body too, and gets the right one.
    for (const bool whole : {true, false}) {
        Bytes bytes(data, data + size);
        try {
            if (!whole) {
                std::string body = "\1" + std::string(view(bytes));
                std::uint64_t sum = 14695981039346656037u;
                for (const char c : body)
                    sum = (sum ^ static_cast<std::uint8_t>(c)) * 1099511628211u;
                char tail[32];
                std::snprintf(tail, sizeof tail, "#%016llx\n", static_cast<unsigned long long>(sum));
                bytes = toBytes(body + tail);
            }
            const Cookie cookie = Cookie::read(bytes, 1, 255);
            const Cookie again = Cookie::read(cookie.bytes(), cookie.version(), cookie.version());
            if (again.bytes() != cookie.bytes())
                std::abort();
            cookie.integer("tries");
        } catch (const Failure& failure) {
            if (failure.status() != RESEAL_E_INVALID && failure.status() != RESEAL_E_INTERNAL)
                std::abort();
        }
    }
    return 0;
}
