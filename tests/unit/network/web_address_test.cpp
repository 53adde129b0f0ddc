// SPDX-License-Identifier: Apache-2.0
#include "agent/network/web_address.hpp"

#include <gtest/gtest.h>

namespace reseal::network {
namespace {

std::string shown(const Result<WebAddress>& address) {
    return address ? (address.value().secure ? "s " : "p ") + hostAndPort(address.value()) + " " + address.value().text
                   : address.error().reason;
}

TEST(ParseAddressTest, Address_ofAServer_taken) {
    EXPECT_EQ(shown(parseAddress("https://ca.example.kz/a?b=c")), "s ca.example.kz:443 https://ca.example.kz/a?b=c");
    EXPECT_EQ(shown(parseAddress("http://127.0.0.1:8080")), "p 127.0.0.1:8080 http://127.0.0.1:8080/");
    EXPECT_EQ(shown(parseAddress("https://[::1]:8443/x")), "s [::1]:8443 https://[::1]:8443/x");
    EXPECT_EQ(shown(parseAddress("https://xn--80ak6aa92e.kz/")), "s xn--80ak6aa92e.kz:443 https://xn--80ak6aa92e.kz/");
}

TEST(ParseAddressTest, Host_inCapitals_lowerCase) {
    EXPECT_EQ(parseAddress("HTTPS://CA.Example.KZ/Path").value().host, "ca.example.kz");
}

TEST(ParseAddressTest, IpAddress_inAnyNotation_fourDecimals) {
    for (const char* const text : {"http://127.1/", "http://0x7f.0.0.1/", "http://2130706433/", "http://0177.0.0.1/"}) {
        EXPECT_EQ(parseAddress(text).value().host, "127.0.0.1") << text;
    }
}

TEST(ParseAddressTest, Fragment_leftOut) { EXPECT_EQ(parseAddress("https://a.kz/b#c").value().text, "https://a.kz/b"); }

TEST(ParseAddressTest, Address_thatMeansTwoThings_refused) {
    const std::string tooLong = "https://a.kz/" + std::string(9000, 'a');
    for (const std::string& text : {std::string(),
                                    std::string("a.kz"),
                                    std::string("//a.kz/"),
                                    std::string("https:a.kz"),
                                    std::string("https:///a.kz"),
                                    std::string("ftp://a.kz/"),
                                    std::string("file:///etc/passwd"),
                                    std::string("https://user@a.kz/"),
                                    std::string("https://user:secret@a.kz/"),
                                    std::string("https://@a.kz/"),
                                    std::string("https://a.kz\\@b.kz/"),
                                    std::string("https://a.kz/ b"),
                                    std::string("https://a.kz/\r\nX: y"),
                                    std::string("https://a.kz/\0b", 14),
                                    std::string("https://a.kz/\x7f"),
                                    std::string("https://пример.kz/"),
                                    std::string("https://a.kz/путь"),
                                    std::string("https://%61.kz/"),
                                    std::string("https://a.kz:0/"),
                                    std::string("https://a.kz:99999/"),
                                    std::string("https://a.kz:x/"),
                                    std::string("https://[fe80::1%25eth0]/"),
                                    std::string("https://a,b.kz/"),
                                    std::string("https://a.kz*/"),
                                    tooLong}) {
        const auto address = parseAddress(text);
        EXPECT_EQ(address ? address.value().text : address.error().reason, "bad_request") << text;
    }
}

TEST(ResolveAddressTest, Location_relativeOrWhole_resolved) {
    const WebAddress base = parseAddress("https://a.kz/one/two?x=y").value();
    EXPECT_EQ(resolveAddress(base, "/three").value().text, "https://a.kz/three");
    EXPECT_EQ(resolveAddress(base, "three#part").value().text, "https://a.kz/one/three");
    EXPECT_EQ(resolveAddress(base, "?z").value().text, "https://a.kz/one/two?z");
    EXPECT_EQ(resolveAddress(base, "//b.kz/").value().host, "b.kz");
    EXPECT_EQ(resolveAddress(base, "https://b.kz:8443/c").value().port, 8443);
    EXPECT_EQ(resolveAddress(base, "/to?then=http://c.kz/").value().host, "a.kz");
    EXPECT_EQ(base.text, "https://a.kz/one/two?x=y");
}

TEST(ResolveAddressTest, Location_notAnAddress_refused) {
    const WebAddress base = parseAddress("https://a.kz/").value();
    for (const char* const location : {"", "javascript:alert(1)", "ftp://a.kz/", "https://u:p@b.kz/", "//u@b.kz/",
                                       "https:///b.kz", "/a b", "https://%62.kz/"}) {
        const auto target = resolveAddress(base, location);
        EXPECT_EQ(target ? target.value().text : target.error().reason, "bad_response") << location;
    }
}

} // namespace
} // namespace reseal::network
