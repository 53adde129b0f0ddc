// SPDX-License-Identifier: Apache-2.0
// A re-issue with ca_nca as the agent would run it, against the test CA without a socket: the module of the build, a
// fresh instance for every step, one clock for both sides, old keys of the test CA's own making.
#pragma once

#include "nca_pages.hpp"
#include "old_keys.hpp"

#include "agent/crypto/certificate_file.hpp"
#include "agent/crypto/certificate_request.hpp"
#include "agent/crypto/cms/certificate_fields.hpp"
#include "agent/plugins/conversation/demand.hpp"
#include "tests/servers/ca/nca_desk.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/sdk/memory_host.hpp"

#include <dlfcn.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>

namespace reseal::test {

inline const reseal_module* ncaModule() {
    static void* const handle = ::dlopen(RESEAL_CA_NCA, RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) {
        throw std::runtime_error(::dlerror());
    }
    return reinterpret_cast<decltype(&reseal_module_v1)>(::dlsym(handle, RESEAL_ENTRY_SYMBOL))();
}

class NcaTest : public ::testing::Test {
protected:
    static constexpr std::int64_t kStart = 1785579600000; // 2026-08-01
    static constexpr const char* kBase = "https://nca.example.kz/gate";

    // The CA begins to misbehave so; what it remembers stays.
    void open(ca::Faults faults = {}) {
        store = std::make_unique<ca::Store>(folder.path());
        desk = std::make_unique<ca::NcaDesk>(*store, authority(), std::move(faults), kBase);
        pass(0);
    }
    void pass(std::int64_t ms) { // time
        now += ms;
        std::ofstream(folder / "clock") << now / 1000;
    }
    static const ca::NcaAuthority& authority() { return made->authority; }
    static void SetUpTestSuite() { made = std::make_unique<Made>(); }
    static void TearDownTestSuite() { made.reset(); } // GOST keys have to go before their engine

    // Old keys of this kind lie ready; those that were made for another test serve as well.
    void holds(const std::string& kind, int days = 20) {
        std::vector<OldKey>& keys = made->oldKeys[kind + std::to_string(days)];
        if (keys.empty()) {
            keys = makeOldKeys(authority(), kind, kStart / 1000, days);
        }
        old = &keys;
        about = {text("language", "en"), text("purpose", days > 0 ? "renew" : "new"),
                 text("old-key", days > 0 ? "ready" : "lapsed"), text("setting.base_url", std::string(kBase) + "/"),
                 bytes("old-certificate", keys.back().certificate)};
        if (keys.size() == 2) {
            about.push_back(bytes("old-pair", keys.front().certificate));
        }
    }
    void set(const std::string& key, const std::string& value) {
        std::erase_if(about, [&](const Item& item) { return item.key == key; });
        about.push_back(text(key, value));
    }

    reseal_status serve(const std::vector<Item>& in, std::vector<Item>& out) {
        const auto value = [&in](std::string_view key) {
            const auto at = std::ranges::find(in, key, &Item::key);
            return at == in.end() ? std::string() : at->value;
        };
        const std::string url = value("http.url"), target = url.substr(std::string_view(kBase).size());
        asked.push_back(value("http.method") + " " + target);
        const ca::Request request{value("http.method"), target, value("http.header.idempotency-key"),
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
            if (name == "Retry-After") {
                out.push_back(text("http.header.retry-after", content));
            }
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
        host.http = [this](const reseal_call&, const std::vector<Item>& in, std::vector<Item>& out) {
            return serve(in, out);
        };
        const reseal_module* const module = ncaModule();
        EXPECT_EQ(module->init(host.raw()), RESEAL_OK);
        reseal_instance* self = nullptr;
        EXPECT_EQ(module->create("nca", &self), RESEAL_OK);
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

    // What the agent would send for a demand of signatures or keys.
    std::vector<Item> signatures(const Reply& demand) {
        std::vector<Item> items;
        for (const std::string number : {"1", "2"}) {
            const std::string key = "payload." + number;
            if (!demand.has(key + ".data")) {
                continue;
            }
            const std::string signer = demand.value(key + ".signer"), data = demand.value(key + ".data");
            for (const OldKey& one : *old) {
                const Sha256 hash = crypto::readCertificate(one.certificate).value().sha256;
                if (signer == std::string(hash.begin(), hash.end())) {
                    signers.push_back(one.authentication ? "authentication" : "signing");
                    items.push_back(bytes("signature." + number, signedBy(one, data, now / 1000)));
                }
            }
        }
        return items;
    }
    std::vector<Item> requests(const Reply& demand) {
        std::vector<Item> items;
        for (const std::string number : {"1", "2"}) {
            const std::string algorithm = demand.value("key." + number + ".algorithm");
            if (algorithm.empty()) {
                continue;
            }
            const auto key =
                made->newKeys.try_emplace(algorithm + number, crypto::PrivateKey::generate(algorithm).value()).first;
            const std::string extensions = demand.value("key." + number + ".extensions");
            const std::string subject = demand.value("key." + number + ".subject");
            const auto fields = crypto::readCertificateFields(old->back().certificate);
            crypto::RequestContent content{
                {subject.begin(), subject.end()}, {extensions.begin(), extensions.end()}, {}};
            if (content.subject.empty()) {
                content.subject.assign(fields->subject.begin(), fields->subject.end());
            }
            items.push_back(bytes("request." + number, crypto::makeCertificateRequest(content, key->second).value()));
        }
        return items;
    }
    Reply signing(const Reply& demand) { return resume(demand, signatures(demand)); }

    Reply goingOn(const Reply& page) { return resume(page, shownBy(page)); }

    // The usual way, as far as asked for.
    Reply untilAgreement() { return signing(signing(begin())); }
    Reply untilForm() { return resume(untilAgreement(), {text("answer.accept", "yes")}); }
    Reply untilApplication() { return resume(untilForm(), {text("answer.email", "new@example.kz")}); }
    Reply untilKey() { return resume(untilApplication(), {text("answer.apply", "yes")}); }
    Reply untilSigned() {
        const Reply key = untilKey();
        return resume(key, requests(key));
    }
    Reply untilOrdered() { return signing(untilSigned()); }

    [[nodiscard]] std::vector<ca::Json> lines(const std::string& name) const {
        std::ifstream file(folder / name);
        std::vector<ca::Json> out;
        for (std::string line; std::getline(file, line);) {
            out.push_back(ca::Json::parse(line));
        }
        return out;
    }
    [[nodiscard]] std::string newest(const char* what) const { // "code", "link"
        const auto all = lines("outbox.jsonl");
        return all.empty() ? "" : all.back()[what].get<std::string>();
    }
    [[nodiscard]] std::size_t orders() const { return lines("orders.jsonl").size(); }

    // What takes long to make, for all tests of a suite.
    struct Made {
        TemporaryFolder folder;
        ca::NcaAuthority authority{folder.path()};
        std::map<std::string, std::vector<OldKey>> oldKeys;
        std::map<std::string, crypto::PrivateKey> newKeys;
    };
    static inline std::unique_ptr<Made> made;
    TemporaryFolder folder;
    std::vector<OldKey>* old = nullptr;
    std::vector<Item> about;
    MemoryHost host;
    std::unique_ptr<ca::Store> store;
    std::unique_ptr<ca::NcaDesk> desk;
    std::optional<ca::Response> scripted;    // instead of the desk's answers
    std::vector<std::string> asked, signers; // "GET /v1/about"; "authentication"
    std::string cookies;                     // all of them
    std::int64_t now = kStart;
    char operation = 'a';
};

} // namespace reseal::test
