// SPDX-License-Identifier: Apache-2.0
#include "agent/app/engine.hpp"

#include "agent/app/documents.hpp"
#include "agent/app/health_check.hpp"
#include "agent/app/renewal_desk.hpp"
#include "agent/base/log.hpp"
#include "agent/i18n/catalogue.hpp"
#include "agent/platform/system.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace reseal::app {
namespace {

constexpr std::size_t kPastNotices = 200;

// A notice nobody saw is news for a week; a desktop that does not take it is asked again now and then.
constexpr auto kStillNews = std::chrono::days(7);
constexpr auto kAskAgain = std::chrono::minutes(5);
constexpr auto kAfterFailure = std::chrono::seconds(1);

} // namespace

Engine::Engine(const EngineParts& parts)
    : parts_(parts), restored_(parts.profile->database().unseenRestore()),
      archive_(*parts.profile, *parts.keyring, *parts.clock), keeping_(*parts.profile, archive_, *parts.clock),
      plugins_(*parts.profile, *parts.keyring, parts.plugins),
      survey_(*parts.profile, *parts.clock, *parts.files, *parts.keyring, parts.watching),
      tokens_(*parts.profile, *parts.clock, parts.tokenDrivers, parts.pluginCalls,
              [this](bool cardsOnly) { return tokenPlugins(cardsOnly); }),
      tokenWork_([calls = parts.pluginCalls](const std::string& plugin) { calls->supervisor().end(plugin); }),
      opener_(*this,
              [this](const core::DocumentOpening& opening) {
                  if (parts_.observer != nullptr) {
                      parts_.observer->openingChanged(opening);
                  }
              }),
      noticeCommand_([this](const std::string& id, bool delivered) { noteDelivery(id, delivered, "command"); },
                     parts.noticeCommandSeconds) {
    renewals_ = std::make_unique<RenewalDesk>(*this, [this] {
        setAlarm();
        publish();
    });
    if (parts.pluginCalls != nullptr) {
        plugins_.onChange([&supervisor = parts.pluginCalls->supervisor()](const std::string& id) {
            supervisor.end(id);
            supervisor.forgive(id);
        });
    }
}

Engine::~Engine() = default;

std::unique_ptr<core::Texts> Engine::texts() const {
    const std::string& chosen = parts_.profile->settings().language;
    return i18n::makeTexts(chosen.empty() ? platform::systemLanguage() : chosen, parts_.localeFolder);
}

void Engine::start(platform::EventLoop& loop) {
    loop_ = &loop;
    publish();                                        // what is known from before is shown at once
    (void)parts_.profile->database().forgetRestore(); // shown as long as this resident runs
    survey_.watch(loop, [this] { check(); });
    survey_.scanAll();
    tokens_.watch(loop, [this] {
        renewals_->renewals().tokensChanged();
        check();
    });
    tokenWork_.live(loop);
    renewals_->live(loop);
    tellAgain();
    check();
    renewals_->renewals().runCutOff();
}

void Engine::post(std::function<Status()> act) {
    loop_->post([this, act = std::move(act)] {
        if (const Status done = act(); !done) {
            log(LogLevel::warning, "refused: " + done.error().reason);
            if (parts_.observer != nullptr) {
                parts_.observer->failed(done.error());
            }
        }
        check();
    });
}

void Engine::rescan() {
    post([this] {
        scanAllNow();
        return Status();
    });
}

void Engine::addSource(const std::string& path) {
    post([this, path] { return addSourceNow(path); });
}

void Engine::removeSource(const std::string& path) {
    post([this, path] { return removeSourceNow(path); });
}

void Engine::saveSettings(const core::Settings& settings) {
    post([this, settings] { return saveSettingsNow(settings); });
}

void Engine::snooze(const std::vector<std::string>& certificateIds, TimePoint until) {
    post([this, certificateIds, until] { return snoozeNow(certificateIds, until); });
}

void Engine::unlock(const std::string& path, Secret password, bool remember) {
    const auto kept = std::make_shared<Secret>(std::move(password));
    post([this, path, kept, remember]() -> Status {
        PasswordOutcome outcome;
        if (Status read = scanNow(path, kept.get(), &outcome); !read) {
            return read;
        }
        if (std::ranges::find(outcome.refused, path) != outcome.refused.end()) {
            return Error{Category::refused, "bad_passphrase", N_("the password does not fit"), path};
        }
        const bool fitted = std::ranges::find(outcome.fitted, path) != outcome.fitted.end();
        return remember && fitted ? parts_.keyring->store("file:" + path, "Reseal: " + path, *kept) : Status();
    });
}

void Engine::sendTestNotice() {
    loop_->post([this] {
        if (parts_.observer != nullptr) {
            parts_.observer->testNotice();
        }
        if (const std::string& command = parts_.profile->settings().noticeCommand; !command.empty()) {
            noticeCommand_.run(command, "test", dump(Json{{"id", "test"}, {"test", true}}));
        }
    });
}

void Engine::noteDelivery(const std::string& noticeId, bool delivered, const std::string& how) {
    if (loop_ == nullptr) {
        return; // a short command notes by itself what it printed
    }
    loop_->post([this, noticeId, delivered, how] {
        if (const Status noted = noteDeliveryNow(noticeId, delivered, how); !noted) {
            log(LogLevel::warning, "delivery not noted: " + noted.error().reason);
        }
        publish();
    });
}

Status Engine::noteDeliveryNow(const std::string& noticeId, bool delivered, const std::string& how) {
    log(delivered ? LogLevel::info : LogLevel::warning,
        "notice " + noticeId + (delivered ? " delivered by " : " not delivered by ") + how);
    if (delivered) {
        failing_.erase(how);
    } else {
        failing_.insert(how);
    }
    if (!delivered && how == "desktop" && loop_ != nullptr && !retryRuns_) {
        retryRuns_ = true;
        loop_->after(kAskAgain, [this] {
            retryRuns_ = false;
            tellAgain();
        });
    }
    // The command is another way besides the desktop; what it does decides only where it is the only one.
    const bool decides = how != "command" || !parts_.profile->settings().desktopNotices;
    return noticeId == "test" || !decides ? Status() : parts_.profile->notices().noteDelivery(noticeId, delivered, how);
}

Result<std::vector<core::Notice>> Engine::undeliveredNow() {
    auto missed = parts_.profile->notices().undelivered(parts_.clock->now() - kStillNews);
    const auto now = snapshot();
    if (!missed || !now) {
        return missed ? now.error() : missed.error();
    }
    std::vector<core::Notice> notices;
    for (const core::NoticeLog::Past& past : missed.value()) {
        core::Notice notice = core::renew(past, now.value().entries, *parts_.issuers, *parts_.clock);
        if (!notice.items.empty()) {
            notices.push_back(std::move(notice));
        }
    }
    return notices;
}

void Engine::tellAgain() {
    const auto notices = undeliveredNow();
    if (!notices) {
        log(LogLevel::warning, "cannot tell again: " + notices.error().reason);
        return;
    }
    for (const core::Notice& notice : notices.value()) {
        if (parts_.observer != nullptr) {
            parts_.observer->noticeDue(notice);
        }
    }
}

Status Engine::scanNow(const std::string& path, const Secret* password, PasswordOutcome* outcome) {
    return survey_.scan(path, password, outcome);
}

void Engine::scanAllNow() {
    plugins_.refresh();
    survey_.scanAll();
}

Status Engine::addSourceNow(const std::string& path) {
    if (const auto there = parts_.files->inspect(path); !there) {
        return Error{there.error().category, there.error().reason, there.error().detail, path};
    }
    if (Status added = parts_.profile->certificates().addSource(path, parts_.clock->now()); !added) {
        return added;
    }
    survey_.watchSources();
    return survey_.scan(path);
}

Status Engine::removeSourceNow(const std::string& path) {
    Status removed = parts_.profile->certificates().removeSource(path);
    survey_.watchSources();
    return removed;
}

Status Engine::saveSettingsNow(const core::Settings& settings) {
    Status saved = parts_.profile->saveSettings(settings);
    setAlarm(); // the archive may have become due
    return saved;
}

Status Engine::snoozeNow(const std::vector<std::string>& certificateIds, TimePoint until) {
    const auto entries = parts_.profile->certificates().entries();
    auto announced = parts_.profile->notices().announced();
    if (!entries || !announced) {
        return entries ? announced.error() : entries.error();
    }
    // A snooze belongs to a due date; one that was never announced is written down first.
    std::vector<core::NoticeLog::Entry> records;
    for (const core::InventoryEntry& entry : entries.value()) {
        const std::string& id = entry.certificate.id;
        const TimePoint due = core::dueOf(entry.certificate).at;
        const auto said = announced.value().find(id);
        const bool wanted = std::ranges::find(certificateIds, id) != certificateIds.end();
        if (wanted && (said == announced.value().end() || said->second.due != due)) {
            records.push_back({id, core::Announced{due, {}, std::nullopt}});
        }
    }
    if (!records.empty()) {
        if (Status recorded = parts_.profile->notices().record("", parts_.clock->now(), records); !recorded) {
            return recorded;
        }
    }
    return parts_.profile->notices().snooze(certificateIds, until);
}

Result<core::Snapshot> Engine::snapshot() {
    core::Snapshot snapshot;
    snapshot.at = parts_.clock->now();
    snapshot.settings = parts_.profile->settings();
    auto entries = parts_.profile->certificates().entries();
    if (!entries) {
        return entries.error();
    }
    snapshot.entries = std::move(entries).value();
    core::markSuperseded(snapshot.entries, snapshot.at);
    std::ranges::stable_sort(snapshot.entries, {},
                             [](const core::InventoryEntry& entry) { return core::dueOf(entry.certificate).at; });
    auto locked = parts_.profile->certificates().lockedFiles();
    auto refusals = parts_.profile->certificates().refusals();
    auto notices = parts_.profile->notices().history(kPastNotices);
    for (const Error* error : {locked ? nullptr : &locked.error(), refusals ? nullptr : &refusals.error(),
                               notices ? nullptr : &notices.error()}) {
        if (error != nullptr) {
            return *error;
        }
    }
    snapshot.locked = std::move(locked).value();
    snapshot.refusals = std::move(refusals).value();
    snapshot.notices = std::move(notices).value();
    snapshot.sources = survey_.states();
    plugins_.describe(snapshot);
    snapshot.offeredPlugin = offered_;
    snapshot.pluginCheck = pluginCheck_;
    snapshot.tokens = tokens_.tokens();
    snapshot.readers = tokens_.readers();
    snapshot.pinOutcome = pinOutcome_;
    snapshot.archive = archiveView_;
    snapshot.holderLine = holderLine_;
    snapshot.errandOutcome = errandOutcome_;
    auto ofPlugins = plugins_.health();
    if (parts_.pluginCalls != nullptr) {
        std::ranges::move(parts_.pluginCalls->health(plugins_.judged()), std::back_inserter(ofPlugins));
    }
    std::ranges::move(archive_.health(), std::back_inserter(ofPlugins));
    std::ranges::move(keeping_.health(), std::back_inserter(ofPlugins));
    describeRenewals(snapshot);
    std::ranges::move(snapshot.health, std::back_inserter(ofPlugins));
    snapshot.health = checkHealth({&snapshot, parts_.clock, restored_, failing_, std::move(ofPlugins)});
    return snapshot;
}

Result<std::optional<core::Notice>> Engine::evaluateNow() {
    auto entries = parts_.profile->certificates().entries();
    if (!entries) {
        return entries.error();
    }
    core::markSuperseded(entries.value(), parts_.clock->now());
    auto announced = parts_.profile->notices().announced();
    if (!announced) {
        return announced.error();
    }
    core::Evaluation evaluation =
        core::evaluate(entries.value(), announced.value(), parts_.profile->settings(), *parts_.issuers, *parts_.clock);
    const std::string id = evaluation.notice ? evaluation.notice->id : std::string();
    for (const auto& [noticeId, records] :
         {std::pair(id, &evaluation.records), std::pair(std::string(), &evaluation.corrections)}) {
        if (records->empty()) {
            continue;
        }
        if (Status recorded = parts_.profile->notices().record(noticeId, parts_.clock->now(), *records); !recorded) {
            return recorded.error();
        }
    }
    if (evaluation.notice) { // what was said must not be said again after the history had to be restored
        keepCopy();
    }
    nextNotice_ = evaluation.next;
    setAlarm();
    return std::move(evaluation.notice);
}

void Engine::setAlarm() {
    if (loop_ == nullptr) {
        return;
    }
    std::optional<TimePoint> next = nextNotice_;
    for (const auto& due : {renewals_->renewals().nextDue(), keeping_.nextDue()}) {
        if (due) { // one that is due and cannot be written down is not tried in a circle
            const TimePoint soonest = std::max(*due, parts_.clock->now() + kAfterFailure);
            next = next ? std::min(*next, soonest) : soonest;
        }
    }
    loop_->setAlarm(next, [this] { check(); });
}

void Engine::keepCopy() {
    if (const Status kept = parts_.profile->database().backUpNow(); !kept) {
        log(LogLevel::warning, "no backup: " + kept.error().reason);
    }
}

void Engine::tell(const core::Notice& notice) {
    log(LogLevel::info, "notice " + notice.id + " about " + std::to_string(notice.items.size()) + " certificates");
    if (parts_.observer != nullptr) {
        parts_.observer->noticeDue(notice);
    }
    const core::Settings& settings = parts_.profile->settings();
    if (!settings.noticeCommand.empty()) {
        const auto language = texts();
        noticeCommand_.run(settings.noticeCommand, notice.id,
                           dump(documentOf(notice, core::Wording(*language, *parts_.clock))));
    } else if (!settings.desktopNotices) {
        (void)noteDeliveryNow(notice.id, true, "off"); // the person wants no notices
    }
}

void Engine::check() {
    archive_.vault().lockIfIdle();
    if (const Status kept = parts_.profile->database().backUpIfDue(); !kept) {
        log(LogLevel::warning, "no backup: " + kept.error().reason);
    }
    renewals_->renewals().runDue();
    keeping_.runDue();
    const auto notice = evaluateNow();
    if (!notice) {
        log(LogLevel::error, "cannot evaluate: " + notice.error().reason);
        if (parts_.observer != nullptr) {
            parts_.observer->failed(notice.error());
        }
    } else if (notice.value()) {
        tell(*notice.value());
    }
    publish();
}

void Engine::publish() {
    if (parts_.observer == nullptr) {
        return;
    }
    auto now = snapshot();
    if (now) {
        parts_.observer->snapshotChanged(std::make_shared<const core::Snapshot>(std::move(now).value()));
    } else {
        parts_.observer->failed(now.error());
    }
}

} // namespace reseal::app
