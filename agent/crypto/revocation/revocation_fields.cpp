// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/revocation/revocation_fields.hpp"

#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"

#include <algorithm>

namespace reseal::crypto {

std::optional<ExtensionField> readExtensionField(ByteView content) {
    DerReader parts(content);
    const auto oid = parts.next(kTagOid);
    const auto critical = parts.next(kTagBoolean);
    const auto value = parts.next(kTagOctetString);
    if (!oid || !value || !parts.atEnd()) {
        return std::nullopt;
    }
    const bool set = critical && !critical->content.empty() && critical->content[0] != 0;
    return ExtensionField{oidText(oid->content), set, value->content};
}

std::optional<std::vector<ExtensionField>> readExtensionList(ByteView explicitly) {
    constexpr std::size_t kMaxExtensions = 64;
    std::vector<ExtensionField> extensions;
    DerReader outer(explicitly);
    DerReader list = outer.enter(kTagSequence);
    while (const auto element = list.next(kTagSequence)) {
        auto extension = readExtensionField(element->content);
        const bool twice =
            extension && std::ranges::find(extensions, extension->oid, &ExtensionField::oid) != extensions.end();
        if (!extension || twice || extensions.size() == kMaxExtensions) {
            return std::nullopt;
        }
        extensions.push_back(std::move(*extension));
    }
    return list.atEnd() && outer.atEnd() ? std::optional(std::move(extensions)) : std::nullopt;
}

std::optional<RevocationReason> readRevocationReason(ByteView value) {
    constexpr std::uint8_t kUnused = 7;
    constexpr std::uint8_t kLast = 10;
    DerReader reader(value);
    const auto code = reader.next(kTagEnumerated);
    const bool known = code && code->content.size() == 1 && code->content[0] <= kLast && code->content[0] != kUnused;
    return known ? std::optional(static_cast<RevocationReason>(code->content[0])) : std::nullopt;
}

} // namespace reseal::crypto
