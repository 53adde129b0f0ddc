// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/derivation_budget.hpp"

#include "agent/crypto/der_writer.hpp"

#include <gtest/gtest.h>

namespace reseal::crypto {
namespace {

Bytes pbkdf2(std::uint64_t iterations, std::string_view prf) {
    return derSequence({derOid("1.2.840.113549.1.5.12"),
                        derSequence({derOctetString(Bytes(8)), derInteger(iterations), derSequence({derOid(prf)})})});
}

TEST(DerivationBudget, millionOverSha_isPaid) {
    EXPECT_TRUE(DerivationBudget().chargeAlgorithm(pbkdf2(1'000'000, "1.2.840.113549.2.9")));
}
TEST(DerivationBudget, millionOverStreebog_isTooMuch) {
    EXPECT_FALSE(DerivationBudget().chargeAlgorithm(pbkdf2(1'000'000, "1.2.643.7.1.1.4.2")));
}
TEST(DerivationBudget, tenThousandOverStreebog_arePaid) { EXPECT_TRUE(DerivationBudget().chargeStreebog(10'000)); }
TEST(DerivationBudget, mostThatFitsANumber_isTooMuch) { EXPECT_FALSE(DerivationBudget().chargeStreebog(UINT64_MAX)); }
TEST(DerivationBudget, manySmallOnes_endIt) {
    DerivationBudget budget;
    for (int i = 0; i < 4; ++i) {
        EXPECT_TRUE(budget.charge(5'000'000));
    }
    EXPECT_FALSE(budget.charge(1));
}

} // namespace
} // namespace reseal::crypto
