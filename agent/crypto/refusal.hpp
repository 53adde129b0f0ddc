// SPDX-License-Identifier: Apache-2.0
// Why a file is refused, in words an office worker understands. Any thread.
#pragma once

#include "agent/base/result.hpp"
#include "agent/crypto/content_kind.hpp"

namespace reseal::crypto {

[[nodiscard]] inline Error decodeFailed(const char* detail) { return {Category::damaged, "decode_failed", detail, {}}; }
[[nodiscard]] inline Error noCertificate(const char* detail) {
    return {Category::damaged, "no_certificate_found", detail, {}};
}

// For content that is recognised and is no certificate or key.
[[nodiscard]] Error refusalOf(ContentKind kind);

} // namespace reseal::crypto
