// SPDX-License-Identifier: Apache-2.0
// Private keys on their way out of a token and onto one (token_calls.hpp).
#include "agent/app/token_call_parts.hpp"

#include <algorithm>

namespace reseal::app {
namespace {

using plugins::PluginReply;
using plugins::TokenFailure;
using wire::Item;

bool saysDamaged(const TokenFailure& failure) {
    const std::string& reason = failure.error.reason;
    const bool ofPerson = reason.starts_with("pin_") || reason == "dismissed_on_token";
    return failure.status == RESEAL_E_INVALID || (failure.status == RESEAL_E_USER && !ofPerson);
}

// A refusal that is about this one key; all others hold for the whole token.
bool isOfOneKey(const TokenFailure& failure) {
    return failure.status == RESEAL_E_NOT_EXPORTABLE || failure.status == RESEAL_E_UNSUPPORTED ||
           failure.status == RESEAL_E_NOT_FOUND || saysDamaged(failure);
}

bool isAnswered(const ExportedKey& key) { return !key.pkcs8.empty() || key.kept; }

void keep(ExportedKey& key, const TokenFailure& failure) {
    key.kept = failure.error;
    key.damaged = saysDamaged(failure);
}

// What the reply says of one key: its PKCS#8, or why it stays. `number`: "" of "key", else ".<n>".
void take(ExportedKey& key, const PluginReply& reply, const std::string& number) {
    const std::string name = (number.empty() ? "" : "further-") + std::string(RESEAL_KEY_PRIVATE_KEY) + number;
    if (const Item* const secret = wire::find(reply.items, name); secret != nullptr && !secret->value.empty()) {
        key.pkcs8 = Secret(std::string(secret->text()));
    } else if (const Item* const kept = wire::find(reply.items, RESEAL_KEY_KEPT + number)) {
        const Item* const status = wire::find(reply.items, RESEAL_KEY_KEPT_STATUS + number);
        PluginReply refused{status == nullptr ? RESEAL_E_NOT_EXPORTABLE : static_cast<reseal_status>(status->number),
                            {}};
        refused.items.push_back(Item::ofText(RESEAL_KEY_ERROR_TEXT, kept->text()));
        if (refused.status == RESEAL_E_USER) { // the words for it are those of a missing PIN
            refused.items.push_back(Item::ofText(RESEAL_KEY_ERROR_REASON, "key_damaged"));
        }
        keep(key, plugins::failureOf(refused, {}));
    }
}

} // namespace

// Asks for the first key that is not answered, with all others of those along. Each round answers one at least.
std::optional<TokenFailure> TokenCalls::exportSome(const ReadyPlugin& plugin, const std::string& token,
                                                   const std::vector<std::string>& keys,
                                                   std::vector<ExportedKey>& exported, const PinEntry& entry) {
    std::vector<std::size_t> asked;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (!isAnswered(exported[i])) {
            asked.push_back(i);
        }
    }
    wire::Items params = tokenParams(token, entry);
    params.push_back(Item::ofText(RESEAL_KEY_KEY_ID, keys[asked.front()]));
    for (std::size_t i = 1; i < asked.size(); ++i) {
        params.push_back(Item::ofText(RESEAL_KEY_FURTHER_KEY + std::to_string(i), keys[asked[i]]));
    }
    auto answered = ask(plugin, {"export_key", std::move(params), kAct}, token);
    if (auto* failure = std::get_if<TokenFailure>(&answered)) {
        if (!isOfOneKey(*failure)) {
            return std::move(*failure);
        }
        keep(exported[asked.front()], *failure);
        return {};
    }
    const auto& reply = std::get<PluginReply>(answered);
    take(exported[asked.front()], reply, {});
    if (!isAnswered(exported[asked.front()])) {
        return plugins::failureOf({RESEAL_E_INTERNAL, {}}, token);
    }
    for (std::size_t i = 1; i < asked.size(); ++i) {
        take(exported[asked[i]], reply, "." + std::to_string(i));
    }
    return {};
}

TokenResult<std::vector<ExportedKey>> TokenCalls::exportKeys(const ReadyPlugin& plugin, const std::string& token,
                                                             const std::vector<std::string>& keys,
                                                             const PinEntry& entry) {
    std::vector<ExportedKey> exported(keys.size());
    while (!std::ranges::all_of(exported, isAnswered)) {
        if (auto failure = exportSome(plugin, token, keys, exported, entry)) {
            return std::move(*failure);
        }
    }
    return exported;
}

TokenResult<Bytes> TokenCalls::importKey(const ReadyPlugin& plugin, const std::string& token,
                                         const KeyTransfer& transfer, const PinEntry& entry) {
    wire::Items params = tokenParams(token, entry);
    params.push_back(Item::ofText(RESEAL_KEY_LABEL, transfer.label));
    params.push_back(Item::ofBytes(RESEAL_KEY_IMPORTED_CERTIFICATE, transfer.certificate));
    params.push_back(Item::ofSecret(RESEAL_KEY_PRIVATE_KEY, transfer.pkcs8.view()));
    params.push_back(Item::ofBytes(RESEAL_KEY_SIGNATURE_ALGORITHM, transfer.signatureAlgorithm));
    params.push_back(Item::ofBytes(RESEAL_KEY_DIGEST "1", transfer.digest));
    auto kept = ask(plugin, {"import_object", std::move(params), kAct}, token);
    if (auto* failure = std::get_if<TokenFailure>(&kept)) {
        return std::move(*failure);
    }
    const Item* const signature = wire::find(std::get<PluginReply>(kept).items, RESEAL_KEY_SIGNATURE "1");
    return signature == nullptr ? Bytes() : signature->value;
}

} // namespace reseal::app
