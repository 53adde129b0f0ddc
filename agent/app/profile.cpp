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
    profile->settings_ = core::fromTexts(texts.value());
    return profile;
}

Status Profile::saveSettings(const core::Settings& settings) {
    core::SettingTexts texts = core::toTexts(settings);
    for (const auto& [id, days] : settings_.certificateThresholds) {
        texts.try_emplace("thresholds." + id, ""); // removed by the person: back to the common ones
    }
    if (Status saved = settingsStore_->save(texts); !saved) {
        return saved;
    }
    settings_ = settings;
    return {};
}

} // namespace reseal::app
