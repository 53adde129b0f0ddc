// SPDX-License-Identifier: Apache-2.0
// Certificates whose names hold bytes that their string type forbids (Latin-1 marked as UTF-8 is common). Any thread.
#pragma once

#include "agent/base/bytes.hpp"

#include <optional>

namespace reseal::crypto {

// A copy of the certificate in which every badly encoded name value is marked as T61String, which holds any bytes and
// reads as Latin-1. Nothing where the names need no repair or cannot be found. The signature of the copy is void.
[[nodiscard]] std::optional<Bytes> repairNames(ByteView der);

} // namespace reseal::crypto
