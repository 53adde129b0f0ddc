// SPDX-License-Identifier: Apache-2.0
// Reads what is known of the CAs out of JSON files. An IT department adds its own under /etc/reseal/issuers.d or in the
// profile's issuers folder; README shows the format.
#pragma once

#include "agent/base/result.hpp"
#include "agent/core/issuer_directory.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace reseal::app {

// Errors: damaged, bad_issuer_file.
[[nodiscard]] Result<core::IssuerEntry> readIssuer(std::string_view json);

// Every *.json of the folders, later folders win. A file that cannot be read is left out and logged.
[[nodiscard]] core::IssuerDirectory loadIssuers(const std::vector<std::string>& folders);

} // namespace reseal::app
