// SPDX-License-Identifier: Apache-2.0
#include "agent/plugins/tokens/token_items.hpp"

#include "agent/core/text_safety.hpp"

#include <reseal/reseal.h>

#include <algorithm>
#include <array>
#include <map>

namespace reseal::plugins {
namespace {

using wire::Item;
using wire::Items;

// "token.<n>.label" and the like: by <n>, in the order in which they came, the items with what stands behind it.
struct Group {
    std::string_view number;
    std::vector<std::pair<std::string_view, const Item*>> parts;
};

std::vector<Group> groupsOf(const Items& items, std::string_view prefix, std::size_t most) {
    std::vector<Group> groups;
    std::map<std::string_view, std::size_t> places;
    for (const Item& item : items) {
        const std::string_view key = item.key;
        const auto dot = key.find('.', prefix.size());
        if (!key.starts_with(prefix) || dot == std::string_view::npos) {
            continue;
        }
        const std::string_view number = key.substr(prefix.size(), dot - prefix.size());
        const auto [place, fresh] = places.try_emplace(number, groups.size());
        if (fresh && groups.size() == most) {
            break;
        }
        if (fresh) {
            groups.push_back({number, {}});
        }
        groups[place->second].parts.emplace_back(key.substr(dot), &item);
    }
    return groups;
}

std::string shown(const Item& item) { return core::displaySafe(std::string(item.text())); }

void take(core::Token& token, std::string_view part, const Item& item) {
    const std::array<std::pair<std::string_view, std::string*>, 4> texts{{{RESEAL_KEY_TOKEN_LABEL, &token.label},
                                                                          {RESEAL_KEY_TOKEN_MODEL, &token.model},
                                                                          {RESEAL_KEY_TOKEN_SERIAL, &token.serial},
                                                                          {RESEAL_KEY_TOKEN_READER, &token.reader}}};
    const std::array<std::pair<std::string_view, std::vector<std::string>*>, 3> lists{
        {{RESEAL_KEY_TOKEN_ALGORITHM, &token.algorithms},
         {RESEAL_KEY_TOKEN_CAN, &token.can},
         {RESEAL_KEY_TOKEN_PIN_STATE, &token.pin}}};
    if (part == RESEAL_KEY_TOKEN_ID) {
        token.id = item.text();
    } else if (part == RESEAL_KEY_TOKEN_FREE_BYTES) {
        token.freeBytes = item.number;
    } else if (part == RESEAL_KEY_TOKEN_TOTAL_BYTES) {
        token.totalBytes = item.number;
    }
    for (const auto& [name, into] : texts) {
        if (part == name) {
            *into = shown(item);
        }
    }
    for (const auto& [name, into] : lists) {
        if (part == name) {
            into->push_back(shown(item));
        }
    }
}

void take(core::TokenObject& object, std::string_view part, const Item& item) {
    if (part == RESEAL_KEY_OBJECT_IDENTIFIER) {
        object.id = item.text();
    } else if (part == RESEAL_KEY_OBJECT_KEY) {
        object.key = item.text();
    } else if (part == RESEAL_KEY_OBJECT_LABEL) {
        object.label = shown(item);
    } else if (part == RESEAL_KEY_OBJECT_CERTIFICATE) {
        object.certificate = item.value;
    } else if (part == RESEAL_KEY_OBJECT_CERTIFICATE_SHA256) {
        object.certificateSha256 = item.value;
    } else if (part == RESEAL_KEY_OBJECT_PUBLIC_KEY) {
        object.publicKey = item.value;
    } else if (part == RESEAL_KEY_OBJECT_KEY_ENDS_MS && item.number > 0) {
        object.keyEnds = TimePoint(std::chrono::seconds(item.number / 1000));
    }
}

template <typename Value>
std::vector<Value> valuesOf(const Items& items, std::string_view prefix, std::size_t most) {
    std::vector<Value> values;
    for (const Group& group : groupsOf(items, prefix, most)) {
        Value value;
        for (const auto& [part, item] : group.parts) {
            take(value, part, *item);
        }
        if (!value.id.empty()) {
            values.push_back(std::move(value));
        }
    }
    return values;
}

struct Words {
    reseal_status status;
    Category category;
    const char* reason;
    const char* detail;
};

constexpr std::array kWords{
    Words{RESEAL_E_USER, Category::refused, "pin_required", N_("This needs the token's PIN.")},
    Words{RESEAL_E_PIN_INCORRECT, Category::refused, "pin_incorrect",
          N_("The PIN is wrong. Check it before you try again: a token locks itself after a few wrong ones.")},
    Words{RESEAL_E_PIN_LOCKED, Category::refused, "pin_locked",
          N_("The PIN is locked after too many wrong tries. Whoever issued the token can unlock it.")},
    Words{RESEAL_E_PIN_LAST_TRY, Category::refused, "pin_last_try",
          N_("Only one try is left: a wrong PIN now locks the token for good. Nothing was sent to it.")},
    Words{RESEAL_E_TOKEN_ABSENT, Category::notFound, "token_absent",
          N_("The token is not there any more. Plug it in and try again.")},
    Words{RESEAL_E_NOT_FOUND, Category::notFound, "key_not_found", N_("There is no such key or certificate on it.")},
    Words{RESEAL_E_NO_SPACE, Category::failed, "token_full",
          N_("The token is full. Remove what is no longer needed, after archiving it.")},
    Words{RESEAL_E_NOT_EXPORTABLE, Category::refused, "key_not_exportable", N_("This key cannot leave its token.")},
    Words{RESEAL_E_UNSUPPORTED, Category::refused, "token_cannot", N_("This token cannot do that.")},
    Words{RESEAL_E_REJECTED, Category::refused, "token_rejected", N_("The token refused this.")},
    Words{RESEAL_E_CANCELLED, Category::refused, "cancelled", N_("It was cancelled; nothing was changed.")},
    Words{RESEAL_E_DEADLINE, Category::failed, "timed_out", N_("The token did not answer in time. Try again.")},
};
constexpr Words kOtherwise{RESEAL_E_INTERNAL, Category::failed, "token_failed",
                           N_("The token could not do this. Plug it in again, or try another one.")};

} // namespace

std::vector<core::Token> tokensOf(const PluginReply& reply, const std::string& pluginId) {
    auto tokens = valuesOf<core::Token>(reply.items, RESEAL_KEY_TOKEN_ITEM, kMostTokens);
    for (core::Token& token : tokens) {
        token.plugin = pluginId;
    }
    return tokens;
}

std::vector<core::TokenObject> objectsOf(const PluginReply& reply) {
    return valuesOf<core::TokenObject>(reply.items, RESEAL_KEY_OBJECT, kMostObjects);
}

TokenFailure failureOf(const PluginReply& reply, const std::string& subject) {
    const auto* const known = std::ranges::find(kWords, reply.status, &Words::status);
    const Words& words = known == kWords.end() ? kOtherwise : *known;
    TokenFailure failure{{words.category, words.reason, words.detail, subject}, {}, reply.status};
    if (const auto reason = wire::textOf(reply.items, RESEAL_KEY_ERROR_REASON); !reason.empty()) {
        failure.error.reason = core::displaySafe(std::string(reason));
    }
    if (const auto text = wire::textOf(reply.items, RESEAL_KEY_ERROR_TEXT); !text.empty()) {
        failure.error.detail = core::displaySafe(std::string(text)); // in the person's language already
    }
    if (const Item* const tries = wire::find(reply.items, RESEAL_KEY_TOKEN_TRIES_LEFT)) {
        failure.triesLeft = static_cast<int>(std::clamp<std::int64_t>(tries->number, 0, 99));
    }
    return failure;
}

} // namespace reseal::plugins
