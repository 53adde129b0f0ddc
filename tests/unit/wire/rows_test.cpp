// SPDX-License-Identifier: Apache-2.0
// Every function pointer of every extension struct can be called over the wire.
#include "agent/plugins/wire/rows.hpp"

#include <reseal/reseal.h>

#include <gtest/gtest.h>

#include <algorithm>

namespace reseal::wire {
namespace {

template <typename Struct>
std::size_t functions() { // `cancel` goes by a frame of its own
    return sizeof(Struct) / sizeof(reseal_function) - 1;
}

std::size_t rowsOf(std::string_view extension) {
    return static_cast<std::size_t>(std::ranges::count(rows(), extension, &Row::extension));
}

TEST(Rows, everyFunctionOfEveryExtension_hasOne) {
    EXPECT_EQ(rowsOf(RESEAL_EXT_CA_1), functions<reseal_ca_1>());
    EXPECT_EQ(rowsOf(RESEAL_EXT_TOKEN_1), functions<reseal_token_1>());
    EXPECT_EQ(rowsOf(RESEAL_EXT_TOKEN_CMS_1), functions<reseal_token_cms_1>());
    EXPECT_EQ(rowsOf(RESEAL_EXT_SETTINGS_1), functions<reseal_settings_1>());
    EXPECT_EQ(rowsOf(RESEAL_EXT_DIAGNOSTICS_1), functions<reseal_diagnostics_1>());
    EXPECT_EQ(rowsOf(RESEAL_HOST_HTTP_1), sizeof(reseal_http_1) / sizeof(reseal_service));
    EXPECT_EQ(rowsOf(RESEAL_HOST_PROMPT_1), sizeof(reseal_prompt_1) / sizeof(reseal_service));
    EXPECT_EQ(rowsOf(RESEAL_HOST_SOURCE_1), sizeof(reseal_source_1) / sizeof(reseal_service));
}
TEST(Rows, slots_standWhereTheStructsHaveThem) {
    EXPECT_EQ(rowOf(RESEAL_EXT_CA_1, "withdraw")->slot, offsetof(reseal_ca_1, withdraw) / sizeof(reseal_function));
    EXPECT_EQ(rowOf(RESEAL_EXT_TOKEN_1, "sign")->slot, offsetof(reseal_token_1, sign) / sizeof(reseal_function));
    EXPECT_EQ(rowOf(RESEAL_EXT_TOKEN_1, "tries_left")->slot,
              offsetof(reseal_token_1, tries_left) / sizeof(reseal_function));
    EXPECT_EQ(cancelSlot(RESEAL_EXT_TOKEN_1), offsetof(reseal_token_1, cancel) / sizeof(reseal_function));
}
TEST(Rows, numbers_areTheirPlaces) {
    for (const Row& row : rows()) {
        EXPECT_EQ(rowOf(row.number), &row);
    }
}
TEST(Rows, unknownNumber_isNone) {
    EXPECT_EQ(rowOf(std::uint16_t{0}), nullptr);
    EXPECT_EQ(rowOf(std::uint16_t{9999}), nullptr);
}

} // namespace
} // namespace reseal::wire
