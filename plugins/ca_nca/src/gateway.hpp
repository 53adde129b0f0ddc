// SPDX-License-Identifier: Apache-2.0
// The gateway of PROTOCOL.md, one request at a time through the host's HTTPS. Problems that the profile names come back
// in an Outcome; anything else ends the call with a Failure that may be tried again later. One thread.
#pragma once

#include "replies.hpp"

#include <reseal/cxx/host.hpp>

#include <initializer_list>

namespace ca_nca {

template <class T>
struct Outcome {
    std::string problem; // code of the profile; empty: all went well
    std::string why;     // the CA's own words
    std::int64_t retryAfterMs = 0;
    int triesLeft = -1;
    T value;
    bool good() const { return problem.empty(); }
};

struct SignedRequest {
    std::string id, use; // "1", "2"; "authentication", "signing", "both"
    std::string content; // CMS over the PKCS#10, or the PKCS#10 alone: base64
};

struct Application {
    std::string reissue; // id of the offer; empty: a new issue
    std::string kind, agreement, email, phone, returnTo;
    std::string oldCertificate; // of a new issue, where there is one: base64
    std::vector<SignedRequest> requests;
};

class Gateway {
public:
    // Borrows the call; base_url and ca_file are among its settings.
    explicit Gateway(const reseal::sdk::Call& call);

    About about();
    Agreement agreement();
    Outcome<Challenge> startLogin(std::string_view certificate);
    Outcome<Session> login(const std::string& challenge, const reseal::sdk::Bytes& cms);
    Outcome<Challenge> startReissue(const std::string& session, std::string_view certificate);
    Outcome<Offer> reissue(const std::string& session, const std::string& challenge, const reseal::sdk::Bytes& cms);

    // `key` names the order for good: sent again, it is the same order again.
    Outcome<Order> submit(const std::string& session, const std::string& key, const Application& application);
    Outcome<Order> order(const std::string& key);
    Outcome<Order> giveCode(const std::string& key, const reseal::sdk::Secret& code);
    Outcome<Order> codeAgain(const std::string& key);
    Outcome<Order> confirm(const std::string& key, const std::string& token);
    Outcome<Order> letterAgain(const std::string& key, const std::string& email); // empty: to the same address
    Issued certificates(const std::string& key);
    void withdraw(const std::string& key);

    std::string base() const; // base_url without slashes at its end

private:
    struct Asked {
        std::string method, path, key, session;
        reseal::sdk::Secret body; // JSON
    };
    struct Answer {
        std::string body;
        ProblemDetails problem;
        std::int64_t retryAfterMs = 0;
    };
    // A good answer, or one with a problem among `known`.
    Answer ask(const Asked& asked, std::initializer_list<std::string_view> known = {});
    reseal::sdk::HttpReply exchange(const Asked& asked);
    template <class T>
    Outcome<T> outcome(const Asked& asked, std::initializer_list<std::string_view> known,
                       std::optional<T> (*read)(std::string_view));
    Outcome<Order> orderOutcome(const Asked& asked, const std::string& key,
                                std::initializer_list<std::string_view> known);

    const reseal::sdk::Call& call_;
};

} // namespace ca_nca
