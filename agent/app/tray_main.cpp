// SPDX-License-Identifier: Apache-2.0
// reseal-tray: the resident with its face. A second start asks the first to come to the front and leaves.
#include "agent/app/engine_search.hpp"
#include "agent/app/installed_files.hpp"
#include "agent/app/version.hpp"
#include "agent/base/log.hpp"
#include "agent/i18n/catalogue.hpp"
#include "agent/platform/desktop.hpp"
#include "agent/platform/local_channel.hpp"
#include "agent/platform/system.hpp"
#include "agent/ui/application.hpp"
#include "agent/ui/start_failure.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <exception>

namespace reseal::app {
namespace {

int explain(const Error& error) {
    const auto texts = i18n::makeTexts(platform::systemLanguage(), localeFolder());
    const std::string text = (error.subject.empty() ? "" : error.subject + ":\n") + texts->translate(error.detail);
    std::fprintf(stderr, "%s\n", text.c_str());
    if (error.reason != "database_damaged") { // about that one it has been asked
        ui::showStartFailure(text);
    }
    return error.category == Category::refused ? 5 : 1;
}

// What the tray is started for, beside being there.
struct Errand {
    std::string document; // to be opened
    std::string link;     // "reseal:", to be followed
};

std::string requestFor(const Errand& errand) {
    const auto hex = [](const std::string& text) { return toHex(asBytes(text)); };
    return !errand.document.empty() ? R"({"command":"open_document","file_hex":")" + hex(errand.document) + "\"}"
           : !errand.link.empty()   ? R"({"command":"follow_link","link_hex":")" + hex(errand.link) + "\"}"
                                    : R"({"command":"raise"})";
}

// Has the tray that runs already do it, or come to the front.
int askFirst(const std::string& profile, const Errand& errand) {
    constexpr int kConnectMs = 2000;
    constexpr int kAnswerMs = 10000;
    const auto answer = platform::askInProfile(profile, requestFor(errand), kConnectMs, kAnswerMs);
    return answer ? 0 : explain(answer.error());
}

// A damaged history without a good copy is only set aside where the person says so.
Result<std::unique_ptr<EngineHouse>> openHouse(const std::string& profile) {
    auto house = openUnlessRunning(profile, &ui::observer());
    if (house || house.error().reason != "database_damaged") {
        return house;
    }
    const auto texts = i18n::makeTexts(platform::systemLanguage(), localeFolder());
    const std::string question =
        texts->translate(
            N_("The file in which Reseal keeps its records is damaged, and there is no good copy of it.")) +
        "\n\n" +
        texts->translate(N_("Reseal can begin a new history. The damaged file is kept beside it, and your certificates "
                            "and keys are not touched."));
    const bool agreed =
        ui::askAtStart(question, texts->translate(N_("Begin a new history")), texts->translate(N_("Leave")));
    return agreed ? openUnlessRunning(profile, &ui::observer(), storage::WhenLost::startAnew) : std::move(house);
}

int start(const std::string& profile, bool openWindow, const Errand& errand) {
    auto house = openHouse(profile);
    if (!house) {
        return explain(house.error());
    }
    if (house.value() == nullptr) {
        return askFirst(profile, errand);
    }
    ui::Surroundings surroundings;
    surroundings.resident = &house.value()->engine();
    surroundings.clock = &house.value()->clock();
    surroundings.issuers = &house.value()->issuers();
    surroundings.iconFolder = iconFolder();
    surroundings.localeFolder = localeFolder();
    surroundings.language = platform::systemLanguage();
    surroundings.version = kVersion;
    surroundings.profileFolder = profile;
    surroundings.openWindow = openWindow;
    for (const platform::KnownPlace& place : platform::knownPlaces()) {
        surroundings.places.push_back({place.path, place.personal, place.what});
    }
    house.value()->start(ui::quit);
    if (!errand.document.empty()) {
        house.value()->engine().openDocument({.file = errand.document});
    }
    if (!errand.link.empty()) {
        house.value()->engine().followLink(errand.link);
    }
    return ui::run(surroundings);
}

} // namespace

int traySession(int argc, char** argv) {
    platform::hardenProcess();
    CLI::App program("Reseal watches your e-signature certificates and warns before they lapse.", "reseal-tray");
    std::string profile = platform::defaultProfileFolder();
    bool openWindow = false;
    Errand errand;
    program.add_option("--profile", profile, "Folder of the profile");
    program.add_flag("--window", openWindow, "Open the window at start");
    program.add_option("--open", errand.document, "An encrypted document to open");
    program.add_option("--link", errand.link, "A link of a CA's letter to follow: reseal:...");
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return program.exit(error) == 0 ? 0 : 2;
    }
    if (profile.empty()) {
        std::fprintf(stderr, "reseal-tray: the profile's folder has no name\n");
        return 2;
    }
    if (!platform::desktopReachable()) {
        const auto texts = i18n::makeTexts(platform::systemLanguage(), localeFolder());
        std::fprintf(
            stderr, "%s\n",
            texts->translate(N_("There is no desktop here to show an icon on. Run 'reseal watch' instead.")).c_str());
        return 1;
    }
    errand.document = platform::absolutePath(errand.document);
    return start(platform::absolutePath(profile), openWindow, errand);
}

} // namespace reseal::app

int main(int argc, char** argv) try {
    return reseal::app::traySession(argc, argv);
} catch (const std::exception& caught) {
    std::fprintf(stderr, "reseal-tray: %s\n", caught.what());
    return 1;
}
