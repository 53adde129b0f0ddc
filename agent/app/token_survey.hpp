// SPDX-License-Identifier: Apache-2.0
// Keeps what is known of readers and tokens. Asks token plugins at the start, when a card comes or goes, and when
// somebody wants to see; without any PIN. What lies on devices goes into the inventory and stays there. Engine thread;
// the asking itself runs on a thread of its own.
#pragma once

#include "agent/app/profile.hpp"
#include "agent/app/token_calls.hpp"
#include "agent/core/token.hpp"
#include "agent/platform/smart_card_readers.hpp"
#include "agent/plugins/token_driver.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace reseal::app {

// What one plugin said, or why it said nothing.
struct TokenLook {
    std::string plugin;
    Result<std::vector<core::Token>> tokens;
};

class TokenSurvey {
public:
    // The ready token plugins with their settings; `cardsOnly`: those that work with smart cards.
    using PluginList = std::function<std::vector<ReadyPlugin>(bool cardsOnly)>;

    // Borrows all for its life. `calls` may be null: then there are readers and no tokens.
    TokenSurvey(Profile& profile, const core::Clock& clock, plugins::TokenDrivers drivers, PluginCalls* calls,
                PluginList plugins);
    ~TokenSurvey(); // a look under way is cancelled

    // Live from here on; `changed` is called when something is another.
    void watch(platform::EventLoop& loop, std::function<void()> changed);
    // Soon, on the other thread; where one is under way, once more after it. Without a loop: now.
    void look();
    void lookNow();
    // A whole look that begins from here on, then `done`. Without a loop both now.
    void lookThen(std::function<void()> done);

    // A message showed the certificate of a key whose medium does not hand it out: it is watched from here on.
    void noteSigner(const core::Token& token, const std::string& key, const Bytes& certificate);

    // Where the plugin looks for PKCS#11 modules by itself, it is told those of the cards that are there.
    [[nodiscard]] ReadyPlugin withModules(ReadyPlugin plugin) const;

    // As such tokens are delivered; empty: its reader or its kind is not known.
    [[nodiscard]] std::string factoryPin(const core::Token& token) const;

    [[nodiscard]] const std::vector<core::Token>& tokens() const { return tokens_; }
    [[nodiscard]] std::vector<core::CardReader> readers() const;
    [[nodiscard]] bool serviceRuns() const { return now_.serviceRuns; }

private:
    void readersChanged(const platform::ReadersNow& now);
    void begin(bool cardsOnly);
    [[nodiscard]] std::vector<ReadyPlugin> toAsk(bool cardsOnly) const;
    void end(std::uint64_t number, const std::vector<TokenLook>& looks);
    void take(const std::vector<TokenLook>& looks);
    void fillIn(std::vector<core::Token>& tokens); // certificates that the inventory knows by their hash
    [[nodiscard]] std::vector<core::TokenObject> remembered(const core::Token& token);
    Status record(const std::string& plugin, const std::vector<core::Token>& tokens);

    Profile& profile_;
    const core::Clock& clock_;
    const plugins::TokenDrivers drivers_;
    PluginCalls* calls_;
    PluginList plugins_;
    platform::EventLoop* loop_ = nullptr;
    std::function<void()> changed_;
    platform::ReadersNow now_;
    bool readersKnown_ = false;
    std::vector<core::Token> tokens_;
    bool looking_ = false;
    std::uint64_t number_ = 0;                   // of the newest look; what an older one says is passed over
    std::optional<bool> again_;                  // cardsOnly of the next look
    std::vector<std::string> asked_;             // plugins of the look under way
    std::vector<std::function<void()>> waiting_; // for the next look
    std::vector<std::function<void()>> served_;  // by the look under way
    std::shared_ptr<std::atomic<bool>> gone_ = std::make_shared<std::atomic<bool>>(false);
    std::thread worker_;
    std::unique_ptr<platform::ReaderWatch> readers_;
};

} // namespace reseal::app
