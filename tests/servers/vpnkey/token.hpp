// SPDX-License-Identifier: Apache-2.0
// The token's service as a function from request to answer: sessions, contexts, order of commands, limits of firmwares
// (facts/local-signing-apis.md 1.2 to 1.4). Only return code 1 is published; the others are this peer's own. One
// thread.
#pragma once

#include "tests/servers/vpnkey/form.hpp"
#include "tests/servers/vpnkey/signer.hpp"

#include <chrono>
#include <functional>
#include <map>

namespace reseal::test::vpnkey {

struct Request {
    std::string method = "POST";
    std::string target;
    std::string body;
};

struct Response {
    enum class Fate { answer, stall, cut };
    int status = 200;
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers = {};
    Fate fate = Fate::answer;
};

enum Code {
    kDone = 1,
    kUnknownCommand = 2,
    kBadField = 3,
    kNoSuchObject = 4,
    kNoSuchContext = 5,
    kOutOfOrder = 6,
    kBadBlock = 7,
    kBadSize = 8,
    kNotLetIn = 9,
    kNoSession = 10,
    kTooMany = 11
};

struct TokenOptions {
    int firmware = 399; // or 500
    Faults faults = {};
    std::string pin = "111111";
    std::chrono::seconds sessionLife{900}; // since the last command
    std::chrono::seconds contextLife{300}; // since its beginning
    std::function<std::chrono::steady_clock::time_point()> now = std::chrono::steady_clock::now;
    std::function<void(const std::string& command, int code)> log = {}; // never a PIN or a session
};

class Token {
public:
    // Borrows the signer. One session is open at once, as after a log-in on the bank's page.
    Token(const Signer& signer, TokenOptions options);

    [[nodiscard]] const std::string& session() const { return first_; }
    [[nodiscard]] Response answer(const Request& request);

private:
    using Time = std::chrono::steady_clock::time_point;
    using Fields = std::vector<std::pair<std::string, std::string>>;
    struct Context {
        std::string session, object, data;
        std::size_t size = 0, blocks = 0;
        bool attached = false, calculated = false, lastWasWhole = true;
        int mode = 2, chain = -1;
        Time begun;
    };
    struct Outcome {
        int code = kDone;
        Fields fields = {};
    };
    class Number;

    [[nodiscard]] Outcome run(const std::string& command, const std::string& session, const Form& form);
    [[nodiscard]] Outcome login(const Form& form);
    [[nodiscard]] Outcome list(const Form& form) const;
    [[nodiscard]] Outcome begin(const std::string& session, const Form& form);
    [[nodiscard]] Outcome take(Context& context, const Form& form) const;
    [[nodiscard]] Outcome calculate(Context& context, const Form& form) const;
    [[nodiscard]] Outcome message(const Context& context) const;
    [[nodiscard]] Outcome withContext(const std::string& command, const std::string& session, const Form& form);
    [[nodiscard]] Response written(const std::string& command, const Outcome& outcome) const;
    [[nodiscard]] bool alive(const std::string& session);
    void forgetOld();
    [[nodiscard]] bool has(std::string_view fault) const { return options_.faults.contains(fault); }

    const Signer& signer_;
    TokenOptions options_;
    std::string first_;
    std::map<std::string, Time, std::less<>> sessions_;
    std::map<std::string, Context, std::less<>> contexts_;
};

} // namespace reseal::test::vpnkey
