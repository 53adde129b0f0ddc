// SPDX-License-Identifier: Apache-2.0
// What lies on a token, in the form in which the inventory keeps what lies in files. Any thread.
#pragma once

#include "agent/core/inventory.hpp"
#include "agent/core/token.hpp"

#include <string>

namespace reseal::sources {

// All tokens of a plugin lie below this in the inventory: "token:pkcs11".
[[nodiscard]] std::string tokenRoot(const std::string& plugin);

// Below that, as people name the token: "token:pkcs11/My token, 0a1b2c".
[[nodiscard]] std::string tokenPath(const core::Token& token);

// A medium with a reader or a serial number is a device, and so is what makes whole messages. What is neither is a
// folder, which is watched as such.
[[nodiscard]] bool isDevice(const core::Token& token);

// Its certificates, and the public keys of its private keys. Damaged certificates are a refusal beside the others.
[[nodiscard]] core::FileReading readToken(const core::Token& token, TimePoint now);

} // namespace reseal::sources
