// SPDX-License-Identifier: Apache-2.0
#include "plugins/token_vpnkey/src/address.hpp"

#include <gtest/gtest.h>

namespace token_vpnkey {
namespace {

const std::string kSession(34, 'K');

std::string urlOf(const std::string& pasted) {
    const auto address = readAddress(pasted);
    return address ? address->url() : "refused";
}

TEST(Address, slashBehindTheSession_staysAsPasted) {
    for (const std::string end : {"", "/"}) {
        const std::string pasted = "http://localhost:28016/vpnkeylocal/" + kSession + end;
        EXPECT_EQ(urlOf(pasted), pasted);
    }
}
TEST(Address, quotesAndBlanksAround_areLeftOut) {
    const std::string url = "http://127.0.0.1:40001/vpnkeylocal/" + kSession + "/";
    EXPECT_EQ(urlOf(" \"" + url + "\"\n"), url);
}
TEST(Address, sessionAlone_goesToTheUsualPort) {
    EXPECT_EQ(urlOf(kSession), "http://localhost:28016/vpnkeylocal/" + kSession + "/");
}
TEST(Address, withoutASession_isThatOfTheLogIn) {
    for (const char* const pasted : {"http://localhost:28016", "HTTP://LocalHost:28016/vpnkeylocal/"})
        EXPECT_EQ(urlOf(pasted), "http://localhost:28016/vpnkeylocal/");
}
TEST(Address, otherComputer_isRefused) {
    for (const char* const origin :
         {"http://bank.example:28016", "http://localhost.evil.example:28016", "http://127.0.0.1.evil.example",
          "http://localhost@evil.example", "http://user@localhost:28016", "http://127.0.0.256", "http://127.0.0",
          "http://127.1.1.1.1", "http://[::2]:28016"})
        EXPECT_EQ(urlOf(std::string(origin) + "/vpnkeylocal/" + kSession), "refused") << origin;
}
TEST(Address, otherScheme_isRefused) {
    EXPECT_EQ(urlOf("https://localhost:28016/vpnkeylocal/" + kSession), "refused");
    EXPECT_EQ(urlOf("file:///vpnkeylocal/" + kSession), "refused");
}
TEST(Address, otherPath_isRefused) {
    for (const char* const path : {"/other/", "/vpnkeylocalX/", "/vpnkeylocal//", "/vpnkeylocal/a/../"})
        EXPECT_EQ(urlOf("http://localhost:28016" + std::string(path) + kSession), "refused") << path;
}
TEST(Address, sessionWithOtherCharacters_isRefused) {
    for (const char* const tail : {"?a=b", "#x", "%2F", "&id=LOGIN", " x"})
        EXPECT_EQ(urlOf("http://localhost:28016/vpnkeylocal/" + kSession + tail), "refused") << tail;
}
TEST(Address, portThatIsNone_isRefused) {
    for (const char* const port : {"0", "65536", "-1", "28016x", ""})
        EXPECT_EQ(urlOf("http://localhost:" + std::string(port) + "/vpnkeylocal/" + kSession), "refused") << port;
}

} // namespace
} // namespace token_vpnkey
