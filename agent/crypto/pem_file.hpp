// SPDX-License-Identifier: Apache-2.0
// Text files of PEM blocks: certificates, signed messages, private keys, in any number and order. Any thread.
#pragma once

#include "agent/crypto/certificate_file.hpp"

#include <span>
#include <string_view>

namespace reseal::crypto {

inline constexpr std::string_view kPemBegin = "-----BEGIN ";

[[nodiscard]] Result<FileContents> readPemFile(std::string_view text, std::span<const Secret> passwords);

} // namespace reseal::crypto
