// SPDX-License-Identifier: Apache-2.0
// Revocation lists, OCSP responses and the answers of time-stamping authorities. What is unknown has a reason, what is
// good or revoked has none.
#include "agent/crypto/cms/time_stamp_response.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "agent/crypto/revocation/ocsp_check.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerInitialize(int*, char***) {
    reseal::crypto::initialise();
    return 0;
}

constexpr reseal::TimePoint kNow = std::chrono::sys_days{std::chrono::year{2026} / 5 / 1};

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace reseal;
    const ByteView file(data, size);
    static_cast<void>(crypto::tokenInResponse(file));
    if (auto list = crypto::RevocationList::read(file)) {
        static_cast<void>(list.value().find(Bytes{2, 1, 5}));
        static_cast<void>(crypto::isLess(list.value().number().value_or(Bytes{}), Bytes{14}));
    }
    if (const auto response = crypto::OcspResponse::read(file)) {
        for (const ByteView certificate : response.value().certificates()) {
            const auto facts = crypto::checkOcsp({certificate, certificate}, response.value(), {kNow, kNow});
            if ((facts.state == RevocationState::unknown) != facts.problem.has_value()) {
                std::abort();
            }
        }
    }
    return 0;
}
