// SPDX-License-Identifier: Apache-2.0
// The tray program's face: tray icon, notices, windows. Built on wxWidgets; knows neither OpenSSL nor SQLite.
#pragma once

#include "agent/core/clock.hpp"
#include "agent/core/issuer_directory.hpp"
#include "agent/core/resident.hpp"

#include <functional>
#include <memory>
#include <string>

namespace reseal::ui {

struct KnownPlaceChoice {
    std::string path;
    bool personal = false; // offered unticked
    std::string what;      // English catalogue text
};

// What the face needs from its surroundings. Borrowed pointers outlive run().
struct Surroundings {
    core::Resident* resident = nullptr;
    const core::Clock* clock = nullptr;
    const core::IssuerDirectory* issuers = nullptr;
    std::string iconFolder; // reseal-<severity>.svg
    std::string localeFolder;
    std::string language;                 // at start, when the settings name none
    std::string version;                  // of Reseal
    std::string profileFolder;            // shown in settings; logs lie in logs/ below it
    std::vector<KnownPlaceChoice> places; // for the first-run page
    bool openWindow = false;              // show the window at start
};

// Observer that hops to the UI thread; give it to the engine before run(). Safe to call from any thread at any time:
// what comes before run() is kept for it, what comes after is dropped.
[[nodiscard]] core::ResidentObserver& observer();

// Runs the toolkit's main loop until the person quits; returns the exit code. Main thread.
int run(const Surroundings& surroundings);

// Ends run(). Any thread.
void quit();

} // namespace reseal::ui
