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
        view.summary = {{"en", "Certificates by files"}};
        view.folder = "/opt/file";
        view.hosts = {"ca.example.kz", "*.example.kz"};
        view.privileges = {"files", "exec"};
        return view;
    }
    static std::string fact(const PluginRow& row, const std::string& label) {
        const auto found = std::ranges::find(row.facts, label, &std::pair<std::string, std::string>::first);
        return found == row.facts.end() ? std::string() : found->second;
    }
};

TEST_F(PluginListTest, Rows_ofAReadyPlugin_sayWhatItMayDo) {
    const auto rows = pluginRows(snapshotOf(plugin("ready")), words_);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].name, "Files");
    EXPECT_EQ(rows[0].state, "Ready");
    EXPECT_EQ(rows[0].details, "Certificates by files");
    EXPECT_EQ(fact(rows[0], "May use"), "your files, other programs");
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
    EXPECT_THAT(rows[0].details, Not(HasSubstr("\u202e")));
    EXPECT_TRUE(rows[0].mayTrust);
    EXPECT_FALSE(rows[0].mayEnable || rows[0].mayDisable);
}

TEST_F(PluginListTest, Rows_ofARefusedPlugin_nameTheFileAndTheButtonThatMendsIt) {
    core::PluginView refused = plugin("refused");
    refused.detail = "The file is not what the manifest says.";
    refused.mend = "Install it again.";
    refused.subject = "file.so";
    EXPECT_EQ(pluginRows(snapshotOf(refused), words_)[0].details,
              "file.so: The file is not what the manifest says. Install it again.");
    refused.mayBeTrusted = true;
    EXPECT_THAT(pluginRows(snapshotOf(refused), words_)[0].details, HasSubstr("choose “Trust…”"));
}

TEST_F(PluginListTest, Facts_ofAPlugin_sayWhoVouchesForItAndWhatItIsSetTo) {
    core::PluginView view = plugin("ready");
    EXPECT_EQ(fact(pluginRows(snapshotOf(view), words_)[0], "Trusted by"), "");
    view.trustedBy = "person";
    view.mayBeDistrusted = true;
    view.settings = {{{{"en", "Folder of requests"}}, "/srv/ca", false, true}, {{{"en", "Password"}}, "", true, false}};
    const auto row = pluginRows(snapshotOf(view), words_)[0];
    EXPECT_EQ(fact(row, "Trusted by"), "you");
    EXPECT_EQ(fact(row, "Signer"), "Example Signer");
    EXPECT_EQ(fact(row, "SHA-256 of the signer's certificate"), std::string(64, 'a'));
    EXPECT_EQ(fact(row, "Hosts"), "ca.example.kz, *.example.kz");
    EXPECT_EQ(fact(row, "Folder of requests"), "/srv/ca (managed by your organisation)");
    EXPECT_EQ(fact(row, "Password"), "(in the keyring)");
    EXPECT_EQ(fact(row, "Folder"), "/opt/file");
    EXPECT_TRUE(row.mayDistrust);
}

TEST_F(PluginListTest, CheckText_saysThatItWorksOrWhyNot) {
    core::Snapshot snapshot = snapshotOf(plugin("ready"));
    snapshot.pluginCheck = core::PluginCheck{1, "file", {}};
    EXPECT_THAT(checkText(snapshot, words_), HasSubstr("file works"));
    snapshot.pluginCheck->error = Error{Category::failed, "plugin_crashed", "It stopped at once.", "file"};
    EXPECT_THAT(checkText(snapshot, words_), HasSubstr("file does not work: It stopped at once."));
    snapshot.plugins[0].state = "refused";
    EXPECT_THAT(checkText(snapshot, words_), HasSubstr("file may not load. Choose it"));
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
