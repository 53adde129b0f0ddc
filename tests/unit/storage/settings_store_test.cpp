// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/storage/profile_fixture.hpp"

#include <gmock/gmock.h>

namespace reseal::storage::test {
namespace {

using testing::IsEmpty;

class SettingsStoreTest : public ProfileTest {
protected:
    void SetUp() override { open(); }
};

TEST_F(SettingsStoreTest, Load_ofANewProfile_isEmpty) { EXPECT_THAT(settings_->load().value(), IsEmpty()); }

TEST_F(SettingsStoreTest, Save_thenLoadAfterARestart_givesTheSame) {
    const core::SettingTexts texts = {{"language", "ru"}, {"notice_command", "печать 'и' \"всё\"\n"}};
    ASSERT_TRUE(settings_->save(texts).ok());
    reopen();
    EXPECT_EQ(settings_->load().value(), texts);
}

TEST_F(SettingsStoreTest, Save_ofSomeKeys_leavesTheOthersAndThoseOfANewerVersion) {
    ASSERT_TRUE(settings_->save({{"language", "ru"}, {"from_the_future", "42"}}).ok());
    ASSERT_TRUE(settings_->save({{"language", "kk"}}).ok());
    EXPECT_EQ(settings_->load().value(), (core::SettingTexts{{"language", "kk"}, {"from_the_future", "42"}}));
}

TEST_F(SettingsStoreTest, Save_ofAnEmptyValue_removesTheKey) {
    ASSERT_TRUE(settings_->save({{"language", "ru"}, {"thresholds", "30"}}).ok());
    ASSERT_TRUE(settings_->save({{"language", ""}, {"never_there", ""}}).ok());
    EXPECT_EQ(settings_->load().value(), (core::SettingTexts{{"thresholds", "30"}}));
}

TEST_F(SettingsStoreTest, Settings_ofCore_surviveTheRoundTrip) {
    core::Settings settings;
    settings.thresholds = {45, 10, -2};
    settings.language = "kk";
    settings.certificateThresholds[certificate(1).certificate.id] = {};
    ASSERT_TRUE(settings_->save(core::toTexts(settings)).ok());
    reopen();
    EXPECT_EQ(core::fromTexts(settings_->load().value()), settings);
}

} // namespace
} // namespace reseal::storage::test
