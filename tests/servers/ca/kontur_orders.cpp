// SPDX-License-Identifier: Apache-2.0
// Orders, from the request to the certificate: the second half of the profile. One thread.
#include "tests/servers/ca/encoding.hpp"
#include "tests/servers/ca/kontur_desk.hpp"

#include <algorithm>

namespace reseal::test::ca {
namespace {

constexpr std::int64_t kConfirmationLife = 1800;
constexpr std::int64_t kIssuingLife = std::int64_t{4} * 3600;
constexpr std::int64_t kApplyingLife = std::int64_t{30} * 86400;
constexpr int kMostTries = 5;

} // namespace

Response KonturDesk::shown(const Json& order, int status) const {
    Json out;
    for (const char* const name : {"key", "id", "application_id", "state", "reason"}) {
        if (order.contains(name)) {
            out[name] = order[name];
        }
    }
    Response made{status, "application/json", "", {}};
    if (order["state"] == "issuing") {
        out["deadline_in_seconds"] =
            std::max<std::int64_t>(0, order["accepted"].get<std::int64_t>() + kIssuingLife - now());
        const auto after = faults_.find("retry-after");
        made.headers.emplace_back("Retry-After", after == faults_.end() ? "1" : std::to_string(after->second));
    }
    if (order["state"] == "applying") {
        out["application"] = shownApplication(order);
        out["deadline_in_seconds"] =
            std::max<std::int64_t>(0, order["accepted"].get<std::int64_t>() + kApplyingLife - now());
        made.headers.emplace_back("Retry-After", "3");
    }
    if (order["state"] == "issued") {
        const Json& confirmation = order["confirmation"];
        out["confirmation"] = {
            {"to", "***"},
            {"code_length", 6},
            {"expires_in_seconds", std::max<std::int64_t>(0, confirmation["expires"].get<std::int64_t>() - now())},
            {"send_again_in_seconds", 0},
            {"tries_left", kMostTries - confirmation["tries"].get<int>()}};
    }
    made.body = out.dump();
    return made;
}

void KonturDesk::proceed(Json& order) {
    if (order["state"] == "applying" && store_.has("accepted")) {
        order["state"] = "issuing";
        order["accepted"] = now();
    }
    if (order["state"] != "issuing") {
        return;
    }
    const auto takes = faults_.find("issuing-takes-time");
    if (takes != faults_.end() &&
        (takes->second == kAlways ? !store_.has("issued") : order.value("polls", 0) <= takes->second)) {
        return;
    }
    if (faults_.contains("rejected-later")) {
        order["state"] = "rejected";
        order["reason"] = "Паспорт не найден в реестре.";
        store_.save();
        return;
    }
    Issuing issuing;
    issuing.now = now();
    issuing.otherKey = faults_.contains("wrong-key");
    issuing.revocations = url_ + "/crl";
    const Issued issued = authority_.issue(fromBase64(order["request"].get<std::string>()).value_or(""), issuing);
    order["certificate"] = toBase64(issued.certificate);
    order["chain"] = Json::array();
    for (const std::string& one : issued.chain) {
        order["chain"].push_back(toBase64(one));
    }
    order["serial"] = issued.serial;
    order["state"] = "issued";
    order["confirmation"] = {
        {"code", randomText(6, "0123456789")}, {"expires", now() + kConfirmationLife}, {"tries", 0}};
    const std::string code = order["confirmation"]["code"];
    store_.send({order["phone"], "Сертификат выпущен. Код подтверждения: " + code, code});
    store_.save();
}

Response KonturDesk::newOrder(const Request& request, const std::string&) {
    if (happens("error-5xx")) {
        Response made = problem(503, "unavailable", "The CA is being serviced.");
        made.headers.emplace_back("Retry-After", "1");
        return made;
    }
    if (happens("cut-before-accept")) {
        return cutOff();
    }
    const Json asked = Json::parse(request.body, nullptr, false);
    const bool whole = asked.is_object() && asked.contains("application_id") && asked["application_id"].is_string() &&
                       asked.contains("request") && asked["request"].is_string();
    if (!whole || !isIdempotencyKey(request.idempotencyKey)) {
        return problem(400, "bad_request", "An application, a request and an Idempotency-Key are needed.");
    }
    if (happens("session-expires")) {
        store_["sessions"] = Json::object();
    }
    const Json* const session = sessionOf(request);
    if (session == nullptr) {
        return problem(401, "session_expired", "Log in again.");
    }
    Json& orders = store_["orders"];
    const std::string der = fromBase64(asked["request"].get<std::string>()).value_or("");
    if (orders.contains(request.idempotencyKey)) {
        Json& known = orders[request.idempotencyKey];
        if (known["request"] != asked["request"]) {
            return problem(409, "order_exists", "There is an order of this key for another request.");
        }
        proceed(known); // a kill may have come between taking and issuing
        return shown(known);
    }
    const std::string application = asked["application_id"];
    if (std::ranges::find((*session)["applications"], asked["application_id"]) == (*session)["applications"].end()) {
        return problem(404, "unknown_application", "There is no such application.");
    }
    if (const std::string flaw = authority_.flawOf(der); !flaw.empty() || faults_.contains("rejected-data")) {
        return problem(422, "rejected_data", flaw.empty() ? "СНИЛС не совпадает с данными реестра." : flaw);
    }
    Json taken{
        {"key", request.idempotencyKey},    {"id", "O-" + randomText(8, "0123456789")},
        {"application_id", application},    {"state", faults_.contains("wants-application") ? "applying" : "issuing"},
        {"phone", (*session)["phone"]},     {"accepted", now()},
        {"request_sha256", sha256Hex(der)}, {"request", asked["request"]}};
    if (taken["state"] == "applying") {
        taken["old_certificate"] = store_["applications"][application].value("certificate", "");
        taken["statement"] = statementOf(taken);
    }
    store_.addOrder(taken);
    store_.save();
    if (happens("cut-after-accept")) {
        return cutOff();
    }
    Json& order = store_["orders"][request.idempotencyKey];
    proceed(order);
    return shown(order, 201);
}

Response KonturDesk::orders(const Request& request, const std::string&) {
    const Json* const session = sessionOf(request);
    if (session == nullptr) {
        return problem(401, "session_expired", "Log in again.");
    }
    Json list = Json::array();
    for (const auto& [key, order] : store_["orders"].items()) {
        if (order["phone"] == (*session)["phone"]) {
            list.push_back(Json::parse(shown(order).body));
        }
    }
    return {200, "application/json", Json{{"orders", list}}.dump(), {}};
}

Response KonturDesk::order(const Request&, const std::string& id) {
    if (happens("wrong-content")) {
        return webPage();
    }
    if (!store_["orders"].contains(id)) {
        return problem(404, "unknown_order", "There is no order of this key.");
    }
    Json& order = store_["orders"][id];
    order["polls"] = order.value("polls", 0) + 1;
    proceed(order);
    store_.save();
    return shown(order);
}

Response KonturDesk::withdraw(const Request&, const std::string& id) {
    if (!store_["orders"].contains(id)) {
        return problem(404, "unknown_order", "There is no order of this key.");
    }
    Json& order = store_["orders"][id];
    if (order["state"] == "confirmed") {
        return problem(409, "already_confirmed", "The certificate was handed over.");
    }
    order["state"] = "withdrawn";
    store_.save();
    return {204, "", "", {}};
}

Response KonturDesk::confirm(const Request& request, const std::string& id) {
    const Json asked = Json::parse(request.body, nullptr, false);
    if (!store_["orders"].contains(id)) {
        return problem(404, "unknown_order", "There is no order of this key.");
    }
    Json& order = store_["orders"][id];
    if (order["state"] == "confirmed") {
        return shown(order);
    }
    if (order["state"] != "issued") {
        return problem(409, "not_issued", "There is nothing to confirm.");
    }
    Json& confirmation = order["confirmation"];
    if (confirmation["tries"].get<int>() >= kMostTries) {
        return problem(429, "too_many_tries", "Too many wrong codes; ask for another one.");
    }
    if (confirmation["expires"].get<std::int64_t>() <= now()) {
        return problem(410, "code_expired", "The code has expired; ask for another one.");
    }
    if (!asked.is_object() || !asked.contains("code") || confirmation["code"] != asked["code"]) {
        confirmation["tries"] = confirmation["tries"].get<int>() + 1;
        store_.save();
        return problem(422, "wrong_code", "This is not the code.");
    }
    order["state"] = "confirmed";
    store_.save();
    return shown(order);
}

Response KonturDesk::confirmAgain(const Request& request, const std::string& id) {
    if (!store_["orders"].contains(id) || store_["orders"][id]["state"] != "issued") {
        return problem(409, "not_issued", "There is nothing to confirm.");
    }
    Json& order = store_["orders"][id];
    if (request.idempotencyKey.empty() || order.value("sent_by", "") != request.idempotencyKey) {
        const std::string code = randomText(6, "0123456789");
        order["sent_by"] = request.idempotencyKey;
        order["confirmation"] = {{"code", code}, {"expires", now() + kConfirmationLife}, {"tries", 0}};
        store_.send({order["phone"], "Код подтверждения: " + code, code});
        store_.save();
    }
    return shown(order);
}

Response KonturDesk::certificate(const Request&, const std::string& id) {
    if (!store_["orders"].contains(id)) {
        return problem(404, "unknown_order", "There is no order of this key.");
    }
    const Json& order = store_["orders"][id];
    if (order["state"] != "confirmed") {
        return problem(409, "not_confirmed", "Enter the code of the SMS first.");
    }
    const Json body = faults_.contains("no-certificate")
                          ? Json{{"chain", order["chain"]}}
                          : Json{{"certificate", order["certificate"]}, {"chain", order["chain"]}};
    return {200, "application/json", body.dump(), {}};
}

} // namespace reseal::test::ca
