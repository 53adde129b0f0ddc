// SPDX-License-Identifier: Apache-2.0
// Keeps the inventory true to what lies in the watched places: scans on demand and when something changed.
// Engine thread.
#pragma once

#include "agent/app/profile.hpp"
#include "agent/core/resident.hpp"
#include "agent/platform/file_system.hpp"
#include "agent/platform/folder_watch.hpp"
#include "agent/platform/keyring.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace reseal::app {

// How a typed password fared, by path. A file in neither list was not tried: it needs no password, or is open already.
struct PasswordOutcome {
    std::vector<std::string> fitted;  // it opened something
    std::vector<std::string> refused; // it did not, though another one (of the keyring) may have
};

// How places are watched live; a test gives ways of its own.
struct Watching {
    std::function<std::unique_ptr<platform::FolderWatch>(platform::EventLoop&, platform::FolderWatch::Changed)> make =
        platform::makeFolderWatch;
    // Between two looks into folders that send no events: long enough not to be felt on a network, short enough for a
    // certificate's life.
    std::chrono::milliseconds slowLook = std::chrono::minutes(15);
};

class Survey {
public:
    // Borrows all but the last for its life.
    Survey(Profile& profile, const core::Clock& clock, const platform::FileSystem& files, platform::Keyring& keyring,
           Watching watching = {});
    ~Survey();

    // Reads one place now. With a password, what is locked is read again with it, and so is `root` if it is one file;
    // what other passwords opened stays open. `outcome`, where given, is added to.
    Status scan(const std::string& root, const Secret* password = nullptr, PasswordOutcome* outcome = nullptr);

    // Reads every watched place now. One that fails does not keep the others from being read.
    void scanAll();

    // Live: `changed` is called after a watched place was read again because something happened there.
    void watch(platform::EventLoop& loop, std::function<void()> changed);
    void watchSources(); // after sources were added or removed

    [[nodiscard]] std::vector<core::SourceState> states();

private:
    void changedAt(const std::string& path);
    void lookSlowly();
    [[nodiscard]] std::vector<Secret> passwordsFor(const std::string& path, const Secret* typed);

    Profile& profile_;
    const core::Clock& clock_;
    const platform::FileSystem& files_;
    platform::Keyring& keyring_;
    Watching watching_;
    platform::EventLoop* loop_ = nullptr;
    std::unique_ptr<platform::FolderWatch> folderWatch_;
    std::map<std::string, platform::WatchMode> modes_;
    std::function<void()> changed_;
    bool slowTimerRuns_ = false;
};

} // namespace reseal::app
