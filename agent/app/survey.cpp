// SPDX-License-Identifier: Apache-2.0
#include "agent/app/survey.hpp"

#include "agent/base/log.hpp"
#include "agent/platform/system.hpp"
#include "agent/sources/source_scan.hpp"

#include <algorithm>
#include <future>
#include <mutex>
#include <thread>

namespace reseal::app {
namespace {

unsigned readingThreads() { return std::clamp(std::thread::hardware_concurrency(), 1U, 4U); }

void noteReading(const core::FileReading& reading, PasswordOutcome* outcome) {
    if (reading.refusal) {
        log(LogLevel::info, logName(reading.path) + ": " + reading.refusal->reason);
    }
    if (outcome != nullptr && reading.firstPasswordFitted) {
        outcome->fitted.push_back(reading.path);
    } else if (outcome != nullptr && (reading.passwordFitted || reading.passwordRefused)) {
        outcome->refused.push_back(reading.path);
    }
}

} // namespace

Survey::Survey(Profile& profile, const core::Clock& clock, const platform::FileSystem& files,
               platform::Keyring& keyring, Watching watching)
    : profile_(profile), clock_(clock), files_(files), keyring_(keyring), watching_(std::move(watching)) {}

Survey::~Survey() = default;

std::vector<Secret> Survey::passwordsFor(const std::string& path, const Secret* typed) {
    std::vector<Secret> passwords;
    if (typed != nullptr) {
        passwords.push_back(typed->duplicate());
    }
    if (keyring_.available()) {
        if (auto kept = keyring_.find("file:" + path); kept) {
            passwords.push_back(std::move(kept).value());
        }
    }
    return passwords;
}

Status Survey::scan(const std::string& root, const Secret* password, PasswordOutcome* outcome) {
    // Many files take their time to be found, and to be looked up in the history: both at once.
    const std::vector<std::string> excluded{profile_.folder()};
    auto walking = std::async(std::launch::async, [&] { return sources::walk(files_, root, excluded); });
    auto known = profile_.certificates().knownFiles(root);
    const auto walked = walking.get();
    if (!known) {
        return known.error();
    }
    sources::ScanRequest request{root, excluded, std::move(known).value()};
    if (password != nullptr) {
        auto shut = profile_.certificates().shutFiles(root);
        if (!shut) {
            return shut.error();
        }
        request.again.insert(shut.value().begin(), shut.value().end());
        request.again.insert(root);
    }
    std::mutex keyringTurn; // reading threads ask one after the other
    const sources::FileReader reader(files_, [&](const std::string& path) {
        const std::lock_guard turn(keyringTurn);
        return passwordsFor(path, password);
    });
    const TimePoint now = clock_.now();
    const auto store = [&](std::span<const core::FileReading> batch) {
        for (const core::FileReading& reading : batch) {
            noteReading(reading, password != nullptr ? outcome : nullptr);
        }
        return profile_.certificates().recordScan(root, batch, {}, now);
    };
    auto summary = sources::scan(reader, request, walked, store, readingThreads());
    if (summary) {
        log(LogLevel::info, "looked into " + logName(root) + ": " + std::to_string(summary.value().files) + " files, " +
                                std::to_string(summary.value().read) + " read");
        return profile_.certificates().recordScan(root, {}, summary.value().gone, now);
    }
    log(LogLevel::warning, "cannot look into " + logName(root) + ": " + summary.error().reason);
    // A place that is not there holds nothing now; what it held stays in the history.
    if (const std::string& why = summary.error().reason; why == "not_found" || why == "broken_symlink") {
        std::vector<std::string> gone;
        for (const auto& [path, stamp] : request.known) {
            gone.push_back(path);
        }
        if (Status finished = gone.empty() ? Status() : profile_.certificates().recordScan(root, {}, gone, now);
            !finished) {
            return finished;
        }
    }
    return summary.error();
}

void Survey::scanAll() {
    const auto sources = profile_.certificates().sources();
    if (!sources) {
        log(LogLevel::error, "cannot read the list of sources: " + sources.error().reason);
        return;
    }
    for (const core::WatchedSource& source : sources.value()) {
        (void)scan(source.path); // shown by the state of the source
    }
    platform::releaseFreeMemory();
}

void Survey::watch(platform::EventLoop& loop, std::function<void()> changed) {
    loop_ = &loop;
    changed_ = std::move(changed);
    folderWatch_ = watching_.make(loop, [this](const std::string& path) { changedAt(path); });
    watchSources();
}

void Survey::watchSources() {
    if (!folderWatch_) {
        return;
    }
    const auto sources = profile_.certificates().sources();
    if (!sources) {
        return;
    }
    std::map<std::string, platform::WatchMode> modes;
    bool slow = false;
    for (const core::WatchedSource& source : sources.value()) {
        const auto known = modes_.find(source.path);
        const bool live = known != modes_.end() && known->second == platform::WatchMode::events;
        modes[source.path] = live ? known->second : folderWatch_->add(source.path);
        slow = slow || modes[source.path] == platform::WatchMode::noEvents ||
               modes[source.path] == platform::WatchMode::exhausted;
    }
    for (const auto& [path, mode] : modes_) {
        if (!modes.contains(path)) {
            folderWatch_->remove(path);
        }
    }
    modes_ = std::move(modes);
    if (slow && !slowTimerRuns_) {
        slowTimerRuns_ = true;
        loop_->after(watching_.slowLook, [this] { lookSlowly(); });
    }
}

void Survey::lookSlowly() {
    slowTimerRuns_ = false;
    for (const auto& [path, mode] : modes_) {
        if (mode == platform::WatchMode::noEvents || mode == platform::WatchMode::exhausted) {
            (void)scan(path);
        }
    }
    watchSources();
    changed_();
}

void Survey::changedAt(const std::string& path) {
    (void)scan(path);
    if (const auto mode = modes_.find(path); mode != modes_.end()) {
        mode->second = folderWatch_->mode(path); // it may have come, or gone
    }
    changed_();
    platform::releaseFreeMemory();
}

std::vector<core::SourceState> Survey::states() {
    std::vector<core::SourceState> states;
    const auto sources = profile_.certificates().sources();
    if (!sources) {
        return states;
    }
    for (const core::WatchedSource& source : sources.value()) {
        const auto watched = modes_.find(source.path);
        std::string mode = "not_watched";
        if (!files_.inspect(source.path)) {
            mode = "unreachable";
        } else if (watched != modes_.end()) {
            mode = watched->second == platform::WatchMode::events ? "events" : "slow_timer";
        }
        states.push_back({source, std::move(mode)});
    }
    return states;
}

} // namespace reseal::app
