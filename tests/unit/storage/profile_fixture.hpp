// SPDX-License-Identifier: Apache-2.0
// A profile folder that lasts one test, with a clock and made-up certificates.
#pragma once

#include "storage/database.hpp"
#include "storage/sqlite_certificate_store.hpp"
#include "storage/sqlite_notice_log.hpp"
#include "storage/sqlite_settings_store.hpp"
#include "tests/support/fake_clock.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace reseal::storage::test {

inline constexpr TimePoint kStart = std::chrono::sys_days(std::chrono::year(2026) / 3 / 2);

// Removed with everything in it.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    [[nodiscard]] std::string path() const { return path_.string(); }
    [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }
    [[nodiscard]] std::vector<std::string> names() const; // sorted

private:
    std::filesystem::path path_;
};

// Everything about it follows from the number; its id is 64 digits.
core::FoundCertificate certificate(int number);
core::FileReading reading(const std::string& path, std::vector<int> certificates, std::int64_t modified = 1);
core::FoundKey keyOf(const core::Certificate& certificate);

std::string contentOf(const std::string& file);
void overwrite(const std::string& file, const std::string& content);

class ProfileTest : public testing::Test {
protected:
    void open(); // fails the test where it cannot
    void close();
    void reopen() {
        close();
        open();
    }
    [[nodiscard]] Result<std::unique_ptr<Database>> tryOpen(WhenLost whenLost = WhenLost::refuse) {
        return Database::open(folder_.path(), clock_, whenLost);
    }

    void scan(const std::string& root, const std::vector<core::FileReading>& readings,
              const std::vector<std::string>& gone = {});
    std::vector<core::InventoryEntry> entries();
    core::InventoryEntry entryOf(int certificateNumber); // an empty one where it is not there

    TemporaryFolder folder_;
    reseal::test::FakeClock clock_{kStart};
    std::unique_ptr<Database> database_;
    std::unique_ptr<core::CertificateStore> store_;
    std::unique_ptr<core::NoticeLog> notices_;
    std::unique_ptr<core::SettingsStore> settings_;
};

} // namespace reseal::storage::test
