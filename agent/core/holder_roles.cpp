// SPDX-License-Identifier: Apache-2.0
#include "agent/core/holder_roles.hpp"

#include "agent/base/result.hpp"

#include <algorithm>
#include <array>

namespace reseal::core {
namespace {

constexpr std::string_view kLegalEntity = "1.2.398.3.3.4.1.2";
constexpr std::string_view kUid = "0.9.2342.19200300.100.1.1";

struct Role {
    std::string_view oid;
    std::string_view code;
};

constexpr std::array<Role, 16> kRoles{{
    {"1.2.398.3.3.4.1.1", "person"},
    {kLegalEntity, "legal_entity"},
    {"1.2.398.3.3.4.1.2.1", "head"},
    {"1.2.398.3.3.4.1.2.2", "signatory"},
    {"1.2.398.3.3.4.1.2.3", "finance_signatory"},
    {"1.2.398.3.3.4.1.2.4", "personnel"},
    {"1.2.398.3.3.4.1.2.5", "employee"},
    {"1.2.398.3.3.4.1.2.6", "information_system"},
    {"1.2.398.3.3.4.2.1", "ca_admin"},
    {"1.2.398.3.3.4.2.2", "ca_manager"},
    {"1.2.398.3.3.4.2.3", "ca_operator"},
    {"1.2.398.3.3.4.3", "identified"},
    {"1.2.398.3.3.4.3.1", "identified"},
    {"1.2.398.3.3.4.3.2", "identified_remotely"},
    {"1.2.398.3.3.4.3.2.1", "identified_remotely"},
    {"1.2.398.5.19.1.2.2.1", "treasury"},
}};

struct Name {
    std::string_view code;
    const char* words;
};

constexpr std::array<Name, 14> kNames{{
    {"person", N_("individual")},
    {"legal_entity", N_("legal entity")},
    {"head", N_("head of the organisation")},
    {"signatory", N_("person with the right to sign for the organisation")},
    {"finance_signatory", N_("person with the right to sign financial documents")},
    {"personnel", N_("employee of the personnel department")},
    {"employee", N_("employee of the organisation")},
    {"information_system", N_("information system")},
    {"ca_admin", N_("administrator of the certification authority")},
    {"ca_manager", N_("manager of the certification authority")},
    {"ca_operator", N_("operator of the certification authority")},
    {"identified", N_("identified person")},
    {"identified_remotely", N_("person identified remotely")},
    {"treasury", N_("client of the treasury (K2)")},
}};

bool has(const std::vector<std::string>& oids, std::string_view oid) {
    return std::ranges::find(oids, oid) != oids.end();
}

// A legal entity's certificate that names nobody is that of a program; its maker wrote an UID.
bool isOfProgram(const CertificateFacts& facts) {
    bool names = false;
    bool numbered = false;
    for (const NameAttribute& attribute : facts.subject) {
        names = names || (attribute.oid == "2.5.4.5" && attribute.value.starts_with("IIN"));
        numbered = numbered || attribute.oid == kUid;
    }
    return numbered && !names;
}

} // namespace

std::vector<std::string> rolesOf(const CertificateFacts& facts) {
    const auto& uses = facts.extendedKeyUsage;
    const bool exact = std::ranges::any_of(
        uses, [](const std::string& oid) { return oid.starts_with(kLegalEntity) && oid.size() > kLegalEntity.size(); });
    std::vector<std::string> codes;
    for (const Role& role : kRoles) {
        if (!has(uses, role.oid) || (role.oid == kLegalEntity && exact)) {
            continue;
        }
        std::string code(role.oid == kLegalEntity && isOfProgram(facts) ? "information_system" : role.code);
        if (!has(codes, code)) {
            codes.push_back(std::move(code));
        }
    }
    return codes;
}

const char* roleName(std::string_view code) {
    const auto* found = std::ranges::find(kNames, code, &Name::code);
    return found == kNames.end() ? "" : found->words;
}

} // namespace reseal::core
