// SPDX-License-Identifier: Apache-2.0
#include "reseal/cxx/params.hpp"

#include <gtest/gtest.h>

namespace reseal::sdk {

TEST(Text, takes_the_asked_language_or_english) {
    const Text all("Name", "Имя", "Аты");
    EXPECT_EQ(all.in("ru"), "Имя");
    EXPECT_EQ(all.in("kk"), "Аты");
    EXPECT_EQ(all.in("de"), "Name");
    EXPECT_EQ(Text("Name").in("ru"), "Name");
    EXPECT_EQ(Text("{} of {}", "{} из {}", "").with("1").with("2").ru, "1 из 2");
}

TEST(Text, utf8_is_told_from_what_is_none) {
    for (const char* good : {"", "plain", "Сертификат", "\xF0\x9F\x94\x91", "\xEF\xBF\xBD"})
        EXPECT_TRUE(isText(good)) << good;
    using namespace std::string_view_literals;
    for (const std::string_view bad : {"a\0b"sv, "\xC0\xAF"sv, "\xED\xA0\x80"sv, "\xF4\x90\x80\x80"sv, "\xE0\x80\x80"sv,
                                       "\xFF"sv, "\xD0"sv, "\xE2\x82"sv, "\x80"sv})
        EXPECT_FALSE(isText(bad)) << hex(toBytes(bad));
    EXPECT_EQ(asText("a\xFF"
                     "b"),
              "a?b");
    EXPECT_EQ(cut("Дом", 3), "Д");
}

TEST(Secret, moves_and_wipes) {
    Secret first(std::string_view("1234"));
    const std::uint8_t* place = first.data();
    Secret second = std::move(first);
    EXPECT_EQ(second.view(), "1234");
    EXPECT_EQ(second.data(), place);
    EXPECT_EQ(second.copy().view(), "1234");
    second.wipe();
    EXPECT_TRUE(second.empty());
    EXPECT_EQ(place[0], 0); // still allocated, no longer legible
}

TEST(Failure, never_says_success) {
    EXPECT_EQ(Failure(RESEAL_OK, "x").status(), RESEAL_E_INTERNAL);
    EXPECT_EQ(Failure(7, "x").status(), RESEAL_E_INTERNAL);
    EXPECT_EQ(Failure(RESEAL_E_USER, "x").status(), RESEAL_E_USER);
}

TEST(Params, flaws_are_found) {
    reseal_param param{};
    param.type = RESEAL_TYPE_TEXT;
    EXPECT_NE(flawOf(param), nullptr) << "no key";
    param.key = {"key", 3, 0};
    EXPECT_EQ(flawOf(param), nullptr);
    param.flags = 2;
    EXPECT_NE(flawOf(param), nullptr);
    param.flags = 0;
    param.value = {nullptr, 3, 0};
    EXPECT_NE(flawOf(param), nullptr);
    param.value = {"\xFF", 1, 0};
    EXPECT_NE(flawOf(param), nullptr);
    param.type = RESEAL_TYPE_BYTES;
    EXPECT_EQ(flawOf(param), nullptr);
    param.type = 9;
    EXPECT_NE(flawOf(param), nullptr);
    param = {};
    param.type = RESEAL_TYPE_INTEGER;
    param.key = {"Key", 3, 0};
    EXPECT_NE(flawOf(param), nullptr) << "capitals";
}

} // namespace reseal::sdk
