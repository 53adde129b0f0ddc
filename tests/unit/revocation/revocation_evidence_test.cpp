// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/revocation/revocation_evidence.hpp"

#include "agent/crypto/der_writer.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "revocation_fixtures.hpp"

namespace reseal::crypto {
namespace {

using namespace test;

// root -> authority -> holder, as Kazakhstan's national authorities stand.
class Evidence : public ::testing::TestWithParam<const char*> {
protected:
    void SetUp() override {
        if (std::string_view(GetParam()).find("gost") != std::string_view::npos && !loadGostEngine()) {
            GTEST_SKIP() << "gost-engine is missing";
        }
        root_.emplace(authority(GetParam(), "Root"));
        authority_.emplace(issue({.algorithm = GetParam(),
                                  .subject = {{"2.5.4.3", "National"}, {"2.5.4.6", "KZ"}},
                                  .issuer = &*root_,
                                  .authority = true}));
        holder_.emplace(issue({.algorithm = GetParam(), .issuer = &*authority_}));
        static_cast<void>(paths_.trust(std::vector<Bytes>{root_->certificate}));
        paths_.offer(std::vector<Bytes>{authority_->certificate});
    }
    [[nodiscard]] RevocationFacts facts(const Issued& of) const {
        return evidence_.check(of.certificate, paths_, {day(5, 1), day(5, 2)});
    }
    [[nodiscard]] std::string answer() const { return told(facts(*holder_)); }
    void add(const ListSpec& spec) { EXPECT_TRUE(evidence_.addList(makeList(*authority_, spec))); }
    void add(const AnswerSpec& spec) { EXPECT_TRUE(evidence_.addAnswer(makeAnswer(*authority_, *holder_, spec))); }
    [[nodiscard]] ListSpec listing(std::optional<std::uint8_t> reason) const {
        return {.revoked = {{serialOf(*holder_), "20260301000000Z", reason}}};
    }
    std::optional<Issued> root_;
    std::optional<Issued> authority_;
    std::optional<Issued> holder_;
    CertificatePaths paths_;
    RevocationEvidence evidence_;
};
INSTANTIATE_TEST_SUITE_P(Keys, Evidence, ::testing::Values("ec-p256", "kz-gost-2015-512"),
                         [](const auto& each) { return std::string_view(each.param) == "ec-p256" ? "ec" : "gost"; });

TEST_P(Evidence, ofALeadingChain_answersForTheHolder) {
    ASSERT_EQ(paths_.check(holder_->certificate).state, PathState::trusted);
    add(ListSpec{});
    EXPECT_EQ(answer(), "good");
}
TEST_P(Evidence, ofTheRoot_answersForTheAuthority) {
    EXPECT_TRUE(evidence_.addList(makeList(*root_, {})));
    EXPECT_EQ(told(facts(*authority_)), "good");
    EXPECT_EQ(answer(), "list_not_of_issuer");
}
TEST_P(Evidence, none_isMissing) { EXPECT_EQ(answer(), "list_missing"); }
TEST_P(Evidence, withoutTheIssuer_cannotBeTold) {
    const Issued stranger = authority("ec-p256", "Stranger");
    const Issued holder = issue({.algorithm = "ec-p256", .issuer = &stranger});
    EXPECT_EQ(told(facts(holder)), "issuer_missing");
}
TEST_P(Evidence, revocationByAList_outweighsAnAnswer) {
    add(AnswerSpec{});
    add(listing(1));
    EXPECT_EQ(answer(), "revoked");
}
TEST_P(Evidence, revocationByAnAnswer_outweighsAList) {
    add(ListSpec{});
    add(AnswerSpec{.status = CertStatus::revoked, .reason = 1});
    EXPECT_EQ(answer(), "revoked");
    EXPECT_EQ(facts(*holder_).source, RevocationSource::answer);
}
TEST_P(Evidence, newerAnswerThatRevokes_keepsTheEarlierDatesOfAList) {
    add(ListSpec{.revoked = {{serialOf(*holder_), "20260220000000Z", 1, "20260110000000Z"}}});
    add(AnswerSpec{
        .status = CertStatus::revoked, .reason = 1, .producedAt = "20260502000000Z", .thisUpdate = "20260502000000Z"});
    const RevocationFacts said = facts(*holder_);
    EXPECT_EQ(said.source, RevocationSource::answer);
    EXPECT_EQ(said.revokedAt, day(2, 20));
    EXPECT_EQ(said.invalidSince, day(1, 10));
}
TEST_P(Evidence, olderAnswerThatRevokes_movesTheDateBack) {
    add(ListSpec{.revoked = {{serialOf(*holder_), "20260320000000Z", 1}}});
    add(AnswerSpec{
        .status = CertStatus::revoked, .reason = 1, .producedAt = "20260401000000Z", .thisUpdate = "20260401000000Z"});
    const RevocationFacts said = facts(*holder_);
    EXPECT_EQ(said.source, RevocationSource::list);
    EXPECT_EQ(said.revokedAt, day(3, 1));
}
TEST_P(Evidence, newerAnswer_liftsAHold) {
    add(listing(6));
    add(AnswerSpec{.producedAt = "20260502000000Z", .thisUpdate = "20260502000000Z"});
    EXPECT_EQ(answer(), "good");
}
TEST_P(Evidence, oneThatAnswers_outweighsOneThatDoesNot) {
    add(ListSpec{.thisUpdate = "20250401000000Z", .nextUpdate = "20250501000000Z"});
    EXPECT_EQ(answer(), "list_out_of_date");
    add(AnswerSpec{});
    EXPECT_EQ(answer(), "good");
}
TEST_P(Evidence, answerOfAResponderThatAListRevokes_isNotUsed) {
    const Issued responder =
        issue({.algorithm = GetParam(), .issuer = &*authority_, .extendedUsage = {"1.3.6.1.5.5.7.3.9"}});
    add(AnswerSpec{.responder = &responder});
    EXPECT_EQ(answer(), "good");
    add(ListSpec{.thisUpdate = "20250401000000Z",
                 .nextUpdate = "20250501000000Z",
                 .revoked = {{serialOf(responder), "20250301000000Z", 1}}});
    EXPECT_EQ(answer(), "list_out_of_date");
}
TEST_P(Evidence, damagedPieces_areRefused) {
    EXPECT_EQ(evidence_.addList(asBytes("list")).error().reason, "list_damaged");
    EXPECT_EQ(evidence_.addAnswer(asBytes("answer")).error().reason, "answer_damaged");
}

} // namespace
} // namespace reseal::crypto
