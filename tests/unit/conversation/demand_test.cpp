// SPDX-License-Identifier: Apache-2.0
// One demand at a time, whole, with a cookie; anything else is refused.
#include "agent/plugins/conversation/demand.hpp"

#include <gtest/gtest.h>

namespace reseal::plugins {
namespace {

using wire::Item;
using wire::Items;

Items demand(const char* kind, Items more = {}) {
    more.push_back(Item::ofText("demand", kind));
    more.push_back(Item::ofBytes("cookie", Bytes{1}));
    return more;
}
template <typename What>
What whatOf(const Items& items) {
    return std::get<What>(readDemand(items).value().what);
}

TEST(Demand, key_isReadWithEveryPart) {
    const auto keys = whatOf<std::vector<KeyDemand>>(
        demand("key", {Item::ofText("key.sign.algorithm", "rsa-2048"), Item::ofText("key.sign.algorithm", "ec-p256"),
                       Item::ofBytes("key.sign.subject", Bytes{0x30, 0}),
                       Item::ofText("key.auth.algorithm", "rsa-2048"), Item::ofText("key.auth.medium", "token")}));
    ASSERT_EQ(keys.size(), 2U);
    EXPECT_EQ(keys[0].media, std::vector<std::string>{"token"});
    EXPECT_EQ(keys[1].algorithms, (std::vector<std::string>{"rsa-2048", "ec-p256"}));
    EXPECT_EQ(keys[1].form, "pkcs10");
}
TEST(Demand, keyOfALaterAlgorithm_fallsBackToTheKnownOne) {
    const auto keys = whatOf<std::vector<KeyDemand>>(
        demand("key", {Item::ofText("key.1.algorithm", "ml-dsa-65"), Item::ofText("key.1.algorithm", "rsa-3072")}));
    EXPECT_EQ(keys[0].algorithms, std::vector<std::string>{"rsa-3072"});
}
TEST(Demand, signature_isReadWithEveryPart) {
    const auto payloads = whatOf<std::vector<PayloadDemand>>(
        demand("signature",
               {Item::ofBytes("payload.1.data", Bytes{1, 2}), Item::ofText("payload.1.form", "cms-detached"),
                Item::ofText("payload.1.title", "Application"), Item::ofText("payload.1.title.ru", "Заявление")}));
    EXPECT_EQ(payloads.at(0).data, (Bytes{1, 2}));
    EXPECT_EQ(inLanguage(payloads.at(0).title, "ru"), "Заявление");
}
TEST(Demand, wait_isReadWithEveryPart) {
    const auto wait =
        whatOf<WaitDemand>(demand("wait", {Item::ofNumber("wait.until-ms", 5000), Item::ofText("wait.folder", "/x"),
                                           Item::ofText("wait.text", "The CA is at work"),
                                           Item::ofText("wait.print", "I ask for\na certificate.")}));
    EXPECT_EQ(wait.until, TimePoint(std::chrono::seconds(5)));
    EXPECT_EQ(wait.print, "I ask for\na certificate.");
    EXPECT_EQ(wait.folder, "/x");
}
TEST(Demand, done_needsNoCookie) {
    const auto issued =
        whatOf<IssuedCertificates>({Item::ofText("demand", "done"), Item::ofBytes("certificate.1", Bytes{0x30}),
                                    Item::ofBytes("chain", Bytes{0x31})});
    EXPECT_EQ(issued.certificates.at("1"), Bytes{0x30});
    EXPECT_EQ(issued.chain.size(), 1U);
}
TEST(Demand, done_withRulesForTheFile_keepsThem) {
    const auto issued =
        whatOf<IssuedCertificates>({Item::ofText("demand", "done"), Item::ofBytes("certificate.1", Bytes{0x30}),
                                    Item::ofText("certificate.1.file-name", "GOST512_00ff.p12"),
                                    Item::ofText("certificate.1.file-form", "pkcs12-kz")});
    EXPECT_EQ(issued.files.at("1").name, "GOST512_00ff.p12");
    EXPECT_TRUE(issued.files.at("1").kazakh);
}
TEST(Demand, failed_needsNoCookie) {
    EXPECT_EQ(whatOf<FailedDemand>({Item::ofText("demand", "failed"), Item::ofText("failed.text", "No")}).text.at("en"),
              "No");
}
TEST(Demand, unknownItemBesideIt_isPassedOver) {
    EXPECT_TRUE(readDemand(demand("wait", {Item::ofNumber("wait.until-ms", 1), Item::ofText("wait.text", "t"),
                                           Item::ofText("x-kz.example.new", "?")}))
                    .ok());
}

struct Bad {
    const char* name;
    Items items;
};
void PrintTo(const Bad& bad, std::ostream* out) { *out << bad.name; }
Items doneWith(const std::string& part, const char* value) {
    return {Item::ofText("demand", "done"), Item::ofBytes("certificate.1", Bytes{1}),
            Item::ofText("certificate.1." + part, value)};
}
class BadDemand : public testing::TestWithParam<Bad> {};
TEST_P(BadDemand, isRefused) { EXPECT_EQ(readDemand(GetParam().items).error().category, Category::damaged); }
INSTANTIATE_TEST_SUITE_P(
    All, BadDemand,
    testing::Values(
        Bad{"none", {}}, Bad{"unknown", demand("dance")},
        Bad{"two", demand("done", {Item::ofText("demand", "failed")})},
        Bad{"withoutCookie",
            {Item::ofText("demand", "wait"), Item::ofNumber("wait.until-ms", 1), Item::ofText("wait.text", "t")}},
        Bad{"twoCookies", demand("wait", {Item::ofNumber("wait.until-ms", 1), Item::ofText("wait.text", "t"),
                                          Item::ofBytes("cookie", Bytes{2})})},
        Bad{"hugeCookie",
            {Item::ofText("demand", "done"), Item::ofBytes("certificate.1", Bytes{1}),
             Item::ofBytes("cookie", Bytes(65537))}},
        Bad{"keyWithoutAlgorithm", demand("key", {Item::ofText("key.1.form", "pkcs10")})},
        Bad{"keyWithoutGroup", demand("key", {Item::ofText("key.", "rsa-2048")})},
        Bad{"signatureWithoutData", demand("signature", {Item::ofText("payload.1.form", "raw")})},
        Bad{"signatureOfUnknownForm",
            demand("signature", {Item::ofBytes("payload.1.data", Bytes{1}), Item::ofText("payload.1.form", "pgp")})},
        Bad{"waitWithoutEnd", demand("wait", {Item::ofText("wait.text", "t")})},
        Bad{"doneWithoutCertificate", demand("done")}, Bad{"failedWithoutWords", demand("failed")},
        Bad{"inputWithoutForm", demand("input")}, Bad{"fileOutsideItsFolder", doneWith("file-name", "../a.p12")},
        Bad{"fileThatHides", doneWith("file-name", ".a.p12")}, Bad{"fileOfAnotherKind", doneWith("file-name", "a.exe")},
        Bad{"fileWithAFolder", doneWith("file-name", "a/b.p12")}, Bad{"unknownFileForm", doneWith("file-form", "jks")}),
    [](const auto& made) { return std::string(made.param.name); });

} // namespace
} // namespace reseal::plugins
