// SPDX-License-Identifier: Apache-2.0
// The chains and time-stamps of Kazakhstan's NCA, against the answers that the fixtures state.
#include "agent/crypto/certificate_file.hpp"
#include "agent/crypto/cms/certificate_path.hpp"
#include "agent/crypto/cms/signature_verification.hpp"
#include "agent/crypto/cms/time_stamp_response.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "tests/unit/crypto/shared_data.hpp"

namespace reseal::crypto {
namespace {

using test::sharedFile;

class SharedChains : public test::SharedDataTest {
protected:
    void SetUp() override {
        SharedDataTest::SetUp();
        if (!IsSkipped() && !loadGostEngine()) {
            GTEST_SKIP() << "gost-engine is missing";
        }
    }
    static Bytes certificate(const std::string& file) {
        const auto read = readCertificateFile(asBytes(sharedFile("kz/" + file)), file, {});
        return read ? read.value().certificates.at(0).der : Bytes{};
    }
    static std::vector<Bytes> certificates(const std::vector<std::string>& files) {
        std::vector<Bytes> all;
        for (const std::string& file : files) {
            all.push_back(certificate(file));
        }
        return all;
    }
};

struct Way {
    std::string leaf;
    std::vector<std::string> between;
    std::string root;
    PathState state = PathState::trusted;
};
void PrintTo(const Way& way, std::ostream* out) { *out << way.leaf << " under " << way.root; }

class Ways : public SharedChains, public ::testing::WithParamInterface<Way> {};
TEST_P(Ways, leadWhereTheyAreSaidTo) {
    CertificatePaths paths;
    static_cast<void>(paths.trust(certificates({GetParam().root})));
    paths.offer(certificates(GetParam().between));
    EXPECT_EQ(paths.check(certificate(GetParam().leaf)).state, GetParam().state);
}

const std::string kProd = "chain/prod/";
const std::string kTest = "chain/test/";
INSTANTIATE_TEST_SUITE_P(
    Kazakhstan, Ways,
    ::testing::Values(
        Way{kProd + "nca_gost.pem", {}, kProd + "root_gost.pem"},
        Way{kProd + "ucgo_gost.cer", {}, kProd + "root_gost_2020.cer"},
        Way{kProd + "btsd_gost.cer", {}, kProd + "root_gost_2020.cer"},
        Way{kProd + "nca_gost_2022.pem", {}, kProd + "root_gost_2022.pem"},
        Way{kProd + "tsa_2026_from_tst.cer", {kProd + "nca_gost_2022.pem"}, kProd + "root_gost_2022.pem"},
        Way{kProd + "nca_rsa.pem", {}, kProd + "root_rsa.pem"},
        Way{kProd + "nca_rsa_2022.cer", {}, kProd + "root_rsa_2020.cer"},
        Way{kTest + "nca_gost2015_test.cer", {}, kTest + "root_test_gost_2022.cer"},
        Way{"signed/skarm_individual_signer.cer", {kTest + "nca_gost2022_test.cer"}, kTest + "root_test_gost_2022.cer"},
        Way{"keys/GOSTKNCA_13a3741b52d7bf860aab199b56fad1f4652e357b.cer", {}, kTest + "nca_gost_test.crt"},
        Way{"keys/RSA256_11c707bd54cbfcccb3815e39c4eb57b1dc7dfea9.cer", {}, kTest + "nca_rsa_test.crt"},
        Way{kProd + "tsa_2026_from_tst.cer", {}, kProd + "root_gost_2022.pem", PathState::unknown},
        Way{kProd + "nca_gost_2022.pem", {}, kProd + "root_gost_2020.cer", PathState::unknown},
        Way{"signed/skarm_individual_signer.cer",
            {kTest + "nca_gost2022_test.cer", kProd + "nca_gost_2022.pem"},
            kProd + "root_gost_2022.pem",
            PathState::unknown}));

class SharedTimeStamps : public SharedChains {
protected:
    // The stamped octets of the saved tokens are not known: everything else is in order where only they differ.
    static TimeStampFacts check(const Bytes& token, const std::vector<std::string>& roots) {
        CertificatePaths paths;
        static_cast<void>(paths.trust(certificates(roots)));
        return checkTimeStamp(token, asBytes("other octets"), paths);
    }
    static Bytes bytes(const char* file) {
        const std::string data = sharedFile(std::string("kz/revocation/") + file);
        return {data.begin(), data.end()};
    }
    static std::chrono::sys_days day(TimePoint time) { return std::chrono::floor<std::chrono::days>(time); }
};

TEST_F(SharedTimeStamps, tokenOf2022_isSignedAndTrusted) {
    const TimeStampFacts facts = check(bytes("tsp_token.bin"), {kTest + "nca_gost_test.crt"});
    EXPECT_EQ(facts.problem->reason, "time_stamp_differs");
    EXPECT_EQ(facts.path.state, PathState::trusted);
    EXPECT_EQ(day(facts.time), std::chrono::sys_days{std::chrono::year{2022} / 9 / 18});
}
TEST_F(SharedTimeStamps, responseOf2022_holdsTheToken) {
    const auto token = tokenInResponse(bytes("tsp_response.bin"));
    ASSERT_TRUE(token);
    EXPECT_EQ(token.value(), bytes("tsp_token.bin"));
}
TEST_F(SharedTimeStamps, tokenOf2026_isSignedAndTrusted) {
    const TimeStampFacts facts =
        check(bytes("tst_gost2015_prod_2026.der"), {kProd + "root_gost_2022.pem", kProd + "nca_gost_2022.pem"});
    EXPECT_EQ(facts.problem->reason, "time_stamp_differs");
    EXPECT_EQ(facts.path.state, PathState::trusted);
    EXPECT_EQ(day(facts.time), std::chrono::sys_days{std::chrono::year{2026} / 7 / 20});
}
TEST_F(SharedTimeStamps, tokenWithAnyOctetOfItsSignatureChanged_isWrong) {
    for (const char* file : {"tsp_token.bin", "tst_gost2015_prod_2026.der"}) {
        Bytes changed = bytes(file);
        changed.back() ^= 1U; // the signature ends the token
        const TimeStampFacts facts = check(changed, {});
        EXPECT_EQ(facts.state, SignatureState::wrong) << file;
        EXPECT_EQ(facts.problem->reason, "signature_wrong") << file;
    }
}

} // namespace
} // namespace reseal::crypto
