// SPDX-License-Identifier: Apache-2.0
// Files about tokens (answers to reset, modules).
#include "agent/plugins/token_drivers.hpp"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto driver = reseal::plugins::readTokenDriver({data, size});
    if (driver) {
        reseal::plugins::TokenDrivers drivers;
        drivers.add(driver.value());
        static_cast<void>(drivers.find({data, size < 33 ? size : 33}));
    }
    return 0;
}
