// SPDX-License-Identifier: Apache-2.0
// Cookies as the SDK's C++ layer reads them, whatever comes back after years on a disk; and entries that come back as
// they went.
#include <reseal/cxx/cookie.hpp>

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace reseal::sdk;
    const Bytes raw(data, data + size);
    try {
        static_cast<void>(Cookie::read(raw, 0, 255));
    } catch (const Failure&) {
    }
    const std::string value(data, data + size);
    try {
        const Bytes written = Cookie(1).set("state", "waiting").set("value", value).bytes();
        if (Cookie::read(written, 1, 1).get("value") != value) {
            std::abort();
        }
    } catch (const Failure&) {
    }
    return 0;
}
