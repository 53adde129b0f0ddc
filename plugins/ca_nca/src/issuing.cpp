// SPDX-License-Identifier: Apache-2.0
// From the order at the CA to the certificates: code, decision, letter, review.
#include "conversation.hpp"
#include "failure_texts.hpp"
#include "issuing_texts.hpp"
#include "link.hpp"
#include "texts.hpp"

#include "../../ca_file/src/der.hpp"
#include "../../ca_file/src/encoding.hpp"

#include <algorithm>

namespace ca_nca {

using namespace reseal::sdk;

namespace {

constexpr std::int64_t kMinute = 60000, kHour = 60 * kMinute;

} // namespace

Demand Conversation::ended(const Text& text, const char* reason) {
    return Demand::failed(text, filled(texts::beginAgain(), support_), reason);
}

Demand Conversation::taken(const Outcome<Order>& outcome) {
    return outcome.good() ? proceed(outcome.value, outcome.retryAfterMs) : ended(texts::orderLost(), "order_lost");
}

Demand Conversation::poll() { return taken(gateway_.order(cookie_.require("key"))); }

Demand Conversation::proceed(const Order& order, std::int64_t retryAfterMs) {
    for (const char* const spent :
         {"session", "challenge", "reissue", "request-1", "request-2", "signed-1", "signed-2"})
        cookie_.set(spent, "");
    switch (order.state) {
    case OrderState::codeRequired:
        cookie_.set("egov", order.code.eGov ? "yes" : "").set("to", order.code.to).set("length", order.code.length);
        cookie_.set("minutes", (order.code.expiresIn + 59) / 60);
        cookie_.set("expires", call_.now() + order.code.expiresIn * 1000);
        cookie_.set("again", call_.now() + order.code.sendAgainIn * 1000);
        return codePage({});
    case OrderState::processing:
    case OrderState::visit:
        return wait(order, retryAfterMs);
    case OrderState::ready:
        return linkPage(order, {});
    case OrderState::issued:
        return review();
    case OrderState::rejected:
        return ended(filled(texts::rejected(), order.reason.empty() ? texts::noReason() : Text(cut(order.reason, 500))),
                     "rejected");
    case OrderState::withdrawn:
        return ended(texts::orderGone(), "withdrawn");
    case OrderState::expired:
        break;
    }
    return ended(texts::orderGone(), "expired");
}

Demand Conversation::wait(const Order& order, std::int64_t retryAfterMs) {
    const bool visit = order.state == OrderState::visit;
    const std::int64_t tries =
        cookie_.get("state") == "waiting" ? std::clamp<std::int64_t>(cookie_.integer("tries"), 0, 100) : 0;
    const std::int64_t usual = visit ? std::min(kHour << std::min<std::int64_t>(tries, 2), 4 * kHour)
                                     : std::min(kMinute << std::min<std::int64_t>(tries, 4), 15 * kMinute);
    Wait wait;
    wait.untilMs = call_.now() + (retryAfterMs > 0 ? retryAfterMs : usual);
    wait.deadlineMs = order.deadlineIn > 0 ? call_.now() + order.deadlineIn * 1000 : 0;
    if (visit) {
        const std::string own = call_.setting("service_centre");
        const Text where = !own.empty() ? Text(own) : !order.place.empty() ? Text(order.place) : texts::serviceCentre();
        wait.text = filled(filled(texts::visit(), where), support_);
    } else {
        const Text to = order.letter.to.empty() ? texts::yourAddress() : Text(order.letter.to);
        const Text letter =
            order.letter.sender.empty()
                ? Text("", "", "")
                : filled(texts::lookForLetter(), to).with(order.letter.sender).with(order.letter.subject);
        wait.text = filled(texts::processing(), letter);
    }
    cookie_.set("state", "waiting").set("tries", std::min<std::int64_t>(tries + 1, 100));
    return Demand::wait(wait, cookie_).step(visit ? texts::stepVisit() : texts::stepIssue()).next(texts::nextReview());
}

Demand Conversation::codePage(const Text& error) {
    cookie_.set("state", "code");
    CodePage page;
    page.eGov = cookie_.get("egov") == "yes";
    page.to = cookie_.get("to");
    page.length = static_cast<int>(std::clamp<std::int64_t>(cookie_.integer("length", 6), 4, 12));
    page.minutes = cookie_.integer("minutes", 5);
    page.expiresAtMs = std::max<std::int64_t>(cookie_.integer("expires"), 0);
    page.error = error.empty() && call_.now() >= page.expiresAtMs ? texts::codeExpired() : error;
    return Demand::input(codeForm(page, support_), cookie_).step(texts::stepCode()).next(texts::nextDecision());
}

Text Conversation::tooEarly() const {
    const std::int64_t left = cookie_.integer("again") - call_.now();
    return left > 0 ? texts::tooEarly().with(std::to_string((left + 999) / 1000)) : Text();
}

Text Conversation::codeError(const Outcome<Order>& outcome) const {
    if (outcome.problem == "wrong_code")
        return outcome.triesLeft >= 0 ? texts::wrongCodeLeft().with(std::to_string(outcome.triesLeft))
                                      : texts::wrongCode();
    if (outcome.problem == "too_many_tries")
        return texts::tooManyTries();
    if (outcome.problem == "too_many_codes")
        return filled(texts::tooManySent().with(
                          std::to_string((std::max(outcome.retryAfterMs, kMinute) + kMinute - 1) / kMinute)),
                      support_);
    return texts::codeExpired();
}

Demand Conversation::afterCode() {
    const std::string key = cookie_.require("key");
    const bool again = call_.action() == "again";
    if (!again && !call_.answered("code"))
        return poll(); // as it stands at the CA: perhaps a step that is repeated
    if (const Text early = tooEarly(); again && !early.empty())
        return codePage(early);
    const Outcome<Order> outcome = again ? gateway_.codeAgain(key) : gateway_.giveCode(key, call_.secretAnswer("code"));
    if (outcome.problem == "no_code_wanted")
        return poll();
    if (outcome.good() || outcome.problem == "unknown_order")
        return taken(outcome);
    return codePage(codeError(outcome));
}

Demand Conversation::linkPage(const Order& order, const Text& error, bool sentAgain) {
    cookie_.set("state", "link");
    return Demand::input(linkForm({order.letter, sentAgain, error}), cookie_)
        .step(texts::stepLetter())
        .next(texts::nextReview());
}

Demand Conversation::afterLink() {
    if (call_.action() == "again")
        return letterAgain({});
    if (call_.action() == "email") {
        cookie_.set("state", "email");
        return Demand::input(emailForm(cookie_.get("email"), {}), cookie_)
            .step(texts::stepLetter())
            .next(texts::nextReview());
    }
    return call_.answer("link").empty() ? poll() : takeLink(call_.answer("link"));
}

Demand Conversation::takeLink(const std::string& text) {
    const std::string key = cookie_.require("key");
    const Link link = readLink(text, gateway_.base());
    Outcome<Order> outcome;
    Text error = link.state == Link::State::otherHost ? texts::otherHost().with(link.host) : texts::notLink();
    if (link.state == Link::State::fine) {
        outcome = gateway_.confirm(key, link.token);
        if (outcome.problem != "wrong_link")
            return outcome.problem == "not_ready" ? poll() : taken(outcome);
        error = texts::wrongLink();
    }
    outcome = gateway_.order(key);
    return outcome.good() && outcome.value.state == OrderState::ready ? linkPage(outcome.value, error) : taken(outcome);
}

Demand Conversation::afterEmail() {
    const std::string email = call_.answer("email");
    if (!call_.answered("email"))
        return poll();
    if (!isEmail(email))
        return Demand::input(emailForm(email, texts::badEmail()), cookie_)
            .step(texts::stepLetter())
            .next(texts::nextReview());
    return letterAgain(email);
}

Demand Conversation::letterAgain(const std::string& email) {
    const std::string key = cookie_.require("key");
    const Outcome<Order> sent = gateway_.letterAgain(key, email);
    if (sent.good() && sent.value.state == OrderState::ready)
        return linkPage(sent.value, {}, true);
    if (sent.problem != "too_many_letters")
        return sent.problem == "no_letter" ? poll() : taken(sent);
    const Outcome<Order> now = gateway_.order(key);
    return now.good() && now.value.state == OrderState::ready
               ? linkPage(now.value, codeError({"too_many_codes", {}, sent.retryAfterMs, -1, {}}))
               : taken(now);
}

std::optional<Issued> Conversation::issued() {
    Issued all = gateway_.certificates(cookie_.require("key"));
    if (all.certificates.size() != (cookie_.get("spki-2").empty() ? 1u : 2u))
        return std::nullopt;
    for (std::size_t i = 0; i < all.certificates.size(); ++i) {
        const std::string wanted = ca_file::fromBase64(cookie_.require("spki-" + std::to_string(i + 1))).value_or("");
        const auto key = ca_file::readPublicKey(wanted);
        const auto facts = ca_file::readCertificate(all.certificates[i]);
        if (!key || !facts || !facts->key.sameAs(*key) || !readNcaCertificate(all.certificates[i]))
            return std::nullopt;
    }
    return all;
}

Demand Conversation::review() {
    const auto all = issued();
    if (!all)
        return ended(texts::wrongKey(), "wrong_key");
    std::vector<NcaCertificate> certificates;
    for (const std::string& one : all->certificates)
        certificates.push_back(*readNcaCertificate(one));
    cookie_.set("state", "review");
    return Demand::input(reviewForm(certificates), cookie_).step(texts::stepReview()).next(texts::nextInstall());
}

// The host sends the field back with the form that was gone through; a link that is clicked meanwhile is no consent.
Demand Conversation::afterReview() {
    if (call_.action() != "wrong")
        return call_.answered("valid-1") ? finish() : review();
    cookie_.set("state", "wrong");
    return Demand::input(wrongDataForm(support_, call_.language()), cookie_)
        .step(texts::stepReview())
        .next(texts::nextInstall());
}

Demand Conversation::afterWrong() { return call_.answered("support") ? finish() : review(); }

Demand Conversation::finish() {
    const auto all = issued();
    if (!all)
        return ended(texts::wrongKey(), "wrong_key");
    std::vector<Bytes> certificates, chain;
    std::vector<KeyFile> files;
    for (const std::string& one : all->certificates) {
        certificates.push_back(toBytes(one));
        files.push_back({keyFileName(*readNcaCertificate(one)), "pkcs12-kz"});
    }
    for (const std::string& one : all->chain)
        chain.push_back(toBytes(one));
    return Demand::done(certificates, chain, files)
        .step(texts::stepReview())
        .next(filled(texts::nextUse(), pair() ? texts::useAuth() : texts::useGost()));
}

} // namespace ca_nca
