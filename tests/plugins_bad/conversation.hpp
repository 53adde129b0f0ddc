// SPDX-License-Identifier: Apache-2.0
// The CA conversation of the misbehaving plugins: input, key, wait, done. Right in all but what the behaviour is.
#pragma once

#include "behaviour.hpp"

#include <reseal/cxx/plugin.hpp>

#include <map>

namespace misbehaving {

using namespace reseal::sdk;

class Conversation : public CaPlugin {
public:
    std::vector<Profile> describe(const CaCall&) override {
        return {{"one", {"One kind", "Один вид", "Бір түрі"}, {"common-name"}, {"ec-p256"}, 10}};
    }

    Demand begin(const CaCall& call) override {
        if (is("another-order") && times_[call.operation()]++ > 0) {
            return keyDemand(call);
        }
        Form form({"Account", "Учётная запись", "Тіркелгі"});
        form.field("login", "text", {"Login", "Имя", "Кіру аты"}).required().length(1, 64);
        form.field("password", "password", {"Password", "Пароль", "Құпиясөз"});
        return Demand::input(form, cookie(call, "input"));
    }

    Demand resume(const CaCall& call) override {
        if (is("takes-any-cookie")) {
            return keyDemand(call);
        }
        const Cookie cookie = Cookie::read(call.cookie(), 1, 1);
        if (is("forgets-state") && !inMemory_) {
            throw Failure(RESEAL_E_INVALID, "nothing is known of this conversation");
        }
        const std::string state = cookie.require("state");
        if (state == "input") {
            return keyDemand(call);
        }
        if (state == "key") {
            return afterKey(call);
        }
        if (state == "wait" && cookie.integer("tries") >= 1) {
            return end(call);
        }
        if (state == "wait") {
            return waitDemand(call, 1);
        }
        throw Failure(RESEAL_E_INVALID, "a cookie with an unknown state");
    }

    Demand recover(const CaCall& call) override {
        if (is("lost-on-recover")) {
            throw Failure(RESEAL_E_INTERNAL, "nothing is known of this step");
        }
        if (call.cookie().empty()) {
            return begin(call);
        }
        const Cookie cookie = Cookie::read(call.cookie(), 1, 1);
        return cookie.get("state") == "key" && call.request().empty() ? keyDemand(call) : resume(call);
    }

    void withdraw(const CaCall& call) override {
        if (!call.cookie().empty()) {
            Cookie::read(call.cookie(), 1, 1);
        }
    }

private:
    Cookie cookie(const CaCall& call, const char* state) {
        inMemory_ = true;
        Cookie made(1);
        made.set("state", state);
        if (is("secret-in-cookie")) {
            made.set("kept", call.secretAnswer("password").view());
        }
        return made;
    }

    Demand keyDemand(const CaCall& call) {
        KeyRequest request;
        request.algorithms = {"ec-p256", "rsa-2048"};
        return Demand::key({request}, cookie(call, "key"));
    }

    Demand afterKey(const CaCall& call) {
        if (call.request().empty()) {
            throw Failure(RESEAL_E_INVALID, "the request is missing");
        }
        const char* const url = is("asks-another-host") ? "https://elsewhere.example/" : "https://ca.example/orders";
        try {
            Http http(call);
            http.header("x-order", call.operation()).post(url, call.request(), "application/pkcs10");
        } catch (const Failure& failure) {
            if (failure.status() == RESEAL_E_CANCELLED || failure.status() == RESEAL_E_DEADLINE) {
                throw;
            } // an order that did not arrive is sent again
        }
        return waitDemand(call, 0);
    }

    Demand waitDemand(const CaCall& call, int tries) {
        Wait wait;
        wait.untilMs = call.now() + 60000;
        wait.text = {"The CA is at work", "УЦ работает", "КО жұмыс істеп жатыр"};
        return Demand::wait(wait, cookie(call, "wait").set("tries", tries));
    }

    Demand end(const CaCall& call) {
        if (is("another-end") && ended_) {
            return Demand::failed({"Lost"}, {"Begin again"}, "lost");
        }
        ended_ = true;
        return Demand::done({call.oldCertificate().empty() ? Bytes{0x30, 0x00} : call.oldCertificate()});
    }

    std::map<std::string, int> times_;
    inline static bool inMemory_ = false;
    bool ended_ = false;
};

} // namespace misbehaving
