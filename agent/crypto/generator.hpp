// SPDX-License-Identifier: Apache-2.0
// The generator that keys are made with is OpenSSL's, seeded by the system.
#pragma once

#include <string_view>

namespace reseal::crypto {

// Mixes in what a person's hands gave. It is credited with nothing: a key never rests on it. Any thread.
void stirGenerator(std::string_view chance);

} // namespace reseal::crypto
