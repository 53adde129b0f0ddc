// SPDX-License-Identifier: Apache-2.0
// In which role a certificate of Kazakhstan's NCA was issued: its extended key usages under 1.2.398.3.3.4
// (facts/kazakhstan-nca.md 3). Any thread.
#pragma once

#include "agent/base/certificate_facts.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace reseal::core {

// Codes of JSON: person legal_entity head signatory finance_signatory personnel employee information_system ca_admin
// ca_manager ca_operator identified identified_remotely treasury. The most exact ones only.
[[nodiscard]] std::vector<std::string> rolesOf(const CertificateFacts& facts);

// English, of the catalogue; empty where the code is none of them.
[[nodiscard]] const char* roleName(std::string_view code);

} // namespace reseal::core
