// SPDX-License-Identifier: Apache-2.0
#include "agent/app/engine.hpp"

#include "agent/app/help_bundle.hpp"
#include "agent/app/log_file.hpp"
#include "agent/app/metrics_text.hpp"
#include "agent/app/requests.hpp"
#include "agent/base/log.hpp"
#include "agent/platform/system.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/x509_fixtures.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace reseal::app {
namespace {

using std::chrono::days;
using std::chrono::hours;

const TimePoint kNow = std::chrono::sys_days(std::chrono::year(2026) / 11 / 18) + hours(12);

class NoKeyring final : public platform::Keyring {
public:
    bool available() override { return false; }
    Status store(const std::string&, const std::string&, const Secret&) override {
        return Error{Category::failed, "no_keyring", ""};
    }
    Result<Secret> find(const std::string&) override { return Error{Category::notFound, "no_keyring", ""}; }
    Status erase(const std::string&) override { return {}; }
};

class HeardObserver final : public core::ResidentObserver {
public:
    void snapshotChanged(std::shared_ptr<const core::Snapshot> now) override { snapshot = std::move(now); }
    void noticeDue(const core::Notice& notice) override { notices.push_back(notice); }
    void testNotice() override { ++tests; }
    void openingChanged(const core::DocumentOpening& /*opening*/) override {}
    void failed(const Error& error) override { failures.push_back(error.reason); }
    void renewalNeedsPerson(const std::string&) override {}
    void renewalFollowed(const std::string&) override {}
    void raised() override { ++raises; }

    std::shared_ptr<const core::Snapshot> snapshot;
    std::vector<core::Notice> notices;
    std::vector<std::string> failures;
    int tests = 0;
    int raises = 0;
};

class EngineTest : public ::testing::Test {
protected:
    void SetUp() override { open(); }

    void open() {
        engine.reset();
        profile.reset();
        auto opened = Profile::open(folder / "profile", clock);
        ASSERT_TRUE(opened) << opened.error().reason;
        profile = std::move(opened).value();
        engine = std::make_unique<Engine>(
            EngineParts{profile.get(), &clock, files.get(), &keyring, &issuers, &observer, ""});
    }

    Json answerTo(const std::string& text) {
        Json told;
        Requests(*engine).answer(text, [&told](const std::string& answer) { told = Json::parse(answer); });
        return told;
    }
    Json ask(Json request, const std::string& secret = "") { return Requests(*engine).answer(request, Secret(secret)); }

    // Writes a certificate with its key that ends so many days from now.
    std::string writeOwn(const std::string& name, int daysLeft, const std::string& holder = "Test Person") {
        test::CertificateSpec spec;
        spec.subject = {{"CN", holder}};
        spec.notBefore = kNow - days(300);
        spec.notAfter = kNow + days(daysLeft);
        const auto made = test::makeCertificate(spec);
        return folder.write("keys/" + name, made.pem + made.keyPem);
    }

    test::TemporaryFolder folder;
    test::FakeClock clock{kNow};
    NoKeyring keyring;
    HeardObserver observer;
    core::IssuerDirectory issuers;
    std::unique_ptr<platform::FileSystem> files = platform::systemFileSystem();
    std::unique_ptr<Profile> profile;
    std::unique_ptr<Engine> engine;
};

TEST_F(EngineTest, Scan_thenList_showsWhatWasFoundSoonestFirst) {
    writeOwn("late.pem", 200, "Late");
    writeOwn("soon.pem", 20, "Soon");
    const Json scanned = ask({{"command", "scan"}, {"paths", {folder / "keys"}}});
    EXPECT_EQ(scanned["exit"], 0);
    const Json listed = ask({{"command", "list"}})["document"]["certificates"];
    ASSERT_EQ(listed.size(), 2U);
    EXPECT_EQ(listed[0]["subject"], "CN=Soon");
    EXPECT_EQ(listed[0]["state"], "due_soon");
    EXPECT_EQ(listed[0]["key"]["present"], true);
    EXPECT_EQ(listed[1]["state"], "valid");
}

TEST_F(EngineTest, Scan_ofOneRefusedFile_exits6AndOfAFolderWithIt0) {
    const std::string bad = folder.write("keys/bad.pem", "nothing");
    const Json alone = ask({{"command", "scan"}, {"paths", {bad}}});
    EXPECT_EQ(alone["exit"], 6);
    EXPECT_EQ(alone["document"]["refused"][0]["path"], bad);
    EXPECT_EQ(ask({{"command", "scan"}, {"paths", {folder / "keys"}}})["exit"], 0);
}

TEST_F(EngineTest, Scan_ofAMissingPath_isRefusedByName) {
    const Json answer = ask({{"command", "scan"}, {"paths", {folder / "missing"}}});
    EXPECT_EQ(answer["exit"], 6);
    EXPECT_EQ(answer["document"]["refused"][0]["reason"], "not_found");
}

TEST_F(EngineTest, LockedFile_isListedAsLockedWithItsNameAndOpensWithThePassword) {
    const auto made = test::makeCertificate({});
    const std::string path = folder.write("keys/own.p12", test::makePkcs12(made, {.password = "secret"}));
    const Json locked = ask({{"command", "scan"}, {"paths", {path}}});
    EXPECT_EQ(locked["exit"], 0);
    ASSERT_EQ(locked["document"]["certificates"].size(), 1U);
    EXPECT_EQ(locked["document"]["certificates"][0]["state"], "locked");
    EXPECT_EQ(locked["document"]["certificates"][0]["subject"], "own.p12");
    const Json opened = ask({{"command", "scan"}, {"paths", {path}}}, "secret");
    ASSERT_EQ(opened["document"]["certificates"].size(), 1U);
    EXPECT_EQ(opened["document"]["certificates"][0]["subject"], "CN=Test Person");
}

TEST_F(EngineTest, UnlockedFile_staysKnown_afterARestart) {
    const auto made = test::makeCertificate({});
    folder.write("keys/own.p12", test::makePkcs12(made, {.password = "secret"}));
    ASSERT_TRUE(engine->addSourceNow(folder / "keys"));
    ask({{"command", "scan"}, {"paths", {folder / "keys"}}}, "secret");
    open();
    engine->scanAllNow();
    const Json listed = ask({{"command", "list"}, {"all", true}})["document"]["certificates"];
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0]["subject"], "CN=Test Person");
}

TEST_F(EngineTest, RemovedFile_staysInTheHistoryAsNotPresent) {
    const std::string path = writeOwn("own.pem", 20);
    ask({{"command", "scan"}, {"paths", {folder / "keys"}}});
    std::filesystem::remove(path);
    ask({{"command", "scan"}, {"paths", {folder / "keys"}}});
    const Json listed = ask({{"command", "list"}})["document"]["certificates"];
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0]["seen"][0]["present"], false);
}

TEST_F(EngineTest, Evaluation_writesTheNoticeDown_soARestartDoesNotRepeatIt) {
    writeOwn("own.pem", 20);
    ask({{"command", "scan"}, {"paths", {folder / "keys"}}});
    const auto first = engine->evaluateNow();
    ASSERT_TRUE(first && first.value());
    open();
    const auto second = engine->evaluateNow();
    ASSERT_TRUE(second);
    EXPECT_FALSE(second.value());
}

TEST_F(EngineTest, Check_reportsTheNoticeAsADocument) {
    writeOwn("own.pem", 5, "Анна");
    ask({{"command", "scan"}, {"paths", {folder / "keys"}}});
    const Json notices = ask({{"command", "check"}})["document"]["notices"];
    ASSERT_EQ(notices.size(), 1U);
    ask({{"command", "note_delivery"}, {"ids", {notices[0]["id"]}}});
    EXPECT_EQ(notices[0]["certificates"][0]["days_left"], 5);
    EXPECT_EQ(notices[0]["certificates"][0]["who"], "Анна");
    EXPECT_TRUE(ask({{"command", "check"}})["document"]["notices"].empty());
}

TEST_F(EngineTest, Snooze_ofACertificateNeverAnnounced_comesBackInTime) {
    writeOwn("own.pem", 100);
    ask({{"command", "scan"}, {"paths", {folder / "keys"}}});
    const Json listed = ask({{"command", "list"}})["document"]["certificates"];
    const std::string id = listed[0]["id"];
    ASSERT_TRUE(engine->snoozeNow({id}, kNow + hours(1)));
    EXPECT_FALSE(engine->evaluateNow().value());
    clock.advance(hours(1));
    EXPECT_TRUE(engine->evaluateNow().value());
}

TEST_F(EngineTest, Show_byTheStartOfAnId_findsIt) {
    writeOwn("own.pem", 100);
    ask({{"command", "scan"}, {"paths", {folder / "keys"}}});
    const std::string id = ask({{"command", "list"}})["document"]["certificates"][0]["id"];
    EXPECT_EQ(ask({{"command", "show"}, {"id", id.substr(0, 8)}})["document"]["id"], id);
    EXPECT_EQ(ask({{"command", "show"}, {"id", "0000000000"}})["exit"], 3);
}

TEST_F(EngineTest, NewestOfAHolder_supersedesAndDefaultListLeavesTheOlderOut) {
    writeOwn("old.pem", 10, "Anna");
    writeOwn("new.pem", 300, "Anna");
    ask({{"command", "scan"}, {"paths", {folder / "keys"}}});
    EXPECT_EQ(ask({{"command", "list"}})["document"]["certificates"].size(), 1U);
    const Json all = ask({{"command", "list"}, {"all", true}})["document"]["certificates"];
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0]["superseded_by"], all[1]["id"]);
    EXPECT_FALSE(engine->evaluateNow().value()) << "a superseded certificate must stay silent";
}

TEST_F(EngineTest, Settings_setByText_areKept) {
    EXPECT_EQ(ask({{"command", "setting_set"}, {"key", "thresholds"}, {"value", "40,10"}})["exit"], 0);
    open();
    EXPECT_EQ(profile->settings().thresholds, (core::Thresholds{40, 10}));
    EXPECT_EQ(ask({{"command", "setting_set"}, {"key", "thresholds"}, {"value", "x"}})["exit"], 2);
}

TEST_F(EngineTest, Bundle_namesNoDocumentAndNoPerson) {
    writeOwn("salary-secret.pem", 5, "Famous Person");
    folder.write("keys/love-letter.pem", "nothing");
    ask({{"command", "setting_set"}, {"key", "notice_command"}, {"value", "curl https://token@example"}});
    ask({{"command", "setting_set"}, {"key", "archive_backup_folder"}, {"value", folder / "Famous Backup"}});
    ASSERT_TRUE(engine->addSourceNow(folder / "keys"));
    const std::string id = ask({{"command", "list"}})["document"]["certificates"][0]["id"];
    ask({{"command", "setting_set"}, {"key", "thresholds." + id}, {"value", "30,7"}});
    const auto bundle = helpBundle(*engine);
    ASSERT_TRUE(bundle);
    for (const std::string& forbidden : {std::string("salary"), std::string("love-letter"), std::string("Famous"),
                                         std::string("token@"), std::string("keys/"), folder / "", id}) {
        EXPECT_EQ(bundle.value().find(forbidden), std::string::npos) << forbidden;
    }
    EXPECT_NE(bundle.value().find("archive_backup_folder = file-"), std::string::npos) << bundle.value();
    EXPECT_NE(bundle.value().find("thresholds." + id.substr(0, 12) + " = 30,7"), std::string::npos);
    EXPECT_NE(bundle.value().find("no_certificate_found"), std::string::npos);
}

TEST_F(EngineTest, Bundle_ofALogThatNamesThePersonsHome_saysOnlyThatItIsThere) {
    const std::string home = platform::homeFolder();
    ASSERT_GT(home.size(), 1U);
    startLogFile(profile->folder());
    log(LogLevel::info, "module " + home + "/lib/one.so, module " + home + "/lib/two.so");
    log(LogLevel::info, "folder '" + home + "' and " + home + "2");
    log(LogLevel::info, "ends in " + home);
    const auto bundle = helpBundle(*engine);
    setLogSink(nullptr);
    ASSERT_TRUE(bundle);
    EXPECT_NE(bundle.value().find("module ~/lib/one.so, module ~/lib/two.so"), std::string::npos) << bundle.value();
    EXPECT_NE(bundle.value().find("folder '~' and " + home + "2"), std::string::npos) << bundle.value();
    EXPECT_NE(bundle.value().find("ends in ~\n"), std::string::npos) << bundle.value();
}

TEST_F(EngineTest, Metrics_haveTheExportersNames) {
    writeOwn("own.pem", 5, "Quo\"te");
    ASSERT_TRUE(engine->addSourceNow(folder / "keys"));
    const std::string text = metricsText(engine->snapshot().value());
    const std::string after = std::to_string((kNow + days(5)).time_since_epoch().count());
    EXPECT_NE(text.find("subject_CN=\"Quo\\\"te\""), std::string::npos) << text;
    EXPECT_NE(text.find("discriminator=\"\"} " + after), std::string::npos) << text;
    EXPECT_NE(text.find("x509_source_up{source_kind=\"file\",source_name=\"" + (folder / "keys") + "\"} 1"),
              std::string::npos)
        << text;
}

TEST_F(EngineTest, Metrics_ofANameThatPosesAsAnother_keepItApart) {
    test::CertificateSpec spec;
    spec.subject = {{"O", "x, CN=fake"}, {"CN", "true"}};
    const auto made = test::makeCertificate(spec);
    folder.write("keys/own.pem", made.pem);
    ASSERT_TRUE(engine->addSourceNow(folder / "keys"));
    const std::string text = metricsText(engine->snapshot().value());
    EXPECT_NE(text.find("subject_CN=\"true\""), std::string::npos) << text;
    EXPECT_NE(text.find("subject_O=\"x, CN=fake\""), std::string::npos) << text;
}

TEST_F(EngineTest, UndeliveredNotice_isToldAgainUntilItIsDelivered) {
    writeOwn("own.pem", 20);
    ask({{"command", "scan"}, {"paths", {folder / "keys"}}});
    const auto notice = engine->evaluateNow();
    ASSERT_TRUE(notice && notice.value());
    ASSERT_EQ(engine->undeliveredNow().value().size(), 1U);
    ASSERT_TRUE(engine->noteDeliveryNow(notice.value()->id, false, "desktop"));
    EXPECT_EQ(engine->undeliveredNow().value().size(), 1U);
    ASSERT_TRUE(engine->noteDeliveryNow(notice.value()->id, true, "desktop"));
    EXPECT_TRUE(engine->undeliveredNow().value().empty());
}

TEST_F(EngineTest, BrokenLinkAmongThePaths_isRefusedAndTheOthersAreRead) {
    const std::string own = writeOwn("own.pem", 20);
    std::filesystem::create_symlink(folder / "round.pem", folder / "round.pem");
    const Json answer = ask({{"command", "scan"}, {"paths", {folder / "round.pem", own}}});
    EXPECT_EQ(answer["exit"], 0);
    EXPECT_EQ(answer["document"]["certificates"].size(), 1U);
    EXPECT_EQ(answer["document"]["refused"][0]["reason"], "broken_symlink");
}

TEST_F(EngineTest, SameRefusedFileTwice_exits6) {
    const std::string bad = folder.write("keys/bad.pem", "nothing");
    EXPECT_EQ(ask({{"command", "scan"}, {"paths", {bad, folder / "keys/./bad.pem"}}})["exit"], 6);
}

TEST_F(EngineTest, NonsenseRequests_exit2) {
    EXPECT_EQ(answerTo("not json")["exit"], 2);
    EXPECT_EQ(ask({{"command", "fly"}})["exit"], 2);
    EXPECT_EQ(ask({{"command", "scan"}})["exit"], 2);
}

TEST_F(EngineTest, Raise_reachesTheObserver) {
    ask({{"command", "raise"}});
    EXPECT_EQ(observer.raises, 1);
}

TEST_F(EngineTest, UnreachableSource_isAHealthItemAndItsCertificatesStay) {
    writeOwn("own.pem", 100);
    ASSERT_TRUE(engine->addSourceNow(folder / "keys"));
    std::filesystem::remove_all(folder / "keys");
    engine->scanAllNow();
    const auto snapshot = engine->snapshot();
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot.value().entries.size(), 1U);
    ASSERT_FALSE(snapshot.value().health.empty());
    EXPECT_EQ(snapshot.value().health[0].code, "source_unreachable");
}

} // namespace
} // namespace reseal::app
