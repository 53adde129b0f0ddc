// SPDX-License-Identifier: Apache-2.0
// The answer of a time-stamping authority (RFC 3161, 2.4.2). Any thread.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/result.hpp"

namespace reseal::crypto {

inline constexpr std::size_t kMaxTimeStampResponse = std::size_t{256} * 1024;

// The token, for checkTimeStamp. Errors: time_stamp_refused (failed) where the authority gives none,
// time_stamp_damaged (damaged).
[[nodiscard]] Result<Bytes> tokenInResponse(ByteView response);

} // namespace reseal::crypto
