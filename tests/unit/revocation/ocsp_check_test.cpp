// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/revocation/ocsp_check.hpp"

#include "agent/crypto/der_writer.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "revocation_fixtures.hpp"
#include "tests/support/x509_fixtures.hpp"

#include <map>

namespace reseal::crypto {
namespace {

using namespace test;

constexpr const char* kOcspSigning = "1.3.6.1.5.5.7.3.9";
constexpr const char* kSha1 = "1.3.14.3.2.26";

struct House {
    Issued authority;
    Issued holder;
    Issued responder;
};

const House& houseOf(const std::string& algorithm) {
    static std::map<std::string, House> houses;
    auto found = houses.find(algorithm);
    if (found == houses.end()) {
        Issued issuer = authority(algorithm, "Authority " + algorithm);
        Issued holder = issue({.algorithm = algorithm, .issuer = &issuer});
        Issued responder = issue({.algorithm = algorithm,
                                  .subject = {{"2.5.4.3", "OCSP RESPONDER"}},
                                  .issuer = &issuer,
                                  .extendedUsage = {kOcspSigning}});
        found = houses.emplace(algorithm, House{std::move(issuer), std::move(holder), std::move(responder)}).first;
    }
    return found->second;
}

RevocationTime on(TimePoint time) { return {time, time}; }

class OcspCheck : public ::testing::TestWithParam<const char*> {
protected:
    void SetUp() override {
        if (std::string_view(GetParam()).find("gost") != std::string_view::npos && !loadGostEngine()) {
            GTEST_SKIP() << "gost-engine is missing";
        }
    }
    [[nodiscard]] const House& house() const { return houseOf(GetParam()); }
    [[nodiscard]] RevocationFacts facts(ByteView file, RevocationTime time = on(day(5, 1)),
                                        const std::optional<Bytes>& nonce = {}) const {
        const auto response = OcspResponse::read(file);
        if (!response) {
            RevocationFacts refused;
            refused.problem = response.error();
            return refused;
        }
        return checkOcsp({house().holder.certificate, house().authority.certificate}, response.value(), time,
                         {.nonce = nonce});
    }
    [[nodiscard]] std::string answer(ByteView file, RevocationTime time = on(day(5, 1)),
                                     const std::optional<Bytes>& nonce = {}) const {
        return told(facts(file, time, nonce));
    }
    [[nodiscard]] Bytes made(const AnswerSpec& spec) const {
        return makeAnswer(house().authority, house().holder, spec);
    }
    // A responder that the authority made otherwise.
    [[nodiscard]] std::string answerOfResponder(IssueSpec spec) const {
        spec.algorithm = GetParam();
        const Issued responder = issue(spec);
        return answer(made({.responder = &responder}));
    }
};
INSTANTIATE_TEST_SUITE_P(Keys, OcspCheck,
                         ::testing::Values("rsa-2048", "gost-2012-256", "kz-gost-2004", "kz-gost-2015-512"),
                         [](const auto& each) {
                             std::string name = each.param;
                             std::erase(name, '-');
                             return name;
                         });

TEST_P(OcspCheck, goodByTheAuthorityItself_isGood) { EXPECT_EQ(answer(made({})), "good"); }
TEST_P(OcspCheck, goodByItsResponder_isGood) { EXPECT_EQ(answer(made({.responder = &house().responder})), "good"); }
TEST_P(OcspCheck, responderNamedByItsKey_isKnown) {
    EXPECT_EQ(answer(made({.responder = &house().responder, .byKey = true})), "good");
}
TEST_P(OcspCheck, certificateNamedBySha1_isMeant) { EXPECT_EQ(answer(made({.digest = kSha1})), "good"); }
TEST_P(OcspCheck, revoked_isRevokedWithDateAndReason) {
    const RevocationFacts said =
        facts(made({.status = CertStatus::revoked, .reason = 4, .responder = &house().responder}));
    EXPECT_EQ(told(said), "revoked");
    EXPECT_EQ(said.revokedAt, day(3, 1));
    EXPECT_EQ(said.reason, RevocationReason::superseded);
    EXPECT_EQ(said.source, RevocationSource::answer);
}
TEST_P(OcspCheck, unknown_isNotGood) {
    EXPECT_EQ(answer(made({.status = CertStatus::unknown})), "certificate_not_known");
}
TEST_P(OcspCheck, answerAboutAnotherSerial_isNotAboutIt) {
    EXPECT_EQ(answer(makeAnswer(house().authority, house().responder, {})), "answer_not_about");
}
TEST_P(OcspCheck, answerOfAnotherAuthority_isNotAboutIt) {
    const Issued other = authority(GetParam(), "Other");
    EXPECT_EQ(answer(makeAnswer(other, house().holder, {})), "answer_not_about");
}
TEST_P(OcspCheck, signatureByAnotherKey_isWrong) {
    EXPECT_EQ(answer(made({.responder = &house().responder, .signer = &house().holder})), "answer_signature_wrong");
}

class OcspResponders : public OcspCheck {};
INSTANTIATE_TEST_SUITE_P(Keys, OcspResponders, ::testing::Values("rsa-2048"));

TEST_P(OcspResponders, holderWithoutTheUse_mayNotAnswer) {
    EXPECT_EQ(answer(made({.responder = &house().holder})), "answer_signer_unfit");
}
TEST_P(OcspResponders, responderOfAnotherAuthority_mayNotAnswer) {
    const Issued other = authority(GetParam(), "Other");
    EXPECT_EQ(answerOfResponder({.issuer = &other, .extendedUsage = {kOcspSigning}}), "answer_signer_unfit");
}
TEST_P(OcspResponders, responderOfAnotherAuthorityOfTheSameName_mayNotAnswer) {
    const Issued other = authority(GetParam(), "Authority rsa-2048");
    EXPECT_EQ(answerOfResponder({.issuer = &other, .extendedUsage = {kOcspSigning}}), "answer_signer_unfit");
}
TEST_P(OcspResponders, responderThatHadLapsed_mayNotAnswer) {
    EXPECT_EQ(answerOfResponder(
                  {.issuer = &house().authority, .extendedUsage = {kOcspSigning}, .notAfter = "20260401000000Z"}),
              "answer_signer_unfit");
}
TEST_P(OcspResponders, responderWithUnknownCriticalExtension_mayNotAnswer) {
    EXPECT_EQ(answerOfResponder({.issuer = &house().authority,
                                 .extendedUsage = {kOcspSigning},
                                 .extensions = {extensionOf("1.2.3.4", derNull(), true)}}),
              "answer_signer_unfit");
}
TEST_P(OcspResponders, responderWhoseKeyIsForOtherUses_mayNotAnswer) {
    EXPECT_EQ(answerOfResponder({.issuer = &house().authority, .usage = 0x20, .extendedUsage = {kOcspSigning}}),
              "answer_signer_unfit");
}

TEST_P(OcspResponders, responderThatHasLapsedSince_isNotTakenAtItsWord) {
    const Issued lapsed = issue({.algorithm = GetParam(),
                                 .issuer = &house().authority,
                                 .extendedUsage = {kOcspSigning},
                                 .notAfter = "20260601000000Z"});
    const auto said = [&](CertStatus status, TimePoint at) {
        return answer(made({.status = status, .reason = 1, .nextUpdate = "20261201000000Z", .responder = &lapsed}),
                      on(at));
    };
    EXPECT_EQ(said(CertStatus::good, day(6, 1)), "good");
    EXPECT_EQ(said(CertStatus::good, day(6, 2)), "answer_out_of_date");
    EXPECT_EQ(said(CertStatus::revoked, day(6, 2)), "revoked");
}

// Answers beside lists of the same authority.
class OcspBesideLists : public OcspCheck {
protected:
    // What a responder answers that a list names.
    [[nodiscard]] std::string answerOfListed(const std::vector<Bytes>& extensions, const Issued* signerOfList = nullptr,
                                             bool listed = true) const {
        const Issued responder = issue({.algorithm = GetParam(),
                                        .issuer = &house().authority,
                                        .extendedUsage = {kOcspSigning},
                                        .extensions = extensions});
        const Bytes file = made({.responder = &responder});
        std::vector<RevocationList> lists;
        lists.push_back(need(RevocationList::read(
            makeList(house().authority,
                     {.revoked = {{listed ? serialOf(responder) : Bytes{0x02, 0x01, 0x05}, "20260301000000Z", 4}},
                      .signer = signerOfList}))));
        const auto response = need(OcspResponse::read(file));
        return told(checkOcsp({house().holder.certificate, house().authority.certificate}, response, on(day(5, 1)),
                              {.nonce = {}, .lists = lists}));
    }
};
INSTANTIATE_TEST_SUITE_P(Keys, OcspBesideLists, ::testing::Values("rsa-2048"));

TEST_P(OcspBesideLists, responderThatIsNotListed_isBelieved) { EXPECT_EQ(answerOfListed({}, nullptr, false), "good"); }
TEST_P(OcspBesideLists, responderThatIsListed_isNotBelieved) { EXPECT_EQ(answerOfListed({}), "answer_signer_revoked"); }
TEST_P(OcspBesideLists, responderThatNeedsNoCheck_isBelieved) {
    EXPECT_EQ(answerOfListed({extensionOf("1.3.6.1.5.5.7.48.1.5", derNull())}), "good");
}
TEST_P(OcspBesideLists, listOfAnotherKey_tellsNothingOfTheResponder) {
    EXPECT_EQ(answerOfListed({}, &house().holder), "good");
}

class OcspTimes : public OcspCheck {};
INSTANTIATE_TEST_SUITE_P(Keys, OcspTimes, ::testing::Values("rsa-2048"));

TEST_P(OcspTimes, answerWithoutNextUpdate_isTakenForADay) {
    EXPECT_EQ(answer(made({}), on(day(5, 2))), "good");
    EXPECT_EQ(answer(made({}), on(day(5, 3))), "answer_out_of_date");
}
TEST_P(OcspTimes, answerWithNextUpdate_isTakenUntilThen) {
    const Bytes file = made({.nextUpdate = "20260508000000Z"});
    EXPECT_EQ(answer(file, on(day(5, 8))), "good");
    EXPECT_EQ(answer(file, on(day(5, 9))), "answer_out_of_date");
}
TEST_P(OcspTimes, useBeforeTheAnswer_isAnswered) { EXPECT_EQ(answer(made({}), {day(4, 1), day(9, 1)}), "good"); }
TEST_P(OcspTimes, answerFromTheFuture_isNotBelieved) {
    EXPECT_EQ(answer(made({}), on(day(4, 30))), "answer_too_early");
}
TEST_P(OcspTimes, oldAnswerThatRevokes_stillRevokes) {
    EXPECT_EQ(answer(made({.status = CertStatus::revoked, .reason = 1}), on(day(9, 1))), "revoked");
}
TEST_P(OcspTimes, oldAnswerThatHolds_isOutOfDate) {
    EXPECT_EQ(answer(made({.status = CertStatus::revoked, .reason = 6}), on(day(9, 1))), "answer_out_of_date");
}
TEST_P(OcspTimes, goodAfterTheCertificateLapsed_tellsNothing) {
    const Bytes file = made({.producedAt = "20270201000000Z", .thisUpdate = "20270201000000Z"});
    EXPECT_EQ(answer(file, {day(5, 1), day(2, 1, 2027)}), "answer_after_lapse");
}

class OcspNonce : public OcspCheck {
protected:
    [[nodiscard]] std::string sent(std::string_view nonce, const AnswerSpec& spec) const {
        return answer(made(spec), on(day(5, 1)), Bytes(nonce.begin(), nonce.end()));
    }
};
INSTANTIATE_TEST_SUITE_P(Keys, OcspNonce, ::testing::Values("rsa-2048"));

TEST_P(OcspNonce, thatComesBack_isGood) { EXPECT_EQ(sent("12345678", {.nonce = "12345678"}), "good"); }
TEST_P(OcspNonce, thatComesBackBare_isGood) {
    EXPECT_EQ(sent("12345678", {.nonce = "12345678", .bareNonce = true}), "good");
}
TEST_P(OcspNonce, thatIsAnother_isNotBelieved) {
    EXPECT_EQ(sent("12345678", {.nonce = "12345679"}), "answer_nonce_differs");
}
TEST_P(OcspNonce, thatIsMissing_isNotBelieved) { EXPECT_EQ(sent("12345678", {}), "answer_nonce_missing"); }
TEST_P(OcspNonce, thatNobodySent_isLeftAlone) { EXPECT_EQ(answer(made({.nonce = "12345678"})), "good"); }

class OcspForm : public OcspCheck {};
INSTANTIATE_TEST_SUITE_P(Keys, OcspForm, ::testing::Values("rsa-2048"));

TEST_P(OcspForm, refusalOfTheService_isSaid) { EXPECT_EQ(answer(makeRefusal(3)), "answer_refused"); }
TEST_P(OcspForm, successWithoutAnswer_isDamaged) { EXPECT_EQ(answer(makeRefusal(0)), "answer_damaged"); }
TEST_P(OcspForm, nothing_isDamaged) { EXPECT_EQ(answer({}), "answer_damaged"); }
TEST_P(OcspForm, certificate_isDamaged) { EXPECT_EQ(answer(house().holder.certificate), "answer_damaged"); }
TEST_P(OcspForm, unknownCriticalExtension_leavesItOpen) {
    const Bytes odd = extensionOf("1.2.3.4", derNull(), true);
    EXPECT_EQ(answer(made({.extensions = {odd}})), "answer_rules_unknown");
    EXPECT_EQ(answer(made({.answerExtensions = {odd}})), "answer_rules_unknown");
}
TEST_P(OcspForm, unknownExtensionThatIsNotCritical_isLeftAlone) {
    EXPECT_EQ(answer(made({.extensions = {extensionOf("1.2.3.4", derNull())}})), "good");
}

} // namespace
} // namespace reseal::crypto
