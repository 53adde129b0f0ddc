// SPDX-License-Identifier: Apache-2.0
// Each thing that a renewal may miss at a workplace, broken by itself; and silence about what does not concern it.
#include "agent/app/renewal_workplace.hpp"

#include "agent/crypto/gost_engine.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/unit/crypto/authority_fixtures.hpp"

#include <gtest/gtest.h>

namespace reseal::app {
namespace {

using core::HealthItem;
using core::Severity;

constexpr TimePoint kNow = std::chrono::sys_days(std::chrono::year(2026) / 12 / 1);

class BrokenWorkplaceTest : public testing::Test {
protected:
    BrokenWorkplaceTest() {
        renewal.medium = "vault";
        sight.clock = &clock;
        sight.texts = [] { return std::make_unique<core::EnglishTexts>(); };
        sight.gostWorks = [this] { return gost; };
        sight.tokens = [this] { return tokens; };
        sight.readers = [this] { return readers; };
        sight.oldKey = [this](const enrolment::Renewal&) { return oldKey; };
        sight.examine = [this](const enrolment::Renewal&, const auto& done) { done(ofTheCa); };
    }
    // What is said to be missing, one title a line.
    std::string missing() {
        std::string titles;
        RenewalWorkplace(sight).look(renewal, [&](const std::map<std::string, std::string>& all) {
            for (const auto& [what, mend] : all) {
                EXPECT_NE(mend, "") << what;
                titles += what + "\n";
            }
        });
        return titles;
    }

    // Of the new key, once the CA has said which it wants.
    std::string missingForKey(std::vector<std::string> algorithms) {
        plugins::KeyDemand demand;
        demand.algorithms = std::move(algorithms);
        std::string titles;
        for (const auto& [what, mend] : RenewalWorkplace(sight).missingForKey(renewal, std::span(&demand, 1))) {
            EXPECT_NE(mend, "") << what;
            titles += what + "\n";
        }
        return titles;
    }

    test::FakeClock clock{kNow};
    WorkplaceSight sight;
    enrolment::Renewal renewal;
    bool gost = true;
    std::vector<core::Token> tokens;
    std::vector<core::CardReader> readers;
    std::string oldKey = "ready";
    std::vector<HealthItem> ofTheCa{{"plugin_check", Severity::fine, "Plugin", "It answers.", "", {}, ""}};
};

TEST_F(BrokenWorkplaceTest, AllWell_isNotTalkedAbout) { EXPECT_EQ(missing(), ""); }

TEST_F(BrokenWorkplaceTest, ClockBeforeTheProgram_isSaid) {
    clock.setNow(std::chrono::sys_days(std::chrono::year(2020) / 1 / 1));
    EXPECT_EQ(missing(), "The computer's clock is wrong\n");
}

TEST_F(BrokenWorkplaceTest, GostEngineThatIsNotThere_isSaidWhereTheOldKeyIsGost) {
    if (!crypto::loadGostEngine()) {
        GTEST_SKIP() << "skipped: gost-engine is missing";
    }
    test::IssueSpec spec;
    spec.algorithm = "gost-2012-256";
    renewal.oldDer = test::issue(spec).certificate;
    EXPECT_EQ(missing(), "");
    gost = false;
    EXPECT_EQ(missing(), "GOST keys cannot be read\n");
    renewal.oldDer = test::issue({}).certificate; // RSA
    EXPECT_EQ(missing(), "");
}

TEST_F(BrokenWorkplaceTest, NoReader_isSaidOnlyWhereATokenIsNeeded) {
    EXPECT_EQ(missing(), "");
    oldKey = "away";
    EXPECT_EQ(missing(), "No card reader and no token is connected\n");
    oldKey = "ready";
    renewal.medium = "pkcs11:token=Anna";
    EXPECT_EQ(missing(), "No card reader and no token is connected\n");
}

TEST_F(BrokenWorkplaceTest, TokenThatIsThereWithoutAReader_lacksNone) {
    core::Token token;
    token.plugin = "pkcs11";
    token.id = "pkcs11:token=Anna;serial=1";
    token.label = "Anna";
    tokens = {token};
    renewal.medium = "pkcs11:token=Anna";
    EXPECT_EQ(missing(), "");
}

TEST_F(BrokenWorkplaceTest, CardWithoutItsDriver_isSaidWithItsName) {
    core::CardReader reader;
    reader.name = "Reader 1";
    reader.cardPresent = true;
    reader.moduleMissing = true;
    reader.driverName = {{"en", "Rutoken"}};
    reader.mend = {{"en", "Install librtpkcs11ecp."}};
    readers = {reader};
    oldKey = "away";
    EXPECT_EQ(missing(), "The driver of the token is not installed\n");
}

TEST_F(BrokenWorkplaceTest, GostKeyThatTheCaDemands_isSaidWhereTheOldKeyIsNone) {
    gost = false;
    renewal.oldDer = test::issue({}).certificate; // RSA
    EXPECT_EQ(missing(), "");
    EXPECT_EQ(missingForKey({"gost-2012-256"}), "No GOST key can be made here\n");
    EXPECT_EQ(missingForKey({"gost-2012-256", "rsa-2048"}), "");
    renewal.oldDer.clear();
    EXPECT_EQ(missingForKey({"gost-2012-256", "gost-2012-512"}), "No GOST key can be made here\n");
    gost = true;
    EXPECT_EQ(missingForKey({"gost-2012-256"}), "");
}

TEST_F(BrokenWorkplaceTest, TokenThatComesLater_needsItsReaderAndItsDriver) {
    EXPECT_EQ(missingForKey({"rsa-2048"}), "");
    renewal.medium = enrolment::kLaterToken;
    EXPECT_EQ(missingForKey({"rsa-2048"}), "No card reader and no token is connected\n");
    core::CardReader reader;
    reader.name = "Reader 1";
    readers = {reader};
    EXPECT_EQ(missingForKey({"rsa-2048"}), "");
    readers.front().cardPresent = readers.front().moduleMissing = true;
    readers.front().mend = {{"en", "Install librtpkcs11ecp."}};
    EXPECT_EQ(missingForKey({"rsa-2048"}), "The driver of the token is not installed\n");
}

TEST_F(BrokenWorkplaceTest, CaThatIsNotReached_isSaidInItsPluginsWords) {
    ofTheCa = {{"plugin_check", Severity::warning, "Plugin", "The CA does not answer.", "Check the network.", {}, ""}};
    EXPECT_EQ(missing(), "Plugin\n");
}

TEST_F(BrokenWorkplaceTest, RemarksOfThePlugin_stopNobody) {
    ofTheCa = {{"plugin_check", Severity::notice, "Plugin", "No folder is set.", "Set one.", {}, ""},
               {"deadline", Severity::warning, "Plugin does not work", "", "", {}, ""}};
    EXPECT_EQ(missing(), "");
}

} // namespace
} // namespace reseal::app
