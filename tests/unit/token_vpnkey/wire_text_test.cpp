// SPDX-License-Identifier: Apache-2.0
#include "plugins/token_vpnkey/src/wire_text.hpp"

#include <gtest/gtest.h>

namespace token_vpnkey {
namespace {

using Ids = std::vector<std::string>;

TEST(Body, base64_isPercentEncoded) {
    const std::string data("\xFB\xEF\xFF\x00", 4); // "++//AA==" has all three
    EXPECT_EQ(Body("X").addBase64("data", data).view(), "id=X&data=%2B%2B%2F%2FAA%3D%3D");
}
TEST(Body, name_isUtf8PercentEncoded) {
    EXPECT_EQ(Body("X").add("name", std::string_view("Счёт & 1")).view(),
              "id=X&name=%D0%A1%D1%87%D1%91%D1%82%20%26%201");
}
TEST(Body, numbers_areDecimal) { EXPECT_EQ(Body("X").add("hascert", std::int64_t{-1}).view(), "id=X&hascert=-1"); }

TEST(Reply, fieldsInAnyOrder_areFound) {
    const auto reply = Reply::parse("ctx_handle=\"a1\"&retcode=\"1\"&data_length=\"654\"\r\n");
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->find("ctx_handle"), "a1");
    EXPECT_EQ(reply->number("retcode"), 1);
    EXPECT_EQ(reply->number("data_length"), 654);
}
TEST(Reply, plusInAValue_staysAPlus) { EXPECT_EQ(Reply::parse("suffix=\"a+b/c==\"")->find("suffix"), "a+b/c=="); }
TEST(Reply, ampersandInAValue_endsNoField) { EXPECT_EQ(Reply::parse("a=\"x&y=\"&b=\"2\"")->find("b"), "2"); }
TEST(Reply, valueWithoutQuotes_isRefused) { EXPECT_FALSE(Reply::parse("retcode=1")); }
TEST(Reply, quoteThatIsNotClosed_isRefused) { EXPECT_FALSE(Reply::parse("retcode=\"1")); }
TEST(Reply, fieldTwice_isRefused) { EXPECT_FALSE(Reply::parse("retcode=\"73\"&retcode=\"1\"")); }
TEST(Reply, somethingBetweenFields_isRefused) { EXPECT_FALSE(Reply::parse("a=\"1\"x&b=\"2\"")); }
TEST(Reply, nothing_isRefused) { EXPECT_FALSE(Reply::parse(" \r\n")); }
TEST(Reply, tooManyFields_areRefused) {
    std::string text;
    for (int i = 0; i < 33; ++i)
        text += (i > 0 ? "&f" : "f") + std::to_string(i) + "=\"\"";
    EXPECT_FALSE(Reply::parse(text));
}
TEST(Reply, tooLong_isRefused) { EXPECT_FALSE(Reply::parse("a=\"" + std::string(kLongestReply, 'x') + "\"")); }
TEST(Reply, codeThatIsNoNumber_isNone) { EXPECT_FALSE(Reply::parse("retcode=\"1 \"")->number("retcode")); }

TEST(IdList, separatorsOfAllTokens_areKnown) {
    for (const char* const list : {"a;b;", "a;b", "a,b", "a b", "a;\r\nb;"})
        EXPECT_EQ(idsIn(list), (Ids{"a", "b"})) << list;
}
TEST(IdList, oneIdWithoutSeparator_isOneId) { EXPECT_EQ(idsIn("GFZ0tcwv"), Ids{"GFZ0tcwv"}); }
TEST(IdList, emptyList_isNoFailure) { EXPECT_EQ(idsIn(""), Ids()); }
TEST(IdList, somethingElseThanAnId_isRefused) { EXPECT_FALSE(idsIn("a;b\"c")); }
TEST(IdList, tooManyIds_areRefused) {
    std::string list;
    for (int i = 0; i < 513; ++i)
        list += std::to_string(i) + ";";
    EXPECT_FALSE(idsIn(list));
}

TEST(Base64, roundTrip_givesTheSameBytes) {
    for (std::size_t size = 0; size < 9; ++size) {
        const std::string data = std::string("\x00\xFF\x3E\x3F hello", 10).substr(0, size);
        EXPECT_EQ(fromBase64(toBase64(data), 16), reseal::sdk::toBytes(data));
    }
}
TEST(Base64, spaceInPlaceOfAPlus_isRefused) { EXPECT_FALSE(fromBase64("  //", 16)); }
TEST(Base64, lineBreak_isRefused) { EXPECT_FALSE(fromBase64("AAAA\nAAA", 16)); }
TEST(Base64, missingPadding_isRefused) { EXPECT_FALSE(fromBase64("AAA", 16)); }
TEST(Base64, paddingInTheMiddle_isRefused) { EXPECT_FALSE(fromBase64("AA==AAAA", 16)); }
TEST(Base64, strayBits_areRefused) { EXPECT_FALSE(fromBase64("AB==", 16)); }
TEST(Base64, moreThanAllowed_isRefused) { EXPECT_FALSE(fromBase64("AAAA", 2)); }
TEST(Base64, urlAlphabet_isRefused) { EXPECT_FALSE(fromBase64("-_-_", 16)); }

} // namespace
} // namespace token_vpnkey
