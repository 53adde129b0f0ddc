// SPDX-License-Identifier: Apache-2.0
#include "sdk/check/probes.hpp"

#include <reseal/reseal.h>

#include <algorithm>
#include <array>
#include <sstream>

namespace reseal::check {
namespace {

using wire::Item;
using wire::Items;

struct StatusName {
    reseal_status status;
    const char* name;
};
#define RESEAL_STATUS_NAME(status)                                                                                     \
    StatusName { status, #status }
constexpr std::array kStatuses{
    RESEAL_STATUS_NAME(RESEAL_OK),
    RESEAL_STATUS_NAME(RESEAL_E_REJECTED),
    RESEAL_STATUS_NAME(RESEAL_E_UNREACHABLE),
    RESEAL_STATUS_NAME(RESEAL_E_CONFIG),
    RESEAL_STATUS_NAME(RESEAL_E_USER),
    RESEAL_STATUS_NAME(RESEAL_E_CANCELLED),
    RESEAL_STATUS_NAME(RESEAL_E_DEADLINE),
    RESEAL_STATUS_NAME(RESEAL_E_UNSUPPORTED),
    RESEAL_STATUS_NAME(RESEAL_E_INVALID),
    RESEAL_STATUS_NAME(RESEAL_E_INTERNAL),
    RESEAL_STATUS_NAME(RESEAL_E_LIMIT),
    RESEAL_STATUS_NAME(RESEAL_E_REFUSED),
    RESEAL_STATUS_NAME(RESEAL_E_PIN_INCORRECT),
    RESEAL_STATUS_NAME(RESEAL_E_PIN_LOCKED),
    RESEAL_STATUS_NAME(RESEAL_E_PIN_LAST_TRY),
    RESEAL_STATUS_NAME(RESEAL_E_TOKEN_ABSENT),
    RESEAL_STATUS_NAME(RESEAL_E_NOT_FOUND),
    RESEAL_STATUS_NAME(RESEAL_E_NO_SPACE),
    RESEAL_STATUS_NAME(RESEAL_E_NOT_EXPORTABLE),
};
#undef RESEAL_STATUS_NAME

// Of a token that is nowhere, so that none can be harmed.
void addTokenProbes(std::vector<Probe>& list, const Items& everywhere) {
    const auto add = [&](const char* function, Items params, bool legal) {
        std::ranges::copy(everywhere, std::back_inserter(params));
        list.push_back({"", callOf(RESEAL_EXT_TOKEN_1, function, std::move(params)), legal});
    };
    const Item nowhere = Item::ofText(RESEAL_KEY_TOKEN, "no-such-token-4711");
    const Item noKey = Item::ofText(RESEAL_KEY_KEY_ID, "no-such-key-4711");
    add("tokens", {}, true);
    add("objects", {nowhere}, false);
    add("tries_left", {nowhere}, false);
    add("sign", {nowhere, noKey, Item::ofBytes("digest.1", Bytes(32, 1))}, false);
    add("generate", {nowhere, Item::ofText(RESEAL_KEY_LABEL, "x"), Item::ofText(RESEAL_KEY_ALGORITHM, "rsa-2048")},
        false);
}

std::string valueOf(const Item& item) {
    switch (item.type) {
    case RESEAL_TYPE_INTEGER:
        return std::to_string(item.number);
    case RESEAL_TYPE_TEXT:
        return std::string(item.text());
    case RESEAL_TYPE_SECRET:
        return "secret of " + std::to_string(item.value.size()) + " bytes";
    default:
        return toHex(item.value);
    }
}

} // namespace

plugins::PluginCall callOf(std::string extension, std::string function, Items params,
                           std::chrono::milliseconds deadline) {
    plugins::PluginCall call;
    call.extension = std::move(extension);
    call.function = std::move(function);
    call.conversation = idOf("first");
    call.operation = idOf(call.function);
    call.deadline = deadline;
    call.params = std::move(params);
    return call;
}

std::vector<Probe> probes(Bench& bench, const Caller& caller) {
    std::vector<Probe> list;
    if (caller.has(RESEAL_EXT_CA_1)) {
        const Items about = bench.about();
        list.push_back({"", callOf(RESEAL_EXT_CA_1, "describe", about)});
        list.push_back({"", callOf(RESEAL_EXT_CA_1, "begin", about)});
        Items damaged = about;
        damaged.push_back(Item::ofBytes(RESEAL_KEY_COOKIE, Bytes{0xFF, 0x00, 0x17, 0x2A}));
        for (const char* const function : {"resume", "recover"}) {
            list.push_back({"", callOf(RESEAL_EXT_CA_1, function, damaged), false});
        }
    }
    Items settings = Bench::everywhere();
    std::ranges::move(bench.settings(), std::back_inserter(settings));
    if (caller.has(RESEAL_EXT_SETTINGS_1)) {
        list.push_back({"", callOf(RESEAL_EXT_SETTINGS_1, "validate", settings)});
    }
    if (caller.has(RESEAL_EXT_DIAGNOSTICS_1)) {
        list.push_back({"", callOf(RESEAL_EXT_DIAGNOSTICS_1, "examine", settings)});
    }
    if (caller.has(RESEAL_EXT_TOKEN_1)) {
        addTokenProbes(list, settings);
    }
    for (Probe& probe : list) {
        probe.name = probe.call.function + " of " + probe.call.extension;
    }
    return list;
}

std::string transcript(const Items& items) {
    std::string text;
    for (const Item& item : items) {
        text += item.key + " " + std::to_string(item.type) + "/" + std::to_string(item.flags) + " ";
        std::string value = valueOf(item);
        std::ranges::replace(value, '\n', ' ');
        text += value + "\n";
    }
    return text;
}

std::string transcript(const plugins::PluginReply& reply) {
    return statusName(reply.status) + "\n" + transcript(reply.items);
}

std::optional<std::pair<std::string, std::string>> difference(const std::string& one, const std::string& other) {
    constexpr std::size_t kShown = 300;
    std::istringstream left(one);
    std::istringstream right(other);
    for (;;) {
        std::string a;
        std::string b;
        const bool more = static_cast<bool>(std::getline(left, a));
        const bool also = static_cast<bool>(std::getline(right, b));
        if (!more && !also) {
            return std::nullopt;
        }
        if (more != also || a != b) {
            return std::pair(more ? a.substr(0, kShown) : "nothing", also ? b.substr(0, kShown) : "nothing");
        }
    }
}

std::string statusName(reseal_status status) {
    const auto* const found = std::ranges::find(kStatuses, status, &StatusName::status);
    return found == kStatuses.end() ? "status " + std::to_string(status) : found->name;
}

bool known(reseal_status status) {
    return std::ranges::find(kStatuses, status, &StatusName::status) != kStatuses.end();
}

} // namespace reseal::check
