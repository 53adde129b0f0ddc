// SPDX-License-Identifier: Apache-2.0
// Where a step goes on.
#include "conversation.hpp"

#include "texts.hpp"

#include <algorithm>

namespace ca_nca {

using namespace reseal::sdk;

namespace {

constexpr std::uint8_t kCookieVersion = 1;

} // namespace

bool isEmail(std::string_view text) {
    const std::size_t at = text.find('@');
    const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               std::string_view("@._%+-").find(c) != std::string_view::npos;
    });
    return plain && text.size() <= 254 && at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
           text.find('@', at + 1) == std::string_view::npos;
}

Conversation::Conversation(const CaCall& call)
    : call_(call), cookie_(kCookieVersion), gateway_(call),
      support_(call.setting("support").empty() ? texts::support() : Text(call.setting("support"))) {
    takeCertificates();
}

Conversation::Conversation(const CaCall& call, const Bytes& cookie) : Conversation(call) {
    cookie_ = Cookie::read(cookie, kCookieVersion, kCookieVersion);
}

Demand Conversation::begin() {
    if (!call_.renews() || lapsed())
        return newIssue();
    return call_.text(RESEAL_KEY_OLD_KEY) == "lost" || signWith_.empty() ? missing() : login();
}

Demand Conversation::resume() {
    static constexpr struct {
        std::string_view state;
        Demand (Conversation::*next)();
    } steps[] = {{"login", &Conversation::afterLogin},
                 {"keys", &Conversation::afterKeys},
                 {"missing", &Conversation::afterMissing},
                 {"new", &Conversation::afterNewIssue},
                 {"agreement", &Conversation::afterAgreement},
                 {"form", &Conversation::afterData},
                 {"application", &Conversation::afterApplication},
                 {"key", &Conversation::afterKey},
                 {"sign", &Conversation::afterSigned},
                 {"code", &Conversation::afterCode},
                 {"waiting", &Conversation::poll},
                 {"link", &Conversation::afterLink},
                 {"email", &Conversation::afterEmail},
                 {"review", &Conversation::afterReview},
                 {"wrong", &Conversation::afterWrong}};
    const std::string state = cookie_.require("state");
    if (!call_.link().empty() && (state == "waiting" || state == "link" || state == "email" || state == "code"))
        return takeLink(call_.link());
    for (const auto& step : steps)
        if (step.state == state)
            return (this->*step.next)();
    throw Failure(RESEAL_E_INVALID, "a cookie with an unknown state");
}

// Every step may be repeated: challenges and orders are named by ids that stay. Only a step that lost what it had got
// (a request, a signature, a code) asks for it again, unless its order is at the CA.
Demand Conversation::recover() {
    const std::string state = cookie_.require("state");
    if ((state == "key" && isNew()) || state == "sign") {
        const Outcome<Order> found = gateway_.order(cookie_.require("key"));
        if (found.good())
            return proceed(found.value, found.retryAfterMs);
    }
    return resume();
}

void Conversation::withdraw() {
    if (const std::string key = cookie_.get("key"); isToken(key))
        gateway_.withdraw(key);
}

} // namespace ca_nca
