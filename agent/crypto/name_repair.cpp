// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/name_repair.hpp"

#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"

namespace reseal::crypto {

namespace {

bool isBadlyEncoded(const DerElement& value) {
    switch (value.tag) {
    case kTagUtf8String:
        return !isValidUtf8(value.content);
    case kTagBmpString:
        return value.content.size() % 2 != 0;
    case kTagUniversalString: {
        if (value.content.size() % 4 != 0) {
            return true;
        }
        for (std::size_t i = 0; i < value.content.size(); i += 4) {
            const ByteView unit = value.content.subspan(i, 4);
            if (unit[0] != 0 || unit[1] > 0x10 || (unit[1] == 0 && unit[2] >= 0xD8 && unit[2] <= 0xDF)) {
                return true; // beyond Unicode, or a surrogate
            }
        }
        return false;
    }
    default:
        return false;
    }
}

// Retags bad values of one Name; `base` is where `copy` was copied from.
bool repairName(ByteView name, const std::uint8_t* base, Bytes& copy) {
    bool repaired = false;
    DerReader sets(name, Encoding::ber);
    while (const auto set = sets.next(kTagSet)) {
        DerReader attributes(set->content, Encoding::ber);
        while (const auto attribute = attributes.next(kTagSequence)) {
            DerReader fields(attribute->content, Encoding::ber);
            static_cast<void>(fields.next(kTagOid));
            const auto value = fields.next();
            if (value && isBadlyEncoded(*value)) {
                copy[static_cast<std::size_t>(value->whole.data() - base)] = kTagT61String;
                repaired = true;
            }
        }
    }
    return repaired;
}

} // namespace

std::optional<Bytes> repairNames(ByteView der) {
    DerReader outer(der, Encoding::ber);
    DerReader certificate = outer.enter(kTagSequence);
    DerReader fields = certificate.enter(kTagSequence);
    static_cast<void>(fields.next(contextTag(0, true))); // version
    static_cast<void>(fields.next(kTagInteger));         // serialNumber
    static_cast<void>(fields.next(kTagSequence));        // signature
    const auto issuer = fields.next(kTagSequence);
    static_cast<void>(fields.next(kTagSequence)); // validity
    const auto subject = fields.next(kTagSequence);
    if (!issuer || !subject) {
        return std::nullopt;
    }
    Bytes copy(der.begin(), der.end());
    const bool issuerRepaired = repairName(issuer->content, der.data(), copy);
    const bool subjectRepaired = repairName(subject->content, der.data(), copy);
    if (!issuerRepaired && !subjectRepaired) {
        return std::nullopt;
    }
    return copy;
}

} // namespace reseal::crypto
