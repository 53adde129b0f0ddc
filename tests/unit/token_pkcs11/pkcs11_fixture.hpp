// SPDX-License-Identifier: Apache-2.0
// The plugin in the test's own process, over the C interface, with a host in memory; and the mock that it may load.
#pragma once

#include "crypto_checks.hpp"
#include "pkcs11_token.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/sdk/memory_host.hpp"

#include <reseal/cxx/plugin.hpp>

#include <dlfcn.h>

#include <gtest/gtest.h>

namespace reseal::test {

class Pkcs11Fixture : public ::testing::Test {
protected:
    Pkcs11Fixture() {
        module_ = sdk::Module<token_pkcs11::Pkcs11Token>::table("pkcs11", "1.0.0");
        EXPECT_EQ(module_->init(host.raw()), RESEAL_OK);
        start();
        token = static_cast<const reseal_token_1*>(module_->get_extension(self, RESEAL_EXT_TOKEN_1));
        diagnostics = static_cast<const reseal_diagnostics_1*>(module_->get_extension(self, RESEAL_EXT_DIAGNOSTICS_1));
    }
    ~Pkcs11Fixture() override {
        stop();
        module_->deinit();
    }

    void start() { EXPECT_EQ(module_->create("pkcs11", &self), RESEAL_OK); }
    void stop() {
        module_->destroy(self);
        self = nullptr;
    }

    void set(const std::string& name, const std::string& value) { settings_.push_back(text("setting." + name, value)); }

    Reply ask(reseal_function function, std::vector<Item> params = {}, std::uint32_t deadlineMs = 30000) const {
        params.insert(params.end(), settings_.begin(), settings_.end());
        CallIds ids;
        ids.deadlineMs = deadlineMs;
        return call(function, self, params, ids);
    }
    // With the first token that is there, and the right PIN.
    Reply on(reseal_function function, std::vector<Item> params, bool withPin = true) const {
        params.push_back(text("token", tokenId()));
        if (withPin)
            params.push_back(secret("pin", pin));
        return ask(function, std::move(params));
    }
    std::string tokenId() const { return ask(token->tokens).value("token.1.id"); }
    Reply generate(const std::string& algorithm, const std::string& label = "renewal 1") const {
        return on(token->generate, {text("algorithm", algorithm), text("label", label)});
    }
    Reply sign(const std::string& key, const std::string& algorithm, const std::string& digest) const {
        return on(token->sign, {text("key", key), bytes("signature-algorithm", algorithm), bytes("digest.1", digest)});
    }

    // A key from outside with its certificate, and a signature over `digest` as the proof.
    Reply bring(const OwnKey& key, const std::string& algorithm, const std::string& digest,
                const std::string& certificate = {}) const {
        return on(token->import_object,
                  {secret("private-key", key.pkcs8()), text("label", "old key"),
                   bytes("certificate", certificate.empty() ? certificateFor(key.publicKeyInfo()) : certificate),
                   bytes("signature-algorithm", algorithm), bytes("digest.1", digest)});
    }

    MemoryHost host;
    reseal_instance* self = nullptr;
    const reseal_token_1* token = nullptr;
    const reseal_diagnostics_1* diagnostics = nullptr;
    std::string pin = "123456";

private:
    const reseal_module* module_ = nullptr;
    std::vector<Item> settings_;
};

class MockFixture : public Pkcs11Fixture {
protected:
    MockFixture() {
        void* const mock = ::dlopen(RESEAL_MOCK_MODULE, RTLD_NOW | RTLD_LOCAL);
        set_ = reinterpret_cast<void (*)(const char*, const char*)>(::dlsym(mock, "mock_set"));
        count_ = reinterpret_cast<int (*)(const char*)>(::dlsym(mock, "mock_count"));
        reset_ = reinterpret_cast<void (*)()>(::dlsym(mock, "mock_reset"));
        reset_();
        set("modules", RESEAL_MOCK_MODULE);
    }
    ~MockFixture() override { reset_(); }

    void mock(const std::string& name, const std::string& value = "1") const { set_(name.c_str(), value.c_str()); }
    int count(const char* function) const { return count_(function); }

    const std::string digest = std::string(32, '\x5A');

private:
    void (*set_)(const char*, const char*) = nullptr;
    int (*count_)(const char*) = nullptr;
    void (*reset_)() = nullptr;
};

} // namespace reseal::test
