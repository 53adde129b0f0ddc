// SPDX-License-Identifier: Apache-2.0
// A renewal with ca_kontur as the agent would run it, against the test CA without a socket: the module of the build, a
// fresh instance for every step, one clock for both sides.
#pragma once

#include "agent/crypto/certificate_request.hpp"
#include "agent/crypto/private_key.hpp"
#include "agent/plugins/conversation/form.hpp"
#include "tests/servers/ca/encoding.hpp"
#include "tests/servers/ca/kontur_desk.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/x509_fixtures.hpp"
#include "tests/unit/sdk/memory_host.hpp"

#include <dlfcn.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace reseal::test {

inline const reseal_module* konturModule() {
    static void* const handle = ::dlopen(RESEAL_CA_KONTUR, RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) {
        throw std::runtime_error(::dlerror());
    }
    return reinterpret_cast<decltype(&reseal_module_v1)>(::dlsym(handle, RESEAL_ENTRY_SYMBOL))();
}

class KonturTest : public ::testing::Test {
protected:
    static constexpr std::int64_t kStart = 1785579600000; // 2026-08-01

    KonturTest() {
        about = {text("language", "en"),
                 text("purpose", "renew"),
                 bytes("old-certificate", old.der),
                 text("old-key", "ready"),
                 text("setting.base_url", "https://ca.example.ru/kontur/"),
                 text("setting.support", "8 800 000-00-00")};
        host.http = [this](const reseal_call&, const std::vector<Item>& in, std::vector<Item>& out) {
            return serve(in, out);
        };
    }

    // The CA begins to misbehave so; what it remembers stays.
    void open(ca::Faults faults = {}) {
        static const TemporaryFolder keys;
        static const ca::Authority authority(keys.path());
        store = std::make_unique<ca::Store>(folder.path());
        desk = std::make_unique<ca::KonturDesk>(*store, authority, std::move(faults), "https://ca.example.ru");
        pass(0);
    }
    void pass(std::int64_t ms) { // time
        now += ms;
        std::ofstream(folder / "clock") << now / 1000;
    }

    reseal_status serve(const std::vector<Item>& in, std::vector<Item>& out) {
        const auto value = [&in](std::string_view key) {
            const auto at = std::ranges::find(in, key, &Item::key);
            return at == in.end() ? std::string() : at->value;
        };
        constexpr std::string_view kBase = "https://ca.example.ru/kontur";
        const std::string url = value("http.url");
        asked.push_back(value("http.method") + " " + url.substr(kBase.size()));
        const ca::Request request{value("http.method"), url.substr(kBase.size()), value("http.header.idempotency-key"),
                                  value("http.header.authorization"), value("http.body")};
        const ca::Response response = scripted ? *scripted : desk->answer(request);
        record(request, response);
        if (response.fate == ca::Fate::cut) {
            out = {text("error.reason", "connection_lost")};
            return RESEAL_E_UNREACHABLE;
        }
        out = {number("http.status", response.status), text("http.url", url),
               text("http.header.content-type", response.type), bytes("http.body", response.body)};
        for (const auto& [name, content] : response.headers) {
            out.push_back(
                text("http.header." + (name == "Date" ? std::string("date") : std::string("retry-after")), content));
        }
        return RESEAL_OK;
    }

    // For openapi_test.py: what the plugin asked and the CA answered, a line each.
    void record(const ca::Request& request, const ca::Response& response) const {
        const char* const path = std::getenv("RESEAL_EXCHANGES");
        if (path == nullptr || scripted || response.fate == ca::Fate::cut) {
            return;
        }
        std::ofstream(path, std::ios::app)
            << ca::Json{{"method", request.method},      {"target", request.target},
                        {"key", request.idempotencyKey}, {"session", request.authorization},
                        {"body", request.body},          {"status", response.status},
                        {"type", response.type},         {"answer", response.body}}
                   .dump()
            << "\n";
    }

    template <typename Table>
    Reply ask(const char* extension, reseal_function Table::*function, const std::vector<Item>& more) {
        const reseal_module* const module = konturModule();
        EXPECT_EQ(module->init(host.raw()), RESEAL_OK);
        reseal_instance* self = nullptr;
        EXPECT_EQ(module->create("kontur", &self), RESEAL_OK);
        const auto* const table = static_cast<const Table*>(module->get_extension(self, extension));
        std::vector<Item> all = about;
        all.push_back(number("now-ms", now));
        all.insert(all.end(), more.begin(), more.end());
        Reply reply = call(table->*function, self, all, {'c', operation, 60000});
        module->destroy(self);
        module->deinit();
        return reply;
    }
    Reply run(reseal_function reseal_ca_1::*function, const std::vector<Item>& more = {}) {
        Reply reply = ask(RESEAL_EXT_CA_1, function, more);
        cookies += reply.cookie();
        EXPECT_TRUE(reply.demand() != "input" || plugins::readForm(reply.value("form")).ok()) << reply.value("form");
        return reply;
    }
    Reply examine() { return ask(RESEAL_EXT_DIAGNOSTICS_1, &reseal_diagnostics_1::examine, {}); }
    Reply begin() { return run(&reseal_ca_1::begin); }
    Reply resume(const Reply& last, std::vector<Item> more = {}) {
        ++operation;
        more.push_back(bytes("cookie", last.cookie()));
        return run(&reseal_ca_1::resume, more);
    }
    Reply recover(const Reply& last, std::vector<Item> more = {}) { // of the step that resume was called for last
        more.push_back(bytes("cookie", last.cookie()));
        return run(&reseal_ca_1::recover, more);
    }

    // With the code of the newest message.
    Reply enter(const Reply& last) { return resume(last, {secret("answer.code", newestCode())}); }

    // The usual way, as far as asked for.
    Reply untilCode() { return resume(begin(), {text("answer.phone", "8 999 123-45-67")}); }
    Reply untilReview() { return enter(untilCode()); }
    Reply untilKey() { return resume(untilReview(), {text("answer.agree", "yes")}); }
    Reply untilConfirm() { return resume(untilKey(), {bytes("request.1", request())}); }

    const Bytes& request() {
        if (madeRequest.empty()) {
            const auto key = crypto::PrivateKey::generate("ec-p256");
            const auto der = crypto::makeCertificateRequest({}, key.value());
            madeRequest = der.value();
            publicKey = key.value().publicKeyInfo().value();
        }
        return madeRequest;
    }

    [[nodiscard]] std::vector<ca::Json> lines(const std::string& name) const {
        std::ifstream file(folder / name);
        std::vector<ca::Json> out;
        for (std::string line; std::getline(file, line);) {
            out.push_back(ca::Json::parse(line));
        }
        return out;
    }
    [[nodiscard]] std::string newestCode() const {
        const auto all = lines("outbox.jsonl");
        return all.empty() ? "" : all.back()["code"].get<std::string>();
    }
    [[nodiscard]] std::size_t orders() const { return lines("orders.jsonl").size(); }
    [[nodiscard]] std::size_t messages() const { return lines("outbox.jsonl").size(); }
    static ca::Json form(const Reply& reply) {
        return reply.demand() == "input" ? ca::Json::parse(reply.value("form")) : ca::Json::object();
    }
    static std::string errorOf(const Reply& reply, const std::string& field) {
        for (const ca::Json& one : form(reply).value("fields", ca::Json::array())) {
            if (one["id"] == field && one.contains("error")) {
                return one["error"].is_string() ? one["error"].get<std::string>()
                                                : one["error"]["en"].get<std::string>();
            }
        }
        return "";
    }

    TemporaryFolder folder;
    const MadeCertificate old =
        makeCertificate({.subject = {{"CN", "Иванова Анна"},
                                     {"1.2.643.3.131.1.1", "500100732259", NameEncoding::numeric},
                                     {"1.2.643.100.4", "7707083893", NameEncoding::numeric},
                                     {"O", "ООО \"Ромашка\""}}});
    std::vector<Item> about;
    MemoryHost host;
    std::unique_ptr<ca::Store> store;
    std::unique_ptr<ca::KonturDesk> desk;
    std::optional<ca::Response> scripted; // instead of the desk's answers
    std::vector<std::string> asked;       // "GET /v1/about"
    std::string cookies;                  // all of them
    Bytes madeRequest, publicKey;
    std::int64_t now = kStart;
    char operation = 'a';
};

} // namespace reseal::test
