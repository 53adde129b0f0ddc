// SPDX-License-Identifier: Apache-2.0
// What the gateway of PROTOCOL.md answers, held to its form: sizes, depth, types. A reply that does not fit is nothing;
// members that are not known are passed over. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ca_nca {

inline constexpr std::size_t kLongestReply = 256 * 1024;
inline constexpr std::size_t kLongestAgreement = 48 * 1024;
inline constexpr std::size_t kLongestChain = 10;
inline constexpr std::int64_t kLongestSeconds = 366 * 86400;

inline constexpr const char* kRsaPair = "rsa-pair";       // kinds: two keys of RSA 2048
inline constexpr const char* kGost2015 = "gost-2015-512"; // one key

struct About {
    std::vector<std::string> kinds; // that it issues now, best first; only those above
    std::string serviceCentre;      // where a person goes who has no valid key; may be empty
};

struct Agreement {
    std::string version, text;
};

struct Challenge {
    std::string id, challenge;
};

struct Session {
    std::string token;
};

struct Offer { // of a re-issue
    std::string id;
    std::vector<std::string> kinds;
    bool phone = false; // the CA wants a number for its code
};

enum class OrderState { codeRequired, processing, visit, ready, issued, rejected, withdrawn, expired };

struct Code {          // that was sent
    bool eGov = false; // in eGov Mobile, else by SMS
    std::string to;
    int length = 6;
    std::int64_t expiresIn = 0, sendAgainIn = 0; // seconds
};

struct Letter {
    std::string to, sender, subject;
};

struct Order {
    std::string key, reason, place; // reason: the CA's own words; place: of a visit
    OrderState state = OrderState::processing;
    std::int64_t deadlineIn = 0; // seconds; 0: not said
    Code code;                   // where one is required
    Letter letter;               // where one is sent; else empty
};

struct Issued {
    std::vector<std::string> certificates; // DER, by the ids "1", "2"
    std::vector<std::string> chain;        // DER, from the issuer upwards
};

struct ProblemDetails {
    std::string code, detail;
    int triesLeft = -1;
};

std::optional<About> readAbout(std::string_view json);
std::optional<Agreement> readAgreement(std::string_view json);
std::optional<Challenge> readChallenge(std::string_view json);
std::optional<Session> readSession(std::string_view json);
std::optional<Offer> readOffer(std::string_view json);
std::optional<Order> readOrder(std::string_view json);
std::optional<Issued> readIssued(std::string_view json);
ProblemDetails readProblem(std::string_view json); // empty where it is none

// Letters, digits, '-' and '_', 1 to 128: ids, keys, sessions, challenges.
bool isToken(std::string_view text);

} // namespace ca_nca
