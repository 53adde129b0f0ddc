// SPDX-License-Identifier: Apache-2.0
// A document of /etc/reseal/policy.d, by itself and merged with another.
#include "agent/plugins/policy.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace reseal::plugins;
    auto policy = readPolicy({data, size});
    if (!policy) {
        return 0;
    }
    Policy both = policy.value();
    merge(both, std::move(policy).value());
    const bool unruled = both.hostsAllowed.empty() && both.hostsForbidden.empty();
    if (!both.present || both.banOfId("") != nullptr || both.banOfHash("") != nullptr ||
        (unruled && !both.allowsHost("ca.example.kz", 443))) {
        std::abort();
    }
    return 0;
}
