// SPDX-License-Identifier: Apache-2.0
// What the gateway of PROTOCOL.md answers, held to its form: sizes, depth, types. A reply that does not fit is nothing;
// members that are not known are passed over. Any thread.
#pragma once

#include "request_content.hpp"
#include "subject.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ca_kontur {

inline constexpr std::size_t kLongestReply = 256 * 1024;
inline constexpr std::size_t kMostApplications = 20;
inline constexpr std::size_t kMostOrders = 100;
inline constexpr std::size_t kLongestChain = 10;
inline constexpr std::size_t kLongestStatement = 8192;
inline constexpr std::size_t kMostDocuments = 20;
inline constexpr std::int64_t kLongestSeconds = 366 * 86400;

// Of a code that was sent. Durations count from the answer.
struct Sent {
    std::string to; // "+7***22"
    int length = 6;
    std::int64_t expiresIn = 0, sendAgainIn = 0; // seconds
};

struct Challenge {
    std::string id;
    Sent sent;
};

struct Session {
    std::string token;
};

struct Application {
    std::string id, title;
    bool ready = false;
    std::vector<NamePart> subject;
    std::vector<std::string> algorithms; // best first; only those of keys.h that this profile has
    RequestContent content;
};

enum class OrderState { applying, issuing, issued, confirmed, rejected, withdrawn, expired };

// What the holder applies with, and where it goes where it is signed by hand.
struct Statement {
    std::string text; // with line ends; what the old key signs
    std::vector<std::string> documents;
    std::string centre, address, hours;
};

struct Order {
    std::string key, id, application, reason; // reason: the CA's own words
    OrderState state = OrderState::issuing;
    std::int64_t deadlineIn = 0; // seconds; 0: not said
    Sent confirmation;           // where it is issued
    Statement statement;         // where it is applying
};

struct Issued {
    std::string certificate;        // DER
    std::vector<std::string> chain; // DER
};

struct ProblemDetails {
    std::string code, detail;
    int triesLeft = -1;
};

std::optional<bool> readReadiness(std::string_view json); // true: ready
std::optional<Challenge> readChallenge(std::string_view json);
std::optional<Session> readSession(std::string_view json);
std::optional<std::vector<Application>> readApplications(std::string_view json);
std::optional<Order> readOrder(std::string_view json);
std::optional<std::vector<Order>> readOrders(std::string_view json);
std::optional<Issued> readIssued(std::string_view json);
ProblemDetails readProblem(std::string_view json); // empty where it is none

// Letters, digits, '-' and '_', 1 to 64: ids, keys, sessions.
bool isToken(std::string_view text);

} // namespace ca_kontur
