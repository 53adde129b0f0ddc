// SPDX-License-Identifier: Apache-2.0
// Reads what is known of tokens out of JSON files: those of the program, of the machine (/etc/reseal/tokens.d) and of
// the profile (tokens/); later folders win by id. One file each:
//
//   {"id": "our-card",                               1 to 64 of a-z 0-9 -
//    "name": "Our card",                             or {"en", "ru", "kk"}
//    "cards": [{"atr": "3B...", "mask": "FF...", "source": "who says so"}],   no mask: every bit counts
//    "modules": {"linux-x86_64": ["/usr/lib/module.so"], "windows-x86_64": ["C:\\Windows\\System32\\module.dll"]},
//    "default_pin": "12345678",                      as delivered; tried with consent only
//    "can": ["rsa", "ec", "gost", "containers"],
//    "mend": {"en", "ru", "kk"},                     what to do where the module is missing
//    "url": "https://vendor.example",
//    "met_hardware": false}                          tried on the real device
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/result.hpp"
#include "agent/plugins/token_driver.hpp"

#include <string>
#include <vector>

namespace reseal::plugins {

// Errors: bad_json, bad_field (damaged); the subject is the field.
[[nodiscard]] Result<TokenDriver> readTokenDriver(ByteView json);

// A file that cannot be read is left out and logged.
[[nodiscard]] TokenDrivers loadTokenDrivers(const std::vector<std::string>& folders);

// As in "modules": of this program.
[[nodiscard]] std::string moduleSystem();

} // namespace reseal::plugins
