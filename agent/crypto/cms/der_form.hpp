// SPDX-License-Identifier: Apache-2.0
// BER in its DER form as far as signatures need it: definite, shortest lengths, strings in one piece; the order of
// sets stays. Any thread.
#pragma once

#include "agent/base/bytes.hpp"

#include <optional>

namespace reseal::crypto {

// Nothing where the element is damaged or nested too deeply. Bytes behind it are damage too.
[[nodiscard]] std::optional<Bytes> derForm(ByteView element);

} // namespace reseal::crypto
