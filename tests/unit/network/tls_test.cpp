// SPDX-License-Identifier: Apache-2.0
// Which servers are believed.
#include "agent/network/trusted_roots.hpp"
#include "tests/unit/network/network_fixtures.hpp"

namespace reseal::network {
namespace {

class TlsTest : public NetworkTest {
protected:
    [[nodiscard]] Error failure(const HttpRequest& wanted, const HttpRules& rules) {
        const auto response = send(wanted, rules);
        EXPECT_FALSE(response.ok());
        return response ? Error{} : response.error();
    }
};

TEST_F(TlsTest, Root_ofTheRequest_trustedForThatRequestOnly) {
    const auto server = serve();
    auto without = request(*server, "/echo");
    without.caFile.clear();
    const auto error = failure(without, allow(*server));
    EXPECT_EQ(error.reason, "tls_failed");
    EXPECT_EQ(error.category, Category::refused);
    EXPECT_NE(error.detail.find("issuer"), std::string::npos);
    EXPECT_EQ(echoed(request(*server, "/echo"), allow(*server)).value("path", ""), "/echo");
    EXPECT_EQ(failure(without, allow(*server)).reason, "tls_failed");
    EXPECT_EQ(server->count("request"), 1);
}

TEST_F(TlsTest, Root_ofAnotherCa_refused) {
    const auto server = serve();
    write("other", makeCa("Other CA"));
    auto wanted = request(*server, "/echo");
    wanted.caFile = folder_ / "other.pem";
    EXPECT_EQ(failure(wanted, allow(*server)).reason, "tls_failed");
    EXPECT_EQ(server->count("request"), 0);
}

TEST_F(TlsTest, RootFile_withMoreThanTheRoot_oneOfManyIsEnough) {
    const auto server = serve();
    const auto other = makeCa("Other CA");
    folder_.write("many.pem", "\xef\xbb\xbfOur roots\r\n" + other.pem + other.keyPem + "\n" + ca_.pem);
    auto wanted = request(*server, "/echo");
    wanted.caFile = folder_ / "many.pem";
    EXPECT_EQ(echoed(wanted, allow(*server)).value("path", ""), "/echo");
}

TEST_F(TlsTest, RootFile_beside_theSystemsRootsStay) {
    const std::string systems = folder_.write("systems.pem", std::string_view("systems"));
    const std::string further = readFurtherRoots(folder_ / "ca.pem").value();
    EXPECT_EQ(withSystemRoots(systems.c_str(), further), "systems\n" + further);
    EXPECT_EQ(withSystemRoots(nullptr, further), "\n" + further);
    EXPECT_EQ(withSystemRoots("/no/such/file", further), "\n" + further);
    EXPECT_EQ(readFurtherRoots("").value(), "");
}

TEST_F(TlsTest, RootFile_missingOrDamaged_refusedBeforeSending) {
    const auto server = serve();
    folder_.write("empty.pem", std::string_view());
    folder_.write("text.pem", std::string_view("no certificate"));
    folder_.write("key.pem", std::string_view(ca_.keyPem));
    folder_.write("big.pem", ca_.pem + std::string(2U * 1024 * 1024, '\n'));
    folder_.write("torn.pem", ca_.pem.substr(0, ca_.pem.size() / 2));
    folder_.write("damaged.pem", std::string_view("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"));
    for (const char* const name :
         {"missing.pem", "empty.pem", "text.pem", "key.pem", "big.pem", "torn.pem", "damaged.pem", "."}) {
        auto wanted = request(*server, "/echo");
        wanted.caFile = folder_ / name;
        const auto error = failure(wanted, allow(*server));
        EXPECT_EQ(error.reason, "bad_ca_file") << name;
        EXPECT_EQ(error.subject, wanted.caFile);
    }
    EXPECT_EQ(server->count("request"), 0);
}

TEST_F(TlsTest, Certificate_expiredOrNotYetValid_refused) {
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    auto expired = serverSpec();
    expired.notAfter = now - std::chrono::hours(1);
    auto early = serverSpec();
    early.notBefore = now + std::chrono::hours(24);
    for (const auto& spec : {expired, early}) {
        const auto server = serve({}, spec);
        const auto error = failure(request(*server, "/echo"), allow(*server));
        EXPECT_EQ(error.reason, "tls_failed");
        EXPECT_NE(error.detail.find("not valid today"), std::string::npos);
        EXPECT_EQ(server->count("request"), 0);
    }
}

TEST_F(TlsTest, Certificate_ofAnotherServer_refused) {
    auto spec = serverSpec();
    spec.subject = {{"CN", "localhost"}}; // a name counts only as subjectAltName
    spec.dnsNames = {"ca.example.kz"};
    spec.ipAddresses = {{127, 0, 0, 2}};
    const auto server = serve({}, spec);
    const auto error = failure(request(*server, "/echo"), allow(*server));
    EXPECT_EQ(error.reason, "tls_failed");
    EXPECT_NE(error.detail.find("another server"), std::string::npos);
    EXPECT_EQ(refusal(request("https://" + server->at("127.0.0.1") + "/echo"), allow({server->at("127.0.0.1")})),
              "tls_failed");
    EXPECT_EQ(server->count("request"), 0);
}

TEST_F(TlsTest, IpAddress_inTheCertificate_accepted) {
    const auto server = serve();
    const auto seen = echoed(request("https://" + server->at("127.0.0.1") + "/echo"), allow({server->at("127.0.0.1")}));
    EXPECT_EQ(seen.value("path", ""), "/echo");
}

TEST_F(TlsTest, Protocol_before12_refused) {
    const auto server = serve({"--tls11"});
    const auto error = failure(request(*server, "/echo"), allow(*server));
    EXPECT_EQ(error.reason, "tls_failed");
    EXPECT_EQ(error.category, Category::failed);
    EXPECT_EQ(server->count("request"), 0);
}

TEST_F(TlsTest, Server_speakingPlainHttp_refused) {
    const auto server = servePlain();
    EXPECT_EQ(failure(request(*server, "/echo"), allow(*server)).reason, "tls_failed");
    EXPECT_EQ(server->count("request"), 0);
}

} // namespace
} // namespace reseal::network
