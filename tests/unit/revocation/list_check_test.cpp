// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/revocation/list_check.hpp"

#include "agent/crypto/der_writer.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "revocation_fixtures.hpp"
#include "tests/support/x509_fixtures.hpp"

namespace reseal::crypto {
namespace {

using namespace test;

// An authority with one holder, for each kind of key.
struct House {
    Issued authority;
    Issued holder;
};

const House& houseOf(const std::string& algorithm) {
    static std::map<std::string, House> houses;
    auto found = houses.find(algorithm);
    if (found == houses.end()) {
        Issued issuer = authority(algorithm, "Authority " + algorithm);
        Issued holder = issue({.algorithm = algorithm, .issuer = &issuer});
        found = houses.emplace(algorithm, House{std::move(issuer), std::move(holder)}).first;
    }
    return found->second;
}

RevocationTime on(TimePoint time) { return {time, time}; }

class ListCheck : public ::testing::TestWithParam<const char*> {
protected:
    void SetUp() override {
        if (std::string_view(GetParam()).find("gost") != std::string_view::npos && !loadGostEngine()) {
            GTEST_SKIP() << "gost-engine is missing";
        }
    }
    [[nodiscard]] const House& house() const { return houseOf(GetParam()); }
    [[nodiscard]] RevocationFacts facts(const std::vector<Bytes>& files, RevocationTime time = on(day(5, 10))) const {
        std::vector<RevocationList> lists;
        for (const Bytes& file : files) {
            lists.push_back(need(RevocationList::read(file)));
        }
        return checkLists({house().holder.certificate, house().authority.certificate}, lists, time);
    }
    [[nodiscard]] std::string answer(const std::vector<Bytes>& files, RevocationTime time = on(day(5, 10))) const {
        return told(facts(files, time));
    }
    [[nodiscard]] RevokedEntry entry(std::optional<std::uint8_t> reason = {}) const {
        return {serialOf(house().holder), "20260301000000Z", reason};
    }
    [[nodiscard]] Bytes list(const ListSpec& spec) const { return makeList(house().authority, spec); }
};

INSTANTIATE_TEST_SUITE_P(Keys, ListCheck,
                         ::testing::Values("rsa-2048", "gost-2012-256", "kz-gost-2004", "kz-gost-2015-512"),
                         [](const auto& each) {
                             std::string name = each.param;
                             std::erase(name, '-');
                             return name;
                         });

TEST_P(ListCheck, serialThatIsNotListed_isGood) { EXPECT_EQ(answer({list({.revoked = {{derInteger(5)}}})}), "good"); }
TEST_P(ListCheck, emptyList_isGood) { EXPECT_EQ(answer({list({})}), "good"); }
TEST_P(ListCheck, serialThatIsListed_isRevoked) {
    const RevocationFacts said = facts({list({.revoked = {{derInteger(5)}, entry(1)}})});
    EXPECT_EQ(told(said), "revoked");
    EXPECT_EQ(said.revokedAt, day(3, 1));
    EXPECT_EQ(said.reason, RevocationReason::keyCompromise);
    EXPECT_EQ(said.source, RevocationSource::list);
    EXPECT_EQ(said.thisUpdate, day(5, 1));
}
TEST_P(ListCheck, listOfAnotherKeyUnderTheSameName_isNotBelieved) {
    const Issued other = authority(GetParam(), "Other");
    EXPECT_EQ(answer({list({.signer = &other})}), "list_signature_wrong");
}
TEST_P(ListCheck, listOfAnotherAuthority_isNotOfTheIssuer) {
    const Issued other = authority(GetParam(), "Other");
    EXPECT_EQ(answer({makeList(other, {})}), "list_not_of_issuer");
}
TEST_P(ListCheck, signatureInTheOtherOrder_isWrong) {
    EXPECT_EQ(answer({withTurnedSignature(list({}))}), "list_signature_wrong");
}

class ListTimes : public ListCheck {};
INSTANTIATE_TEST_SUITE_P(Keys, ListTimes, ::testing::Values("rsa-2048"));

TEST_P(ListTimes, noList_isMissing) { EXPECT_EQ(answer({}), "list_missing"); }
TEST_P(ListTimes, timeAfterNextUpdate_isOutOfDate) { EXPECT_EQ(answer({list({})}, on(day(6, 2))), "list_out_of_date"); }
TEST_P(ListTimes, listFromTheFuture_isNotBelieved) { EXPECT_EQ(answer({list({})}, on(day(4, 20))), "list_too_early"); }
TEST_P(ListTimes, useBeforeTheList_isAnswered) { EXPECT_EQ(answer({list({})}, {day(4, 20), day(5, 10)}), "good"); }
TEST_P(ListTimes, useWhileTheListWasCurrent_isAnsweredLater) {
    EXPECT_EQ(answer({list({})}, {day(5, 20), day(11, 20)}), "good");
}
TEST_P(ListTimes, oldListThatNamesTheCertificate_stillRevokes) {
    EXPECT_EQ(answer({list({.revoked = {entry(1)}})}, on(day(9, 1))), "revoked");
}
TEST_P(ListTimes, oldListThatHoldsTheCertificate_isOutOfDate) {
    EXPECT_EQ(answer({list({.revoked = {entry(6)}})}, on(day(9, 1))), "list_out_of_date");
}
TEST_P(ListTimes, currentListThatHoldsTheCertificate_revokes) {
    EXPECT_EQ(facts({list({.revoked = {entry(6)}})}).reason, RevocationReason::certificateHold);
}
TEST_P(ListTimes, listWithoutNextUpdate_isTakenForADay) {
    const Bytes undated = list({.nextUpdate = ""});
    EXPECT_EQ(answer({undated}, on(day(5, 2))), "good");
    EXPECT_EQ(answer({undated}, on(day(5, 3))), "list_out_of_date");
}
TEST_P(ListTimes, listMadeAfterTheCertificateLapsed_tellsNothingGood) {
    const Bytes late = list({.thisUpdate = "20270201000000Z", .nextUpdate = "20270301000000Z"});
    EXPECT_EQ(answer({late}, {day(5, 10), day(2, 10, 2027)}), "list_after_lapse");
}
TEST_P(ListTimes, newestListCounts) {
    const Bytes old = list({.thisUpdate = "20260401000000Z", .revoked = {entry(6)}});
    EXPECT_EQ(answer({old, list({.number = 15})}), "good");
}
TEST_P(ListTimes, listThatAnswersIsTakenBeforeANewerOneThatDoesNot) {
    const Bytes late = list({.thisUpdate = "20270201000000Z", .nextUpdate = "20270301000000Z"});
    EXPECT_EQ(answer({late, list({})}, {day(5, 10), day(2, 10, 2027)}), "good");
}

class ListRules : public ListCheck {
protected:
    [[nodiscard]] std::string withPoint(const std::vector<Bytes>& fields) const {
        const Bytes point = extensionOf("2.5.29.28", derSequence({joined(fields)}), true);
        return answer({list({.extensions = {point}})});
    }
    static Bytes flag(unsigned number) { return {contextTag(number, false), 1, 0xFF}; }
};
INSTANTIATE_TEST_SUITE_P(Keys, ListRules, ::testing::Values("rsa-2048"));

TEST_P(ListRules, unknownCriticalExtension_leavesItOpen) {
    EXPECT_EQ(answer({list({.extensions = {extensionOf("1.2.3.4", derNull(), true)}})}), "list_rules_unknown");
}
TEST_P(ListRules, listOfHolders_coversAHolder) { EXPECT_EQ(withPoint({flag(1)}), "good"); }
TEST_P(ListRules, listOfAuthorities_doesNotCoverAHolder) { EXPECT_EQ(withPoint({flag(2)}), "list_scope_unfit"); }
TEST_P(ListRules, listOfOtherAuthorities_isNotUsed) { EXPECT_EQ(withPoint({flag(4)}), "list_scope_unfit"); }
TEST_P(ListRules, listOfAttributes_isNotUsed) { EXPECT_EQ(withPoint({flag(5)}), "list_scope_unfit"); }
TEST_P(ListRules, listOfSomeReasons_isNeverGood) {
    EXPECT_EQ(withPoint({Bytes{contextTag(3, false), 2, 6, 0x40}}), "list_scope_unfit");
}
TEST_P(ListRules, listOfAPlaceThatTheCertificateDoesNotName_isNotUsed) {
    const Bytes name = crypto::derElement(contextTag(6, false), asBytes("http://example.kz/part.crl"));
    const Bytes full = crypto::derElement(contextTag(0, true), crypto::derElement(contextTag(0, true), name));
    EXPECT_EQ(withPoint({full}), "list_scope_unfit");
}
TEST_P(ListRules, listOfThePlaceThatTheCertificateNames_isUsed) {
    const Bytes name = crypto::derElement(contextTag(6, false), asBytes("http://example.kz/part.crl"));
    const Bytes full = crypto::derElement(contextTag(0, true), crypto::derElement(contextTag(0, true), name));
    const Issued holder = issue(
        {.issuer = &house().authority, .extensions = {extensionOf("2.5.29.31", derSequence({derSequence({full})}))}});
    std::vector<RevocationList> lists;
    const Bytes point = extensionOf("2.5.29.28", derSequence({full}), true);
    lists.push_back(need(RevocationList::read(list({.extensions = {point}}))));
    EXPECT_EQ(told(checkLists({holder.certificate, house().authority.certificate}, lists, on(day(5, 10)))), "good");
}
TEST_P(ListRules, authorityThatMayNotSignLists_isNotBelieved) {
    const Issued issuer = issue({.subject = {{"2.5.4.3", "No lists"}}, .authority = true, .usage = 0x04});
    const Issued holder = issue({.issuer = &issuer});
    std::vector<RevocationList> lists;
    lists.push_back(need(RevocationList::read(makeList(issuer, {}))));
    EXPECT_EQ(told(checkLists({holder.certificate, issuer.certificate}, lists, on(day(5, 10)))), "list_signer_unfit");
}

class DeltaLists : public ListCheck {
protected:
    [[nodiscard]] Bytes delta(std::vector<RevokedEntry> entries, std::uint64_t base = 14) const {
        return list({.thisUpdate = "20260505000000Z",
                     .nextUpdate = "20260515000000Z",
                     .revoked = std::move(entries),
                     .number = 10, // below its base, as the NCA's are
                     .base = base});
    }
};
INSTANTIATE_TEST_SUITE_P(Keys, DeltaLists, ::testing::Values("rsa-2048"));

TEST_P(DeltaLists, alone_cannotSayGood) { EXPECT_EQ(answer({delta({})}), "list_base_missing"); }
TEST_P(DeltaLists, alone_revokes) { EXPECT_EQ(answer({delta({entry(1)})}), "revoked"); }
TEST_P(DeltaLists, withItsBase_isGood) { EXPECT_EQ(answer({delta({}), list({})}), "good"); }
TEST_P(DeltaLists, withItsBase_revokes) { EXPECT_EQ(answer({list({}), delta({entry(1)})}), "revoked"); }
TEST_P(DeltaLists, entryOfTheBase_isKept) { EXPECT_EQ(answer({list({.revoked = {entry(1)}}), delta({})}), "revoked"); }
TEST_P(DeltaLists, holdThatIsLifted_isGood) {
    EXPECT_EQ(answer({list({.revoked = {entry(6)}}), delta({entry(8)})}), "good");
}
TEST_P(DeltaLists, ofANewerBase_revokes) {
    const RevocationFacts said = facts({list({}), delta({entry(1)}, 15)});
    EXPECT_EQ(told(said), "revoked");
    EXPECT_EQ(said.thisUpdate, day(5, 5));
}
TEST_P(DeltaLists, ofANewerBaseBesideOneThatContinues_revokes) {
    EXPECT_EQ(answer({list({}), delta({}), delta({entry(1)}, 15)}), "revoked");
}
TEST_P(DeltaLists, ofANewerBase_outweighsAHold) {
    EXPECT_EQ(facts({list({.revoked = {entry(6)}}), delta({entry(4)}, 15)}).reason, RevocationReason::superseded);
}
TEST_P(DeltaLists, ofANewerBase_liftsNoHold) {
    EXPECT_EQ(answer({list({.revoked = {entry(6)}}), delta({entry(8)}, 15)}), "revoked");
}
TEST_P(DeltaLists, itsOwnTimesCount) { EXPECT_EQ(answer({list({}), delta({})}, on(day(5, 20))), "list_out_of_date"); }

} // namespace
} // namespace reseal::crypto
