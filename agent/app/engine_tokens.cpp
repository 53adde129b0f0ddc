// SPDX-License-Identifier: Apache-2.0
// The engine's part in tokens: which plugins are asked, and what the window asks for.
#include "agent/app/engine.hpp"

#include "agent/app/token_calls.hpp"

#include <algorithm>

namespace reseal::app {

Result<ReadyPlugin> Engine::tokenPlugin(const std::string& id) {
    auto ready = readyPlugin(plugins_, *parts_.keyring, id, texts()->language(), parts_.clock->now());
    return ready ? Result<ReadyPlugin>(tokens_.withModules(std::move(ready).value())) : std::move(ready);
}

std::vector<ReadyPlugin> Engine::tokenPlugins(bool cardsOnly) {
    std::vector<ReadyPlugin> ready;
    for (const plugins::Plugin& plugin : plugins_.all()) {
        if (plugin.state != plugins::State::ready || !plugin.manifest->is("token")) {
            continue;
        }
        const auto& privileges = plugin.manifest->privileges;
        if (cardsOnly && std::ranges::find(privileges, "pcsc") == privileges.end()) {
            continue;
        }
        auto prepared = readyPlugin(plugins_, *parts_.keyring, plugin.id, texts()->language(), parts_.clock->now());
        if (prepared) {
            ready.push_back(std::move(prepared).value());
        }
    }
    return ready;
}

void Engine::lookAtTokens() {
    post([this] {
        tokens_.look();
        return Status();
    });
}

void Engine::changePin(const core::PinChange& change) {
    post([this, change] {
        const auto token = std::ranges::find_if(
            tokens_.tokens(), [&](const core::Token& one) { return core::uriOf(one) == change.tokenUri; });
        if (token == tokens_.tokens().end() || parts_.pluginCalls == nullptr) {
            tellPinOutcome(change.tokenUri, Error{Category::notFound,
                                                  "token_absent",
                                                  N_("The token is not there any more. Plug it in and try again."),
                                                  {}});
            return Status();
        }
        auto plugin = tokenPlugin(token->plugin);
        if (!plugin) {
            tellPinOutcome(change.tokenUri, plugin.error());
            return Status();
        }
        tokenWork_.run(
            token->plugin,
            [change, plugin = plugin.value(), id = token->id, &calls = *parts_.pluginCalls] {
                return TokenCalls(calls).changePin(plugin, id, {change.pin.get(), change.allowLastTry}, *change.newPin);
            },
            [this, uri = change.tokenUri](const TokenResult<std::monostate>& changed) {
                const auto* failure = std::get_if<plugins::TokenFailure>(&changed);
                tellPinOutcome(uri, failure == nullptr ? std::nullopt : std::optional(failure->error),
                               failure == nullptr ? std::nullopt : failure->triesLeft);
                publish();
            });
        return Status();
    });
}

void Engine::tellPinOutcome(const std::string& uri, std::optional<Error> error, std::optional<int> triesLeft) {
    pinOutcome_ = core::PinOutcome{pinOutcome_ ? pinOutcome_->number + 1 : 1, uri, std::move(error), triesLeft};
    tokens_.look(); // its tries may be others
}

} // namespace reseal::app
