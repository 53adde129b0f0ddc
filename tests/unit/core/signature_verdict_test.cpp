// SPDX-License-Identifier: Apache-2.0
#include "agent/core/signature_verdict.hpp"

#include "tests/support/fake_clock.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace reseal::core {
namespace {

TimePoint day(int year, unsigned month, unsigned date) {
    return std::chrono::sys_days{std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(date)};
}

const TimePoint kNow = day(2027, 6, 1); // half a year after the certificate lapsed

SignerFacts sound() {
    SignerFacts facts;
    facts.state = SignatureState::sound;
    facts.certificate = CertificateFacts{};
    facts.certificate->notBefore = day(2026, 1, 1);
    facts.certificate->notAfter = day(2027, 1, 1);
    facts.path.state = PathState::trusted;
    return facts;
}

TimeStampFacts stampAt(TimePoint time) {
    TimeStampFacts stamp;
    stamp.state = SignatureState::sound;
    stamp.time = time;
    stamp.authority = CertificateFacts{};
    stamp.authority->notBefore = day(2020, 1, 1);
    stamp.authority->notAfter = day(2030, 1, 1);
    stamp.path.state = PathState::trusted;
    return stamp;
}

bool remarks(const SignatureVerdict& verdict, std::string_view reason) {
    return std::ranges::find(verdict.remarks, reason, &Remark::reason) != verdict.remarks.end();
}

TEST(SignatureVerdict, withATrustedTimeStamp_isJudgedForItsTime) {
    SignerFacts facts = sound();
    facts.timeStamp = stampAt(day(2026, 5, 5));
    facts.claimedTime = day(2026, 5, 4);
    const auto verdict = judge(facts, kNow, true);
    EXPECT_EQ(verdict.verdict, Judgement::valid);
    EXPECT_EQ(verdict.judgedBy, JudgedBy::timeStamp);
    EXPECT_EQ(verdict.judgedAt, day(2026, 5, 5));
    EXPECT_TRUE(verdict.lapsedNow);
    EXPECT_TRUE(remarks(verdict, "lapsed_since"));
}

TEST(SignatureVerdict, withATimeStampOfAnUnknownAuthority_isJudgedForTheClaimedTime) {
    SignerFacts facts = sound();
    facts.timeStamp = stampAt(day(2026, 5, 5));
    facts.timeStamp->path.state = PathState::unknown;
    facts.claimedTime = day(2026, 5, 4);
    const auto verdict = judge(facts, kNow, true);
    EXPECT_EQ(verdict.judgedBy, JudgedBy::claimedTime);
    EXPECT_TRUE(remarks(verdict, "time_stamp_not_trusted"));
}

TEST(SignatureVerdict, withATimeStampForAnotherSignature_saysSoAndIsNotBad) {
    SignerFacts facts = sound();
    facts.timeStamp = stampAt(day(2026, 5, 5));
    facts.timeStamp->state = SignatureState::wrong;
    facts.timeStamp->problem = Error{Category::damaged, "time_stamp_differs", "It differs.", {}};
    facts.claimedTime = day(2026, 5, 4);
    const auto verdict = judge(facts, kNow, true);
    EXPECT_EQ(verdict.verdict, Judgement::valid);
    EXPECT_TRUE(remarks(verdict, "time_stamp_differs"));
}

TEST(SignatureVerdict, stampedAfterTheCertificateLapsed_isInvalid) {
    SignerFacts facts = sound();
    facts.timeStamp = stampAt(day(2027, 2, 2));
    facts.claimedTime = day(2026, 5, 4);
    const auto verdict = judge(facts, kNow, true);
    EXPECT_EQ(verdict.verdict, Judgement::invalid);
    EXPECT_EQ(verdict.why.reason, "certificate_lapsed");
    EXPECT_EQ(verdict.certificate, CertificateState::lapsed);
}

TEST(SignatureVerdict, lapsedWithoutAnyTime_isOpen) {
    const auto verdict = judge(sound(), kNow, true);
    EXPECT_EQ(verdict.verdict, Judgement::cannotSay);
    EXPECT_EQ(verdict.judgedBy, JudgedBy::now);
    EXPECT_EQ(verdict.why.reason, "certificate_lapsed");
}

TEST(SignatureVerdict, claimingATimeBeforeTheCertificate_isInvalid) {
    SignerFacts facts = sound();
    facts.claimedTime = day(2025, 12, 31);
    EXPECT_EQ(judge(facts, kNow, true).why.reason, "certificate_not_yet_valid");
    EXPECT_EQ(judge(facts, kNow, true).verdict, Judgement::invalid);
}

TEST(SignatureVerdict, claimingATimeToCome_isJudgedForNow) {
    SignerFacts facts = sound();
    facts.claimedTime = day(2030, 1, 1);
    const auto verdict = judge(facts, day(2026, 6, 1), true);
    EXPECT_EQ(verdict.judgedBy, JudgedBy::now);
    EXPECT_TRUE(remarks(verdict, "claimed_time_ahead"));
}

TEST(SignatureVerdict, ofAnUnknownIssuer_isOpenOnlyWhereAuthoritiesWereNamed) {
    SignerFacts facts = sound();
    facts.path.state = PathState::unknown;
    facts.claimedTime = day(2026, 5, 4);
    EXPECT_EQ(judge(facts, kNow, true).verdict, Judgement::cannotSay);
    const auto verdict = judge(facts, kNow, false);
    EXPECT_EQ(verdict.verdict, Judgement::valid);
    EXPECT_TRUE(remarks(verdict, "issuer_unknown"));
}

TEST(SignatureVerdict, ofAForgedCertificate_isInvalid) {
    SignerFacts facts = sound();
    facts.path.state = PathState::broken;
    facts.claimedTime = day(2026, 5, 4);
    EXPECT_EQ(judge(facts, kNow, false).verdict, Judgement::invalid);
}

TEST(SignatureVerdict, underAnAuthorityThatHadLapsed_isOpen) {
    SignerFacts facts = sound();
    facts.path.notAfter = day(2026, 3, 3);
    facts.claimedTime = day(2026, 5, 4);
    EXPECT_EQ(judge(facts, kNow, true).why.reason, "issuer_lapsed");
    EXPECT_EQ(judge(facts, kNow, true).verdict, Judgement::cannotSay);
}

TEST(SignatureVerdict, neverClaimsToHaveCheckedRevocation) {
    SignerFacts facts = sound();
    facts.claimedTime = day(2026, 5, 4);
    EXPECT_TRUE(remarks(judge(facts, kNow, true), "revocation_not_checked"));
}

TEST(SignatureVerdict, ofChangedContent_isInvalidAndOfAMissingLibraryOpen) {
    SignerFacts facts = sound();
    facts.state = SignatureState::contentChanged;
    facts.problem = Error{Category::damaged, "content_changed", "Changed.", {}};
    EXPECT_EQ(judge(facts, kNow, false).verdict, Judgement::invalid);
    facts.state = SignatureState::unverifiable;
    facts.problem = Error{Category::failed, "gost_engine_missing", "Missing.", {}};
    EXPECT_EQ(judge(facts, kNow, false).verdict, Judgement::cannotSay);
}

TEST(SignatureVerdict, ofSeveralSigners_isThatOfTheWorst) {
    SignatureVerdict valid;
    valid.verdict = Judgement::valid;
    SignatureVerdict open;
    SignatureVerdict invalid;
    invalid.verdict = Judgement::invalid;
    EXPECT_EQ(worstOf({valid, valid}), Judgement::valid);
    EXPECT_EQ(worstOf({valid, open}), Judgement::cannotSay);
    EXPECT_EQ(worstOf({invalid, open}), Judgement::invalid);
    EXPECT_EQ(worstOf({}), Judgement::cannotSay);
}

// A certificate revoked on 1 March 2026.
SignerFacts revoked(std::optional<RevocationReason> reason = {}) {
    SignerFacts facts = sound();
    facts.revocation = RevocationFacts{.state = RevocationState::revoked,
                                       .source = RevocationSource::list,
                                       .revokedAt = day(2026, 3, 1),
                                       .reason = reason};
    return facts;
}

TEST(SignatureVerdictOnRevocation, stampedBefore_staysValid) {
    SignerFacts facts = revoked();
    facts.timeStamp = stampAt(day(2026, 2, 1));
    const auto verdict = judge(facts, kNow, true);
    EXPECT_EQ(verdict.verdict, Judgement::valid);
    EXPECT_TRUE(remarks(verdict, "revoked_since"));
    EXPECT_FALSE(remarks(verdict, "revocation_not_checked"));
}
TEST(SignatureVerdictOnRevocation, stampedAfter_isInvalid) {
    SignerFacts facts = revoked();
    facts.timeStamp = stampAt(day(2026, 3, 2));
    const auto verdict = judge(facts, kNow, true);
    EXPECT_EQ(verdict.verdict, Judgement::invalid);
    EXPECT_EQ(verdict.why.reason, "certificate_revoked");
}
TEST(SignatureVerdictOnRevocation, stampedAfterTheKeyWasLost_isInvalid) {
    SignerFacts facts = revoked();
    facts.revocation->invalidSince = day(2026, 1, 15);
    facts.timeStamp = stampAt(day(2026, 2, 1));
    EXPECT_EQ(judge(facts, kNow, true).verdict, Judgement::invalid);
}
TEST(SignatureVerdictOnRevocation, claimedToBeBefore_isLeftOpen) {
    SignerFacts facts = revoked();
    facts.claimedTime = day(2026, 2, 1);
    const auto verdict = judge(facts, kNow, true);
    EXPECT_EQ(verdict.verdict, Judgement::cannotSay);
    EXPECT_EQ(verdict.why.reason, "certificate_revoked");
}
TEST(SignatureVerdictOnRevocation, claimedToBeAfter_isInvalid) {
    SignerFacts facts = revoked();
    facts.claimedTime = day(2026, 4, 1);
    EXPECT_EQ(judge(facts, kNow, true).verdict, Judgement::invalid);
}
TEST(SignatureVerdictOnRevocation, withoutAnyTime_isLeftOpen) {
    const auto verdict = judge(revoked(), day(2026, 6, 1), true);
    EXPECT_EQ(verdict.verdict, Judgement::cannotSay);
    EXPECT_EQ(verdict.why.reason, "certificate_revoked");
}
TEST(SignatureVerdictOnRevocation, good_isValidAndSaysWhen) {
    SignerFacts facts = sound();
    facts.revocation = RevocationFacts{.state = RevocationState::good, .thisUpdate = day(2026, 6, 1)};
    facts.claimedTime = day(2026, 5, 1);
    const auto verdict = judge(facts, kNow, true);
    EXPECT_EQ(verdict.verdict, Judgement::valid);
    EXPECT_TRUE(remarks(verdict, "not_revoked"));
}
TEST(SignatureVerdictOnRevocation, unknown_isLeftOpenWithItsReason) {
    SignerFacts facts = sound();
    facts.revocation = RevocationFacts{};
    facts.revocation->problem = Error{Category::failed, "list_out_of_date", "It is old.", {}};
    facts.claimedTime = day(2026, 5, 1);
    const auto verdict = judge(facts, kNow, true);
    EXPECT_EQ(verdict.verdict, Judgement::cannotSay);
    EXPECT_EQ(verdict.why.reason, "list_out_of_date");
}
TEST(SignatureVerdictOnRevocation, ofAWrongSignature_doesNotMatter) {
    SignerFacts facts = revoked();
    facts.state = SignatureState::wrong;
    facts.problem = Error{Category::damaged, "signature_wrong", "It is wrong.", {}};
    EXPECT_EQ(judge(facts, kNow, true).why.reason, "signature_wrong");
}

TEST(SignatureVerdictOnRevocation, isAskedForTheTimeOfATimeStampThatCounts) {
    SignerFacts facts = sound();
    facts.timeStamp = stampAt(day(2026, 2, 1));
    EXPECT_EQ(revocationAskedFor(facts, kNow), day(2026, 2, 1));
    facts.timeStamp->path.state = PathState::unknown;
    EXPECT_EQ(revocationAskedFor(facts, kNow), day(2027, 1, 1));
}
TEST(SignatureVerdictOnRevocation, isNotAskedForTheTimeThatTheSignerClaims) {
    SignerFacts facts = sound();
    facts.claimedTime = day(2026, 2, 1);
    EXPECT_EQ(revocationAskedFor(facts, day(2026, 6, 1)), day(2026, 6, 1));
    EXPECT_EQ(revocationAskedFor(facts, kNow), day(2027, 1, 1)) << "not past the end of the certificate";
}

// A signature that only its time-stamp places before the revocation, by an authority that was revoked itself.
SignatureVerdict underRevokedStamp(TimePoint revokedAt, std::optional<RevocationReason> reason) {
    SignerFacts facts = revoked();
    facts.timeStamp = stampAt(day(2026, 2, 1));
    facts.timeStamp->revocation =
        RevocationFacts{.state = RevocationState::revoked, .revokedAt = revokedAt, .reason = reason};
    return judge(facts, kNow, true);
}
TEST(SignatureVerdictOnRevocation, ofTheStampingAuthorityAfterwards_leavesTheStamp) {
    EXPECT_EQ(underRevokedStamp(day(2026, 5, 1), RevocationReason::superseded).verdict, Judgement::valid);
}
TEST(SignatureVerdictOnRevocation, ofTheStampingAuthorityBefore_takesTheStamp) {
    const auto verdict = underRevokedStamp(day(2026, 1, 1), RevocationReason::superseded);
    EXPECT_EQ(verdict.verdict, Judgement::cannotSay);
    EXPECT_TRUE(remarks(verdict, "time_stamp_revoked"));
}
TEST(SignatureVerdictOnRevocation, ofTheStampingAuthorityThatLostItsKey_takesTheStamp) {
    EXPECT_TRUE(remarks(underRevokedStamp(day(2026, 5, 1), RevocationReason::keyCompromise), "time_stamp_revoked"));
    EXPECT_TRUE(remarks(underRevokedStamp(day(2026, 5, 1), {}), "time_stamp_revoked"));
}

TEST(SignatureVerdictOnRevocation, ofTheStampingAuthorityThatIsUnknown_takesTheStamp) {
    SignerFacts facts = revoked();
    facts.timeStamp = stampAt(day(2026, 2, 1));
    facts.timeStamp->revocation = RevocationFacts{};
    const auto verdict = judge(facts, kNow, true);
    EXPECT_EQ(verdict.verdict, Judgement::cannotSay);
    EXPECT_EQ(verdict.judgedBy, JudgedBy::now);
    EXPECT_TRUE(remarks(verdict, "time_stamp_revocation_unknown"));
    EXPECT_EQ(revocationAskedFor(facts, kNow), day(2027, 1, 1));
}
TEST(SignatureVerdictOnRevocation, ofAStampingAuthorityThatIsNotTrusted_isNotWhatIsSaid) {
    SignerFacts facts = sound();
    facts.timeStamp = stampAt(day(2026, 2, 1));
    facts.timeStamp->path.state = PathState::unknown;
    facts.timeStamp->revocation = RevocationFacts{};
    EXPECT_TRUE(remarks(judge(facts, kNow, true), "time_stamp_not_trusted"));
}

TEST(SignatureVerdict, ofATestAuthority_saysSo) {
    SignerFacts facts = sound();
    facts.claimedTime = day(2026, 5, 4);
    EXPECT_FALSE(remarks(judge(facts, kNow, true), "test_authority"));
    facts.certificate->authorityKeyId = {0xFA, 0xD2, 0x4B, 0x1B, 0xA3, 0xA0, 0xC9, 0x61, 0xFE, 0x1C,
                                         0xA8, 0x50, 0x3E, 0x6A, 0xA2, 0xBB, 0x45, 0x0D, 0xB8, 0xA3};
    EXPECT_TRUE(remarks(judge(facts, kNow, true), "test_authority"));
}

} // namespace
} // namespace reseal::core
