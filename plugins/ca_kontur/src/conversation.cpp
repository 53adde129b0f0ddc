// SPDX-License-Identifier: Apache-2.0
// The second half of the conversation: data, key, order, confirmation, certificate; and where a step goes on.
#include "conversation.hpp"

#include "../../ca_file/src/der.hpp"
#include "../../ca_file/src/encoding.hpp"
#include "failure_texts.hpp"
#include "texts.hpp"

#include <algorithm>

namespace ca_kontur {

using namespace reseal::sdk;

namespace {

constexpr std::uint8_t kCookieVersion = 1;
constexpr std::int64_t kMinute = 60000;
constexpr std::int64_t kClocksMayDiffer = 10 * kMinute;

Text orElse(const std::string& given, const Text& otherwise) { return given.empty() ? otherwise : Text(given); }

std::string joined(const std::vector<std::string>& texts) {
    std::string out;
    for (const std::string& one : texts)
        out += (out.empty() ? "" : ",") + one;
    return out;
}

std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(',', at), text.size());
        out.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

Bytes decoded(const std::string& base64) { return toBytes(ca_file::fromBase64(base64).value_or("")); }

} // namespace

Conversation::Conversation(const CaCall& call)
    : call_(call), cookie_(kCookieVersion),
      gateway_(call), names_{orElse(call.setting("ca_name"), texts::ca()),
                             orElse(call.setting("support"), texts::caSupport())} {}

Conversation::Conversation(const CaCall& call, const Bytes& cookie) : Conversation(call) {
    cookie_ = Cookie::read(cookie, kCookieVersion, kCookieVersion);
}

Demand Conversation::resume() {
    const std::string state = cookie_.require("state");
    if (state == "phone" || state == "sms")
        return afterPhone();
    if (state == "ready")
        return checkReadiness();
    if (state == "code")
        return afterCode();
    if (state == "choose")
        return afterChoice();
    if (state == "review")
        return afterReview();
    if (state == "wrong")
        return applications();
    if (state == "key")
        return submit();
    if (state == "issuing")
        return poll();
    if (state == "sign")
        return afterSign();
    if (state == "paper")
        return poll();
    if (state == "confirm")
        return afterConfirm();
    throw Failure(RESEAL_E_INVALID, "a cookie with an unknown state");
}

// Every step may be repeated: challenges and orders are named by ids that stay. Only a step that lost what it had got
// (a code, a request) is asked for again, unless its order is at the CA.
Demand Conversation::recover() {
    if (cookie_.require("state") == "key") {
        const Polled polled = gateway_.order(cookie_.require("key"));
        if (!call_.request().empty())
            keepRequest(); // the certificate will have to be for its key
        if (polled.order)
            return proceed(*polled.order, polled.retryAfterMs);
        if (call_.request().empty())
            return keyDemand();
    }
    return resume();
}

void Conversation::withdraw() {
    if (const std::string key = cookie_.get("key"); isToken(key))
        gateway_.withdraw(key);
}

Demand Conversation::applications() {
    const auto all = gateway_.applications(cookie_.require("session"));
    if (!all)
        return sessionOver();
    std::vector<Application> ready;
    for (const Application& one : *all)
        if (one.ready && (cookie_.get("application").empty() || one.id == cookie_.get("application")))
            ready.push_back(one);
    const bool others = ready.empty(); // than the one that was named
    if (others)
        for (const Application& one : *all)
            if (one.ready)
                ready.push_back(one);
    if (ready.empty())
        return waitForReadiness(0);
    const std::string chosen = cookie_.get("chosen");
    for (const Application& one : ready)
        if ((ready.size() == 1 && !others) || one.id == chosen)
            return review(one);
    cookie_.set("state", "choose");
    for (std::size_t i = 0; i < ready.size(); ++i)
        cookie_.set("which-" + std::to_string(i + 1), ready[i].id);
    return Demand::input(chooseForm(ready, gateway_.orders(cookie_.require("session"))), cookie_)
        .step(texts::stepData())
        .next(texts::nextReview());
}

Demand Conversation::afterChoice() {
    const std::string which = call_.answer("which");
    if (which.size() <= 2 && which.find_first_not_of("0123456789") == std::string::npos)
        cookie_.set("chosen", cookie_.get("which-" + which));
    return applications();
}

Demand Conversation::review(const Application& application) {
    cookie_.set("chosen", application.id).set("algorithms", joined(application.algorithms));
    cookie_.set("subject", ca_file::toBase64(nameOf(application.subject)));
    cookie_.set("extensions", ca_file::toBase64(extensionsOf(application.content)));
    ReviewPage page;
    page.subject = application.subject;
    page.others = gateway_.orders(cookie_.require("session"));
    const std::int64_t apart = std::abs(gateway_.clockAheadMs());
    page.clockMinutes = apart > kClocksMayDiffer ? apart / kMinute : 0;
    if (cookie_.get("state") == "review" && call_.answered("agree"))
        page.error = texts::needAgreement();
    cookie_.set("state", "review");
    return Demand::input(reviewForm(page), cookie_).step(texts::stepData()).next(texts::nextKey());
}

Demand Conversation::afterReview() {
    if (call_.action() == "wrong") {
        cookie_.set("state", "wrong");
        return Demand::input(wrongDataForm(names_, call_.language()), cookie_)
            .step(texts::stepData())
            .next(texts::nextReview());
    }
    return call_.answered("agree") && call_.answer("agree") == "yes" ? keyDemand() : applications();
}

// The order gets its name before there is a key: whatever happens from here on, it is one order.
Demand Conversation::keyDemand() {
    if (cookie_.get("key").empty())
        cookie_.set("key", call_.operation());
    cookie_.set("state", "key");
    KeyRequest request;
    request.algorithms = split(cookie_.require("algorithms"));
    const Bytes old = call_.oldCertificate();
    if (const auto facts = ca_file::readCertificate(view(old))) { // like the old one, where the CA takes that
        const auto like =
            std::find(request.algorithms.begin(), request.algorithms.end(), ca_file::algorithmName(facts->key));
        std::rotate(request.algorithms.begin(), like == request.algorithms.end() ? request.algorithms.begin() : like,
                    like == request.algorithms.end() ? request.algorithms.begin() : like + 1);
    }
    request.subject = decoded(cookie_.require("subject"));
    request.extensions = decoded(cookie_.require("extensions"));
    return Demand::key({request}, cookie_).step(texts::stepKey()).next(texts::nextKey());
}

void Conversation::keepRequest() {
    const Bytes request = call_.request();
    const auto key = ca_file::readRequest(view(request));
    if (!key || request.size() > 16384)
        throw Failure(RESEAL_E_INVALID, "the request is no PKCS#10, or past 16 KiB");
    cookie_.set("request", ca_file::toBase64(view(request))).set("spki", ca_file::toBase64(key->whole));
}

Demand Conversation::submit() {
    if (!call_.request().empty())
        keepRequest();
    const std::string key = cookie_.require("key");
    if (cookie_.get("request").empty())
        throw Failure(RESEAL_E_INVALID, "the request is missing");
    Submission submission;
    for (bool again = false;; again = true) { // once more at once: the key makes it the same order
        try {
            submission =
                gateway_.submit(cookie_.require("session"), key, cookie_.require("chosen"), cookie_.get("request"));
            break;
        } catch (const Failure& failure) {
            if (failure.reason() != "connection_lost" && failure.reason() != "timed_out")
                throw;
            const Polled polled = gateway_.order(key); // it may have arrived all the same
            if (polled.order)
                return proceed(*polled.order, polled.retryAfterMs);
            if (again)
                throw;
        }
    }
    if (submission.state == Submission::State::sessionOver)
        return sessionOver();
    if (submission.state == Submission::State::rejected)
        return rejected(submission.why);
    return proceed(submission.order, 0);
}

Demand Conversation::poll() {
    const Polled polled = gateway_.order(cookie_.require("key"));
    return polled.order ? proceed(*polled.order, polled.retryAfterMs) : ended(texts::orderLost(), "order_lost");
}

Demand Conversation::proceed(const Order& order, std::int64_t retryAfterMs) {
    for (const char* const spent : {"session", "challenge", "request", "subject", "extensions"})
        cookie_.set(spent, "");
    switch (order.state) {
    case OrderState::applying:
        return apply(order, retryAfterMs);
    case OrderState::confirmed:
        return fetch();
    case OrderState::rejected:
        return rejected(order.reason);
    case OrderState::withdrawn:
    case OrderState::expired:
        return ended(texts::orderGone(), order.state == OrderState::expired ? "expired" : "withdrawn");
    case OrderState::issued:
        keepSent(order.confirmation);
        return confirmPage({});
    case OrderState::issuing:
        break;
    }
    const bool first = cookie_.get("state") != "issuing";
    const std::int64_t tries = first ? 0 : cookie_.integer("tries");
    Wait wait;
    wait.untilMs =
        call_.now() +
        (retryAfterMs > 0 ? retryAfterMs : std::min(kMinute << std::clamp<std::int64_t>(tries, 0, 4), 15 * kMinute));
    wait.deadlineMs = order.deadlineIn > 0 ? call_.now() + order.deadlineIn * 1000 : 0;
    wait.text = filled(texts::issuing(), names_.ca);
    cookie_.set("state", "issuing").set("tries", std::min<std::int64_t>(tries + 1, 100));
    return Demand::wait(wait, cookie_).step(texts::stepIssue()).next(texts::nextConfirm());
}

Demand Conversation::confirmPage(const Text& error) {
    cookie_.set("state", "confirm");
    CodePage page;
    page.confirmation = true;
    page.length = static_cast<int>(std::clamp<std::int64_t>(cookie_.integer("length", 6), 4, 12));
    page.minutes = cookie_.integer("minutes", 30);
    page.expiresAtMs = cookie_.integer("expires");
    page.error = error.empty() && call_.now() >= page.expiresAtMs ? texts::codeExpired() : error;
    return Demand::input(codeForm(page, names_), cookie_).step(texts::stepConfirm()).next(nextInstall());
}

Text Conversation::nextInstall() const {
    return call_.oldCertificate().empty() ? texts::nextInstallFirst() : texts::nextInstall();
}

Demand Conversation::afterConfirm() {
    using State = CodeOutcome::State;
    const std::string key = cookie_.require("key");
    const bool again = call_.action() == "again";
    if (!again && !call_.answered("code"))
        return poll(); // as it stands at the CA: perhaps a step that is repeated
    if (const Text early = tooEarly(); again && !early.empty())
        return confirmPage(early);
    const CodeOutcome outcome = again ? gateway_.confirmAgain(key) : gateway_.confirm(key, call_.secretAnswer("code"));
    if (outcome.state == State::done && !again)
        return fetch();
    if (outcome.state == State::done || outcome.state == State::unknown)
        return poll();
    return confirmPage(codeError(outcome));
}

Demand Conversation::fetch() {
    const Issued issued = gateway_.issued(cookie_.require("key"));
    const std::string wanted = ca_file::fromBase64(cookie_.require("spki")).value_or("");
    const auto key = ca_file::readPublicKey(wanted);
    const auto facts = ca_file::readCertificate(issued.certificate);
    if (!key || !facts || !facts->key.sameAs(*key))
        return ended(texts::wrongKey(), "wrong_key");
    std::vector<Bytes> chain;
    for (const std::string& one : issued.chain)
        chain.push_back(toBytes(one));
    return Demand::done({toBytes(issued.certificate)}, chain).step(texts::stepDone()).next(nextInstall());
}

Demand Conversation::rejected(const std::string& why) {
    const Text reason = why.empty() ? texts::noReason() : Text(cut(why, 500));
    return Demand::failed(filled(texts::rejected(), reason), filled(texts::rejectedMend(), names_.support), "rejected");
}

Demand Conversation::ended(const Text& text, const char* reason) {
    return Demand::failed(text, filled(texts::beginAgain(), names_.support), reason);
}

} // namespace ca_kontur
