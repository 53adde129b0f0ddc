// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/cms/time_stamp_response.hpp"

#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"

namespace reseal::crypto {
namespace {

constexpr std::uint64_t kGrantedWithMods = 1; // granted is 0

Error damaged() {
    return {Category::damaged, "time_stamp_damaged", N_("The answer of the time-stamping authority is damaged."), {}};
}
Error refused() {
    return {Category::failed,
            "time_stamp_refused",
            N_("The time-stamping authority gave no time-stamp; ask it again later."),
            {}};
}

} // namespace

// TimeStampResp { PKIStatusInfo { status, ... }, token OPTIONAL }
Result<Bytes> tokenInResponse(ByteView response) {
    if (response.size() > kMaxTimeStampResponse) {
        return damaged();
    }
    DerReader outer(response, Encoding::ber);
    DerReader fields = outer.enter(kTagSequence);
    DerReader info = fields.enter(kTagSequence);
    const auto status = info.next(kTagInteger);
    const auto code = status ? parseUnsigned(status->content) : std::nullopt;
    const auto token = fields.next(kTagSequence);
    if (!code || !fields.atEnd() || !outer.atEnd()) {
        return damaged();
    }
    if (*code > kGrantedWithMods) {
        return refused();
    }
    return token ? Result<Bytes>(Bytes(token->whole.begin(), token->whole.end())) : Result<Bytes>(damaged());
}

} // namespace reseal::crypto
