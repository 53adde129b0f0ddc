// SPDX-License-Identifier: Apache-2.0
#include "request_content.hpp"

#include "subject.hpp"

namespace ca_kontur {

namespace {

using namespace std::string_view_literals;

constexpr char kBoolean = 0x01, kInteger = 0x02, kBitString = 0x03, kOctetString = 0x04, kUtf8 = 0x0C, kSequence = 0x30;

std::string extension(std::string_view oid, std::string_view value, bool critical = false) {
    return element(kSequence, oidElement(oid) + (critical ? element(kBoolean, "\xFF"sv) : std::string()) +
                                  element(kOctetString, value));
}

} // namespace

std::string extensionsOf(const RequestContent& content) {
    // Bits 0 to 4: digitalSignature, nonRepudiation, keyEncipherment, dataEncipherment, keyAgreement.
    std::string all = extension("2.5.29.15", element(kBitString, "\x03\xF8"sv), true);
    all +=
        extension("2.5.29.37", element(kSequence, oidElement("1.3.6.1.5.5.7.3.2") + oidElement("1.3.6.1.5.5.7.3.4")));
    if (!content.policies.empty()) {
        std::string policies;
        for (const std::string& policy : content.policies)
            policies += element(kSequence, oidElement(policy));
        all += extension("2.5.29.32", element(kSequence, policies));
    }
    if (!content.signTool.empty())
        all += extension("1.2.643.100.111", element(kUtf8, content.signTool));
    if (content.identificationKind >= 0)
        all += extension("1.2.643.100.114",
                         element(kInteger, std::string(1, static_cast<char>(content.identificationKind))));
    return element(kSequence, all);
}

} // namespace ca_kontur
