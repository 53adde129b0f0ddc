// SPDX-License-Identifier: Apache-2.0
#include "gateway.hpp"

#include "../../ca_file/src/encoding.hpp"
#include "failure_texts.hpp"

#include <reseal/cxx/form.hpp>

#include <algorithm>

namespace ca_kontur {

using namespace reseal::sdk;

namespace {

constexpr std::int64_t kDayMs = 86400000;

Failure badAnswer(const char* what) {
    return Failure(RESEAL_E_UNREACHABLE, std::string("the gateway's answer ") + what, texts::badAnswer(), "bad_answer");
}

// What the host's HTTP failed with, in the words of this plugin.
Failure told(const Failure& failure, const Call& call) {
    const std::string& reason = failure.reason();
    const std::string where = call.setting("base_url");
    if (failure.status() == RESEAL_E_CANCELLED || failure.status() == RESEAL_E_DEADLINE)
        return failure;
    if (failure.status() == RESEAL_E_REFUSED)
        return Failure(RESEAL_E_CONFIG, failure.what(), texts::hostRefused().with(where), "host_refused");
    if (reason == "tls_failed") // also a sign-in page of the network: it may pass
        return Failure(RESEAL_E_UNREACHABLE, failure.what(), texts::notTrusted().with(where), reason);
    if (reason == "bad_ca_file")
        return Failure(RESEAL_E_CONFIG, failure.what(), texts::badCaFile().with(call.setting("ca_file")), reason);
    if (failure.status() == RESEAL_E_LIMIT || reason == "bad_response" || reason == "too_many_redirects")
        return badAnswer("is too large or broken");
    if (failure.status() == RESEAL_E_UNREACHABLE)
        return Failure(RESEAL_E_UNREACHABLE, failure.what(), texts::unreachable(),
                       reason.empty() ? "unreachable" : reason);
    return failure;
}

// RFC 9110 10.2.3, its seconds; a date there is not waited for.
std::int64_t pauseOf(const HttpReply& reply) {
    const std::string text = reply.header("retry-after");
    if (text.empty() || text.size() > 8 || text.find_first_not_of("0123456789") != std::string::npos)
        return 0;
    return std::clamp<std::int64_t>(std::atoll(text.c_str()) * 1000, 1000, kDayMs);
}

bool isJson(const HttpReply& reply) {
    const std::string type = reply.header("content-type");
    return type.rfind("application/json", 0) == 0 || type.rfind("application/problem+json", 0) == 0;
}

std::string bodyOf(const Person& person) {
    std::string out = "{\"phone\":" + jsonString(person.phone);
    if (!person.application.empty())
        out += ",\"application_id\":" + jsonString(person.application);
    if (!person.certificate.empty())
        out += ",\"certificate\":" + jsonString(ca_file::toBase64(person.certificate));
    if (!person.subject.empty()) {
        out += ",\"subject\":[";
        for (std::size_t i = 0; i < person.subject.size(); ++i)
            out += (i > 0 ? ",{\"type\":" : "{\"type\":") + jsonString(person.subject[i].type) +
                   ",\"value\":" + jsonString(person.subject[i].value) + "}";
        out += "]";
    }
    return out + "}";
}

Secret codeBody(const Secret& code) {
    std::string text = "{\"code\":" + jsonString(code.view()) + "}";
    Secret body(text);
    std::fill(text.begin(), text.end(), '\0');
    return body;
}

template <class T>
T needed(std::optional<T> value) {
    if (!value)
        throw badAnswer("is of another form");
    return std::move(*value);
}

} // namespace

std::optional<std::int64_t> readHttpDate(std::string_view text) {
    static constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    if (text.size() != 29 || text.substr(25) != " GMT")
        return std::nullopt;
    const auto number = [text](std::size_t at, std::size_t size) -> std::int64_t {
        std::int64_t value = 0;
        for (std::size_t i = at; i < at + size; ++i) {
            if (text[i] < '0' || text[i] > '9')
                return -1;
            value = value * 10 + (text[i] - '0');
        }
        return value;
    };
    const std::int64_t day = number(5, 2), year = number(12, 4);
    const std::int64_t hour = number(17, 2), minute = number(20, 2), second = number(23, 2);
    const std::size_t month = months.find(text.substr(8, 3));
    if (day < 1 || day > 31 || year < 1970 || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
        second > 60 || month == std::string_view::npos || month % 3 != 0)
        return std::nullopt;
    // Days since 0000-03-01, so that the leap day is the last of its year.
    const std::int64_t m = static_cast<std::int64_t>(month / 3) + 1, y = year - (m <= 2 ? 1 : 0);
    const std::int64_t ofYear = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    const std::int64_t days = 365 * y + y / 4 - y / 100 + y / 400 + ofYear - 719468;
    return ((days * 24 + hour) * 60 + minute) * 60000 + second * 1000;
}

Gateway::Gateway(const Call& call) : call_(call) {
    const std::string base = call.setting("base_url");
    if (base.rfind("https://", 0) != 0 || base.size() > 250)
        throw Failure(RESEAL_E_CONFIG, "base_url is not set", texts::noGateway(), "no_gateway");
}

HttpReply Gateway::exchange(const Asked& asked) {
    std::string url = call_.setting("base_url");
    while (!url.empty() && url.back() == '/')
        url.pop_back();
    url += asked.path;
    Http http(call_);
    http.caFile(call_.setting("ca_file")).maxBytes(static_cast<std::int64_t>(kLongestReply));
    http.header("accept", "application/json, application/problem+json").header("accept-language", call_.language());
    if (!asked.key.empty())
        http.header("idempotency-key", asked.key);
    if (!asked.session.empty())
        http.header("authorization", Secret("Bearer " + asked.session));
    HttpReply reply;
    try {
        reply = asked.method == "POST" ? http.post(url, asked.body, "application/json")
                                       : http.request(asked.method, url, {}, {});
    } catch (const Failure& failure) {
        throw told(failure, call_);
    }
    if (reply.url != url && !reply.url.empty())
        throw badAnswer("leads to another address");
    return reply;
}

Gateway::Answer Gateway::ask(const Asked& asked, std::initializer_list<std::string_view> known) {
    const HttpReply reply = exchange(asked);
    if (const auto date = readHttpDate(reply.header("date")); date && call_.now() > 0)
        aheadMs_ = *date - call_.now();
    Answer answer{reply.status, std::string(view(reply.body)), {}, pauseOf(reply)};
    if (!answer.body.empty() && !isJson(reply) && answer.status < 500)
        throw badAnswer("is no JSON").native("http", reply.status);
    if (answer.good())
        return answer;
    answer.problem = readProblem(answer.body);
    if (std::find(known.begin(), known.end(), answer.problem.code) != known.end())
        return answer;
    logWarning(call_, "the gateway answers " + asked.method + " with " + std::to_string(reply.status));
    const bool busy = reply.status == 429 || reply.status >= 500;
    Failure failure(RESEAL_E_UNREACHABLE, "unexpected status " + std::to_string(reply.status),
                    busy ? texts::busy() : texts::badAnswer(), busy ? "ca_busy" : "bad_answer");
    throw failure.native("http", reply.status).retryAfter(answer.retryAfterMs);
}

CodeOutcome Gateway::codeOutcome(const Answer& answer) const {
    using State = CodeOutcome::State;
    const std::string& code = answer.problem.code;
    CodeOutcome out;
    out.retryAfterMs = answer.retryAfterMs;
    out.triesLeft = answer.problem.triesLeft;
    out.state = answer.good()                                          ? State::done
                : code == "wrong_code"                                 ? State::wrong
                : code == "code_expired"                               ? State::expired
                : code == "too_many_codes" || code == "too_many_tries" ? State::tooMany
                : code == "not_ready"                                  ? State::notReady
                                                                       : State::unknown;
    return out;
}

void Gateway::greet() { ask({"GET", "/v1/about", {}, {}, {}}); }

Readiness Gateway::readiness(const Person& person) {
    using State = Readiness::State;
    const Answer answer = ask({"POST", "/v1/readiness", {}, {}, Secret(bodyOf(person))}, {"readiness_not_offered"});
    if (!answer.good())
        return {State::notOffered, 0};
    return {needed(readReadiness(answer.body)) ? State::ready : State::notReady, answer.retryAfterMs};
}

CodeOutcome Gateway::sendCode(const Person& person) {
    const Answer answer =
        ask({"POST", "/v1/challenges", call_.operation(), {}, Secret(bodyOf(person))}, {"too_many_codes", "not_ready"});
    CodeOutcome out = codeOutcome(answer);
    if (answer.good())
        out.challenge = needed(readChallenge(answer.body));
    return out;
}

CodeOutcome Gateway::sendAgain(const std::string& challenge) {
    const Answer answer = ask({"POST", "/v1/challenges/" + challenge + "/code", call_.operation(), {}, {}},
                              {"too_many_codes", "unknown_challenge"});
    CodeOutcome out = codeOutcome(answer);
    if (answer.good())
        out.challenge = needed(readChallenge(answer.body));
    return out;
}

CodeOutcome Gateway::giveCode(const std::string& challenge, const Secret& code) {
    const Answer answer = ask({"POST", "/v1/challenges/" + challenge + "/answer", {}, {}, codeBody(code)},
                              {"wrong_code", "code_expired", "too_many_tries", "unknown_challenge"});
    CodeOutcome out = codeOutcome(answer);
    if (answer.good())
        out.session = needed(readSession(answer.body)).token;
    return out;
}

std::optional<std::vector<Application>> Gateway::applications(const std::string& session) {
    const Answer answer = ask({"GET", "/v1/applications", {}, session, {}}, {"session_expired"});
    return answer.good() ? std::optional(needed(readApplications(answer.body))) : std::nullopt;
}

std::vector<Order> Gateway::orders(const std::string& session) {
    const Answer answer = ask({"GET", "/v1/orders", {}, session, {}}, {"session_expired"});
    return answer.good() ? needed(readOrders(answer.body)) : std::vector<Order>();
}

Submission Gateway::submit(const std::string& session, const std::string& key, const std::string& application,
                           const std::string& request) {
    using State = Submission::State;
    const std::string body =
        "{\"application_id\":" + jsonString(application) + ",\"request\":" + jsonString(request) + "}";
    const Answer answer =
        ask({"POST", "/v1/orders", key, session, Secret(body)},
            {"session_expired", "rejected_data", "unknown_application", "application_ordered", "order_exists"});
    if (answer.good())
        return {State::accepted, needed(readOrder(answer.body)), {}};
    if (answer.problem.code == "session_expired")
        return {State::sessionOver, {}, {}};
    if (answer.problem.code == "order_exists") // for another request: the certificate will tell whether it fits
        return {State::accepted, needed(order(key).order), {}};
    return {State::rejected, {}, answer.problem.detail};
}

Polled Gateway::order(const std::string& key) {
    const Answer answer = ask({"GET", "/v1/orders/" + key, {}, {}, {}}, {"unknown_order"});
    if (!answer.good())
        return {std::nullopt, 0};
    Order order = needed(readOrder(answer.body));
    if (order.key != key)
        throw badAnswer("is about another order");
    return {std::move(order), answer.retryAfterMs};
}

Applied Gateway::apply(const std::string& key, const std::string& signature) {
    const std::string body = "{\"signature\":" + jsonString(signature) + "}";
    const Answer answer = ask({"POST", "/v1/orders/" + key + "/application", {}, {}, Secret(body)},
                              {"signature_refused", "unknown_order"});
    if (!answer.good())
        return {std::nullopt, answer.problem.code == "signature_refused", 0};
    return {needed(readOrder(answer.body)), false, answer.retryAfterMs};
}

CodeOutcome Gateway::confirm(const std::string& key, const Secret& code) {
    return codeOutcome(ask({"POST", "/v1/orders/" + key + "/confirmation", {}, {}, codeBody(code)},
                           {"wrong_code", "code_expired", "too_many_tries", "not_issued"}));
}

CodeOutcome Gateway::confirmAgain(const std::string& key) {
    return codeOutcome(ask({"POST", "/v1/orders/" + key + "/confirmation/code", call_.operation(), {}, {}},
                           {"too_many_codes", "not_issued"}));
}

Issued Gateway::issued(const std::string& key) {
    return needed(readIssued(ask({"GET", "/v1/orders/" + key + "/certificate", {}, {}, {}}).body));
}

void Gateway::withdraw(const std::string& key) {
    ask({"DELETE", "/v1/orders/" + key, {}, {}, {}}, {"unknown_order", "already_confirmed"});
}

} // namespace ca_kontur
