// SPDX-License-Identifier: Apache-2.0
// The plugin in memory, with the peer's token behind the host's HTTP: no socket, no process.
#pragma once

#include "tests/servers/vpnkey/token.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/sdk/memory_host.hpp"

#include "reseal/cxx/values.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace reseal::test {

// Keys of this run; making them takes a moment.
inline const vpnkey::Signer& testSigner() {
    static const TemporaryFolder folder;
    static const vpnkey::Signer signer(folder.path());
    return signer;
}

class VpnKeyTest : public testing::Test {
protected:
    void TearDown() override {
        if (self_ != nullptr)
            module()->destroy(self_);
        module()->deinit();
    }

    static const reseal_module* module() { return reseal_module_v1(); }

    void start(vpnkey::Faults faults = {}, int firmware = 399) {
        vpnkey::TokenOptions options;
        options.faults = std::move(faults);
        options.firmware = firmware;
        token_ = std::make_unique<vpnkey::Token>(testSigner(), options);
        host_.http = [this](const reseal_call&, const std::vector<Item>& in, std::vector<Item>& out) {
            return serve(in, out);
        };
        host_.source = [this](const reseal_call&, const std::vector<Item>&, std::vector<Item>& out) {
            const std::string piece = document_.substr(read_, pieceSize_);
            read_ += piece.size();
            if (!piece.empty())
                out.push_back(bytes("data", piece));
            return RESEAL_OK;
        };
        ASSERT_EQ(module()->init(host_.raw()), RESEAL_OK);
        ASSERT_EQ(module()->create("vpnkey", &self_), RESEAL_OK);
        object_ = testSigner().objects(0, {}).front();
        address_ = "http://localhost:28016/vpnkeylocal/" + token_->session() + "/";
    }

    // Calls with the settings and the token.
    Reply tokenCall(reseal_function reseal_token_1::*function, std::vector<Item> params = {}) {
        const auto* table = static_cast<const reseal_token_1*>(module()->get_extension(self_, RESEAL_EXT_TOKEN_1));
        return call(table->*function, self_, withSettings(std::move(params)));
    }
    Reply sign(const std::string& document, std::vector<Item> params = {}) {
        document_ = document;
        read_ = 0;
        params.push_back(text("key", object_));
        params.push_back(number("source", 1));
        if (saySize_)
            params.push_back(number("source-size", static_cast<std::int64_t>(document.size())));
        const auto* table =
            static_cast<const reseal_token_cms_1*>(module()->get_extension(self_, RESEAL_EXT_TOKEN_CMS_1));
        return call(table->sign, self_, withSettings(std::move(params)));
    }
    // Signs with the certificate confirmed by the host.
    Reply signConfirmed(const std::string& document, std::vector<Item> params = {}) {
        params.push_back(number("new-signer", 1));
        return sign(document, std::move(params));
    }
    static std::string joined(const Reply& reply) {
        std::string message;
        for (const Item& item : reply.items)
            message += item.key == "cms" ? item.value : "";
        return message;
    }
    std::size_t count(const std::string& command) const {
        std::size_t found = 0;
        for (const std::string& body : bodies_)
            found += body.rfind("id=" + command, 0) == 0 ? 1 : 0;
        return found;
    }
    std::string pin() const {
        const Bytes certificate = testSigner().certificate(object_);
        return object_ + "=" + sha256(certificate);
    }
    static std::string sha256(const Bytes& data);

    MemoryHost host_;
    std::unique_ptr<vpnkey::Token> token_;
    reseal_instance* self_ = nullptr;
    std::string object_, address_, document_;
    std::vector<std::string> bodies_; // of all commands
    std::vector<Item> settings_;
    std::size_t read_ = 0, pieceSize_ = 100000;
    bool saySize_ = true;

private:
    std::vector<Item> withSettings(std::vector<Item> params) const {
        if (!address_.empty())
            params.push_back(secret("setting.address", address_));
        params.push_back(text("token", "vpnkey"));
        params.insert(params.end(), settings_.begin(), settings_.end());
        return params;
    }
    reseal_status serve(const std::vector<Item>& in, std::vector<Item>& out) {
        vpnkey::Request request;
        std::string url;
        std::size_t most = 0;
        for (const Item& item : in) {
            url = item.key == "http.url" ? item.value : url;
            most = item.key == "http.max-bytes" ? static_cast<std::size_t>(item.number) : most;
            request.body = item.key == "http.body" ? item.value : request.body;
        }
        bodies_.push_back(request.body);
        request.target = url.substr(url.find('/', 7));
        const vpnkey::Response response = token_->answer(request);
        const bool lost = response.fate != vpnkey::Response::Fate::answer;
        if (lost || response.body.size() > most) {
            out.push_back(text("error.reason", lost ? "connection_lost" : "too_large"));
            return lost ? RESEAL_E_UNREACHABLE : RESEAL_E_LIMIT;
        }
        out.push_back(number("http.status", response.status));
        out.push_back(text("http.url", url));
        for (const auto& [name, value] : response.headers)
            out.push_back(
                text(name == "Content-Encoding" ? "http.header.content-encoding" : "http.header.location", value));
        out.push_back(bytes("http.body", response.body));
        return RESEAL_OK;
    }
};

} // namespace reseal::test
