// SPDX-License-Identifier: Apache-2.0
#include "agent/plugins/policy_folder.hpp"

#include "tests/support/plugin_fixtures.hpp"
#include "tests/support/temporary_folder.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

namespace reseal::plugins {
namespace {

namespace fs = std::filesystem;

std::string escaped(const std::string& pem) {
    std::string text;
    for (const char c : pem) {
        text += c == '\n' ? std::string("\\n") : std::string(1, c);
    }
    return text;
}

class PolicyTest : public ::testing::Test {
protected:
    PolicyTest() { fs::permissions(folder.path(), fs::perms::owner_all); }

    void write(const std::string& name, const std::string& text) {
        fs::permissions(folder.write(name, text), fs::perms::owner_read | fs::perms::owner_write);
    }
    Policy read() { return PolicyFolder(folder.path(), PolicyFolder::Owner::user).read(); }

    // The field of the one problem, or what there is instead.
    std::string problemOf(const std::string& text) {
        write("10.json", text);
        const Policy policy = read();
        return policy.problems.size() == 1 ? "problem " + policy.problems[0].field : "sound";
    }

    test::TemporaryFolder folder;
};

TEST_F(PolicyTest, ofNoFolder_orAnEmptyOne_allowsEverything) {
    for (const Policy& policy : {read(), PolicyFolder(folder / "none", PolicyFolder::Owner::root).read()}) {
        EXPECT_FALSE(policy.present);
        EXPECT_TRUE(policy.personMayTrust() && policy.developerModeAllowed());
        EXPECT_TRUE(policy.allowsHost("ca.example.kz", 443));
    }
}

TEST_F(PolicyTest, isReadWhole) {
    const auto signer = test::makeSigner("IT");
    const auto other = test::makeSigner("Other");
    write("ca.pem", other.pem);
    write("10.json", R"({"policy": 1, "organisation": "Example Ltd",
        "signers": [{"name": "IT", "pem": ")" +
                         escaped(signer.pem) + R"("}, {"name": "CA", "pem_file": "ca.pem"}],
        "archive_recovery": [{"name": "Security", "pem_file": "ca.pem"}],
        "ban": [{"id": "bad", "reason": "leaks"}, {"sha256": ")" +
                         std::string(64, 'A') + R"("}],
        "allow_personal_trust": false, "developer_mode": "forbidden",
        "hosts_forbidden": ["*.example.org"], "hosts_allowed": ["a.example.org", "ca.example.kz"],
        "privileges_forbidden": ["exec"], "disabled_plugins": ["old"],
        "settings": {"agent": {"thresholds": {"value": "60,30", "locked": true}},
                     "plugins": {"file": {"folder": {"value": "/srv"}, "days": {"value": 7, "locked": true}}}}})");
    const Policy policy = read();
    ASSERT_TRUE(policy.problems.empty()) << policy.problems[0].field << policy.problems[0].detail;
    EXPECT_EQ(policy.organisation, "Example Ltd");
    ASSERT_EQ(policy.signers.size(), 2U);
    EXPECT_EQ(policy.signers[0].certificate, signer.der);
    EXPECT_EQ(policy.signers[1].certificate, other.der);
    ASSERT_EQ(policy.archiveRecovery.size(), 1U);
    EXPECT_EQ(policy.archiveRecovery[0].certificate, other.der);
    EXPECT_EQ(policy.banOfId("bad")->reason, "leaks");
    EXPECT_NE(policy.banOfHash(std::string(64, 'a')), nullptr);
    EXPECT_EQ(policy.banOfId(""), nullptr);
    EXPECT_EQ(policy.banOfHash(""), nullptr);
    EXPECT_FALSE(policy.personMayTrust() || policy.developerModeAllowed());
    EXPECT_FALSE(policy.allowsHost("a.example.org", 443)) << "what is forbidden wins";
    EXPECT_TRUE(policy.allowsHost("ca.example.kz", 443));
    EXPECT_FALSE(policy.allowsHost("other.example.kz", 443));
    EXPECT_TRUE(policy.privilegesForbidden.contains("exec"));
    EXPECT_TRUE(policy.disabledPlugins.contains("old"));
    EXPECT_EQ(policy.agent.at("thresholds"), (core::GivenSetting{"60,30", true}));
    EXPECT_EQ(policy.givenTo("file").at("days"), (core::GivenSetting{"7", true}));
    EXPECT_FALSE(policy.givenTo("file").at("folder").locked);
}

TEST_F(PolicyTest, ofSeveralFiles_addsListsUp_andTakesTheLastOfSingleValues) {
    write("20.json", R"({"policy": 1, "organisation": "Last", "developer_mode": "allowed", "ban": [{"id": "b"}],
                         "settings": {"agent": {"language": {"value": "kk"}}}})");
    write("10.json", R"({"policy": 1, "organisation": "First", "developer_mode": "forbidden", "ban": [{"id": "a"}],
                         "allow_personal_trust": false,
                         "settings": {"agent": {"language": {"value": "ru", "locked": true}}}})");
    write("30.txt", "not a policy");
    const Policy policy = read();
    EXPECT_EQ(policy.organisation, "Last");
    EXPECT_TRUE(policy.developerModeAllowed());
    EXPECT_FALSE(policy.personMayTrust());
    EXPECT_TRUE(policy.banOfId("a") && policy.banOfId("b"));
    EXPECT_EQ(policy.agent.at("language"), (core::GivenSetting{"kk", false}));
}

TEST_F(PolicyTest, withAMistake_grantsNothingAndTakesPersonalTrustAndDeveloperModeAway) {
    const auto signer = test::makeSigner("IT");
    write("00.json", R"({"policy": 1, "allow_personal_trust": true, "developer_mode": "allowed"})");
    EXPECT_TRUE(read().personMayTrust());
    for (const auto& [text, field] : std::vector<std::pair<std::string, std::string>>{
             {"{", ""},
             {R"({"policy": 2})", "policy"},
             {R"({"policy": 1, "allow_personal_trsut": false})", "allow_personal_trsut"},
             {R"({"policy": 1, "developer_mode": "no"})", "developer_mode"},
             {R"({"policy": 1, "signers": [{"name": "a"}]})", "signers[0].pem"},
             {R"({"policy": 1, "signers": [{"name": "a", "pem": "x"}]})", "a"},
             {R"({"policy": 1, "signers": [{"name": "a", "pem_file": "none.pem"}]})", "none.pem"},
             {R"({"policy": 1, "ban": [{"reason": "x"}]})", "ban[0].id"},
             {R"({"policy": 1, "ban": [{"sha256": "12"}]})", "ban[0].sha256"},
             {R"({"policy": 1, "hosts_allowed": ["https://a.kz"]})", "hosts_allowed"},
             {R"({"policy": 1, "privileges_forbidden": ["all"]})", "privileges_forbidden"},
             {R"({"policy": 1, "disabled_plugins": ["../x"]})", "disabled_plugins"},
             {R"({"policy": 1, "settings": {"agent": {"language": "ru"}}})", "settings.agent.language"},
             {R"({"policy": 1, "settings": {"agent": {"language": {"locked": true}}}})",
              "settings.agent.language.value"},
         }) {
        EXPECT_EQ(problemOf(text), "problem " + field) << text;
        EXPECT_FALSE(read().personMayTrust() || read().developerModeAllowed());
        EXPECT_TRUE(read().signers.empty());
    }
}

TEST_F(PolicyTest, thatOthersMayChange_hasNoEffectAndIsAProblem) {
    write("10.json", R"({"policy": 1, "organisation": "Example Ltd"})");
    const std::string file = folder / "10.json";
    const auto outcome = [&] {
        const Policy policy = read();
        return std::pair(policy.organisation, policy.problems.size());
    };
    EXPECT_EQ(outcome(), std::pair(std::string("Example Ltd"), std::size_t{0}));
    for (const fs::perms more : {fs::perms::group_write, fs::perms::others_write}) {
        for (const std::string& path : {file, folder.path()}) {
            fs::permissions(path, more, fs::perm_options::add);
            EXPECT_EQ(outcome(), std::pair(std::string(), std::size_t{1})) << path;
            fs::permissions(path, more, fs::perm_options::remove);
        }
    }
    fs::rename(file, folder / "elsewhere");
    fs::create_symlink(folder / "elsewhere", file);
    EXPECT_EQ(outcome(), std::pair(std::string(), std::size_t{1}));
}

TEST_F(PolicyTest, ofAnotherOwner_hasNoEffect) {
    write("10.json", R"({"policy": 1, "organisation": "Example Ltd"})");
    if (::getuid() != 0) {
        EXPECT_EQ(PolicyFolder(folder.path(), PolicyFolder::Owner::root).read().problems.size(), 1U);
        return;
    }
    ASSERT_EQ(::chown((folder / "10.json").c_str(), 12345, 12345), 0);
    const Policy policy = PolicyFolder(folder.path(), PolicyFolder::Owner::root).read();
    EXPECT_EQ(policy.organisation, "");
    EXPECT_EQ(policy.problems.size(), 1U);
}

TEST_F(PolicyTest, bansOfAShippedFile_areReadByThemselves) {
    EXPECT_TRUE(readBans(folder / "none.json").value().empty());
    write("banned.json", R"({"policy": 1, "ban": [{"id": "bad"}]})");
    EXPECT_EQ(readBans(folder / "banned.json").value().size(), 1U);
    write("banned.json", "[");
    EXPECT_FALSE(readBans(folder / "banned.json"));
}

} // namespace
} // namespace reseal::plugins
