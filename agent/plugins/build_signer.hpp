// SPDX-License-Identifier: Apache-2.0
// The certificate of the key that was made for this build and signed its plugins (cmake/build_signer.cmake).
#pragma once

#include "agent/base/bytes.hpp"

namespace reseal::plugins {

[[nodiscard]] ByteView buildSigner(); // DER

} // namespace reseal::plugins
