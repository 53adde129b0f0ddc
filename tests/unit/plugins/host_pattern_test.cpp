// SPDX-License-Identifier: Apache-2.0
#include "agent/plugins/host_pattern.hpp"

#include <gtest/gtest.h>

namespace reseal::plugins {
namespace {

TEST(HostPattern, takesNamesAddressesAndPorts) {
    for (const char* good : {"ca.example.kz", "*.example.kz", "127.0.0.1:8443", "[::1]:8443", "localhost", "xn--80a.kz",
                             "ca.example.kz:1", "[2001:db8::1]"}) {
        EXPECT_TRUE(isHostPattern(good)) << good;
    }
}

TEST(HostPattern, refusesWhatIsNoHost) {
    for (const char* bad : {"",
                            "*",
                            "*.kz",
                            "*.*.kz",
                            "https://ca.example.kz",
                            "ca.example.kz/path",
                            "CA.example.kz",
                            "ca..kz",
                            ".kz",
                            "ca.kz.",
                            "ca.kz:0",
                            "ca.kz:65536",
                            "ca.kz:",
                            "ca.kz:80x",
                            "a b.kz",
                            "-a.kz",
                            "[::1",
                            "[]",
                            "user@ca.kz",
                            "ca.example.kz:443:443",
                            "пример.kz"}) {
        EXPECT_FALSE(isHostPattern(bad)) << bad;
    }
    EXPECT_FALSE(isHostPattern(std::string(300, 'a')));
}

TEST(HostPattern, withoutPort_standsForHttpsOrEveryPort) {
    EXPECT_TRUE(matchesHost("ca.example.kz", "ca.example.kz", 443, PortRule::httpsOnly));
    EXPECT_FALSE(matchesHost("ca.example.kz", "ca.example.kz", 8443, PortRule::httpsOnly));
    EXPECT_TRUE(matchesHost("ca.example.kz", "ca.example.kz", 8443, PortRule::every));
    EXPECT_TRUE(matchesHost("127.0.0.1:8443", "127.0.0.1", 8443, PortRule::httpsOnly));
    EXPECT_FALSE(matchesHost("127.0.0.1:8443", "127.0.0.1", 443, PortRule::every));
}

TEST(HostPattern, matchesCaseAndTheRootDot_butNeverTheParentOrALookalike) {
    EXPECT_TRUE(matchesHost("ca.example.kz", "CA.Example.KZ.", 443, PortRule::httpsOnly));
    EXPECT_TRUE(matchesHost("*.example.kz", "a.b.example.kz", 443, PortRule::httpsOnly));
    EXPECT_FALSE(matchesHost("*.example.kz", "example.kz", 443, PortRule::httpsOnly));
    EXPECT_FALSE(matchesHost("*.example.kz", "evilexample.kz", 443, PortRule::httpsOnly));
    EXPECT_FALSE(matchesHost("*.example.kz", ".example.kz", 443, PortRule::httpsOnly));
    EXPECT_FALSE(matchesHost("ca.example.kz", "ca.example.kz.evil.org", 443, PortRule::httpsOnly));
    EXPECT_TRUE(matchesHost("[::1]:8443", "[::1]", 8443, PortRule::httpsOnly));
}

TEST(HostPattern, hostOfAddress_isItsServerAndPort) {
    EXPECT_EQ(hostOfAddress("http://127.0.0.1:40001/vpnkeylocal/x/"), "127.0.0.1:40001");
    EXPECT_EQ(hostOfAddress("HTTPS://CA.Example.KZ?x=http://other.kz:1"), "ca.example.kz:443");
    EXPECT_EQ(hostOfAddress("http://[::1]"), "[::1]:80");
}

TEST(HostPattern, hostOfAddress_ofNoAddress_isEmpty) {
    for (const char* text : {"", "ca.example.kz", "ftp://ca.example.kz", "https://", "https://*.example.kz/",
                             "https://user@ca.example.kz/", "https://ca.example.kz:x/", "https:///path"}) {
        EXPECT_EQ(hostOfAddress(text), "") << text;
    }
}

} // namespace
} // namespace reseal::plugins
