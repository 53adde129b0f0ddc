// SPDX-License-Identifier: Apache-2.0
#include "agent/network/host_rules.hpp"

#include <gtest/gtest.h>

namespace reseal::network {
namespace {

WebAddress at(const std::string& url) { return parseAddress(url).value(); }

TEST(HostFitsTest, Name_listed_onlyItself) {
    EXPECT_TRUE(hostFits("ca.example.kz", at("https://ca.example.kz/")));
    EXPECT_TRUE(hostFits("CA.Example.kz", at("https://ca.EXAMPLE.kz/")));
    for (const char* const other : {"https://example.kz/", "https://a.ca.example.kz/", "https://ca.example.kz.evil.kz/",
                                    "https://evil-ca.example.kz/", "https://ca.example.kz./"}) {
        EXPECT_FALSE(hostFits("ca.example.kz", at(other))) << other;
    }
}

TEST(HostFitsTest, Wildcard_listed_exactlyOneLabel) {
    EXPECT_TRUE(hostFits("*.example.kz", at("https://ca.example.kz/")));
    for (const char* const other : {"https://example.kz/", "https://a.b.example.kz/", "https://ca.example.kz.evil.kz/",
                                    "https://caexample.kz/"}) {
        EXPECT_FALSE(hostFits("*.example.kz", at(other))) << other;
    }
}

TEST(HostFitsTest, Wildcard_tooWideOrMisplaced_fitsNothing) {
    for (const char* const entry : {"*", "*.kz", "*.", "c*.example.kz", "ca.*.kz", "*.*.kz", "", ":443"}) {
        EXPECT_FALSE(hostFits(entry, at("https://ca.example.kz/"))) << entry;
    }
}

TEST(HostFitsTest, IpAddress_onlyIfListedItself) {
    EXPECT_TRUE(hostFits("10.0.0.1", at("https://10.0.0.1/")));
    EXPECT_TRUE(hostFits("[::1]:8443", at("https://[0:0::1]:8443/")));
    EXPECT_FALSE(hostFits("*.0.0.1", at("https://10.0.0.1/")));
    EXPECT_FALSE(hostFits("10.0.0.1", at("https://10.0.0.2/")));
    EXPECT_FALSE(hostFits("127.0.0.1", at("https://[::ffff:127.0.0.1]/")));
}

TEST(HostFitsTest, Port_listedOrTheSchemesOwn) {
    EXPECT_TRUE(hostFits("a.kz:8443", at("https://a.kz:8443/")));
    EXPECT_TRUE(hostFits("a.kz:443", at("https://a.kz/")));
    EXPECT_TRUE(hostFits("a.kz", at("https://a.kz:443/")));
    EXPECT_TRUE(hostFits("localhost", at("http://localhost/")));
    EXPECT_FALSE(hostFits("a.kz", at("https://a.kz:8443/")));
    EXPECT_FALSE(hostFits("a.kz:8443", at("https://a.kz/")));
    for (const char* const entry : {"a.kz:", "a.kz:x", "a.kz:443x", "a.kz:-443", "a.kz:99999", "a.kz:443:443"}) {
        EXPECT_FALSE(hostFits(entry, at("https://a.kz/"))) << entry;
    }
}

TEST(IsLoopbackTest, Host_ofThisComputer_andNoOther) {
    for (const char* const host : {"localhost", "127.0.0.1", "127.255.0.9", "[::1]"}) {
        EXPECT_TRUE(isLoopback(host)) << host;
    }
    for (const char* const host :
         {"127.example.kz", "127.0.0.1.kz", "localhost.kz", "a.localhost", "128.0.0.1", "[::2]", "0.0.0.0"}) {
        EXPECT_FALSE(isLoopback(host)) << host;
    }
}

TEST(CheckAddressTest, PlainHttp_onlyToLoopbackWhereAllowedAndListed) {
    HttpRules rules;
    rules.allowedHosts = {"localhost", "127.0.0.1:80", "ca.example.kz"};
    EXPECT_EQ(checkAddress(at("http://localhost/"), rules).error().reason, "host_refused");
    rules.plainLoopback = true;
    EXPECT_TRUE(checkAddress(at("http://localhost/"), rules).ok());
    EXPECT_TRUE(checkAddress(at("http://127.1/"), rules).ok());
    EXPECT_FALSE(checkAddress(at("http://127.0.0.2/"), rules).ok());
    EXPECT_FALSE(checkAddress(at("http://ca.example.kz/"), rules).ok());
    EXPECT_TRUE(checkAddress(at("https://ca.example.kz/"), rules).ok());
}

TEST(CheckAddressTest, Host_notListed_refusedWithItsName) {
    const Status status = checkAddress(at("https://other.kz/"), HttpRules());
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().category, Category::refused);
    EXPECT_EQ(status.error().subject, "other.kz:443");
}

class FollowRedirectTest : public testing::Test {
protected:
    FollowRedirectTest() { rules.allowedHosts = {"a.kz", "a.kz:8443", "b.kz", "localhost"}; }
    [[nodiscard]] Hop from(HttpMethod method) const { return {at("https://a.kz/start"), method}; }
    [[nodiscard]] Result<Hop> to(HttpMethod method, int status, const std::string& url = "https://a.kz/next") const {
        return followRedirect(from(method), status, at(url), rules);
    }
    HttpRules rules;
};

TEST_F(FollowRedirectTest, Post_after301_302_303_becomesGetWithoutBody) {
    for (const int status : {301, 302, 303}) {
        const auto next = to(HttpMethod::post, status);
        EXPECT_EQ(next.value().method, HttpMethod::get) << status;
        EXPECT_FALSE(next.value().withBody) << status;
    }
}

TEST_F(FollowRedirectTest, Method_otherwise_stays) {
    for (const int status : {301, 302, 307, 308}) {
        EXPECT_EQ(to(HttpMethod::put, status).value().method, HttpMethod::put) << status;
        EXPECT_TRUE(to(HttpMethod::put, status).value().withBody) << status;
    }
    for (const int status : {307, 308}) {
        EXPECT_EQ(to(HttpMethod::post, status).value().method, HttpMethod::post) << status;
        EXPECT_TRUE(to(HttpMethod::post, status).value().withBody) << status;
    }
    EXPECT_EQ(to(HttpMethod::remove, 303).value().method, HttpMethod::get);
}

TEST_F(FollowRedirectTest, Secrets_stayBehindForGoodWhereTheServerChanges) {
    EXPECT_TRUE(to(HttpMethod::get, 302).value().withSecrets);
    EXPECT_FALSE(to(HttpMethod::get, 302, "https://a.kz:8443/").value().withSecrets);
    const Hop elsewhere = to(HttpMethod::get, 302, "https://b.kz/").value();
    EXPECT_FALSE(elsewhere.withSecrets);
    EXPECT_FALSE(followRedirect(elsewhere, 302, at("https://a.kz/"), rules).value().withSecrets);
}

TEST_F(FollowRedirectTest, Target_notAllowedOrWithoutEncryption_refused) {
    const auto elsewhere = to(HttpMethod::get, 302, "https://evil.kz/");
    ASSERT_FALSE(elsewhere.ok());
    EXPECT_EQ(elsewhere.error().category, Category::refused);
    EXPECT_EQ(elsewhere.error().reason, "host_refused");
    rules.plainLoopback = true;
    EXPECT_EQ(to(HttpMethod::get, 302, "http://localhost/").error().reason, "host_refused");
    EXPECT_TRUE(followRedirect({at("http://localhost/")}, 302, at("https://a.kz/"), rules).ok());
}

TEST(IsRedirectTest, Status_thatLeadsOn_andNoOther) {
    for (const int status : {301, 302, 303, 307, 308}) {
        EXPECT_TRUE(isRedirect(status)) << status;
    }
    for (const int status : {200, 201, 300, 304, 305, 306, 309, 400}) {
        EXPECT_FALSE(isRedirect(status)) << status;
    }
}

TEST(GoesWithTest, Header_secretOrOfTheBody_onlyWhereThatGoes) {
    const HttpHeader authorization{"AUTHORIZATION", Secret("x")};
    const HttpHeader cookie{"Cookie", Secret("x")};
    const HttpHeader marked{"X-Api-Key", Secret("x"), true};
    const HttpHeader type{"Content-Type", Secret("x")};
    const HttpHeader plain{"Accept", Secret("x")};
    Hop hop;
    for (const HttpHeader* const header : {&authorization, &cookie, &marked, &type, &plain}) {
        EXPECT_TRUE(goesWith(hop, *header)) << header->name;
    }
    hop.withSecrets = false;
    hop.withBody = false;
    for (const HttpHeader* const header : {&authorization, &cookie, &marked, &type}) {
        EXPECT_FALSE(goesWith(hop, *header)) << header->name;
    }
    EXPECT_TRUE(goesWith(hop, plain));
}

TEST(HostRulesTest, ListedHost_thatPolicyForbids_refused) {
    HttpRules rules;
    rules.allowedHosts = {"*.example.kz"};
    rules.alsoAllowed = [](std::string_view host, int) { return host != "bad.example.kz"; };
    EXPECT_TRUE(checkAddress(parseAddress("https://good.example.kz/").value(), rules).ok());
    EXPECT_EQ(checkAddress(parseAddress("https://bad.example.kz/").value(), rules).error().reason, "host_refused");
}

} // namespace
} // namespace reseal::network
