// SPDX-License-Identifier: Apache-2.0
#include "agent/app/health_check.hpp"

#include "agent/core/text_safety.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "agent/platform/workplace.hpp"

namespace reseal::app {
namespace {

using core::HealthItem;
using core::Severity;

constexpr std::int64_t kFewWatches = 8192;

HealthItem fine(const char* code, const char* title) { return {code, Severity::fine, title, "", "", {}, ""}; }

void addDesktop(const platform::Workplace& place, std::vector<HealthItem>& items) {
    if (place.notifications) {
        items.push_back(fine("notices_work", N_("Notices can be shown")));
    } else {
        items.push_back({"no_notification_service",
                         Severity::warning,
                         N_("Notices cannot be shown on this desktop"),
                         N_("No notification service answers."),
                         N_("Install one, for example dunst or xfce4-notifyd, or set a notice command."),
                         {},
                         ""});
    }
    if (place.trayHost) {
        items.push_back(fine("tray_works", N_("The tray shows icons")));
    } else {
        items.push_back({"no_tray_host",
                         Severity::notice,
                         N_("The desktop shows no tray icons"),
                         N_("Reseal then keeps its window open instead."),
                         N_("Add the status tray to the panel, or install the AppIndicator extension on GNOME."),
                         {},
                         ""});
    }
    if (place.secretService) {
        items.push_back(fine("keyring_works", N_("Passwords can be kept in the keyring")));
    } else {
        items.push_back({"no_keyring",
                         Severity::notice,
                         N_("There is no keyring"),
                         N_("Passwords of files cannot be remembered and are asked each time."),
                         N_("Install gnome-keyring or KWallet if you want them remembered."),
                         {},
                         ""});
    }
}

} // namespace

HealthItem gostMissing() {
    return {"gost_engine_missing",
            Severity::notice,
            N_("GOST keys cannot be read"),
            N_("Certificates with GOST are shown and watched all the same, but files locked with GOST "
               "cannot be opened."),
            N_("Install the package libengine-gost-openssl."),
            {},
            ""};
}

std::vector<HealthItem> checkReaders(const std::vector<core::CardReader>& readers, const std::string& language) {
    std::vector<HealthItem> items;
    if (readers.empty()) {
        items.push_back({"no_reader",
                         Severity::warning,
                         N_("No card reader and no token is connected"),
                         N_("The key lies on a token, or is to be made on one."),
                         N_("Plug in the token. Where it is in and not seen, install the package pcscd."),
                         {},
                         ""});
    }
    for (const core::CardReader& reader : readers) {
        if (reader.cardPresent && reader.moduleMissing) {
            const std::string name = core::displaySafe(inLanguage(reader.driverName, language));
            items.push_back({"token_driver_missing",
                             Severity::warning,
                             N_("The driver of the token is not installed"),
                             N_("{token} is plugged in, and the program that works it is not here."),
                             N_("{mend}"),
                             {{"token", name.empty() ? core::displaySafe(reader.name) : name},
                              {"mend", core::displaySafe(inLanguage(reader.mend, language))}},
                             reader.name});
        }
    }
    return items;
}

std::vector<HealthItem> checkWorkplace() {
    std::vector<HealthItem> items;
    const platform::Workplace place = platform::inspectWorkplace();
    addDesktop(place, items);
    if (place.watchLimit && *place.watchLimit < kFewWatches) {
        items.push_back({"few_watches",
                         Severity::notice,
                         N_("Few folders can be watched live"),
                         N_("The system allows {count} watched folders per person."),
                         N_("An administrator can raise fs.inotify.max_user_watches."),
                         {{"count", std::to_string(*place.watchLimit)}},
                         ""});
    }
    if (crypto::loadGostEngine()) {
        items.push_back(fine("gost_works", N_("GOST keys can be read")));
    } else {
        items.push_back(gostMissing());
    }
    if (!crypto::loadLegacyProvider()) {
        items.push_back({"legacy_provider_missing",
                         Severity::notice,
                         N_("Old key files cannot be opened"),
                         N_("OpenSSL's legacy provider is not there; key files from Kazakhstan need it."),
                         N_("Install the whole of OpenSSL 3."),
                         {},
                         ""});
    }
    return items;
}

} // namespace reseal::app
