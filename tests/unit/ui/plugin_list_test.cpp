// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/plugin_list.hpp"
#include "tests/unit/ui/ui_fixtures.hpp"

namespace reseal::ui {
namespace {

using testing::HasSubstr;
using testing::Not;

class PluginListTest : public UiTest {
protected:
    static core::Snapshot snapshotOf(core::PluginView plugin) {
        core::Snapshot snapshot;
        snapshot.plugins.push_back(std::move(plugin));
        return snapshot;
    }
    static core::PluginView plugin(const std::string& state) {
        core::PluginView view;
        view.id = "file";
        view.name = {{"en", "Files"}, {"ru", "Файлы"}};
        view.version = "1.2.0";
        view.vendor = "Example Ltd";
        view.state = state;
        view.signer = "Example Signer";
        view.signerSha256 = std::string(64, 'a');
        view.privileges = {"files", "exec"};
        return view;
    }
};

TEST_F(PluginListTest, Rows_ofAReadyPlugin_sayWhatItMayDo) {
    const auto rows = pluginRows(snapshotOf(plugin("ready")), words_);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].name, "Files");
    EXPECT_EQ(rows[0].state, "Ready");
    EXPECT_THAT(rows[0].details, HasSubstr("May use: your files, other programs."));
    EXPECT_TRUE(rows[0].mayDisable);
    EXPECT_FALSE(rows[0].mayEnable || rows[0].mayTrust);
}

TEST_F(PluginListTest, Rows_ofARefusedPlugin_sayWhyAndWhatToDo_harmlessly) {
    core::PluginView refused = plugin("refused");
    refused.name.clear();
    refused.detail = "Nobody here trusts its signer, {signer} (SHA-256 {sha256}).";
    refused.mend = "Trust it.";
    refused.gaps = {{"signer", "Evil\u202eSigner"}, {"sha256", "aa"}};
    refused.mayBeTrusted = true;
    const auto rows = pluginRows(snapshotOf(refused), words_);
    EXPECT_EQ(rows[0].name, "file");
    EXPECT_THAT(rows[0].details, HasSubstr("Trust it."));
    EXPECT_THAT(rows[0].details, Not(HasSubstr("\u202e")));
    EXPECT_TRUE(rows[0].mayTrust);
    EXPECT_FALSE(rows[0].mayEnable || rows[0].mayDisable);
}

TEST_F(PluginListTest, Rows_ofAManagedPlugin_cannotBeSwitchedOn) {
    core::PluginView managed = plugin("disabled");
    managed.mayBeEnabled = true;
    EXPECT_TRUE(pluginRows(snapshotOf(managed), words_)[0].mayEnable);
    managed.mayBeEnabled = false;
    managed.managed = true;
    const auto rows = pluginRows(snapshotOf(managed), words_);
    EXPECT_FALSE(rows[0].mayEnable);
    EXPECT_THAT(rows[0].state, HasSubstr("managed by your organisation"));
}

TEST_F(PluginListTest, TrustText_namesSignerHashAndPrivileges) {
    const std::string text = trustText(plugin("refused"), words_);
    for (const char* part : {"Example Signer", "aaaaaaaa", "your files, other programs", "1.2.0"}) {
        EXPECT_THAT(text, HasSubstr(part));
    }
}

TEST_F(PluginListTest, ManagementText_namesTheOrganisationOrNothing) {
    EXPECT_EQ(managementText({}, words_), "");
    EXPECT_THAT(managementText({.present = true, .organisation = "Example Ltd", .lockedSettings = {}}, words_),
                HasSubstr("managed by your organisation (Example Ltd)"));
    EXPECT_THAT(managementText({.present = true, .organisation = "", .lockedSettings = {}}, words_),
                HasSubstr("managed by your organisation."));
}

} // namespace
} // namespace reseal::ui
