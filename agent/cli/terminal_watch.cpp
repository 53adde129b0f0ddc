// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/terminal_watch.hpp"

#include "agent/app/documents.hpp"
#include "agent/app/engine_house.hpp"
#include "agent/app/renewal_desk.hpp"
#include "agent/app/requests.hpp"
#include "agent/base/result.hpp"
#include "agent/cli/printing.hpp"
#include "agent/core/text_safety.hpp"
#include "agent/platform/system.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <set>

namespace reseal::cli {
namespace {

// False where the text did not get out.
bool say(std::FILE* where, const std::string& text) {
    return std::fputs(text.c_str(), where) >= 0 && std::fflush(where) == 0;
}

// For a POSIX shell, so that the offered command can be copied as it stands.
std::string shellQuoted(const std::string& text) {
    std::string quoted = "'";
    for (const char c : text) {
        quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    }
    return quoted + "'";
}

// Called on the engine's thread, which is this program's only one.
class TerminalObserver final : public core::ResidentObserver {
public:
    TerminalObserver(bool json, const core::Texts& texts) : json_(json), texts_(texts) {}

    void use(app::EngineHouse& house) { house_ = &house; }

    void snapshotChanged(std::shared_ptr<const core::Snapshot> snapshot) override {
        const core::Wording wording(texts_, house_->clock());
        std::set<std::string> now;
        for (const core::HealthItem& item : snapshot->health) {
            const std::string line =
                core::displaySafe(wording.healthTitle(item) + ": " + wording.healthText(item), 8192) + "\n";
            now.insert(line);
            constexpr std::array kSaidOtherwise{"certificate_due", "certificate_lapsed", "renewal_waits"};
            const bool otherwise = std::ranges::find(kSaidOtherwise, item.code) != kSaidOtherwise.end();
            if (!said_.contains(line) && !otherwise) {
                say(stderr, line);
            }
        }
        said_ = std::move(now);
    }

    void noticeDue(const core::Notice& notice) override {
        const app::Json document = app::documentOf(notice, core::Wording(texts_, house_->clock()));
        // Noted first: a process killed right after printing must not print it again.
        (void)house_->engine().noteDeliveryNow(notice.id, true, "terminal");
        const bool told = say(stdout, json_ ? app::dump(document) + "\n" : Printing(texts_).notice(document) + "\n");
        if (!told) {
            (void)house_->engine().noteDeliveryNow(notice.id, false, "terminal");
            house_->stop(); // nobody reads any more
        }
    }

    void openingChanged(const core::DocumentOpening& /*opening*/) override {} // no window asked for one
    void testNotice() override { say(stdout, texts_.translate(N_("This is how Reseal tells you.")) + "\n"); }

    void failed(const Error& error) override {
        const core::Wording wording(texts_, house_->clock());
        say(stderr, Printing(texts_).problems(app::documentOf(error, wording)));
    }

    void renewalNeedsPerson(const std::string& id) override {
        enrolment::Renewals& renewals = house_->engine().renewals().renewals();
        const auto row = renewals.find(id);
        const auto form = row ? renewals.form(row.value()) : std::optional<plugins::Form>();
        const std::string asks = form ? texts_.translate(inLanguage(form->title, texts_.language())) : std::string();
        say(stderr, core::fill(texts_.translate(N_("A renewal waits for you; 'reseal renewals resume {id}' goes on.")),
                               {{"id", id.substr(0, 12)}}) +
                        (asks.empty() ? "" : " " + core::displaySafe(asks, 1000)) + "\n");
    }
    void renewalFollowed(const std::string&) override {}
    void raised() override {}

private:
    bool json_;
    const core::Texts& texts_;
    app::EngineHouse* house_ = nullptr;
    std::set<std::string> said_;
};

void offerPlaces(const std::string& profile, const core::Texts& texts) {
    std::string offer;
    const std::string program = shellQuoted(platform::programFolder() + "/reseal");
    const std::string option = profile == platform::defaultProfileFolder() ? "" : " --profile " + shellQuoted(profile);
    for (const platform::KnownPlace& place : platform::knownPlaces()) {
        offer += "  " + program + option + " sources add " + shellQuoted(core::displaySafe(place.path, 4096)) + "\n";
    }
    if (!offer.empty()) {
        say(stderr, texts.translate(N_("These places were found; to watch one:")) + "\n" + offer);
    }
}

} // namespace

int watchInTerminal(const std::string& profile, bool json, const core::Texts& texts) {
    TerminalObserver observer(json, texts);
    auto house = app::EngineHouse::open(profile, &observer);
    if (!house) {
        const bool running = house.error().reason == "profile_in_use";
        say(stderr, profile + ": " +
                        (running ? texts.translate(N_("Reseal is already running here and tells you by itself."))
                                 : texts.translate(house.error().detail)) +
                        "\n");
        return app::exitCode(house.error().category);
    }
    observer.use(*house.value());
    if (const auto snapshot = house.value()->engine().snapshot();
        snapshot && snapshot.value().sources.empty() && !json) {
        offerPlaces(profile, texts);
    }
    house.value()->run();
    return 0;
}

} // namespace reseal::cli
