// SPDX-License-Identifier: Apache-2.0
#include "agent/app/token_call_parts.hpp"

#include "agent/crypto/vault/locked_key.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <iterator>

namespace reseal::app {
namespace {

using plugins::PluginReply;
using plugins::TokenFailure;
using wire::Item;
using namespace std::chrono_literals;

constexpr auto kLook = 20s;      // a vendor's module that starts, over a slow reader
constexpr auto kGenerate = 5min; // RSA on a card
constexpr auto kMessage = 9min;  // block by block; the command line waits ten

// Unique in this process: it only tells one call from the next.
wire::Id nextOperation() {
    static std::atomic<std::uint32_t> calls{0};
    std::uint32_t number = ++calls;
    wire::Id id{};
    for (std::size_t at = 0; at < sizeof number; ++at, number >>= 8U) {
        id[at] = static_cast<std::uint8_t>(number);
    }
    return id;
}

} // namespace

wire::Items tokenParams(const std::string& token, const PinEntry& entry) {
    wire::Items params;
    params.push_back(Item::ofText(RESEAL_KEY_TOKEN, token));
    if (entry.pin != nullptr) {
        params.push_back(Item::ofSecret(RESEAL_KEY_PIN, entry.pin->view()));
        params.push_back(Item::ofNumber(RESEAL_KEY_ALLOW_LAST_TRY, entry.allowLastTry ? 1 : 0));
    }
    return params;
}

wire::Items generateParams(const std::string& token, const std::string& label, const std::string& algorithm,
                           const PinEntry& entry) {
    std::array<std::uint8_t, 32> chance{};
    crypto::fillRandom(chance);
    const Secret shown(toHex(chance));
    wipe(chance.data(), chance.size());
    wire::Items params = tokenParams(token, entry);
    params.push_back(Item::ofText(RESEAL_KEY_LABEL, label));
    params.push_back(Item::ofText(RESEAL_KEY_ALGORITHM, algorithm));
    params.push_back(Item::ofSecret(RESEAL_KEY_CHANCE, shown.view()));
    return params;
}

std::variant<PluginReply, TokenFailure> TokenCalls::ask(const ReadyPlugin& plugin, Question question,
                                                        const std::string& subject) {
    plugins::PluginCall call;
    call.extension = question.extension;
    call.function = question.function;
    call.operation = nextOperation();
    call.deadline = question.deadline;
    call.params = std::move(question.params);
    auto reply = calls_.call(plugin, std::move(call), {}, question.reading);
    if (!reply) {
        return TokenFailure{reply.error(), {}};
    }
    if (reply.value().status != RESEAL_OK) {
        return plugins::failureOf(reply.value(), subject);
    }
    return std::move(reply).value();
}

Result<std::vector<core::Token>> TokenCalls::look(const ReadyPlugin& plugin, bool withTries) {
    auto listed = ask(plugin, {"tokens", {}, kLook}, plugin.plugin.id);
    if (const auto* failure = std::get_if<TokenFailure>(&listed)) {
        return failure->error;
    }
    auto tokens = plugins::tokensOf(std::get<PluginReply>(listed), plugin.plugin.id);
    for (core::Token& token : tokens) {
        auto objects = ask(plugin, {"objects", tokenParams(token.id, {}), kLook}, token.label);
        if (const auto* failure = std::get_if<TokenFailure>(&objects)) {
            token.problem = failure->error;
        } else {
            token.objects = plugins::objectsOf(std::get<PluginReply>(objects));
        }
        if (withTries && token.does("tries_left")) {
            token.triesLeft = triesLeft(plugin, token.id);
        }
    }
    return tokens;
}

TokenResult<Bytes> TokenCalls::sign(const ReadyPlugin& plugin, const std::string& token, const std::string& key,
                                    ByteView signatureAlgorithm, ByteView digest, const PinEntry& entry) {
    wire::Items params = tokenParams(token, entry);
    params.push_back(Item::ofText(RESEAL_KEY_KEY_ID, key));
    params.push_back(Item::ofBytes(RESEAL_KEY_SIGNATURE_ALGORITHM, signatureAlgorithm));
    params.push_back(Item::ofBytes(RESEAL_KEY_DIGEST "1", digest));
    auto signedNow = ask(plugin, {"sign", std::move(params), kAct}, token);
    if (auto* failure = std::get_if<TokenFailure>(&signedNow)) {
        return std::move(*failure);
    }
    const auto& reply = std::get<PluginReply>(signedNow);
    const Item* const signature = wire::find(reply.items, RESEAL_KEY_SIGNATURE "1");
    return signature == nullptr ? TokenResult<Bytes>(plugins::failureOf(reply, token))
                                : TokenResult<Bytes>(signature->value);
}

TokenResult<Secret> TokenCalls::open(const ReadyPlugin& plugin, const std::string& token, const std::string& key,
                                     const KeyUse& use, const PinEntry& entry) {
    wire::Items params = tokenParams(token, entry);
    params.push_back(Item::ofText(RESEAL_KEY_KEY_ID, key));
    if (use.derive) {
        params.push_back(Item::ofBytes(RESEAL_KEY_PEER_KEY, use.peer));
        params.push_back(Item::ofBytes(RESEAL_KEY_UKM, use.ukm));
    } else {
        params.push_back(Item::ofBytes(RESEAL_KEY_TRANSPORT_ALGORITHM, use.algorithm));
        params.push_back(Item::ofBytes(RESEAL_KEY_CIPHERTEXT, use.ciphertext));
    }
    auto opened = ask(plugin, {use.derive ? "derive" : "decrypt", std::move(params), kAct}, token);
    if (auto* failure = std::get_if<TokenFailure>(&opened)) {
        return std::move(*failure);
    }
    const auto& reply = std::get<PluginReply>(opened);
    const Item* const secret = wire::find(reply.items, use.derive ? RESEAL_KEY_SHARED : RESEAL_KEY_PLAINTEXT);
    return secret == nullptr ? TokenResult<Secret>(plugins::failureOf({RESEAL_E_INTERNAL, {}}, token))
                             : TokenResult<Secret>(Secret(std::string(secret->text())));
}

TokenResult<TokenMessage> TokenCalls::signMessage(const ReadyPlugin& plugin, const std::string& token,
                                                  const MessageOrder& order, ByteSource& source,
                                                  const PinEntry& entry) {
    constexpr std::int64_t kSource = 1;
    wire::Items params = tokenParams(token, entry);
    params.push_back(Item::ofText(RESEAL_KEY_KEY_ID, order.key));
    params.push_back(Item::ofText(RESEAL_KEY_LABEL, order.title));
    params.push_back(Item::ofNumber(RESEAL_KEY_SOURCE, kSource));
    params.push_back(Item::ofNumber(RESEAL_KEY_ATTACHED, order.attached ? 1 : 0));
    params.push_back(Item::ofNumber(RESEAL_KEY_NEW_SIGNER, 1)); // who calls this shows it to the person
    if (const auto size = source.size()) {
        params.push_back(Item::ofNumber(RESEAL_KEY_SOURCE_SIZE, static_cast<std::int64_t>(*size)));
    }
    const auto reading = [&source](std::int64_t number, std::size_t most) -> Result<Bytes> {
        if (number != kSource) {
            return Error{Category::usage, "no_such_source", "", std::to_string(number)};
        }
        Bytes piece(most);
        const auto got = source.read(piece);
        piece.resize(got ? got.value() : 0);
        return got ? Result<Bytes>(std::move(piece)) : Result<Bytes>(got.error());
    };
    auto made = ask(plugin, {"sign", std::move(params), kMessage, RESEAL_EXT_TOKEN_CMS_1, reading}, token);
    if (auto* failure = std::get_if<TokenFailure>(&made)) {
        return std::move(*failure);
    }
    auto& reply = std::get<PluginReply>(made);
    TokenMessage message;
    for (Item& item : reply.items) {
        if (item.key == RESEAL_KEY_CMS) {
            message.pieces.push_back(std::move(item.value));
        } else if (item.key == RESEAL_KEY_SIGNER) {
            message.signer = std::move(item.value);
        } else if (item.key == RESEAL_KEY_NEW_SIGNER) {
            message.newSigner = item.number != 0;
        }
    }
    const bool whole = !message.pieces.empty() && !message.signer.empty();
    return whole ? TokenResult<TokenMessage>(std::move(message)) : plugins::failureOf({RESEAL_E_INTERNAL, {}}, token);
}

TokenResult<TokenKey> TokenCalls::generate(const ReadyPlugin& plugin, const std::string& token,
                                           const std::string& label, const std::string& algorithm,
                                           const PinEntry& entry) {
    auto made = ask(plugin, {"generate", generateParams(token, label, algorithm, entry), kGenerate}, token);
    if (auto* failure = std::get_if<TokenFailure>(&made)) {
        return std::move(*failure);
    }
    const auto& reply = std::get<PluginReply>(made);
    const Item* const publicKey = wire::find(reply.items, RESEAL_KEY_PUBLIC_KEY);
    TokenKey key{std::string(wire::textOf(reply.items, RESEAL_KEY_GENERATED_KEY)), {}};
    if (publicKey == nullptr || publicKey->value.empty() || key.key.empty()) {
        return plugins::failureOf({RESEAL_E_INTERNAL, {}}, token);
    }
    key.publicKey = publicKey->value;
    return key;
}

TokenResult<std::monostate> TokenCalls::importCertificate(const ReadyPlugin& plugin, const std::string& token,
                                                          const std::string& key, const std::string& label,
                                                          ByteView certificate, const PinEntry& entry) {
    wire::Items params = tokenParams(token, entry);
    params.push_back(Item::ofText(RESEAL_KEY_KEY_ID, key));
    params.push_back(Item::ofText(RESEAL_KEY_LABEL, label));
    params.push_back(Item::ofBytes(RESEAL_KEY_IMPORTED_CERTIFICATE, certificate));
    auto kept = ask(plugin, {"import_object", std::move(params), kAct}, token);
    if (auto* failure = std::get_if<TokenFailure>(&kept)) {
        return std::move(*failure);
    }
    return std::monostate();
}

TokenResult<std::monostate> TokenCalls::changePin(const ReadyPlugin& plugin, const std::string& token,
                                                  const PinEntry& entry, const Secret& newPin) {
    wire::Items params = tokenParams(token, entry);
    params.push_back(Item::ofSecret(RESEAL_KEY_NEW_PIN, newPin.view()));
    auto changed = ask(plugin, {"change_pin", std::move(params), kAct}, token);
    if (auto* failure = std::get_if<TokenFailure>(&changed)) {
        return std::move(*failure);
    }
    return std::monostate();
}

TokenResult<std::monostate> TokenCalls::removeObject(const ReadyPlugin& plugin, const std::string& token,
                                                     const std::string& object, const PinEntry& entry) {
    wire::Items params = tokenParams(token, entry);
    params.push_back(Item::ofText(RESEAL_KEY_OBJECT_ID, object));
    auto removed = ask(plugin, {"remove_object", std::move(params), kAct}, token);
    if (auto* failure = std::get_if<TokenFailure>(&removed)) {
        return std::move(*failure);
    }
    return std::monostate();
}

std::optional<int> TokenCalls::triesLeft(const ReadyPlugin& plugin, const std::string& token) {
    const auto told = ask(plugin, {"tries_left", tokenParams(token, {}), kLook}, token);
    const auto* reply = std::get_if<PluginReply>(&told);
    const Item* const tries = reply == nullptr ? nullptr : wire::find(reply->items, RESEAL_KEY_TOKEN_TRIES_LEFT);
    return tries == nullptr ? std::nullopt
                            : std::optional(static_cast<int>(std::clamp<std::int64_t>(tries->number, 0, 99)));
}

} // namespace reseal::app
