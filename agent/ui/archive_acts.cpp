// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/archive_acts.hpp"

#include "agent/core/text_safety.hpp"
#include "agent/ui/certificate_list.hpp"

#include <algorithm>
#include <chrono>

namespace reseal::ui {
namespace {

using core::Errand;

constexpr std::size_t kLongestPath = 4096;
constexpr std::size_t kLongestFileName = 120; // octets; file systems take 255

std::string shown(const std::string& path) { return core::displaySafe(path, kLongestPath); }

std::string doneText(const core::ErrandOutcome& outcome, const std::string& who, const Words& words) {
    const core::Gaps gaps{{"who", who}, {"place", shown(outcome.place)}};
    switch (outcome.act) {
    case Errand::exportKey:
        return words.tr("The key is exported: {place}", gaps);
    case Errand::restoreToFolder:
        return words.tr("The key is restored: {place}", gaps);
    case Errand::restoreToToken:
        return words.tr("The key is on the token {place} and signs there.", gaps);
    case Errand::remove:
        return words.tr("{who} was removed from the archive. It can be brought back until {date}.",
                        {{"who", who}, {"date", words.wording().date(outcome.until.value_or(TimePoint{}))}});
    case Errand::bringBack:
        return words.tr("{who} is in the archive again.", gaps);
    case Errand::makeRecovery:
        return words.tr("The page with the recovery code is here: {place}", gaps);
    case Errand::takeIn:
        return words.tr("The key is in the archive now: “Export…” and “Restore…” make a copy of it.");
    case Errand::confirmRecovery:
        return words.tr("The recovery code is right: it opens the archive. Keep the page safe, and delete its file.");
    case Errand::backUp:
        break;
    }
    return words.tr("The archive is backed up: {place}", gaps);
}

} // namespace

const core::ArchivedKey* findArchived(const core::ArchiveView& archive, const std::string& id) {
    for (const auto* keys : {&archive.keys, &archive.removed}) {
        const auto found =
            std::ranges::find_if(*keys, [&](const core::ArchivedKey& key) { return key.certificate.id == id; });
        if (found != keys->end()) {
            return &*found;
        }
    }
    return nullptr;
}

std::string holderOf(const core::ArchivedKey& key, const Words& words) {
    return key.damaged ? words.tr("A damaged entry") : words.wording().who(key.certificate);
}

std::string fileWithKey(const core::Snapshot& snapshot, const std::string& certificateId) {
    const core::InventoryEntry* const entry = findEntry(snapshot, certificateId);
    for (const core::KeyLocation& key : entry == nullptr ? std::vector<core::KeyLocation>() : entry->keys) {
        if (key.present && key.kind != core::FileKind::token && key.kind != core::FileKind::vault) {
            return key.path;
        }
    }
    return {};
}

std::string whyNotOut(const core::ArchivedKey& key, const Words& words) {
    if (!key.token.empty()) {
        return words.tr("This key cannot leave the token {token}: it cannot be exported or restored elsewhere.",
                        {{"token", key.token}});
    }
    return key.damaged ? words.tr("This entry is damaged: only a backup can give its key back.") : std::string();
}

std::string removedText(const core::ArchiveView& archive, const Words& words) {
    if (archive.removed.empty()) {
        return {};
    }
    const core::ArchivedKey& last = archive.removed.front();
    return words.tr(
        "{who} was removed from the archive. It can be brought back until {date}.",
        {{"who", holderOf(last, words)}, {"date", words.wording().date(last.goneAt.value_or(TimePoint{}))}});
}

std::string proposedFile(const std::string& folder, const core::ArchivedKey& key, const Words& words) {
    std::string name = core::displaySafe(holderOf(key, words), kLongestFileName);
    std::ranges::replace_if(
        name, [](char c) { return std::string_view("/\\:*?\"<>|").find(c) != std::string_view::npos; }, '_');
    while (name.starts_with('.')) {
        name.erase(0, 1); // no hidden file
    }
    const std::chrono::year_month_day ended(std::chrono::floor<std::chrono::days>(key.certificate.notAfter));
    return folder + (folder.ends_with('/') ? "" : "/") + name + " " + std::to_string(static_cast<int>(ended.year())) +
           ".p12";
}

std::vector<core::Token> tokensForKeys(const core::Snapshot& snapshot) {
    std::vector<core::Token> fitting;
    std::ranges::copy_if(snapshot.tokens, std::back_inserter(fitting), [](const core::Token& token) {
        return token.does("import_object") && !token.pinIs("locked");
    });
    return fitting;
}

std::string placeMistake(const std::string& path, const Words& words) {
    const bool whole = path.starts_with('/') || path.starts_with("\\\\") || (path.size() > 2 && path[1] == ':');
    return whole ? std::string() : words.tr("Write the whole path, or choose the place with the button beside it.");
}

std::string passwordMistake(const Secret& first, const Secret& again, const Words& words) {
    if (first.empty() && again.empty()) {
        return words.tr("Type the new password twice.");
    }
    return first.view() == again.view() ? std::string() : words.tr("The two passwords differ; nothing was changed.");
}

bool asksVaultPassword(const core::ErrandOutcome& outcome) {
    return outcome.error && (outcome.error->reason == "no_way_in" || outcome.error->reason == "wrong_password" ||
                             outcome.error->reason == "keyring_locked" || outcome.error->reason == "keyring_failed");
}

std::string outcomeText(const core::ErrandOutcome& outcome, const std::string& who, const Words& words) {
    if (!outcome.error) {
        return doneText(outcome, who, words);
    }
    const std::string& reason = outcome.error->reason;
    if (asksVaultPassword(outcome) && reason != "wrong_password") {
        return words.tr(
            "The desktop's keyring does not open the archive. Unlock the keyring and try again, or type the "
            "password or the recovery code of the archive.");
    }
    if (reason == "password_required") {
        return words.tr("Type the new password twice.");
    }
    if (reason == "token_cannot" || reason == "key_unproved") {
        return words.tr("This token does not take the key. Choose a folder instead.");
    }
    std::string text = outcome.error->detail;
    if (reason == "too_many_tries") {
        text += " (" + outcome.error->subject + ")";
    }
    return text;
}

} // namespace reseal::ui
