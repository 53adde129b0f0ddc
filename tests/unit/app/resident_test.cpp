// SPDX-License-Identifier: Apache-2.0
// The engine alive on its loop: events, alarms, the notice command. Nothing here sleeps; every wait ends on what it
// waits for.
#include "tests/unit/app/resident_fixture.hpp"

#include "agent/app/issuer_files.hpp"
#include "tests/support/plugin_fixtures.hpp"

#include <fstream>

namespace reseal::app {
namespace {

TEST_F(ResidentTest, NewFile_inAWatchedFolder_warnsByItself) {
    live();
    writeOwn("own.pem", 5);
    EXPECT_TRUE(observer.waitFor([](const auto& seen) { return seen.notices() == 1 && seen.entries() == 1; }));
}

TEST_F(ResidentTest, NewFile_inANewSubfolder_isSeen) {
    live();
    writeOwn("deep/er/own.pem", 100);
    EXPECT_TRUE(observer.waitFor([](const auto& seen) { return seen.entries() == 1; }));
}

TEST_F(ResidentTest, SourceThatWentAway_isSeenAgainWhenItComesBack) {
    live();
    std::filesystem::rename(folder / "keys", folder / "away");
    EXPECT_TRUE(observer.waitFor([](const auto& seen) { return seen.modeOfFirstSource() == "unreachable"; }));
    writeOwn("own.pem", 100);
    EXPECT_TRUE(
        observer.waitFor([](const auto& seen) { return seen.modeOfFirstSource() == "events" && seen.entries() == 1; }));
}

TEST_F(ResidentTest, NoticeCommand_getsTheNoticeAsJson) {
    core::Settings settings;
    settings.noticeCommand = "cat > '" + (folder / "told.json") + ".part' && mv '" + (folder / "told.json") +
                             ".part' '" + (folder / "keys") + "/told.txt'";
    ASSERT_TRUE(profile->saveSettings(settings));
    writeOwn("own.pem", 5);
    live();
    ASSERT_TRUE(observer.waitFor([](const auto& seen) { return seen.notices() == 1; }));
    loop->stop();
    thread.join();
    engine.reset(); // waits for the command
    std::ifstream told(folder / "keys/told.txt");
    const std::string text((std::istreambuf_iterator<char>(told)), std::istreambuf_iterator<char>());
    EXPECT_NE(text.find("\"days_left\":5"), std::string::npos) << text;
}

TEST_F(ResidentTest, Source_thatDoesNotExist_isRefusedInWords) {
    live();
    engine->addSource(folder / "missing");
    EXPECT_TRUE(observer.waitFor([](const auto& seen) { return !seen.failures().empty(); }));
}

TEST_F(ResidentTest, WrongPassword_isReportedAndTheFileStaysLocked) {
    const auto made = test::makeCertificate({});
    const std::string path = folder.write("keys/own.p12", test::makePkcs12(made, {.password = "secret"}));
    live();
    engine->unlock(path, Secret("wrong"), false);
    ASSERT_TRUE(observer.waitFor([](const auto& seen) { return !seen.failures().empty(); }));
    EXPECT_EQ(observer.failures()[0], "bad_passphrase");
    engine->unlock(path, Secret("secret"), false);
    EXPECT_TRUE(observer.waitFor([](const auto& seen) { return seen.entries() == 1; }));
}

TEST_F(ResidentTest, PluginOfAnUnknownSigner_isOffered_andInstalledOnceThePersonTrustsIt) {
    const auto signer = test::makeSigner("Example Signer");
    test::writePlugin(folder / "source", test::manifestText(), &signer);
    live();
    engine->installPlugin(folder / "source", false);
    ASSERT_TRUE(observer.waitFor([](const auto& seen) { return seen.snapshot()->offeredPlugin.has_value(); }));
    EXPECT_EQ(observer.snapshot()->offeredPlugin->plugin.signer, "Example Signer");
    EXPECT_TRUE(observer.failures().empty());
    engine->installPlugin(folder / "source", true);
    EXPECT_TRUE(observer.waitFor([](const auto& seen) {
        return !seen.snapshot()->offeredPlugin && seen.snapshot()->plugins.size() == 1 &&
               seen.snapshot()->plugins[0].state == "ready";
    }));
    engine->installPlugin(folder / "none", false);
    EXPECT_TRUE(observer.waitFor([](const auto& seen) { return seen.failures().size() == 1; }));
}

TEST_F(ResidentTest, PluginTheDisk_gotMeanwhile_isInTheSnapshotOnceSomebodyLooks) {
    live();
    engine->judgePlugins();
    const auto signer = test::makeSigner("Example Signer");
    test::writePlugin(folder / "profile/plugins/file", test::manifestText(), &signer);
    engine->judgePlugins();
    EXPECT_TRUE(observer.waitFor([](const auto& seen) {
        return seen.snapshot()->plugins.size() == 1 && seen.snapshot()->plugins[0].mayBeTrusted;
    }));
}

TEST_F(ResidentTest, PluginThatIsRefused_checked_tellsWhyEachTime) {
    const auto signer = test::makeSigner("Example Signer");
    test::writePlugin(folder / "profile/plugins/file", test::manifestText(), &signer);
    live();
    for (const int number : {1, 2}) {
        engine->checkPlugin("file");
        ASSERT_TRUE(observer.waitFor([&](const auto& seen) {
            return seen.snapshot() && seen.snapshot()->pluginCheck && seen.snapshot()->pluginCheck->number == number;
        }));
    }
    const auto& check = *observer.snapshot()->pluginCheck;
    EXPECT_EQ(check.id, "file");
    ASSERT_TRUE(check.error);
    EXPECT_EQ(check.error->reason, "untrusted");
    EXPECT_TRUE(observer.failures().empty()); // told once
}

TEST_F(ResidentTest, PluginThatThePersonTrusts_distrusted_isRefusedAgain) {
    const auto signer = test::makeSigner("Example Signer");
    test::writePlugin(folder / "profile/plugins/file", test::manifestText(), &signer);
    live();
    const auto first = [](const auto& seen) {
        const auto& snapshot = seen.snapshot();
        return snapshot && !snapshot->plugins.empty() ? snapshot->plugins[0] : core::PluginView{};
    };
    engine->judgePlugins();
    engine->trustPlugin("file");
    ASSERT_TRUE(observer.waitFor([&](const auto& seen) { return first(seen).mayBeDistrusted; }));
    EXPECT_EQ(first(observer).trustedBy, "person");
    EXPECT_EQ(first(observer).state, "ready");
    engine->distrustPlugin("file");
    EXPECT_TRUE(observer.waitFor(
        [&](const auto& seen) { return first(seen).state == "refused" && !first(seen).mayBeDistrusted; }));
}

TEST(IssuerFiles, shippedFiles_areAllReadable) {
    const core::IssuerDirectory directory = loadIssuers({RESEAL_SOURCE_DIR "/assets/issuers"});
    EXPECT_GE(directory.entries().size(), 2U);
    for (const core::IssuerEntry& entry : directory.entries()) {
        for (const char* language : {"en", "ru", "kk"}) {
            EXPECT_TRUE(entry.steps.contains(language)) << entry.id << " " << language;
            EXPECT_TRUE(entry.bring.contains(language)) << entry.id << " " << language;
        }
    }
}

TEST(IssuerFiles, laterFolder_winsOverAnEarlierOne) {
    test::TemporaryFolder folder;
    folder.write("a/x.json", R"({"id":"x","issuer_contains":["CA"],"name":"first"})");
    folder.write("b/x.json", R"({"id":"x","issuer_contains":["CA"],"name":"second","phone":"1"})");
    folder.write("b/broken.json", "{");
    const core::IssuerDirectory directory = loadIssuers({folder / "a", folder / "b"});
    ASSERT_EQ(directory.entries().size(), 1U);
    EXPECT_EQ(inLanguage(directory.entries()[0].name, "ru"), "second");
}

} // namespace
} // namespace reseal::app
