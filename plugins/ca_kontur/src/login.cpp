// SPDX-License-Identifier: Apache-2.0
// The first half of the conversation: phone, readiness, code.
#include "conversation.hpp"
#include "texts.hpp"

#include <algorithm>

namespace ca_kontur {

using namespace reseal::sdk;

namespace {

constexpr std::int64_t kMinute = 60000;
constexpr std::int64_t kSoonest = 15 * kMinute, kLatest = 4 * 60 * kMinute; // where the CA does not say

// "+79991234567" of what a person may write; empty where it is no number.
std::string phoneOf(std::string_view text) {
    std::string digits;
    for (const char c : text) {
        if (c >= '0' && c <= '9')
            digits += c;
        else if (std::string_view(" -()+.\t").find(c) == std::string_view::npos)
            return {};
    }
    if (digits.size() == 11 && digits[0] == '8' && text.find('+') == std::string_view::npos)
        digits[0] = '7'; // as it is dialled within Russia and Kazakhstan
    return digits.size() >= 8 && digits.size() <= 15 ? "+" + digits : std::string();
}

} // namespace

Demand Conversation::phonePage(PhonePage page) {
    cookie_.set("state", page.askSms ? "sms" : "phone");
    if (page.phone.empty())
        page.phone = cookie_.get("phone");
    if (page.application.empty())
        page.application = cookie_.get("application");
    return Demand::input(phoneForm(page), cookie_).step(texts::stepPhone()).next(texts::nextCode());
}

Demand Conversation::begin() {
    PhonePage page;
    page.text = filled(texts::phoneText(), names_.ca);
    return phonePage(page);
}

Demand Conversation::afterPhone() {
    PhonePage page;
    page.askSms = cookie_.get("state") == "sms";
    page.text = page.askSms ? texts::smsText() : filled(texts::phoneText(), names_.ca);
    if (!call_.answered("phone"))
        return phonePage(page);
    const std::string phone = phoneOf(call_.answer("phone")), application = call_.answer("application");
    page.phone = call_.answer("phone");
    page.application = application;
    if (phone.empty())
        page.phoneError = texts::badPhone();
    if (!application.empty() && !isToken(application))
        page.applicationError = texts::badApplication();
    const bool sms = !page.askSms || call_.answer("sms") == "yes";
    if (!page.phoneError.empty() || !page.applicationError.empty() || !sms)
        return phonePage(page);
    const bool allowed = page.askSms || cookie_.get("ready") == "yes";
    cookie_.set("phone", phone).set("application", application);
    return allowed ? sendCode() : checkReadiness();
}

// The person is there only when they have just answered; after a wait nobody may be, and a code would lapse.
Demand Conversation::checkReadiness() {
    const bool waited = cookie_.get("state") == "ready";
    const Readiness readiness = gateway_.readiness(person());
    PhonePage page;
    switch (readiness.state) {
    case Readiness::State::notReady:
        return waitForReadiness(readiness.retryAfterMs);
    case Readiness::State::notOffered:
        page.askSms = true;
        page.text = texts::smsText();
        return phonePage(page);
    case Readiness::State::ready:
        break;
    }
    cookie_.set("ready", "yes");
    if (!waited)
        return sendCode();
    page.text = texts::readyText();
    return phonePage(page);
}

Demand Conversation::waitForReadiness(std::int64_t retryAfterMs) {
    const std::int64_t tries = cookie_.integer("tries");
    Wait wait;
    wait.untilMs =
        call_.now() +
        (retryAfterMs > 0 ? retryAfterMs
                          : std::min(kSoonest << std::min<std::int64_t>(std::max<std::int64_t>(tries, 0), 5), kLatest));
    wait.text = filled(filled(texts::notReady(), names_.ca), names_.support);
    cookie_.set("state", "ready").set("tries", std::min<std::int64_t>(tries + 1, 100));
    return Demand::wait(wait, cookie_).step(texts::stepReady()).next(texts::nextCode());
}

Demand Conversation::sendCode() {
    const CodeOutcome outcome = gateway_.sendCode(person());
    if (outcome.state == CodeOutcome::State::notReady)
        return waitForReadiness(outcome.retryAfterMs);
    if (outcome.state != CodeOutcome::State::done) {
        PhonePage page;
        page.text = filled(texts::phoneText(), names_.ca);
        page.phoneError = codeError(outcome);
        return phonePage(page);
    }
    cookie_.set("challenge", outcome.challenge.id);
    keepSent(outcome.challenge.sent);
    return codePage({});
}

void Conversation::keepSent(const Sent& sent) {
    cookie_.set("to", sent.to)
        .set("length", sent.length)
        .set("minutes", std::max<std::int64_t>(1, (sent.expiresIn + 59) / 60));
    cookie_.set("expires", call_.now() + sent.expiresIn * 1000).set("again", call_.now() + sent.sendAgainIn * 1000);
}

Demand Conversation::codePage(const Text& error) {
    cookie_.set("state", "code");
    CodePage page;
    page.to = cookie_.get("to");
    page.length = static_cast<int>(std::clamp<std::int64_t>(cookie_.integer("length", 6), 4, 12));
    page.minutes = cookie_.integer("minutes", 5);
    page.expiresAtMs = cookie_.integer("expires");
    page.error = error.empty() && call_.now() >= page.expiresAtMs ? texts::codeExpired() : error;
    return Demand::input(codeForm(page, names_), cookie_).step(texts::stepCode()).next(texts::nextReview());
}

Text Conversation::codeError(const CodeOutcome& outcome) const {
    switch (outcome.state) {
    case CodeOutcome::State::wrong:
        return outcome.triesLeft >= 0 ? texts::wrongCodeLeft().with(std::to_string(outcome.triesLeft))
                                      : texts::wrongCode();
    case CodeOutcome::State::expired:
    case CodeOutcome::State::unknown:
        return texts::codeExpired();
    case CodeOutcome::State::tooMany:
        return outcome.retryAfterMs == 0
                   ? texts::tooManyTries()
                   : filled(texts::tooManyCodes().with(std::to_string((outcome.retryAfterMs + 59999) / kMinute)),
                            names_.support);
    case CodeOutcome::State::notReady:
    case CodeOutcome::State::done:
        break;
    }
    return {};
}

Text Conversation::tooEarly() const {
    const std::int64_t left = cookie_.integer("again") - call_.now();
    return left > 0 ? texts::tooEarly().with(std::to_string((left + 999) / 1000)) : Text();
}

Demand Conversation::afterCode() {
    const std::string action = call_.action();
    if (action == "phone") {
        PhonePage page;
        page.text = filled(texts::phoneText(), names_.ca);
        return phonePage(page);
    }
    if (action == "again") {
        if (const Text early = tooEarly(); !early.empty())
            return codePage(early);
        const CodeOutcome outcome = gateway_.sendAgain(cookie_.require("challenge"));
        if (outcome.state == CodeOutcome::State::unknown)
            return sendCode();
        if (outcome.state != CodeOutcome::State::done)
            return codePage(codeError(outcome));
        keepSent(outcome.challenge.sent);
        return codePage({});
    }
    if (!call_.answered("code"))
        return codePage({});
    const CodeOutcome outcome = gateway_.giveCode(cookie_.require("challenge"), call_.secretAnswer("code"));
    if (outcome.state != CodeOutcome::State::done)
        return codePage(codeError(outcome));
    cookie_.set("session", outcome.session);
    return cookie_.get("request").empty() ? applications() : submit();
}

Demand Conversation::sessionOver() {
    cookie_.set("session", "").set("challenge", "");
    PhonePage page;
    page.text = texts::sessionOver();
    return phonePage(page);
}

Person Conversation::person() const {
    Person out{cookie_.require("phone"), cookie_.get("application"), std::string(view(call_.oldCertificate())), {}};
    if (!out.certificate.empty())
        return out;
    static constexpr struct {
        const char *what, *type;
    } known[] = {{"common-name", "2.5.4.3"},   {"surname", "2.5.4.4"},           {"given-name", "2.5.4.42"},
                 {"country", "2.5.4.6"},       {"organization", "2.5.4.10"},     {"title", "2.5.4.12"},
                 {"inn", "1.2.643.3.131.1.1"}, {"innle", "1.2.643.100.4"},       {"snils", "1.2.643.100.3"},
                 {"ogrn", "1.2.643.100.1"},    {"email", "1.2.840.113549.1.9.1"}};
    for (const auto& [what, type] : known)
        if (const std::string value = call_.holder(what); !value.empty() && value.size() <= 200)
            out.subject.push_back({type, value});
    return out;
}

} // namespace ca_kontur
