// SPDX-License-Identifier: Apache-2.0
#include "agent/plugins/plugin_settings.hpp"

#include "tests/support/plugin_fixtures.hpp"

#include <gtest/gtest.h>

namespace reseal::plugins {
namespace {

Manifest manifestWith(const std::string& settings) {
    return readManifest(asBytes(test::manifestText({{"settings", settings}}))).value();
}

const std::string kSettings = R"([
    {"name": "folder", "type": "folder", "label": "Folder", "required": true},
    {"name": "days", "type": "number", "label": "Days", "default": 30},
    {"name": "quick", "type": "switch", "label": "Quick", "default": "on"},
    {"name": "how", "type": "choice", "label": "How", "choices": [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}]},
    {"name": "code", "type": "text", "label": "Code", "pattern": "[A-Z]{2}[0-9]+"},
    {"name": "pin", "type": "secret", "label": "PIN"}])";

class PluginSettings : public ::testing::Test {
protected:
    PluginSetting setting(const std::string& wanted) {
        for (const PluginSetting& each : settingsOf(manifest, given, choices)) {
            if (each.description->name == wanted) {
                return each;
            }
        }
        return {};
    }

    Manifest manifest = manifestWith(kSettings);
    core::GivenSettings given;
    PluginChoices choices;
};

TEST_F(PluginSettings, comeFromLockedPolicy_thePerson_policy_theManifest_inThisOrder) {
    EXPECT_EQ(setting("days").value, "30");
    EXPECT_EQ(setting("days").source, ValueSource::byDefault);
    given["days"] = {"20", false};
    EXPECT_EQ(setting("days").value, "20");
    EXPECT_EQ(setting("days").source, ValueSource::policy);
    choices.settings["file"]["days"] = "10";
    EXPECT_EQ(setting("days").value, "10");
    EXPECT_EQ(setting("days").source, ValueSource::person);
    given["days"] = {"20", true};
    EXPECT_EQ(setting("days").value, "20");
    EXPECT_TRUE(setting("days").locked);
}

TEST_F(PluginSettings, requiredAndMissing_areAProblem) {
    EXPECT_EQ(setting("folder").problem->reason, "setting_missing");
    choices.settings["file"]["folder"] = "/srv/ca";
    EXPECT_FALSE(setting("folder").problem);
}

TEST_F(PluginSettings, thatNoLongerFit_fallBack_andPolicysAreAProblem) {
    choices.settings["file"]["days"] = "soon";
    EXPECT_EQ(setting("days").value, "30");
    given["how"] = {"c", true};
    EXPECT_TRUE(setting("how").problem);
    EXPECT_EQ(setting("how").value, "");
}

TEST_F(PluginSettings, ofASecret_lieInTheKeyring) {
    EXPECT_EQ(setting("pin").source, ValueSource::none);
    choices.secrets["file"] = {"pin"};
    EXPECT_EQ(setting("pin").source, ValueSource::keyring);
    EXPECT_EQ(setting("pin").value, "");
    EXPECT_EQ(keyringName("file", "pin"), "plugin:file:pin");
}

TEST_F(PluginSettings, areCheckedByTypeAndPattern) {
    const auto check = [&](const char* name, const std::string& value) {
        const auto checked = checkValue(*manifest.setting(name), value);
        return checked ? checked.value() : "refused";
    };
    EXPECT_EQ(check("folder", "/srv"), "/srv");
    EXPECT_EQ(check("folder", "srv"), "refused");
    EXPECT_EQ(check("days", "-5"), "-5");
    EXPECT_EQ(check("days", "5d"), "refused");
    EXPECT_EQ(check("days", std::string(30, '9')), "refused");
    EXPECT_EQ(check("quick", "true"), "yes");
    EXPECT_EQ(check("quick", "0"), "no");
    EXPECT_EQ(check("quick", "maybe"), "refused");
    EXPECT_EQ(check("how", "b"), "b");
    EXPECT_EQ(check("how", "c"), "refused");
    EXPECT_EQ(check("code", "KZ12"), "KZ12");
    EXPECT_EQ(check("code", "KZ12 "), "refused");
    EXPECT_EQ(check("code", "KZ\n12"), "refused");
    EXPECT_EQ(check("pin", std::string(5000, '1')), "refused");
}

TEST_F(PluginSettings, withAHostilePattern_neitherHangNorCrash) {
    std::string value(200, 'a');
    value.push_back('!');
    for (const char* pattern : {"(a+)+$", "(a|a)*b", "((a*)*)*b", "(", "(a{0,63}){0,63}x"}) {
        const Manifest hostile = manifestWith(R"([{"name": "a", "type": "text", "label": "A", "pattern": ")" +
                                              std::string(pattern) + R"("}])");
        EXPECT_FALSE(checkValue(hostile.settings[0], value));
    }
}

TEST(PluginChoices, surviveBeingStored) {
    PluginChoices choices;
    choices.developerMode = true;
    choices.disabled = {"a", "b"};
    choices.signers = {{std::string(64, 'a'), "IT"}};
    choices.granted = {{"file", {"exec", "files"}}};
    choices.settings = {{"file", {{"folder", "/srv"}, {"x_y", "1"}}}};
    choices.secrets = {{"file", {"pin"}}};
    EXPECT_EQ(choicesFrom(toTexts(choices)), choices);
    EXPECT_EQ(choicesFrom({{"thresholds", "60"}}), PluginChoices{});
}

TEST(PluginChoices, difference_takesAwayWhatIsGone) {
    PluginChoices before;
    before.disabled = {"a"};
    before.developerMode = true;
    PluginChoices after;
    after.disabled = {"b"};
    const core::SettingTexts texts = difference(before, after);
    EXPECT_EQ(texts.at("plugin.disabled.a"), "");
    EXPECT_EQ(texts.at("plugin.disabled.b"), "yes");
    EXPECT_EQ(texts.at("plugin.developer_mode"), "");
}

} // namespace
} // namespace reseal::plugins
