// SPDX-License-Identifier: Apache-2.0
// The gateway of PROTOCOL.md, one request at a time through the host's HTTPS. What the profile names comes back as an
// outcome; anything else ends the call with a Failure that may be tried again later. One thread.
#pragma once

#include "replies.hpp"

#include <reseal/cxx/host.hpp>

#include <initializer_list>

namespace ca_kontur {

struct Person {
    std::string phone;             // "+79991234567"
    std::string application;       // its number, where the person knows it
    std::string certificate;       // DER of the one to be renewed, or empty
    std::vector<NamePart> subject; // what is known of the holder without one
};

struct Readiness {
    enum class State { ready, notReady, notOffered } state = State::ready;
    std::int64_t retryAfterMs = 0; // 0: not said
};

// Of asking for a code, and of giving one.
struct CodeOutcome {
    enum class State { done, wrong, expired, tooMany, notReady, unknown } state = State::done;
    std::int64_t retryAfterMs = 0;
    int triesLeft = -1; // of a wrong one, where it is said
    Challenge challenge;
    std::string session;
};

struct Submission {
    enum class State { accepted, sessionOver, rejected } state = State::accepted;
    Order order;
    std::string why; // the CA's own words
};

// Of the application that the old key signed.
struct Applied {
    std::optional<Order> order; // nothing: the CA does not take the signature, or knows no such order
    bool refused = false;
    std::int64_t retryAfterMs = 0;
};

struct Polled {
    std::optional<Order> order; // nothing: no order of that key arrived
    std::int64_t retryAfterMs = 0;
};

class Gateway {
public:
    // Borrows the call; base_url and ca_file are among its settings.
    explicit Gateway(const reseal::sdk::Call& call);

    void greet(); // GET /v1/about
    Readiness readiness(const Person& person);
    CodeOutcome sendCode(const Person& person);
    CodeOutcome sendAgain(const std::string& challenge);
    CodeOutcome giveCode(const std::string& challenge, const reseal::sdk::Secret& code);
    std::optional<std::vector<Application>> applications(const std::string& session); // nothing: the session is over
    std::vector<Order> orders(const std::string& session);

    // `key` names the order for good: sent again, it is the same order again.
    Submission submit(const std::string& session, const std::string& key, const std::string& application,
                      const std::string& request);
    Polled order(const std::string& key);
    Applied apply(const std::string& key, const std::string& signature); // Base64
    CodeOutcome confirm(const std::string& key, const reseal::sdk::Secret& code);
    CodeOutcome confirmAgain(const std::string& key);
    Issued issued(const std::string& key);
    void withdraw(const std::string& key);

    // How far the gateway's clock is ahead of this computer's, by the last answer; 0: not said.
    std::int64_t clockAheadMs() const { return aheadMs_; }

private:
    struct Answer {
        int status = 0;
        std::string body;
        ProblemDetails problem;
        std::int64_t retryAfterMs = 0;
        bool good() const { return status >= 200 && status < 300; }
    };
    struct Asked {
        std::string method, path, key, session;
        reseal::sdk::Secret body; // JSON
    };
    // A good answer, or one with a problem code among `known`.
    Answer ask(const Asked& asked, std::initializer_list<std::string_view> known = {});
    reseal::sdk::HttpReply exchange(const Asked& asked);
    CodeOutcome codeOutcome(const Answer& answer) const;

    const reseal::sdk::Call& call_;
    std::int64_t aheadMs_ = 0;
};

// "Sun, 22 Nov 2026 10:00:00 GMT" as milliseconds since 1970; nothing where it is of another form.
std::optional<std::int64_t> readHttpDate(std::string_view text);

} // namespace ca_kontur
