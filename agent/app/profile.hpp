// SPDX-License-Identifier: Apache-2.0
// A profile folder, locked and opened: the one place where its stores come from. Engine thread.
//
//   reseal.db  reseal.db.backup  reseal.lock  reseal.sock  logs/reseal.log  issuers/*.json, plugins/<id>/ (the person's
//   own)
#pragma once

#include "agent/core/inventory.hpp"
#include "agent/core/issuer_directory.hpp"
#include "agent/core/notice.hpp"
#include "agent/core/settings.hpp"
#include "agent/platform/profile_lock.hpp"
#include "storage/database.hpp"

#include <memory>
#include <string>
#include <vector>

namespace reseal::app {

class Profile {
public:
    // Creates the folder where it is missing. Reasons: profile_in_use (refused), those of Database::open, and
    // profile_unusable where the folder cannot be made.
    [[nodiscard]] static Result<std::unique_ptr<Profile>> open(const std::string& folder, const core::Clock& clock,
                                                               storage::WhenLost whenLost = storage::WhenLost::refuse);

    [[nodiscard]] const std::string& folder() const { return folder_; }
    [[nodiscard]] storage::Database& database() { return *database_; }
    [[nodiscard]] core::CertificateStore& certificates() { return *certificates_; }
    [[nodiscard]] core::NoticeLog& notices() { return *notices_; }

    [[nodiscard]] const core::Settings& settings() const { return settings_; }
    // Stores what differs from now. refused with reason managed where policy locks one of these; then nothing changes.
    Status saveSettings(const core::Settings& settings);

    // What an organisation gives for settings holds from now on. Returns the keys that mean nothing here.
    std::vector<std::string> govern(core::GivenSettings given);
    [[nodiscard]] const core::GivenSettings& given() const { return given_; }

    // Everything that is stored as text, other rooms' keys too; one transaction, an empty text takes a key away.
    [[nodiscard]] const core::SettingTexts& texts() const { return texts_; }
    Status storeTexts(const core::SettingTexts& changed);

private:
    Profile() = default;

    std::string folder_;
    std::unique_ptr<platform::ProfileLock> lock_;
    std::unique_ptr<storage::Database> database_;
    std::unique_ptr<core::CertificateStore> certificates_;
    std::unique_ptr<core::NoticeLog> notices_;
    std::unique_ptr<core::SettingsStore> settingsStore_;
    core::SettingTexts texts_;
    core::GivenSettings given_;
    core::Settings settings_;
};

} // namespace reseal::app
