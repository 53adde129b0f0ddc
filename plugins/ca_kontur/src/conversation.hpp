// SPDX-License-Identifier: Apache-2.0
// One step of a conversation with the CA: out of the cookie and what came, the next demand. By the cookie's "state":
//
//   phone -> [ready: wait]... -> [phone] -> code -> [choose] -> review -> key -> [sign] -> [issuing: wait]...
//             \-> sms (the CA does not tell)        \-> wrong -> review   \  \-> paper: wait...  \-> confirm -> done
//                                                                          \-> phone, code (session over), submitted
//
// sign is a demand for a signature by the old key, paper a page that the person prints and signs by hand.
// The cookie holds the phone, the handles of challenge, session and order, and what the request asks for; never a code.
// A session is dropped from it with the order's acceptance. One thread.
#pragma once

#include "forms.hpp"
#include "gateway.hpp"

#include <reseal/cxx/ca.hpp>

namespace ca_kontur {

class Conversation {
public:
    // Borrows the call. The second takes it up again where its cookie says.
    explicit Conversation(const reseal::sdk::CaCall& call);
    Conversation(const reseal::sdk::CaCall& call, const reseal::sdk::Bytes& cookie);

    reseal::sdk::Demand begin();
    reseal::sdk::Demand resume();
    reseal::sdk::Demand recover(); // of resume
    void withdraw();

private:
    using Demand = reseal::sdk::Demand;

    Demand phonePage(PhonePage page);
    Demand afterPhone();
    Demand checkReadiness();
    Demand waitForReadiness(std::int64_t retryAfterMs);
    Demand sendCode();
    Demand codePage(const Text& error);
    Demand afterCode();
    Demand sessionOver();

    Demand applications();
    Demand afterChoice();
    Demand review(const Application& application);
    Demand afterReview();

    Demand keyDemand();
    void keepRequest(); // of this call, in the cookie
    Demand submit();
    Demand proceed(const Order& order, std::int64_t retryAfterMs);
    Demand poll();

    // application.cpp
    Demand apply(const Order& order, std::int64_t retryAfterMs);
    Demand afterSign();
    Demand printed(const Order& order, std::int64_t retryAfterMs);
    bool oldKeySigns() const;

    Text nextInstall() const; // an old certificate, where there is one, goes to the archive
    Demand confirmPage(const Text& error);
    Demand afterConfirm();
    Demand fetch();

    Demand rejected(const std::string& why);
    Demand ended(const Text& text, const char* reason);
    void keepSent(const Sent& sent);
    Text codeError(const CodeOutcome& outcome) const;
    Text tooEarly() const; // empty where the code may be sent again
    Person person() const;

    const reseal::sdk::CaCall& call_;
    reseal::sdk::Cookie cookie_;
    Gateway gateway_;
    Names names_;
};

} // namespace ca_kontur
