// SPDX-License-Identifier: Apache-2.0
// The engine's part in the archive and the documents that a window asks for.
#include "agent/app/engine.hpp"

#include "agent/app/archive_errands.hpp"
#include "agent/app/renewal_desk.hpp"
#include "agent/archive/entry_making.hpp"
#include "agent/base/log.hpp"

#include <algorithm>

namespace reseal::app {
namespace {

core::ArchivedKey viewOf(const core::ArchiveEntry& entry, core::ArchiveStore& store) {
    core::ArchivedKey key;
    auto read = archive::certificateOf(entry);
    key.damaged = !read;
    if (read) {
        key.certificate = std::move(read).value();
    } else {
        key.certificate.id = toHex(entry.sha256);
    }
    key.token = entry.keyPlace;
    key.archived = entry.archived;
    key.goneAt = entry.deleted ? std::optional(*entry.deleted + archive::kUndoPeriod) : std::nullopt;
    if (const auto sightings = store.sightings(entry.number)) {
        for (const core::ArchiveSighting& seen : sightings.value()) {
            key.seen.push_back(seen.place);
        }
    }
    return key;
}

core::HolderLine lineOf(archive::Archive& archive, const std::string& id) {
    core::HolderLine line{id, {}};
    const auto entry = archive.byId(id);
    const auto own = entry ? archive::certificateOf(entry.value()) : Result<core::Certificate>(entry.error());
    const auto all = own ? archive.ofHolder(own.value()) : Result<std::vector<core::ArchiveEntry>>(own.error());
    for (const core::ArchiveEntry& each : all ? all.value() : std::vector<core::ArchiveEntry>()) {
        if (auto certificate = archive::certificateOf(each)) {
            line.certificates.push_back(std::move(certificate).value());
        }
    }
    std::ranges::stable_sort(line.certificates, {}, &core::Certificate::notBefore);
    return line;
}

} // namespace

void Engine::closeArchive() {
    if (archive_.vault().isOpen()) {
        archive_.admit(plugins_.policy());
        if (isLive()) {
            keeping_.vaultOpened();
        }
    }
    archive_.vault().lock();
    archiveChanged();
}

void Engine::lockArchive() {
    post([this] {
        lockArchiveNow();
        return Status();
    });
}

void Engine::lockArchiveNow() {
    archive_.vault().lock(); // a renewal that is at work opens it anew with what it was given
    renewals_->renewals().letGo();
    log(LogLevel::info, "the archive is locked, and what was typed for renewals is let go of");
}

void Engine::archiveChanged() {
    setAlarm();
    if (!archiveQuery_) {
        return;
    }
    auto view = std::make_shared<core::ArchiveView>();
    view->query = *archiveQuery_;
    view->organisations = archive_.organisations();
    const auto there = archive_.vault().exists();
    view->exists = !there || there.value();
    view->keyringOpens = archive_.hasWay(core::SlotKind::keyring);
    view->recoveryPrinted = archive_.awaitsRecoveryCode();
    constexpr std::size_t kAsked = core::kMostArchivedShown + 1;
    auto found = archiveQuery_->empty() ? archive_.archive().latest(kAsked) : archive_.archive().search(*archiveQuery_);
    if (found) { // else the health of the database tells why
        view->more = found.value().size() > core::kMostArchivedShown;
        found.value().resize(std::min(found.value().size(), core::kMostArchivedShown));
        for (const core::ArchiveEntry& entry : found.value()) {
            view->keys.push_back(viewOf(entry, archive_.store()));
        }
    }
    std::ranges::stable_sort(view->keys, std::ranges::greater{},
                             [](const core::ArchivedKey& key) { return key.certificate.notAfter; });
    const auto removed = archive_.archive().removed(core::kMostRemovedShown);
    for (const core::ArchiveEntry& entry : removed ? removed.value() : std::vector<core::ArchiveEntry>()) {
        view->removed.push_back(viewOf(entry, archive_.store()));
    }
    archiveView_ = std::move(view);
}

void Engine::lookIntoArchive(const std::string& query) {
    post([this, query] {
        archiveQuery_ = query;
        archiveChanged();
        return Status();
    });
}

void Engine::lookAtHolder(const std::string& entry) {
    post([this, entry] {
        holderLine_ = std::make_shared<const core::HolderLine>(lineOf(archive_.archive(), entry));
        return Status();
    });
}

void Engine::runErrand(const core::ArchiveErrand& errand) {
    post([this, errand] {
        app::runErrand(*this, errand, [this](core::ErrandOutcome outcome) {
            outcome.number = errandOutcome_ ? errandOutcome_->number + 1 : 1;
            errandOutcome_ = std::move(outcome);
            publish();
        });
        return Status();
    });
}

void Engine::openDocument(const core::DocumentOrder& order) {
    loop_->post([this, order] {
        const auto answered = renewals_->takeAnswer(order.file);
        if (answered && answered.value().empty()) {
            return opener_.begin(order);
        }
        if (!answered) {
            return parts_.observer != nullptr ? parts_.observer->failed(answered.error()) : void();
        }
        renewals_->renewals().run(answered.value(), {}, true);
        if (parts_.observer != nullptr) {
            parts_.observer->renewalFollowed(answered.value());
        }
    });
}

void Engine::cancelOpening() {
    loop_->post([this] {
        opener_.cancel();
        publish();
    });
}

} // namespace reseal::app
