// SPDX-License-Identifier: Apache-2.0
#include "agent/app/engine.hpp"
#include "agent/app/requests.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/plugin_fixtures.hpp"
#include "tests/support/temporary_folder.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace reseal::app {
namespace {

namespace fs = std::filesystem;
using FieldTexts = std::map<std::string, std::string>;

class MapKeyring final : public platform::Keyring {
public:
    bool available() override { return true; }
    Status store(const std::string& key, const std::string&, const Secret& secret) override {
        held[key] = secret.view();
        return {};
    }
    Result<Secret> find(const std::string& key) override {
        return held.contains(key) ? Result<Secret>(Secret(held[key])) : Error{Category::notFound, "not_in_keyring", ""};
    }
    Status erase(const std::string& key) override {
        held.erase(key);
        return {};
    }
    std::map<std::string, std::string> held;
};

const std::string kSettings = R"([{"name": "folder", "type": "folder", "label": {"en": "Folder", "ru": "Папка"}},
                                  {"name": "pin", "type": "secret", "label": "PIN"}])";

class PluginShelfTest : public ::testing::Test {
protected:
    void SetUp() override {
        fs::create_directories(folder / "policy.d");
        fs::permissions(folder / "policy.d", fs::perms::owner_all);
        open();
    }

    void open() {
        engine.reset();
        profile.reset();
        auto opened = Profile::open(folder / "profile", clock);
        ASSERT_TRUE(opened) << opened.error().reason;
        profile = std::move(opened).value();
        EngineParts parts{profile.get(), &clock, files.get(), &keyring, &issuers, nullptr, ""};
        parts.plugins.roots = {{folder / "program", plugins::Origin::program},
                               {folder / "profile/plugins", plugins::Origin::person}};
        parts.plugins.ownFolder = folder / "profile/plugins";
        parts.plugins.policy = plugins::PolicyFolder(folder / "policy.d", plugins::PolicyFolder::Owner::user);
        engine = std::make_unique<Engine>(parts);
    }

    void writePolicy(const std::string& rest) {
        fs::permissions(
            folder.write("policy.d/10.json", R"({"policy": 1, "organisation": "Example Ltd", )" + rest + "}"),
            fs::perms::owner_read | fs::perms::owner_write);
    }
    void writePlugin(const std::string& place, FieldTexts fields = {}) {
        fields.try_emplace("settings", kSettings);
        test::writePlugin(folder / place, test::manifestText(fields), &signer);
    }
    Json ask(const std::string& command, Json request = Json::object(), const std::string& secret = "") {
        request["command"] = command;
        return Requests(*engine).answer(request, Secret(secret));
    }
    // "exit error"
    std::string outcome(const std::string& command, Json request) {
        const Json answer = ask(command, std::move(request));
        return answer["exit"].dump() + " " + answer["document"].value("error", "");
    }
    Json plugin() { return ask("plugin_list")["document"]["plugins"].at(0); }
    std::vector<std::string> healthCodes() {
        std::vector<std::string> codes;
        const auto snapshot = engine->snapshot();
        for (const auto& item : snapshot.value().health) {
            codes.push_back(item.code);
        }
        return codes;
    }
    bool hasHealth(const std::string& code) {
        const auto codes = healthCodes();
        return std::ranges::find(codes, code) != codes.end();
    }

    test::TemporaryFolder folder;
    test::FakeClock clock{std::chrono::sys_days(std::chrono::year(2026) / 11 / 18)};
    test::MadeCertificate signer = test::makeSigner("Example Signer");
    MapKeyring keyring;
    core::IssuerDirectory issuers;
    std::unique_ptr<platform::FileSystem> files = platform::systemFileSystem();
    std::unique_ptr<Profile> profile;
    std::unique_ptr<Engine> engine;
};

TEST_F(PluginShelfTest, installing_isRefusedUntilTheSignerIsTrusted_andSurvivesARestart) {
    writePlugin("source", {{"privileges", R"(["files"])"}});
    const Json source{{"id", folder / "source"}};
    const Json refused = ask("plugin_install", source);
    EXPECT_EQ(refused["exit"], 5);
    EXPECT_EQ(refused["document"]["error"], "untrusted");
    const std::string detail = refused["document"]["detail"];
    EXPECT_NE(detail.find("Example Signer"), std::string::npos);
    EXPECT_NE(detail.find(refused["document"]["plugin"]["signer_sha256"].get<std::string>()), std::string::npos);
    EXPECT_NE(detail.find("reseal plugin trust"), std::string::npos);
    EXPECT_TRUE(ask("plugin_list")["document"]["plugins"].empty());
    EXPECT_EQ(outcome("plugin_trust", source), "0 ");
    EXPECT_EQ(outcome("plugin_install", source), "0 ");
    open();
    EXPECT_EQ(plugin()["state"], "ready");
    EXPECT_EQ(plugin()["trusted_by"], "person");
    EXPECT_EQ(plugin()["origin"], "person");
    EXPECT_EQ(outcome("plugin_distrust", {{"id", "file"}}), "0 ");
    EXPECT_EQ(plugin()["refused"]["code"], "untrusted");
}

TEST_F(PluginShelfTest, plugins_areJudgedWhenSomebodyAsks) {
    writePlugin("program/file");
    EXPECT_TRUE(engine->snapshot().value().plugins.empty());
    EXPECT_EQ(engine->plugins().all().size(), 1U);
    EXPECT_EQ(engine->snapshot().value().plugins.size(), 1U);
}

TEST_F(PluginShelfTest, whateverChangesAPlugin_isTold) {
    writePlugin("source");
    std::vector<std::string> changed;
    engine->plugins().onChange([&](const std::string& id) { changed.push_back(id); });
    const auto changedBy = [&](const std::string& command, const Json& request) {
        changed.clear();
        ask(command, request);
        return !changed.empty() && changed.front() == "file";
    };
    EXPECT_TRUE(changedBy("plugin_trust", {{"id", folder / "source"}}));
    EXPECT_TRUE(changedBy("plugin_install", {{"id", folder / "source"}}));
    EXPECT_FALSE(changedBy("plugin_list", Json::object()));
    EXPECT_TRUE(changedBy("plugin_disable", {{"id", "file"}}));
    EXPECT_TRUE(changedBy("plugin_enable", {{"id", "file"}}));
    EXPECT_TRUE(changedBy("plugin_distrust", {{"id", "file"}}));
}

TEST_F(PluginShelfTest, pluginReplacedOnTheDisk_isTold) {
    writePlugin("program/file");
    ask("plugin_list");
    std::vector<std::string> changed;
    engine->plugins().onChange([&](const std::string& id) { changed.push_back(id); });
    writePlugin("program/file", {{"version", R"("9.0.0")"}});
    ask("plugin_list");
    EXPECT_EQ(changed, std::vector<std::string>{"file"});
}

TEST_F(PluginShelfTest, unknownPlugins_areNotFound) {
    for (const char* command : {"plugin_info", "plugin_check", "plugin_trust", "plugin_enable", "plugin_set"}) {
        EXPECT_EQ(outcome(command, {{"id", "none"}}), "3 unknown_plugin") << command;
    }
    EXPECT_EQ(outcome("plugin_check", {{"id", folder / "none"}}), "3 not_found");
    EXPECT_EQ(outcome("plugin_install", {{"id", folder / "none"}}), "3 not_found");
}

TEST_F(PluginShelfTest, damagedManifest_ends6_andBrokenTrustEnds5) {
    folder.write("source/plugin.json", "{");
    EXPECT_EQ(outcome("plugin_check", {{"id", folder / "source"}}), "6 bad_json");
    test::writePlugin(folder / "source", test::manifestText(), nullptr);
    EXPECT_EQ(outcome("plugin_check", {{"id", folder / "source/plugin.json"}}), "5 unsigned");
    EXPECT_EQ(outcome("plugin_trust", {{"id", folder / "source"}}), "5 unsigned");
}

TEST_F(PluginShelfTest, enablingAndDisabling_isRemembered) {
    writePolicy(R"("signers": [])");
    writePlugin("program/file");
    ask("plugin_trust", {{"id", "file"}});
    EXPECT_EQ(ask("plugin_disable", {{"id", "file"}})["document"]["plugin"]["state"], "disabled");
    open();
    EXPECT_EQ(plugin()["enabled"], false);
    EXPECT_EQ(ask("plugin_enable", {{"id", "file"}})["document"]["plugin"]["state"], "ready");
    writePolicy(R"("disabled_plugins": ["file"])");
    EXPECT_EQ(plugin()["state"], "disabled");
    EXPECT_EQ(plugin()["managed"], true);
    EXPECT_EQ(outcome("plugin_enable", {{"id", "file"}}), "5 managed");
}

TEST_F(PluginShelfTest, policyThatForbidsIt_stopsTrustAndDeveloperMode_byName) {
    writePlugin("program/file");
    writePolicy(R"("allow_personal_trust": false, "developer_mode": "forbidden")");
    EXPECT_EQ(outcome("plugin_trust", {{"id", "file"}}), "5 managed");
    const Json answer = ask("plugin_developer_mode", {{"on", true}});
    EXPECT_EQ(answer["exit"], 5);
    EXPECT_EQ(answer["document"]["detail"], "This is managed by your organisation (Example Ltd).");
    EXPECT_EQ(ask("plugin_list")["document"]["managed_by"], "Example Ltd");
}

TEST_F(PluginShelfTest, developerMode_showsInHealth_andEndsWhenPolicyBreaks) {
    test::writePlugin(folder / "profile/plugins/file", test::manifestText(), nullptr);
    EXPECT_EQ(outcome("plugin_developer_mode", {{"on", true}}), "0 ");
    EXPECT_EQ(plugin()["trusted_by"], "developer");
    EXPECT_TRUE(hasHealth("developer_mode"));
    EXPECT_FALSE(hasHealth("plugin_refused"));
    writePolicy("oops");
    EXPECT_EQ(plugin()["refused"]["code"], "unsigned");
    EXPECT_TRUE(hasHealth("policy_file_bad"));
    EXPECT_TRUE(hasHealth("plugin_refused"));
    EXPECT_FALSE(hasHealth("developer_mode"));
    EXPECT_EQ(outcome("plugin_developer_mode", {{"on", true}}), "5 policy_unreliable");
    EXPECT_EQ(outcome("plugin_developer_mode", {{"on", false}}), "0 ");
}

TEST_F(PluginShelfTest, settings_areCheckedKeptAndLocked) {
    writePlugin("program/file");
    const auto set = [&](const Json& values) { return outcome("plugin_set", {{"id", "file"}, {"values", values}}); };
    EXPECT_EQ(set({{"folder", "/srv/ca"}}), "0 ");
    EXPECT_EQ(set({{"folder", "srv"}}), "2 bad_setting");
    EXPECT_EQ(set({{"other", "x"}}), "2 bad_setting");
    EXPECT_EQ(set({{"pin", "1234"}}), "2 secret_in_argument");
    open();
    EXPECT_EQ(plugin()["settings"][0]["value"], "/srv/ca");
    EXPECT_EQ(plugin()["settings"][0]["source"], "person");
    EXPECT_EQ(set({{"folder", ""}}), "0 ");
    EXPECT_EQ(plugin()["settings"][0]["source"], "none");
    writePolicy(R"("settings": {"plugins": {"file": {"folder": {"value": "/srv/org", "locked": true}}}})");
    EXPECT_EQ(set({{"folder", "/srv/ca"}}), "5 managed");
    EXPECT_EQ(plugin()["settings"][0]["value"], "/srv/org");
    EXPECT_EQ(plugin()["settings"][0]["locked"], true);
    EXPECT_EQ(plugin()["managed"], true);
}

TEST_F(PluginShelfTest, secrets_lieInTheKeyringOnly) {
    writePlugin("program/file");
    ask("plugin_set", {{"id", "file"}, {"secret_name", "pin"}}, "12345678");
    EXPECT_EQ(keyring.held.at("plugin:file:pin"), "12345678");
    EXPECT_EQ(plugin()["settings"][1]["value"], nullptr);
    EXPECT_EQ(plugin()["settings"][1]["source"], "keyring");
    for (const auto& [key, value] : profile->texts()) {
        EXPECT_EQ(value.find("12345678"), std::string::npos) << key;
    }
    ask("plugin_set", {{"id", "file"}, {"secret_name", "pin"}});
    EXPECT_TRUE(keyring.held.empty());
    EXPECT_EQ(plugin()["settings"][1]["source"], "none");
    EXPECT_EQ(outcome("plugin_set", {{"id", "file"}, {"secret_name", "folder"}}), "2 bad_setting");
}

TEST_F(PluginShelfTest, pluginOfTheComputer_isNotInstalledOver) {
    writePlugin("program/file");
    ask("plugin_trust", {{"id", "file"}});
    writePlugin("source", {{"version", R"("9.0.0")"}});
    EXPECT_EQ(outcome("plugin_install", {{"id", folder / "source"}}), "5 belongs_to_system");
}

TEST_F(PluginShelfTest, settingsOfTheAgent_areGivenAndLockedByPolicy) {
    const auto value = [&](const char* key) { return ask("settings")["document"]["settings"][key].get<std::string>(); };
    const auto set = [&](const char* key, const char* text) {
        return outcome("setting_set", {{"key", key}, {"value", text}});
    };
    EXPECT_EQ(set("thresholds", "50,5"), "0 ");
    writePolicy(R"("settings": {"agent": {"thresholds": {"value": "60,30", "locked": true},
                                          "quiet_hours": {"value": "20:00-09:00"}}})");
    open();
    EXPECT_EQ(value("thresholds"), "60,30");
    EXPECT_EQ(value("quiet_hours"), "20:00-09:00");
    EXPECT_EQ(ask("settings")["document"]["locked"], Json::array({"thresholds"}));
    EXPECT_EQ(set("thresholds", "10"), "5 managed");
    EXPECT_EQ(set("thresholds", "60,30"), "0 ") << "nothing changes";
    EXPECT_EQ(set("quiet_hours", "off"), "0 ");
    EXPECT_EQ(value("quiet_hours"), "off");
    const auto management = engine->snapshot().value().management;
    EXPECT_EQ(management.organisation, "Example Ltd");
    EXPECT_TRUE(management.lockedSettings.contains("thresholds"));
    fs::remove(folder / "policy.d/10.json");
    open();
    EXPECT_EQ(value("thresholds"), "50,5") << "the person's own comes back";
    EXPECT_EQ(value("quiet_hours"), "off");
}

TEST_F(PluginShelfTest, meaninglessSettingOfPolicy_isAProblem) {
    writePolicy(R"("settings": {"agent": {"threshold": {"value": "60", "locked": true}}})");
    open();
    EXPECT_TRUE(hasHealth("policy_file_bad"));
}

TEST_F(PluginShelfTest, snapshot_showsWhatAWindowNeeds) {
    writePlugin("program/file");
    ask("plugin_list");
    const auto row = engine->snapshot().value().plugins.at(0);
    EXPECT_EQ(row.state, "refused");
    EXPECT_TRUE(row.mayBeTrusted);
    EXPECT_EQ(row.signer, "Example Signer");
    EXPECT_EQ(row.name.at("ru"), "Файлы");
}

} // namespace
} // namespace reseal::app
