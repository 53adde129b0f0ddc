// SPDX-License-Identifier: Apache-2.0
#include "agent/core/settings.hpp"

#include <gtest/gtest.h>

namespace reseal::core {
namespace {

TEST(Settings, everyValue_survivesBeingWrittenAndRead) {
    Settings settings;
    settings.thresholds = {45, 10, -1};
    settings.quietHours = {22 * 60, 7 * 60 + 30};
    settings.weekendsForward = false;
    settings.desktopNotices = false;
    settings.noticeCommand = "mail -s 'Reseal' me, \"you\"";
    settings.language = "kk";
    settings.firstRunDone = true;
    settings.archiveVerify = Cadence::off;
    settings.archiveBackup = Cadence::daily;
    settings.archiveBackupFolder = "/media/flash, red";
    settings.certificateThresholds["ab12"] = {7};
    settings.certificateThresholds["cd34"] = {};
    EXPECT_EQ(fromTexts(toTexts(settings)), settings);
}

TEST(Settings, thresholds_areSortedAndUnique) {
    Settings settings;
    ASSERT_TRUE(setFromText(settings, "thresholds", "7, 30,7,-1"));
    EXPECT_EQ(settings.thresholds, (Thresholds{30, 7, -1}));
}

struct BadSetting {
    const char* key;
    const char* value;
};
class SettingsRefusal : public testing::TestWithParam<BadSetting> {};

TEST_P(SettingsRefusal, badValue_isRefusedAndChangesNothing) {
    Settings settings;
    const Status set = setFromText(settings, GetParam().key, GetParam().value);
    ASSERT_FALSE(set);
    EXPECT_EQ(set.error().reason, "bad_setting");
    EXPECT_EQ(settings, Settings{});
}

INSTANTIATE_TEST_SUITE_P(Cases, SettingsRefusal,
                         testing::Values(BadSetting{"thresholds", ""}, BadSetting{"thresholds", "7,,3"},
                                         BadSetting{"thresholds", "seven"}, BadSetting{"thresholds", "99999"},
                                         BadSetting{"quiet_hours", "25:00-08:00"}, BadSetting{"quiet_hours", "22:00"},
                                         BadSetting{"language", "de"}, BadSetting{"weekends_forward", "maybe"},
                                         BadSetting{"archive_verify", "yearly"}, BadSetting{"archive_backup", ""},
                                         BadSetting{"archive_backup_folder", "beside/me"}, BadSetting{"unknown", "1"},
                                         BadSetting{"thresholds.", "7"}));

TEST(Settings, unknownStoredKey_isPassedOver) {
    EXPECT_EQ(fromTexts({{"of_a_newer_version", "x"}, {"language", "ru"}}).language, "ru");
}

} // namespace
} // namespace reseal::core
