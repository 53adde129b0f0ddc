// SPDX-License-Identifier: Apache-2.0
// `reseal verify` with saved lists, at times that a test chooses.
#include "agent/app/document_verification.hpp"

#include "agent/crypto/cms/signed_message_writer.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/revocation/revocation_fixtures.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace reseal::app {
namespace {

using namespace test;

class DocumentVerificationTest : public ::testing::Test {
protected:
    // Signed on 10 May by the signer's own word, under a list of May.
    [[nodiscard]] Json verifiedOn(TimePoint now) const {
        const FakeClock clock(now);
        return verifyDocument(order_, texts_, clock)["document"]["signatures"][0];
    }
    [[nodiscard]] std::string signedBy(const Issued& signer) const {
        const crypto::SigningRequest request{.certificate = signer.certificate, .time = day(5, 10)};
        MemorySink out;
        const OpenSource open = []() -> Result<std::unique_ptr<ByteSource>> {
            return std::unique_ptr<ByteSource>(std::make_unique<MemorySource>(asBytes("A contract.")));
        };
        const auto sign = [&](crypto::DigestAlgorithm algorithm, ByteView digest) {
            return signer.key.sign(algorithm, digest);
        };
        EXPECT_TRUE(crypto::signAttached(open, request, sign, out));
        return folder_.write("contract.p7m", out.take());
    }

    const TemporaryFolder folder_;
    const core::EnglishTexts texts_{};
    const Issued authority_ = authority("ec-p256", "Authority");
    const Issued holder_ = issue({.algorithm = "ec-p256", .issuer = &authority_});
    const VerifyOrder order_{.file = signedBy(holder_),
                             .content = {},
                             .fields = {},
                             .authorities = {folder_.write("ca.crt", authority_.certificate)},
                             .lists = {folder_.write("may.crl", makeList(authority_, {}))}};
};

TEST_F(DocumentVerificationTest, underACurrentList_isGood) {
    const Json signature = verifiedOn(day(5, 20));
    EXPECT_EQ(signature["revocation"], "good");
    EXPECT_EQ(signature["verdict"], "valid");
}
TEST_F(DocumentVerificationTest, claimedTimeUnderAListThatIsOldNow_isLeftOpen) {
    const Json signature = verifiedOn(day(7, 1));
    EXPECT_EQ(signature["judged_by"], "claimed_time");
    EXPECT_EQ(signature["revocation"], "unknown");
    EXPECT_EQ(signature["reason"], "list_out_of_date");
    EXPECT_EQ(signature["verdict"], "cannot_say");
}

} // namespace
} // namespace reseal::app
