// SPDX-License-Identifier: Apache-2.0
// What the network tests share: servers as processes of their own, certificates for them, and an environment without
// proxies. Servers end with the test, also with one that crashes: their standard input closes.
#pragma once

#include "agent/network/curl_http_client.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/x509_fixtures.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace reseal::network {

inline constexpr std::chrono::seconds kGenerous{20}; // only ever waited for by a test that fails

class ServerProcess {
public:
    ServerProcess(const std::string& script, std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {"/usr/bin/python3", "-B", "tests/servers/" + script});
        std::vector<char*> words;
        for (std::string& argument : arguments) {
            words.push_back(argument.data());
        }
        words.push_back(nullptr);
        int input[2];
        int output[2];
        if (::pipe2(input, O_CLOEXEC) != 0 || ::pipe2(output, O_CLOEXEC) != 0) {
            throw std::runtime_error("pipe2");
        }
        id_ = ::fork();
        if (id_ == 0) {
            ::dup2(input[0], STDIN_FILENO);
            ::dup2(output[1], STDOUT_FILENO);
            ::execv(words[0], words.data());
            ::_exit(127);
        }
        ::close(input[0]);
        ::close(output[1]);
        input_ = input[1];
        output_ = ::fdopen(output[0], "r");
        port_ = next().value("port", 0);
    }
    ~ServerProcess() { end(); }
    ServerProcess(const ServerProcess&) = delete;
    ServerProcess& operator=(const ServerProcess&) = delete;

    [[nodiscard]] int port() const { return port_; }
    [[nodiscard]] std::string at(const std::string& host) const { return host + ":" + std::to_string(port_); }

    // What the server says next; waits for it. An empty object at its end.
    [[nodiscard]] nlohmann::json next() {
        std::string line;
        for (int c = 0; (c = std::fgetc(output_)) != EOF && c != '\n';) {
            line.push_back(static_cast<char>(c));
        }
        return line.empty() ? nlohmann::json::object() : nlohmann::json::parse(line);
    }

    // Ends the server and returns everything that it said since.
    [[nodiscard]] std::vector<nlohmann::json> last() {
        ::kill(id_, SIGTERM);
        std::vector<nlohmann::json> lines;
        for (auto line = next(); !line.empty(); line = next()) {
            lines.push_back(std::move(line));
        }
        return lines;
    }

    // Of these, how many have this key.
    [[nodiscard]] int count(const char* key) {
        const auto lines = last();
        return static_cast<int>(std::ranges::count_if(lines, [&](const auto& line) { return line.contains(key); }));
    }

private:
    void end() const {
        ::kill(id_, SIGTERM);
        ::close(input_);
        std::fclose(output_);
        ::waitpid(id_, nullptr, 0);
    }

    pid_t id_ = -1;
    int input_ = -1;
    FILE* output_ = nullptr;
    int port_ = 0;
};

class ScopedVariable {
public:
    ScopedVariable(std::string name, const char* value) : name_(std::move(name)) {
        if (const char* const before = std::getenv(name_.c_str())) {
            before_ = before;
        }
        value != nullptr ? ::setenv(name_.c_str(), value, 1) : ::unsetenv(name_.c_str());
    }
    ~ScopedVariable() { before_ ? ::setenv(name_.c_str(), before_->c_str(), 1) : ::unsetenv(name_.c_str()); }
    ScopedVariable(const ScopedVariable&) = delete;
    ScopedVariable& operator=(const ScopedVariable&) = delete;

private:
    std::string name_;
    std::optional<std::string> before_;
};

// A CA and servers with certificates of it. *.localhost is this computer for libcurl, but no loopback for the rules.
class NetworkTest : public testing::Test {
protected:
    NetworkTest() { write("ca", ca_); }

    [[nodiscard]] static test::CertificateSpec serverSpec() {
        test::CertificateSpec spec;
        const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
        spec.subject = {{"CN", "server"}};
        spec.notBefore = now - std::chrono::days(2);
        spec.notAfter = now + std::chrono::days(30);
        spec.dnsNames = {"localhost", "a.localhost", "ca.localhost"};
        spec.ipAddresses = {{127, 0, 0, 1}};
        return spec;
    }
    [[nodiscard]] static test::MadeCertificate makeCa(const std::string& name = "Test CA") {
        test::CertificateSpec spec = serverSpec();
        spec.subject = {{"CN", name}};
        spec.dnsNames = {};
        spec.ipAddresses = {};
        spec.ca = true;
        return test::makeCertificate(spec);
    }

    void write(const std::string& name, const test::MadeCertificate& made) const {
        folder_.write(name + ".pem", made.pem);
        folder_.write(name + ".key", made.keyPem);
    }

    [[nodiscard]] std::unique_ptr<ServerProcess> serve(std::vector<std::string> options = {},
                                                       const test::CertificateSpec& spec = serverSpec()) const {
        write("server", test::makeCertificate(spec, &ca_));
        options.insert(options.end(), {"--certificate", folder_ / "server.pem", "--key", folder_ / "server.key"});
        return std::make_unique<ServerProcess>("https_peer.py", options);
    }
    [[nodiscard]] static std::unique_ptr<ServerProcess> servePlain() {
        return std::make_unique<ServerProcess>("https_peer.py", std::vector<std::string>{});
    }

    [[nodiscard]] HttpRequest request(const std::string& url, HttpMethod method = HttpMethod::get) const {
        HttpRequest made;
        made.method = method;
        made.url = url;
        made.timeout = kGenerous;
        made.caFile = folder_ / "ca.pem";
        return made;
    }
    [[nodiscard]] HttpRequest request(const ServerProcess& server, const std::string& path,
                                      HttpMethod method = HttpMethod::get) const {
        return request("https://" + server.at("localhost") + path, method);
    }

    [[nodiscard]] static HttpRules allow(std::vector<std::string> hosts) {
        HttpRules rules;
        rules.allowedHosts = std::move(hosts);
        return rules;
    }
    [[nodiscard]] static HttpRules allow(const ServerProcess& server) { return allow({server.at("localhost")}); }

    [[nodiscard]] Result<HttpResponse> send(const HttpRequest& wanted, const HttpRules& rules) {
        return client_.send(wanted, rules, cancellation_);
    }
    // The reason for which it failed, "" where it did not.
    [[nodiscard]] std::string refusal(const HttpRequest& wanted, const HttpRules& rules) {
        const auto response = send(wanted, rules);
        return response ? "" : response.error().reason;
    }
    // What /echo saw.
    [[nodiscard]] nlohmann::json echoed(const HttpRequest& wanted, const HttpRules& rules) {
        const auto response = send(wanted, rules);
        EXPECT_TRUE(response.ok()) << response.error().reason << ": " << response.error().detail;
        return response ? nlohmann::json::parse(response.value().body) : nlohmann::json::object();
    }
    // A header that /echo saw; "" where there was none.
    [[nodiscard]] static std::string header(const nlohmann::json& seen, const std::string& name) {
        for (const auto& entry : seen.value("headers", nlohmann::json::array())) {
            if (entry.at(0) == name) {
                return entry.at(1);
            }
        }
        return {};
    }

    test::TemporaryFolder folder_;
    test::MadeCertificate ca_ = makeCa();
    CurlHttpClient client_{"Reseal/test"};
    Cancellation cancellation_;

private:
    ScopedVariable httpProxy_{"http_proxy", nullptr};
    ScopedVariable httpsProxy_{"https_proxy", nullptr};
    ScopedVariable httpsProxyUpper_{"HTTPS_PROXY", nullptr};
    ScopedVariable allProxy_{"all_proxy", nullptr};
    ScopedVariable allProxyUpper_{"ALL_PROXY", nullptr};
    ScopedVariable noProxy_{"no_proxy", nullptr};
    ScopedVariable noProxyUpper_{"NO_PROXY", nullptr};
};

} // namespace reseal::network
