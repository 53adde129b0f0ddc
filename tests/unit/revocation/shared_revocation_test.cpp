// SPDX-License-Identifier: Apache-2.0
// The lists and the answers of Kazakhstan's NCA, against the answers that the fixtures state.
#include "agent/crypto/certificate_file.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "agent/crypto/key_store.hpp"
#include "agent/crypto/revocation/ocsp_check.hpp"
#include "revocation_fixtures.hpp"
#include "tests/unit/crypto/shared_data.hpp"

namespace reseal::crypto {
namespace {

using namespace test;

class SharedRevocation : public SharedDataTest {
protected:
    void SetUp() override {
        SharedDataTest::SetUp();
        if (!IsSkipped() && !loadGostEngine()) {
            GTEST_SKIP() << "gost-engine is missing";
        }
    }
    static Bytes certificate(const std::string& file) {
        const std::string data = sharedFile("kz/" + file);
        return file.ends_with(".p12")
                   ? need(readKeyStore(asBytes(data), Secret(std::string("Qwerty12")))).keys.at(0).certificate
                   : need(readCertificateFile(asBytes(data), file, {})).certificates.at(0).der;
    }
    static RevocationFacts facts(const std::string& holder, const std::string& issuer,
                                 const std::vector<std::string>& files, TimePoint at) {
        std::vector<RevocationList> lists;
        for (const std::string& file : files) {
            lists.push_back(need(RevocationList::read(asBytes(sharedFile("kz/revocation/" + file)))));
        }
        const Bytes subject = certificate(holder);
        const Bytes authority = certificate(issuer);
        return checkLists({subject, authority}, lists, {at, at});
    }
    static std::string answer(const std::string& holder, const std::string& issuer,
                              const std::vector<std::string>& files, TimePoint at) {
        return told(facts(holder, issuer, files, at));
    }
};

constexpr const char* kTest2022 = "chain/test/nca_gost2022_test.cer";
constexpr const char* kInformationSystem = "keys/GOST512_25bae2ec55e0929fc77114432b71790e58066a38.p12";
const std::vector<std::string> kBoth{"nca_gost2022_test.crl", "nca_gost2022_d_test.crl"};

TEST_F(SharedRevocation, informationSystem_wasRevokedIn2024) {
    const RevocationFacts said = facts(kInformationSystem, kTest2022, {"nca_gost2022_test.crl"}, day(6, 1, 2025));
    EXPECT_EQ(told(said), "revoked");
    EXPECT_EQ(std::chrono::floor<std::chrono::days>(*said.revokedAt), day(10, 29, 2024));
    EXPECT_FALSE(said.reason);
}
TEST_F(SharedRevocation, informationSystem_staysRevokedUnderTheDeltaList) {
    EXPECT_EQ(answer(kInformationSystem, kTest2022, kBoth, day(6, 1, 2025)), "revoked");
}
TEST_F(SharedRevocation, signerOf2026_isNotInTheListOf2025) {
    EXPECT_EQ(answer("signed/skarm_individual_signer.cer", kTest2022, kBoth, day(6, 1, 2025)), "good");
}
TEST_F(SharedRevocation, listOf2025_isOutOfDateNow) {
    EXPECT_EQ(answer("signed/skarm_individual_signer.cer", kTest2022, kBoth, day(6, 1, 2026)), "list_out_of_date");
}
TEST_F(SharedRevocation, keysOf2023_hadLapsedBeforeTheListOf2025) {
    for (const char* key : {"keys/GOST512_8147287582df9bb4710e461804acd49b88bf45c4.p12",
                            "keys/GOST512_0ec06df66e692b2929391857a75490754c6424b1.p12",
                            "keys/GOST512_d199fb1e5f3b3c6a23832a47d248b102e4378613.p12"}) {
        EXPECT_EQ(answer(key, kTest2022, kBoth, day(6, 1, 2025)), "list_after_lapse") << key;
    }
}
TEST_F(SharedRevocation, deltaList_needsItsBase) {
    EXPECT_EQ(answer("signed/skarm_individual_signer.cer", kTest2022, {"nca_gost2022_d_test.crl"}, day(6, 1, 2025)),
              "list_base_missing");
}
TEST_F(SharedRevocation, listOfAnotherAuthority_tellsNothing) {
    EXPECT_EQ(answer(kInformationSystem, kTest2022, {"mitwork_nca_rsa_test.crl"}, day(6, 1, 2025)),
              "list_not_of_issuer");
}

struct Counted {
    const char* list;
    const char* issuer;
    std::size_t entries;
    std::uint8_t number;
};
TEST_F(SharedRevocation, lists_haveTheEntriesAndTheSignerThatIsStated) {
    for (const Counted& each :
         {Counted{"nca_gost2022_test.crl", kTest2022, 54, 14}, Counted{"nca_gost2022_d_test.crl", kTest2022, 0, 10},
          Counted{"mitwork_nca_gost2022_test.crl", kTest2022, 6, 4},
          Counted{"mitwork_nca_gost_test.crl", "chain/test/nca_gost_test.crt", 31, 7},
          Counted{"mitwork_nca_rsa_test.crl", "chain/test/nca_rsa_test.crt", 126, 9}}) {
        const auto list = need(RevocationList::read(asBytes(sharedFile(std::string("kz/revocation/") + each.list))));
        EXPECT_EQ(list.entries(), each.entries) << each.list;
        EXPECT_EQ(list.number(), Bytes{each.number}) << each.list;
        const Bytes issuer = certificate(each.issuer);
        EXPECT_TRUE(need(list.isSignedBy(readCertificateFields(issuer)->publicKeyInfo))) << each.list;
    }
}

// The certificates that the answers are about are not there: one of the same serial and issuer stands in.
struct Answered {
    const char* file;
    const char* issuer;
    Bytes serial;
};
Bytes magnitude(const char* hex) {
    const std::string octets = fromHex(hex);
    return {octets.begin(), octets.end()};
}
class SharedAnswers : public SharedRevocation {
protected:
    static RevocationFacts facts(const Answered& which, const std::optional<Bytes>& nonce = {}) {
        const Issued issuer{need(PrivateKey::generate("ec-p256")), certificate(which.issuer)};
        const Issued holder = issue({.algorithm = "ec-p256",
                                     .issuer = &issuer,
                                     .serial = which.serial,
                                     .notBefore = "20220101000000Z",
                                     .notAfter = "20230101000000Z"});
        const auto response = need(OcspResponse::read(asBytes(sharedFile(std::string("kz/revocation/") + which.file))));
        const TimePoint at = day(9, 2, 2022) + std::chrono::hours{17};
        return checkOcsp({holder.certificate, issuer.certificate}, response, {at, at}, {.nonce = nonce, .lists = {}});
    }
};

TEST_F(SharedAnswers, individualOf2004_isGood) {
    EXPECT_EQ(told(facts({"ocsp_response_individual_sign_2004.bin", "chain/test/nca_rsa_test.crt",
                          magnitude("4279390a141f5353a62947b61ed65e81741467d1")})),
              "good");
}
TEST_F(SharedAnswers, individualOf2015_isOnHold) {
    const auto said =
        facts({"ocsp_response_individual_2015.bin", kTest2022, magnitude("0ff06211dc82beb00253ffa000f1de84abef454f")});
    EXPECT_EQ(told(said), "revoked");
    EXPECT_EQ(said.reason, RevocationReason::certificateHold);
}
TEST_F(SharedAnswers, headOf2015_isRevoked) {
    EXPECT_EQ(told(facts({"ocsp_response_ceo_2015_revoked.bin", kTest2022,
                          magnitude("3a90343e720594c55204b19cb9a402422ef0e622")})),
              "revoked");
}
TEST_F(SharedAnswers, headOf2004_isRevoked) {
    const auto said = facts({"ocsp_response_ceo_sign_2004_revoked.bin", "chain/test/nca_gost_test.crt",
                             magnitude("12e3e7b9966d09eb9cda64251457e815c2a8dded")});
    EXPECT_EQ(told(said), "revoked");
    EXPECT_EQ(said.reason, RevocationReason::superseded);
}
TEST_F(SharedAnswers, nonceOfEightOctets_isRead) {
    const Answered which{"ocsp_response_individual_sign_2004.bin", "chain/test/nca_rsa_test.crt",
                         magnitude("4279390a141f5353a62947b61ed65e81741467d1")};
    EXPECT_EQ(told(facts(which, magnitude("b5e5c9b552cbcac4"))), "good");
    EXPECT_EQ(told(facts(which, magnitude("b5e5c9b552cbcac5"))), "answer_nonce_differs");
}
TEST_F(SharedAnswers, underAnotherAuthority_areNotAboutIt) {
    EXPECT_EQ(told(facts({"ocsp_response_individual_sign_2004.bin", "chain/test/nca_gost_test.crt",
                          magnitude("4279390a141f5353a62947b61ed65e81741467d1")})),
              "answer_not_about");
}

} // namespace
} // namespace reseal::crypto
