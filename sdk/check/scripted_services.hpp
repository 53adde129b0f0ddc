// SPDX-License-Identifier: Apache-2.0
// The agent's services, played from a script, and everything that the plugin did with them. HTTP answers 503 unless
// the author gave answers; hosts that the manifest does not name are refused as the agent does. Any thread.
#pragma once

#include "sdk/check/bench.hpp"

#include <functional>
#include <mutex>

namespace reseal::check {

struct Asked {
    std::string extension;
    std::string function;
    wire::Items params;
    plugins::PluginReply reply;
    bool allowedHost = true;
};

class ScriptedServices final : public plugins::PluginServices {
public:
    explicit ScriptedServices(const Bench& bench);

    std::vector<std::string> offered() const override;
    plugins::PluginReply serve(const plugins::ServiceCall& call) override;
    void note(std::uint32_t level, const std::string& line) override;
    void progress(const wire::Progress& progress) override;

    // The script.
    bool offersNothing = false;
    std::chrono::milliseconds delay{0}; // before each answer; ended by a cancel
    bool dismissPrompts = false;        // else nobody is there to ask
    std::function<void()> whileServing; // called while the plugin waits

    [[nodiscard]] std::vector<Asked> asked() const;
    [[nodiscard]] std::vector<std::string> lines() const; // of the log and of progress
    void forget();

private:
    [[nodiscard]] plugins::PluginReply http(const wire::Items& params, bool& allowed) const;
    [[nodiscard]] bool waitOut(const plugins::ServiceCall& call) const; // false: cancelled

    const Bench& bench_;
    mutable std::mutex guard_;
    std::vector<Asked> asked_;
    std::vector<std::string> lines_;
};

// Whether the agent would let the plugin there: a host of the manifest, or of a setting that is an address.
[[nodiscard]] bool allows(const Manifest& manifest, const wire::Items& settings, const std::string& url);

} // namespace reseal::check
