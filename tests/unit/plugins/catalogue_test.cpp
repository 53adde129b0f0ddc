// SPDX-License-Identifier: Apache-2.0
#include "agent/plugins/catalogue.hpp"

#include "agent/plugins/installation.hpp"
#include "tests/support/plugin_fixtures.hpp"
#include "tests/support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace reseal::plugins {
namespace {

namespace fs = std::filesystem;
using test::manifestText;
using FieldTexts = std::map<std::string, std::string>;

std::string hashOf(const test::MadeCertificate& made) {
    return test::sha256Hex({reinterpret_cast<const char*>(made.der.data()), made.der.size()});
}

class CatalogueTest : public ::testing::Test {
protected:
    CatalogueTest() { policy.signers.push_back({"IT", {}, {}, signer.der}); }

    void write(const FieldTexts& fields = {}, const std::string& place = "plugins/file") {
        test::writePlugin(folder / place, manifestText(fields), &signer);
    }
    std::vector<Plugin> find() {
        return findPlugins({{folder / "system", Origin::system}, {folder / "plugins", Origin::person}}, policy,
                           choices);
    }
    // "ready", "disabled", or the code of the refusal.
    std::string outcome() {
        const auto plugins = find();
        EXPECT_EQ(plugins.size(), 1U);
        return plugins[0].refusal ? plugins[0].refusal->code : name(plugins[0].state);
    }

    test::TemporaryFolder folder;
    test::MadeCertificate signer = test::makeSigner("IT");
    Policy policy;
    PluginChoices choices;
};

TEST_F(CatalogueTest, ofASignedPlugin_isReadyAndSaysByWhom) {
    write();
    const auto plugins = find();
    ASSERT_EQ(plugins.size(), 1U);
    EXPECT_EQ(plugins[0].state, State::ready);
    EXPECT_EQ(plugins[0].trustedBy, TrustSource::policy);
    EXPECT_EQ(plugins[0].signer->name, "IT");
    EXPECT_EQ(plugins[0].signer->sha256, hashOf(signer));
    EXPECT_EQ(plugins[0].modulePath, folder / "plugins/file/file.so");
    EXPECT_EQ(toHex(plugins[0].moduleSha256), test::sha256Hex(test::kModule));
    EXPECT_FALSE(plugins[0].managed);
}

TEST_F(CatalogueTest, eachThingThatIsWrong_refusesInWords) {
    write({{"arch", R"("mips")"}});
    EXPECT_EQ(outcome(), "wrong_machine");
    write({{"id", R"("other")"}});
    EXPECT_EQ(outcome(), "wrong_folder");
    write({{"id", "7"}});
    EXPECT_EQ(outcome(), "bad_field");
    write();
    folder.write("plugins/file/plugin.json", manifestText({{"vendor", R"("Somebody else")"}}));
    EXPECT_EQ(outcome(), "signature_mismatch");
    write();
    folder.write("plugins/file/file.so", "something else");
    EXPECT_EQ(outcome(), "file_changed");
    folder.write("plugins/file/plugin.json.p7s", "rubbish");
    EXPECT_EQ(outcome(), "signature_damaged");
    fs::remove(folder / "plugins/file/plugin.json.p7s");
    EXPECT_EQ(outcome(), "unsigned");
    write();
    policy.signers.clear();
    EXPECT_EQ(outcome(), "untrusted");
    for (const Plugin& plugin : find()) {
        EXPECT_FALSE(plugin.refusal->detail.empty() || plugin.refusal->mend.empty());
        EXPECT_TRUE(plugin.modulePath.empty());
    }
}

TEST_F(CatalogueTest, bannedByIdModuleManifestOrSigner_isRefused_whoeverVouches) {
    write();
    choices.developerMode = true;
    for (const Ban& ban : {Ban{"file", "", "leaks"}, Ban{"", test::sha256Hex(test::kModule), "leaks"},
                           Ban{"", test::sha256Hex(manifestText()), "leaks"}, Ban{"", hashOf(signer), "leaks"}}) {
        policy.bans = {ban};
        EXPECT_EQ(outcome(), "banned");
        EXPECT_EQ(find()[0].refusal->gaps.at("reason"), "leaks");
        EXPECT_TRUE(find()[0].managed);
    }
    policy.bans = {{"other", "", ""}};
    EXPECT_EQ(outcome(), "ready");
}

TEST_F(CatalogueTest, disabledByThePersonOrByPolicy_isNotReady) {
    write();
    choices.disabled = {"file"};
    EXPECT_EQ(outcome(), "disabled");
    EXPECT_FALSE(find()[0].managed);
    choices.disabled.clear();
    policy.disabledPlugins = {"file"};
    EXPECT_EQ(outcome(), "disabled");
    EXPECT_TRUE(find()[0].managed);
}

TEST_F(CatalogueTest, developerMode_loadsWhatNobodySigned_unlessPolicyForbidsItOrCannotBeRead) {
    test::writePlugin(folder / "plugins/file", manifestText(), nullptr);
    EXPECT_EQ(outcome(), "unsigned");
    choices.developerMode = true;
    EXPECT_EQ(outcome(), "ready");
    EXPECT_EQ(find()[0].trustedBy, TrustSource::developer);
    policy.developerMode = false;
    EXPECT_EQ(outcome(), "unsigned");
    policy.developerMode = true;
    EXPECT_EQ(outcome(), "ready");
    policy.problems.push_back({"10.json", "", ""});
    EXPECT_EQ(outcome(), "unsigned");
    folder.write("plugins/file/file.so", "something else");
    policy.problems.clear();
    EXPECT_EQ(outcome(), "file_changed") << "the hashes count in developer mode too";
}

TEST_F(CatalogueTest, signerThatThePersonTrusts_loads_withThePrivilegesItWasGranted) {
    write({{"privileges", R"(["files", "exec"])"}});
    policy.signers.clear();
    choices.signers[hashOf(signer)] = "IT";
    EXPECT_EQ(outcome(), "privileges_not_granted");
    EXPECT_EQ(find()[0].refusal->gaps.at("privileges"), "files, exec");
    choices.granted["file"] = {"exec"};
    EXPECT_EQ(find()[0].refusal->gaps.at("privileges"), "files");
    choices.granted["file"] = {"exec", "files"};
    EXPECT_EQ(outcome(), "ready");
    policy.personalTrust = false;
    EXPECT_EQ(outcome(), "untrusted");
    policy.personalTrust.reset();
    policy.privilegesForbidden = {"exec"};
    EXPECT_EQ(outcome(), "privilege_forbidden");
}

TEST_F(CatalogueTest, theSystemsPlugin_winsOverThePersons_evenIfRefused) {
    write({}, "system/file");
    write({{"version", R"("9.0.0")"}}, "plugins/file");
    ASSERT_EQ(find().size(), 1U);
    EXPECT_EQ(find()[0].origin, Origin::system);
    folder.write("system/file/file.so", "something else");
    EXPECT_EQ(outcome(), "file_changed");
}

TEST_F(CatalogueTest, passesOverWhatIsNoPlugin) {
    fs::create_directories(folder / "plugins/empty");
    folder.write("plugins/file.txt", "x");
    write({}, "plugins/.new-file");
    EXPECT_TRUE(find().empty());
}

class InstallationTest : public CatalogueTest {
protected:
    std::string install(const FieldTexts& fields = {}) {
        fs::remove_all(folder / "source");
        write(fields, "source");
        folder.write("source/notes.txt", "not part of it");
        return installFromSource();
    }
    std::string installFromSource() {
        const auto installed = installPlugin(folder / "source", folder / "plugins", policy, choices);
        return !installed                  ? installed.error().reason
               : installed.value().refusal ? installed.value().refusal->code
                                           : installed.value().manifest->version;
    }
    std::vector<std::string> files(const std::string& place) {
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator(folder / place)) {
            names.push_back(entry.path().filename());
        }
        std::ranges::sort(names);
        return names;
    }
};

TEST_F(InstallationTest, copiesTheListedFilesOnly) {
    EXPECT_EQ(install(), "1.2.0");
    EXPECT_EQ(files("plugins/file"), (std::vector<std::string>{"file.so", "plugin.json", "plugin.json.p7s"}));
    EXPECT_EQ(files("plugins"), std::vector<std::string>{"file"});
    EXPECT_EQ(outcome(), "ready");
}

TEST_F(InstallationTest, replacesAnOlderVersionAndTheSame_butNeverANewerOne) {
    EXPECT_EQ(install(), "1.2.0");
    EXPECT_EQ(install({{"version", R"("1.10.0")"}}), "1.10.0");
    EXPECT_EQ(install({{"version", R"("1.10.0")"}}), "1.10.0");
    EXPECT_EQ(install({{"version", R"("1.9.9")"}}), "older_version");
    EXPECT_EQ(find()[0].manifest->version, "1.10.0");
}

TEST_F(InstallationTest, ofWhatIsRefused_changesNothing) {
    EXPECT_EQ(install(), "1.2.0");
    write({{"version", R"("2.0.0")"}}, "source");
    folder.write("source/file.so", "something else");
    EXPECT_EQ(installFromSource(), "file_changed");
    const auto trusted = policy.signers;
    policy.signers.clear();
    EXPECT_EQ(install({{"version", R"("2.0.0")"}}), "untrusted");
    policy.signers = trusted;
    EXPECT_EQ(find()[0].manifest->version, "1.2.0");
    EXPECT_EQ(outcome(), "ready");
    EXPECT_EQ(files("plugins"), std::vector<std::string>{"file"});
}

TEST_F(InstallationTest, brokenOffBefore_isSweptAway_andADamagedOneReplaced) {
    folder.write("plugins/.new-file/rubbish", "x");
    folder.write("plugins/file/plugin.json", "{");
    EXPECT_EQ(install(), "1.2.0");
    EXPECT_EQ(files("plugins"), std::vector<std::string>{"file"});
    EXPECT_EQ(files("plugins/file").size(), 3U);
}

TEST_F(InstallationTest, fromWhereEverybodyMayWrite_works_andTheCopyIsGuarded) {
    write({}, "source");
    for (const char* path : {"source", "source/file.so", "source/plugin.json"}) {
        fs::permissions(folder / path, fs::perms::all);
    }
    EXPECT_EQ(installFromSource(), "1.2.0");
    EXPECT_EQ(outcome(), "ready");
}

TEST_F(InstallationTest, ofAnUnsignedOneInDeveloperMode_works) {
    choices.developerMode = true;
    test::writePlugin(folder / "source", manifestText(), nullptr);
    EXPECT_EQ(installFromSource(), "1.2.0");
    EXPECT_EQ(files("plugins/file").size(), 2U);
}

} // namespace
} // namespace reseal::plugins
