// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/revocation/list_scope.hpp"

#include "agent/crypto/der_reader.hpp"

#include <algorithm>

namespace reseal::crypto {
namespace {

constexpr std::string_view kIssuingDistributionPoint = "2.5.29.28";
constexpr std::string_view kDistributionPoints = "2.5.29.31";
constexpr std::size_t kMaxNames = 64;

// GeneralNames of DistributionPointName.fullName, whole elements; nothing of the relative form.
std::vector<ByteView> fullNames(ByteView distributionPointName) {
    std::vector<ByteView> names;
    DerReader choice(distributionPointName);
    DerReader list = choice.enter(contextTag(0, true));
    while (const auto name = list.next()) {
        if (names.size() == kMaxNames) {
            break;
        }
        names.push_back(name->whole);
    }
    return names;
}

// Whether the certificate sends its readers to one of these places.
bool isNamedBy(const CertificateFields& certificate, const std::vector<ByteView>& names) {
    const ExtensionField* extension = certificate.extension(kDistributionPoints);
    DerReader outer(extension != nullptr ? extension->value : ByteView{});
    DerReader points = outer.enter(kTagSequence);
    while (const auto point = points.next(kTagSequence)) {
        DerReader fields(point->content);
        const auto where = fields.next(contextTag(0, true));
        for (const ByteView offered : fullNames(where ? where->content : ByteView{})) {
            if (std::ranges::any_of(names, [&](ByteView name) { return equal(name, offered); })) {
                return true;
            }
        }
    }
    return false;
}

bool isSet(const std::optional<DerElement>& flag) {
    return flag && !flag->content.empty() && flag->content.front() != 0;
}

} // namespace

ListScope scopeOf(const std::vector<ExtensionField>& listExtensions, const CertificateFields& certificate,
                  bool isAuthority) {
    const auto found = std::ranges::find(listExtensions, kIssuingDistributionPoint, &ExtensionField::oid);
    if (found == listExtensions.end()) {
        return ListScope::covers;
    }
    DerReader outer(found->value);
    DerReader fields = outer.enter(kTagSequence);
    const auto where = fields.next(contextTag(0, true));
    const bool holdersOnly = isSet(fields.next(contextTag(1, false)));
    const bool authoritiesOnly = isSet(fields.next(contextTag(2, false)));
    const auto reasons = fields.next(contextTag(3, false));
    const bool indirect = isSet(fields.next(contextTag(4, false)));
    const bool attributesOnly = isSet(fields.next(contextTag(5, false)));
    const bool elsewhere = where && !isNamedBy(certificate, fullNames(where->content));
    if (!fields.atEnd() || !outer.atEnd() || indirect || attributesOnly || elsewhere || (holdersOnly && isAuthority) ||
        (authoritiesOnly && !isAuthority)) {
        return ListScope::other;
    }
    return reasons ? ListScope::someReasons : ListScope::covers;
}

} // namespace reseal::crypto
