// SPDX-License-Identifier: Apache-2.0
// Items keep what the ABI promises about params, in memory and on the wire.
#include "agent/plugins/wire/item.hpp"

#include <gtest/gtest.h>

namespace reseal::wire {
namespace {

Item flagged(std::uint32_t flags) {
    Item item = Item::ofText("key", "x");
    item.flags = flags;
    return item;
}

TEST(Item, onTheWireAndBack_isTheSame) {
    Item item = Item::ofBytes("some.key", Bytes{0, 1, 255});
    item.flags = RESEAL_FLAG_CRITICAL;
    Bytes out;
    appendItem(out, item);
    EXPECT_EQ(readItem(out), item);
}
TEST(Item, bytes_areThoseOfVersionOne) {
    Bytes out;
    appendItem(out, Item::ofNumber("n", -2));
    EXPECT_EQ(toHex(out), "0100000000000000feffffffffffffff010000006e00000000");
}
TEST(Item, cutOff_isDamaged) {
    Bytes out;
    appendItem(out, Item::ofText("key", "text"));
    out.pop_back();
    EXPECT_FALSE(readItem(out));
}
TEST(Item, withRestBehind_isDamaged) {
    Bytes out;
    appendItem(out, Item::ofText("key", "text"));
    out.push_back(0);
    EXPECT_FALSE(readItem(out));
}
TEST(Item, copiedFromAParamAndBack_isTheSame) {
    const Item item = Item::ofText("key", "Қазақ");
    const reseal_param view = viewOf(item);
    EXPECT_EQ(copyOf(view), item);
}
TEST(Item, paramWithoutBytes_isNotTaken) {
    EXPECT_FALSE(copyOf({0, RESEAL_TYPE_TEXT, 0, {"key", 3, 0}, {nullptr, 3, 0}}));
}
TEST(Item, paramPastTheLimit_isRefusedAsTooLarge) {
    const Bytes large(kMaxItem + 1);
    const auto item =
        copyOf({0, RESEAL_TYPE_BYTES, 0, {"key", 3, 0}, {large.data(), static_cast<std::uint32_t>(large.size()), 0}});
    ASSERT_TRUE(item);
    EXPECT_EQ(examine(*item), RESEAL_E_LIMIT);
}

struct Case {
    const char* name;
    Item item;
    reseal_status status;
};
void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

class ExamineItem : public testing::TestWithParam<Case> {};
TEST_P(ExamineItem, givesTheStatus) { EXPECT_EQ(examine(GetParam().item), GetParam().status); }
INSTANTIATE_TEST_SUITE_P(
    All, ExamineItem,
    testing::Values(Case{"good", Item::ofText("a.b-c_9", "text"), RESEAL_OK},
                    Case{"emptyKey", Item::ofText("", "text"), RESEAL_E_INVALID},
                    Case{"longKey", Item::ofText(std::string(65, 'a'), "text"), RESEAL_E_INVALID},
                    Case{"capitals", Item::ofText("Key", "text"), RESEAL_E_INVALID},
                    Case{"brokenUtf8", Item::ofText("key", "\xC3\x28"), RESEAL_E_INVALID},
                    Case{"overlongUtf8", Item::ofText("key", "\xC0\xAF"), RESEAL_E_INVALID},
                    Case{"surrogate", Item::ofText("key", "\xED\xA0\x80"), RESEAL_E_INVALID},
                    Case{"pastUnicode", Item::ofText("key", "\xF4\x90\x80\x80"), RESEAL_E_INVALID},
                    Case{"nulInText", Item::ofText("key", std::string_view("a\0b", 3)), RESEAL_E_INVALID},
                    Case{"anyBytes", Item::ofBytes("key", Bytes{0xC3, 0x28, 0}), RESEAL_OK},
                    Case{"unknownType", Item("key", 9, {}), RESEAL_E_INVALID},
                    Case{"numberWithValue", Item("key", RESEAL_TYPE_INTEGER, Bytes{1}), RESEAL_E_INVALID},
                    Case{"critical", flagged(RESEAL_FLAG_CRITICAL), RESEAL_OK},
                    Case{"strayFlag", flagged(2), RESEAL_E_INVALID}),
    [](const auto& made) { return std::string(made.param.name); });

TEST(Allowance, moreItemsThanACallMayHave_isTooMuch) {
    Allowance allowance;
    const Item item = Item::ofText("k", "");
    for (std::size_t i = 0; i < kMaxItems; ++i) {
        ASSERT_TRUE(allowance.take(item));
    }
    EXPECT_FALSE(allowance.take(item));
}
TEST(Allowance, moreBytesThanACallMayHave_isTooMuch) {
    Allowance allowance;
    const Item item = Item::ofBytes("k", Bytes(kMaxItem));
    for (int i = 0; i < 15; ++i) {
        ASSERT_TRUE(allowance.take(item));
    }
    EXPECT_FALSE(allowance.take(item));
}

} // namespace
} // namespace reseal::wire
