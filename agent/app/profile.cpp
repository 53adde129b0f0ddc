// SPDX-License-Identifier: Apache-2.0
#include "agent/app/profile.hpp"

#include "agent/platform/system.hpp"
#include "storage/sqlite_certificate_store.hpp"
#include "storage/sqlite_notice_log.hpp"
#include "storage/sqlite_settings_store.hpp"

namespace reseal::app {

Result<std::unique_ptr<Profile>> Profile::open(const std::string& folder, const core::Clock& clock,
                                               storage::WhenLost whenLost) {
    if (Status made = platform::makePrivateFolder(folder); !made) {
        return made.error();
    }
    auto lock = platform::lockProfile(folder);
    if (!lock) {
        return lock.error();
    }
    auto database = storage::Database::open(folder, clock, whenLost);
    if (!database) {
        return database.error();
    }
    std::unique_ptr<Profile> profile(new Profile);
    profile->folder_ = folder;
    profile->lock_ = std::move(lock).value();
    profile->database_ = std::move(database).value();
    profile->certificates_ = storage::makeSqliteCertificateStore(*profile->database_);
    profile->notices_ = storage::makeSqliteNoticeLog(*profile->database_);
    profile->settingsStore_ = storage::makeSqliteSettingsStore(*profile->database_);
    auto texts = profile->settingsStore_->load();
    if (!texts) {
        return texts.error();
    }
    profile->texts_ = std::move(texts).value();
    profile->settings_ = core::fromTexts(profile->texts_);
    return profile;
}

Status Profile::storeTexts(const core::SettingTexts& changed) {
    if (Status saved = settingsStore_->save(changed); !saved) {
        return saved;
    }
    for (const auto& [key, value] : changed) {
        if (value.empty()) {
            texts_.erase(key);
        } else {
            texts_[key] = value;
        }
    }
    settings_ = core::fromTexts(texts_, given_);
    return {};
}

Status Profile::saveSettings(const core::Settings& settings) {
    core::SettingTexts changed = core::toTexts(settings);
    for (const auto& [key, value] : core::toTexts(settings_)) {
        const auto found = changed.try_emplace(key, "").first; // removed by the person: back to the common ones
        if (found->second == value) {
            changed.erase(found);
        }
    }
    for (const auto& [key, value] : changed) {
        if (const auto given = given_.find(key); given != given_.end() && given->second.locked) {
            return Error{Category::refused, "managed", N_("This is managed by your organisation."), key};
        }
    }
    return storeTexts(changed);
}

std::vector<std::string> Profile::govern(core::GivenSettings given) {
    std::vector<std::string> meaningless;
    for (const auto& [key, setting] : given) {
        core::Settings scratch;
        if (!core::setFromText(scratch, key, setting.value)) {
            meaningless.push_back(key);
        }
    }
    given_ = std::move(given);
    settings_ = core::fromTexts(texts_, given_);
    return meaningless;
}

} // namespace reseal::app
