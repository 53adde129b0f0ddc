// SPDX-License-Identifier: Apache-2.0
// Demands and params as bytes for the store: u32 length, item, and so on (wire/item.hpp). Any thread.
#pragma once

#include "agent/plugins/conversation/demand.hpp"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace reseal::enrolment {

[[nodiscard]] Bytes pack(const wire::Items& items);        // secrets are left out
[[nodiscard]] Result<wire::Items> unpack(ByteView packed); // record_damaged (damaged)

[[nodiscard]] Bytes packTexts(const std::map<std::string, std::string>& texts);
[[nodiscard]] std::map<std::string, std::string> unpackTexts(ByteView packed); // nothing where it is damaged

[[nodiscard]] Bytes packCertificates(std::span<const Bytes> certificates);
[[nodiscard]] std::vector<Bytes> unpackCertificates(ByteView packed); // nothing where it is damaged

// Errors: record_damaged, and those of readDemand.
[[nodiscard]] Result<plugins::Demand> demandOf(ByteView packed);

} // namespace reseal::enrolment
