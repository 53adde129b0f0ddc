// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/cms/time_stamp_response.hpp"

#include "agent/crypto/cms/signature_verification.hpp"
#include "agent/crypto/der_writer.hpp"
#include "signing_fixtures.hpp"

namespace reseal::crypto {
namespace {

using namespace test;

Bytes responseOf(std::uint64_t status, const Bytes& token) {
    return derSequence({derSequence({derInteger(status)}), token});
}
std::string reasonOf(ByteView response) {
    const auto token = tokenInResponse(response);
    return token ? "token" : token.error().reason;
}

class TimeStampResponse : public ::testing::Test {
protected:
    TimeStampResponse()
        : authority_(makeSigner({.name = "Stamps", .timeStamping = true})),
          token_(timeStampToken(authority_, asBytes("stamped"), "20260601100000Z")) {}
    Signer authority_;
    Bytes token_;
};

TEST_F(TimeStampResponse, granted_givesItsToken) {
    const auto token = tokenInResponse(responseOf(0, token_));
    ASSERT_TRUE(token);
    CertificatePaths paths;
    EXPECT_EQ(checkTimeStamp(token.value(), asBytes("stamped"), paths).state, SignatureState::sound);
}
TEST_F(TimeStampResponse, grantedWithChanges_givesItsToken) { EXPECT_EQ(reasonOf(responseOf(1, token_)), "token"); }
TEST_F(TimeStampResponse, refusal_isSaid) { EXPECT_EQ(reasonOf(responseOf(2, {})), "time_stamp_refused"); }
TEST_F(TimeStampResponse, grantedWithoutToken_isDamaged) {
    EXPECT_EQ(reasonOf(responseOf(0, {})), "time_stamp_damaged");
}
TEST_F(TimeStampResponse, cutAnywhere_isDamaged) {
    const Bytes whole = responseOf(0, token_);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        ASSERT_EQ(reasonOf(ByteView(whole).first(size)), "time_stamp_damaged") << size;
    }
}

} // namespace
} // namespace reseal::crypto
