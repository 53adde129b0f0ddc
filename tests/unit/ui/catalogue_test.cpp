// SPDX-License-Identifier: Apache-2.0
// Catalogues written here byte by byte (gettext's MO format), so that no tool and no translation is needed, and those
// that the build compiles.
#include "agent/i18n/catalogue.hpp"

#include "agent/core/wording.hpp"
#include "tests/support/fake_clock.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>

namespace reseal::i18n {
namespace {

const std::string kHeader = "Content-Type: text/plain; charset=UTF-8\n"
                            "Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
                            "n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\n";

std::string number(std::size_t value) {
    std::string bytes;
    for (int shift = 0; shift < 32; shift += 8) {
        bytes += static_cast<char>((value >> shift) & 0xFF);
    }
    return bytes;
}

// `messages` by English text; plural forms are apart by NUL on both sides.
std::string catalogueOf(const std::map<std::string, std::string>& messages) {
    const std::size_t tables = 28;
    std::size_t at = tables + messages.size() * 16;
    std::string originals;
    std::string translations;
    std::string texts;
    for (const auto& [original, translation] : messages) {
        originals += number(original.size()) + number(at);
        texts += original + '\0';
        at += original.size() + 1;
    }
    for (const auto& [original, translation] : messages) {
        translations += number(translation.size()) + number(at);
        texts += translation + '\0';
        at += translation.size() + 1;
    }
    return number(0x950412de) + number(0) + number(messages.size()) + number(tables) +
           number(tables + messages.size() * 8) + number(0) + number(at) + originals + translations + texts;
}

class CatalogueTest : public testing::Test {
protected:
    CatalogueTest() { std::filesystem::create_directories(folder_ / "ru" / "LC_MESSAGES"); }
    ~CatalogueTest() override {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    void write(const std::string& bytes) const {
        std::ofstream(folder_ / "ru" / "LC_MESSAGES" / "reseal.mo", std::ios::binary) << bytes;
    }
    [[nodiscard]] std::unique_ptr<core::Texts> russian() const { return makeTexts("ru", folder_.string()); }

    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() /
        ("reseal-каталог-" + std::to_string(testing::UnitTest::GetInstance()->random_seed()) + "-" +
         testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(CatalogueTest, Texts_russian_pluralFormsOfAllKinds) {
    using namespace std::string_literals;
    write(catalogueOf({{"", kHeader},
                       {"Renew", "Продлить"},
                       {"{count} day\0{count} days"s, "{count} день\0{count} дня\0{count} дней"s}}));
    const auto texts = russian();
    EXPECT_EQ(texts->language(), "ru");
    EXPECT_EQ(texts->translate("Renew"), "Продлить");
    const auto days = [&](long count) { return texts->translatePlural("{count} day", "{count} days", count); };
    EXPECT_EQ(days(1), "{count} день");
    EXPECT_EQ(days(2), "{count} дня");
    EXPECT_EQ(days(5), "{count} дней");
    EXPECT_EQ(days(11), "{count} дней");
    EXPECT_EQ(days(21), "{count} день");
    EXPECT_EQ(days(-2), "{count} дня");
}

TEST_F(CatalogueTest, Texts_unknownOrEmpty_staysEnglish) {
    write(catalogueOf({{"", kHeader}}));
    EXPECT_EQ(russian()->translate("Later"), "Later");
    EXPECT_EQ(russian()->translate(""), "");
    EXPECT_EQ(russian()->translatePlural("one", "many", 1), "one");
    EXPECT_EQ(russian()->translatePlural("one", "many", 3), "many");
}

TEST_F(CatalogueTest, Texts_twoLanguages_liveAtOnce) {
    write(catalogueOf({{"", kHeader}, {"Renew", "Продлить"}}));
    const auto one = russian();
    const auto other = makeTexts("en", folder_.string());
    EXPECT_EQ(one->translate("Renew"), "Продлить");
    EXPECT_EQ(other->translate("Renew"), "Renew");
}

TEST_F(CatalogueTest, Texts_missingOrDamaged_english) {
    EXPECT_EQ(russian()->translate("Renew"), "Renew");
    for (const std::string& bytes : {std::string(), std::string("not a catalogue"), number(0x950412de)}) {
        write(bytes);
        const auto texts = russian();
        EXPECT_EQ(texts->language(), "ru");
        EXPECT_EQ(texts->translate("Renew"), "Renew");
    }
}

TEST(ShippedCatalogueTest, DaysLeft_ofEachNumber_areInTheFormOfTheLanguage) {
    const std::map<std::string, std::map<int, std::string>> expected{{"en", {{1, "1 day left"}, {21, "21 days left"}}},
                                                                     {"ru",
                                                                      {{1, "остался 1 день"},
                                                                       {2, "осталось 2 дня"},
                                                                       {4, "осталось 4 дня"},
                                                                       {5, "осталось 5 дней"},
                                                                       {11, "осталось 11 дней"},
                                                                       {12, "осталось 12 дней"},
                                                                       {21, "остался 21 день"},
                                                                       {22, "осталось 22 дня"},
                                                                       {25, "осталось 25 дней"},
                                                                       {101, "остался 101 день"},
                                                                       {111, "осталось 111 дней"},
                                                                       {-1, "истёк 1 день назад"},
                                                                       {-3, "истёк 3 дня назад"},
                                                                       {-14, "истёк 14 дней назад"}}},
                                                                     {"kk",
                                                                      {{1, "1 күн қалды"},
                                                                       {2, "2 күн қалды"},
                                                                       {5, "5 күн қалды"},
                                                                       {21, "21 күн қалды"},
                                                                       {111, "111 күн қалды"},
                                                                       {-3, "мерзімі 3 күн бұрын аяқталды"}}}};
    const test::FakeClock clock{TimePoint(std::chrono::sys_days(std::chrono::year(2026) / 11 / 18))};
    for (const auto& [language, said] : expected) {
        const auto texts = makeTexts(language, RESEAL_LOCALE_FOLDER);
        const core::Wording wording(*texts, clock);
        for (const auto& [days, sentence] : said) {
            EXPECT_EQ(wording.timeLeft(clock.now() + std::chrono::days(days)), sentence);
        }
    }
}

TEST(ShippedCatalogueTest, CountedCertificates_inTheTitleOfANotice_areInTheFormOfTheLanguage) {
    const auto title = [](const char* language, long count) {
        return core::fill(makeTexts(language, RESEAL_LOCALE_FOLDER)
                              ->translatePlural("{count} e-signature certificate needs renewal",
                                                "{count} e-signature certificates need renewal", count),
                          {{"count", std::to_string(count)}});
    };
    EXPECT_EQ(title("ru", 2), "Пора продлить 2 сертификата электронной подписи");
    EXPECT_EQ(title("ru", 5), "Пора продлить 5 сертификатов электронной подписи");
    EXPECT_EQ(title("ru", 21), "Пора продлить 21 сертификат электронной подписи");
    EXPECT_EQ(title("kk", 5), "5 электрондық қолтаңба сертификатын ұзарту керек");
}

} // namespace
} // namespace reseal::i18n
