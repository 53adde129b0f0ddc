// SPDX-License-Identifier: Apache-2.0
// The face over sample certificates, for looking at its windows. Never installed.
// Usage: reseal-ui-playground [--first-run] [--notice N] [--window] [--language en|ru|kk] [--share DIR]
#include "agent/platform/system.hpp"
#include "agent/ui/application.hpp"
#include "tests/support/fake_resident.hpp"

#include <cstdlib>
#include <string>
#include <vector>

int main(int count, char** values) {
    const std::vector<std::string> arguments(values + 1, values + count);
    const auto clock = reseal::platform::systemClock();
    const auto issuers = reseal::test::sampleIssuers();
    reseal::test::FakeResident resident(*clock, reseal::ui::observer());

    std::string share = reseal::platform::programFolder() + "/../share";
    reseal::ui::Surroundings surroundings;
    surroundings.language = reseal::platform::systemLanguage();
    std::size_t notice = 0;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const bool valued = i + 1 < arguments.size();
        if (arguments[i] == "--first-run") {
            resident.snapshot.settings.firstRunDone = false;
            resident.snapshot.sources.clear();
        } else if (arguments[i] == "--window") {
            surroundings.openWindow = true;
        } else if (arguments[i] == "--notice" && valued) {
            notice = static_cast<std::size_t>(std::atoi(arguments[++i].c_str()));
        } else if (arguments[i] == "--language" && valued) {
            surroundings.language = arguments[++i];
        } else if (arguments[i] == "--share" && valued) {
            share = arguments[++i];
        }
    }
    surroundings.resident = &resident;
    surroundings.clock = clock.get();
    surroundings.issuers = &issuers;
    surroundings.iconFolder = share + "/reseal/icons";
    surroundings.localeFolder = share + "/locale";
    surroundings.profileFolder = "/home/anna/.local/share/reseal";
    surroundings.places = {{"/home/anna/.pki", false, "Key store of browsers and Java"},
                           {"/home/anna/Documents", true, "Documents"},
                           {"/home/anna/Downloads", true, "Downloads"}};
    resident.publish();
    if (notice > 0) {
        reseal::ui::observer().noticeDue(resident.sampleNotice(notice));
    }
    return reseal::ui::run(surroundings);
}
