// SPDX-License-Identifier: Apache-2.0
#include "agent/core/archive.hpp"

#include <array>

namespace reseal::core {
namespace {

constexpr std::array kKinds{SlotKind::password, SlotKind::keyring, SlotKind::recovery, SlotKind::organisation};

} // namespace

const char* name(SlotKind kind) {
    switch (kind) {
    case SlotKind::password:
        return "password";
    case SlotKind::keyring:
        return "keyring";
    case SlotKind::recovery:
        return "recovery";
    case SlotKind::organisation:
        return "organisation";
    }
    return "";
}

std::optional<SlotKind> slotKindOf(std::string_view text) {
    for (const SlotKind kind : kKinds) {
        if (text == name(kind)) {
            return kind;
        }
    }
    return std::nullopt;
}

} // namespace reseal::core
