// SPDX-License-Identifier: Apache-2.0
// One step of a re-issue: out of the cookie and what came, the next demand. By the cookie's "state":
//
//   login -> keys -> agreement -> form -> application -> key -> sign -> [code] -> [waiting]... -> [link] -> review ->
//   done missing (the old key, or the signing one of a pair)                                \-> [email] new (lapsed, or
//   none at all) -> agreement -> form -> application -> key -> waiting (a visit)... session over: login and keys again,
//   and the same application is handed in
//
// login, keys and sign are demands for a signature by the old key. The cookie holds the handles of challenge, session
// and order, what is applied for and what was signed; never a code or the token of a link. The session is dropped from
// it with the order's acceptance. One thread.
#pragma once

#include "forms.hpp"
#include "gateway.hpp"

#include <reseal/cxx/ca.hpp>

namespace ca_nca {

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

    // login.cpp
    void takeCertificates();
    bool lapsed() const;
    Demand login();
    Demand afterLogin();
    Demand getKeys();
    Demand afterKeys();
    Demand missing();
    Demand afterMissing();
    Demand newIssue();
    Demand afterNewIssue();
    Demand refused(const std::string& problem, const std::string& why);
    Demand challenged(const Challenge& challenge, const char* purpose, const reseal::sdk::Bytes& signer);

    // application.cpp
    Demand agreementPage(const Text& error);
    Demand afterAgreement();
    Demand dataPage(DataPage page);
    Demand afterData();
    Demand applicationPage(const Text& error);
    Demand afterApplication();
    Demand keyDemand();
    Demand afterKey();
    Demand signRequests();
    Demand afterSigned();
    Demand submit();
    bool isNew() const { return cookie_.get("way") == "new"; }
    bool pair() const { return cookie_.get("kind") == kRsaPair; }
    const char* useOf(int request) const; // "authentication" ...

    // issuing.cpp
    Demand proceed(const Order& order, std::int64_t retryAfterMs);
    Demand taken(const Outcome<Order>& outcome); // proceeds, where the CA knows the order
    Demand poll();
    Demand wait(const Order& order, std::int64_t retryAfterMs);
    Demand codePage(const Text& error);
    Demand afterCode();
    Demand linkPage(const Order& order, const Text& error, bool sentAgain = false);
    Demand afterLink();
    Demand takeLink(const std::string& text);
    Demand afterEmail();
    Demand letterAgain(const std::string& email);
    Demand review();
    Demand afterReview();
    Demand afterWrong();
    Demand finish();
    std::optional<Issued> issued(); // nothing: for other keys
    Demand ended(const Text& text, const char* reason);
    Text tooEarly() const; // empty where the code may be sent again
    Text codeError(const Outcome<Order>& outcome) const;

    const reseal::sdk::CaCall& call_;
    reseal::sdk::Cookie cookie_;
    Gateway gateway_;
    Text support_;
    reseal::sdk::Bytes loginWith_, signWith_; // certificates of the old keys; either may be empty
};

// SHA-256, as a payload names its signer.
reseal::sdk::Bytes fingerprintOf(const reseal::sdk::Bytes& certificate);

// An address of ASCII.
bool isEmail(std::string_view text);

} // namespace ca_nca
