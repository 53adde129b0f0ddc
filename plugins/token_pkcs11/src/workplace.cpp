// SPDX-License-Identifier: Apache-2.0
// Checks of the workplace: drivers that work, PINs in a state that asks for attention. Logs in nowhere.
#include "modules.hpp"
#include "pkcs11_token.hpp"
#include "texts.hpp"

#include <algorithm>
#include <filesystem>

namespace token_pkcs11 {
namespace {

using reseal::sdk::Check;
using reseal::sdk::Problem;

Check pinCheck(const std::string& id, const PinReport& report) {
    const PinState& state = report.state;
    const std::string& label = report.label;
    if (state.locked)
        return {id, "broken", texts::pinIsLocked().with(label), texts::unlockMend()};
    if (state.finalTry)
        return {id, "warning", texts::pinHasOneTry().with(label), texts::careMend()};
    if (state.countLow)
        return {id, "warning", texts::pinIsLow().with(label), texts::careMend()};
    if (report.factoryPin)
        return {id, "warning", texts::pinIsFactory().with(label), texts::changeMend()};
    if (state.toBeChanged)
        return {id, "warning", texts::pinToBeChanged().with(label), texts::changeMend()};
    return {id, "fine", texts::pinFine().with(label), {}};
}

bool isPath(const std::string& text) {
    std::error_code problem;
    return text.front() == '/' && std::filesystem::exists(text, problem);
}

} // namespace

std::vector<Check> Pkcs11Token::examine(const Call& call) {
    std::map<const Driver*, Failure> failures;
    const auto answers = pinReports(call, failures);
    const Drivers drivers = driversOf(call);
    std::vector<Check> out;
    int modules = 0;
    int pins = 0;
    for (const auto& driver : drivers) {
        const std::string id = "module-" + std::to_string(++modules);
        if (const auto failed = failures.find(driver.get()); failed != failures.end())
            out.push_back({id, driver->choice.named ? "broken" : "warning",
                           failed->second.text().empty() ? texts::moduleBroken().with(driver->choice.path)
                                                         : failed->second.text(),
                           texts::moduleMend()});
        else
            out.push_back({id, "fine", texts::moduleFine().with(driver->choice.path), {}});
        const auto answer = answers.find(driver.get());
        if (answer == answers.end())
            continue;
        for (const PinReport& report : answer->second)
            if (report.state.needed)
                out.push_back(pinCheck("pin-" + std::to_string(++pins), report));
    }
    if (drivers.empty())
        out.push_back({"modules", "warning", texts::noModules(), texts::noModulesMend()});
    return out;
}

std::vector<Problem> Pkcs11Token::validate(const Call& call) {
    std::vector<Problem> out;
    const auto modules = listed(call.setting("modules", "auto"));
    if (!std::all_of(modules.begin(), modules.end(),
                     [](const std::string& one) { return one == "auto" || isPath(one); }))
        out.push_back({"modules", texts::badModules()});
    const auto profiles = listed(call.setting("nss_profiles"));
    if (!std::all_of(profiles.begin(), profiles.end(), [](const std::string& one) {
            return one == "auto" ||
                   (one.find_first_of("'\"\\<>[]\n") == std::string::npos && isPath(one) && isPath(one + "/cert9.db"));
        }))
        out.push_back({"nss_profiles", texts::badProfiles()});
    const std::string softoken = call.setting("nss_module");
    if (!softoken.empty() && !isPath(softoken))
        out.push_back({"nss_module", texts::badModules()});
    return out;
}

} // namespace token_pkcs11
