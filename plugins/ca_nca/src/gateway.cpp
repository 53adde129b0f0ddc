// SPDX-License-Identifier: Apache-2.0
#include "gateway.hpp"

#include "../../ca_file/src/encoding.hpp"
#include "failure_texts.hpp"

#include <reseal/cxx/form.hpp>

#include <algorithm>

namespace ca_nca {

using namespace reseal::sdk;

namespace {

constexpr std::int64_t kLongestPauseMs = 86400000;

Failure badAnswer(const char* what) {
    return Failure(RESEAL_E_UNREACHABLE, std::string("the gateway's answer ") + what, texts::badAnswer(), "bad_answer");
}

template <class T>
T needed(std::optional<T> value) {
    if (!value)
        throw badAnswer("is of another form");
    return std::move(*value);
}

// What the host's HTTP failed with, in words of this plugin.
[[noreturn]] void rethrow(const Failure& failure, const Call& call) {
    const std::string& reason = failure.reason();
    switch (failure.status()) {
    case RESEAL_E_REFUSED:
        throw Failure(RESEAL_E_CONFIG, failure.what(), texts::hostRefused().with(call.setting("base_url")),
                      "host_refused");
    case RESEAL_E_LIMIT:
        throw badAnswer("is too large");
    case RESEAL_E_UNREACHABLE:
        if (reason == "tls_failed") // also a sign-in page of the network: it may pass
            throw Failure(RESEAL_E_UNREACHABLE, failure.what(), texts::notTrusted().with(call.setting("base_url")),
                          reason);
        if (reason == "bad_response" || reason == "too_many_redirects")
            throw badAnswer("is broken");
        throw Failure(RESEAL_E_UNREACHABLE, failure.what(), texts::unreachable(),
                      reason.empty() ? "unreachable" : reason);
    default:
        if (reason == "bad_ca_file")
            throw Failure(RESEAL_E_CONFIG, failure.what(), texts::badCaFile().with(call.setting("ca_file")), reason);
        throw failure;
    }
}

// Seconds of RFC 9110 10.2.3; a date there is not waited for.
std::int64_t pauseOf(const HttpReply& reply) {
    const std::string text = reply.header("retry-after");
    const bool digits = !text.empty() && text.size() <= 8 && text.find_first_not_of("0123456789") == std::string::npos;
    return digits ? std::clamp<std::int64_t>(std::atoll(text.c_str()) * 1000, 1000, kLongestPauseMs) : 0;
}

// {"a":"x","b":"y"} of what is not empty.
std::string objectOf(std::initializer_list<std::pair<const char*, std::string>> members,
                     std::string_view further = {}) {
    std::string out;
    for (const auto& [name, value] : members)
        if (!value.empty())
            out += (out.empty() ? "\"" : ",\"") + std::string(name) + "\":" + jsonString(value);
    if (!further.empty())
        out += (out.empty() ? "" : ",") + std::string(further);
    return "{" + out + "}";
}

std::string base64(std::string_view bytes) { return ca_file::toBase64(bytes); }

Secret codeBody(const Secret& code) {
    std::string text = "{\"code\":" + jsonString(code.view()) + "}";
    Secret body(text);
    std::fill(text.begin(), text.end(), '\0');
    return body;
}

std::string bodyOf(const Application& application) {
    std::string requests;
    for (const SignedRequest& one : application.requests)
        requests += (requests.empty() ? "" : ",") +
                    objectOf({{"id", one.id},
                              {"use", one.use},
                              {application.reissue.empty() ? "request" : "signed_request", one.content}});
    return objectOf({{"reissue_id", application.reissue},
                     {"kind", application.kind},
                     {"agreement", application.agreement},
                     {"email", application.email},
                     {"phone", application.phone},
                     {"return_to", application.returnTo},
                     {"old_certificate", application.oldCertificate}},
                    "\"keys\":[" + requests + "]");
}

} // namespace

Gateway::Gateway(const Call& call) : call_(call) {
    const std::string address = call.setting("base_url");
    if (address.rfind("https://", 0) != 0 || address.size() > 250)
        throw Failure(RESEAL_E_CONFIG, "base_url is not set", texts::noGateway(), "no_gateway");
}

std::string Gateway::base() const {
    std::string url = call_.setting("base_url");
    url.erase(url.find_last_not_of('/') + 1);
    return url;
}

HttpReply Gateway::exchange(const Asked& asked) {
    const std::string url = base() + asked.path;
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
        rethrow(failure, call_);
    }
    if (!reply.url.empty() && reply.url != url)
        throw badAnswer("leads to another address");
    return reply;
}

Gateway::Answer Gateway::ask(const Asked& asked, std::initializer_list<std::string_view> known) {
    const HttpReply reply = exchange(asked);
    Answer answer{std::string(view(reply.body)), {}, pauseOf(reply)};
    const std::string type = reply.header("content-type");
    const bool json = type.rfind("application/json", 0) == 0 || type.rfind("application/problem+json", 0) == 0;
    if (!answer.body.empty() && !json && reply.status < 500)
        throw badAnswer("is no JSON").native("http", reply.status);
    if (reply.status >= 200 && reply.status < 300)
        return answer;
    answer.problem = readProblem(answer.body);
    if (!answer.problem.code.empty() && std::find(known.begin(), known.end(), answer.problem.code) != known.end())
        return answer;
    answer.problem.code.clear();
    logWarning(call_, "the gateway answers " + asked.method + " with " + std::to_string(reply.status));
    const bool busy = reply.status == 429 || reply.status >= 500;
    Failure failure(RESEAL_E_UNREACHABLE, "unexpected status " + std::to_string(reply.status),
                    busy ? texts::busy() : texts::badAnswer(), busy ? "ca_busy" : "bad_answer");
    throw failure.native("http", reply.status).retryAfter(answer.retryAfterMs);
}

template <class T>
Outcome<T> Gateway::outcome(const Asked& asked, std::initializer_list<std::string_view> known,
                            std::optional<T> (*read)(std::string_view)) {
    const Answer answer = ask(asked, known);
    Outcome<T> out;
    out.problem = answer.problem.code;
    out.why = answer.problem.detail;
    out.retryAfterMs = answer.retryAfterMs;
    out.triesLeft = answer.problem.triesLeft;
    if (out.good())
        out.value = needed(read(answer.body));
    return out;
}

Outcome<Order> Gateway::orderOutcome(const Asked& asked, const std::string& key,
                                     std::initializer_list<std::string_view> known) {
    Outcome<Order> out = outcome(asked, known, readOrder);
    if (out.good() && out.value.key != key)
        throw badAnswer("is about another order");
    return out;
}

About Gateway::about() { return needed(readAbout(ask({"GET", "/v1/about", {}, {}, {}}).body)); }

Agreement Gateway::agreement() { return needed(readAgreement(ask({"GET", "/v1/agreement", {}, {}, {}}).body)); }

Outcome<Challenge> Gateway::startLogin(std::string_view certificate) {
    return outcome(
        {"POST", "/v1/logins", call_.operation(), {}, Secret(objectOf({{"certificate", base64(certificate)}}))},
        {"unknown_certificate", "certificate_lapsed", "certificate_revoked"}, readChallenge);
}

Outcome<Session> Gateway::login(const std::string& challenge, const Bytes& cms) {
    return outcome(
        {"POST", "/v1/logins/" + challenge + "/answer", {}, {}, Secret(objectOf({{"signature", base64(view(cms))}}))},
        {"unknown_challenge", "challenge_expired", "bad_signature"}, readSession);
}

Outcome<Challenge> Gateway::startReissue(const std::string& session, std::string_view certificate) {
    return outcome(
        {"POST", "/v1/reissues", call_.operation(), session, Secret(objectOf({{"certificate", base64(certificate)}}))},
        {"session_expired", "unknown_certificate", "certificate_lapsed", "certificate_revoked", "wrong_use"},
        readChallenge);
}

Outcome<Offer> Gateway::reissue(const std::string& session, const std::string& challenge, const Bytes& cms) {
    return outcome({"POST",
                    "/v1/reissues/" + challenge + "/answer",
                    {},
                    session,
                    Secret(objectOf({{"signature", base64(view(cms))}}))},
                   {"session_expired", "unknown_challenge", "challenge_expired", "bad_signature"}, readOffer);
}

Outcome<Order> Gateway::submit(const std::string& session, const std::string& key, const Application& application) {
    return orderOutcome({"POST", "/v1/orders", key, session, Secret(bodyOf(application))}, key,
                        {"session_expired", "unknown_reissue", "rejected_data", "order_exists"});
}

Outcome<Order> Gateway::order(const std::string& key) {
    return orderOutcome({"GET", "/v1/orders/" + key, {}, {}, {}}, key, {"unknown_order"});
}

Outcome<Order> Gateway::giveCode(const std::string& key, const Secret& code) {
    return orderOutcome({"POST", "/v1/orders/" + key + "/code", {}, {}, codeBody(code)}, key,
                        {"unknown_order", "no_code_wanted", "wrong_code", "code_expired", "too_many_tries"});
}

Outcome<Order> Gateway::codeAgain(const std::string& key) {
    return orderOutcome({"POST", "/v1/orders/" + key + "/code/again", call_.operation(), {}, {}}, key,
                        {"unknown_order", "no_code_wanted", "too_many_codes"});
}

Outcome<Order> Gateway::confirm(const std::string& key, const std::string& token) {
    return orderOutcome({"POST", "/v1/orders/" + key + "/confirmation", {}, {}, Secret(objectOf({{"token", token}}))},
                        key, {"unknown_order", "not_ready", "wrong_link"});
}

Outcome<Order> Gateway::letterAgain(const std::string& key, const std::string& email) {
    return orderOutcome(
        {"POST", "/v1/orders/" + key + "/letter", call_.operation(), {}, Secret(objectOf({{"email", email}}))}, key,
        {"unknown_order", "no_letter", "too_many_letters"});
}

Issued Gateway::certificates(const std::string& key) {
    return needed(readIssued(ask({"GET", "/v1/orders/" + key + "/certificates", {}, {}, {}}).body));
}

void Gateway::withdraw(const std::string& key) {
    ask({"DELETE", "/v1/orders/" + key, {}, {}, {}}, {"unknown_order", "already_issued"});
}

} // namespace ca_nca
