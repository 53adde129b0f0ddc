// SPDX-License-Identifier: Apache-2.0
// Orders, from the application to the certificates: the second half of the profile. One thread.
#include "agent/crypto/certificate_extensions.hpp"
#include "agent/crypto/certificate_file.hpp"
#include "agent/crypto/certificate_request.hpp"
#include "agent/crypto/cms/certificate_fields.hpp"
#include "tests/servers/ca/encoding.hpp"
#include "tests/servers/ca/nca_desk.hpp"

#include <algorithm>

namespace reseal::test::ca {
namespace {

constexpr std::int64_t kCodeLife = 300;
constexpr std::int64_t kDecisionLife = std::int64_t{3} * 86400;
constexpr std::int64_t kYear = std::int64_t{365} * 86400;
constexpr int kMostTries = 5;
constexpr int kMostLetters = 5;
constexpr std::string_view kRoles = "1.2.398.3.3.4.";
constexpr const char* kSender = "noreply@nca.example.kz";
constexpr const char* kSubject = "Ваша заявка обновлена";

std::string stringIn(const Json& object, const char* name) {
    const auto at = object.find(name);
    return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

Bytes decoded(const std::string& base64) {
    const std::string bytes = fromBase64(base64).value_or("");
    return {bytes.begin(), bytes.end()};
}

std::string encoded(ByteView bytes) {
    return toBase64(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

Response unknownOrder() { return problem(404, "unknown_order", "There is no order of this key."); }

} // namespace

Response NcaDesk::shown(const Json& order, int status) const {
    Json out;
    for (const char* const name : {"key", "state", "reason", "place"}) {
        if (order.contains(name)) {
            out[name] = order[name];
        }
    }
    Response made{status, "application/json", "", {}};
    const std::string state = order["state"];
    if (state == "code_required") {
        const Json& code = order["code"];
        out["code"] = {{"channel", has("egov-code") ? "egov_mobile" : "sms"},
                       {"to", has("egov-code") ? "" : "+7***67"},
                       {"code_length", 6},
                       {"expires_in_seconds", std::max<std::int64_t>(0, code["expires"].get<std::int64_t>() - now())},
                       {"send_again_in_seconds", 0}};
    }
    if (state == "processing" || state == "visit") {
        out["deadline_in_seconds"] =
            std::max<std::int64_t>(0, order["accepted"].get<std::int64_t>() + kDecisionLife - now());
        made.headers.emplace_back("Retry-After", "1");
    }
    if ((state == "processing" || state == "ready") && order["email"] != "") {
        out["letter"] = {{"to", order["email"]}, {"sender", kSender}, {"subject", kSubject}};
    }
    made.body = out.dump();
    return made;
}

void NcaDesk::sendCode(Json& order) {
    const std::string code = randomText(6, "0123456789");
    order["code"] = {{"code", code}, {"expires", now() + kCodeLife}, {"tries", 0}};
    store_.send({.to = "+77011234567",
                 .text = "Код для перевыпуска ЭЦП: " + code,
                 .code = code,
                 .kind = has("egov-code") ? "egov" : "sms"});
}

// The link of the web, and the one that Reseal follows by itself.
void NcaDesk::sendLetter(Json& order) {
    order["token"] = randomText(32);
    const std::string link = url_ + "/reissue?token=" + order["token"].get<std::string>();
    const std::string direct = order["return_to"].get<std::string>() + "?token=" + order["token"].get<std::string>();
    store_.send({.to = order["email"],
                 .text = std::string(kSender) + ": " + kSubject + "\n" + link + "\n" + direct,
                 .code = "",
                 .kind = "email",
                 .link = link});
}

std::string NcaDesk::takeKey(const Json& key, const Json& asked, Json& order) {
    const bool again = order.contains("reissue");
    const Bytes content = decoded(stringIn(key, again ? "signed_request" : "request"));
    const auto read = again ? authority_.read(content) : std::optional(NcaSigned{{}, content});
    if (!read || (again && encoded(read->signer) != order["certificate"])) {
        return "The request is not signed by the old signing key.";
    }
    if (const std::string flaw = authority_.flawOf(read->content, asked["kind"] == "rsa-pair"); !flaw.empty()) {
        return flaw;
    }
    order["keys"].push_back({{"id", key["id"]}, {"use", key["use"]}, {"request", encoded(read->content)}});
    return "";
}

std::optional<Response> NcaDesk::flawOfOrder(const Json& asked, Json& order) {
    const bool pair = asked["kind"] == "rsa-pair";
    const Json offered = kinds();
    if (std::ranges::find(offered, asked["kind"]) == offered.end() || asked["keys"].size() != (pair ? 2U : 1U)) {
        return problem(422, "rejected_data", "Такие ключи не выпускаются.");
    }
    for (const Json& key : asked["keys"]) {
        const std::string flaw = key.is_object() ? takeKey(key, asked, order) : "No key.";
        if (!flaw.empty()) {
            return problem(422, "rejected_data", flaw);
        }
    }
    if (has("rejected-data")) {
        return problem(422, "rejected_data", "ИИН не найден в государственной базе.");
    }
    if (has("wants-phone") && stringIn(asked, "phone").empty()) {
        return problem(422, "rejected_data", "Нужен номер телефона.");
    }
    return std::nullopt;
}

Response NcaDesk::newOrder(const Request& request, const std::string&) {
    if (happens("error-5xx")) {
        Response made = problem(503, "unavailable", "The CA is being serviced.");
        made.headers.emplace_back("Retry-After", "1");
        return made;
    }
    if (happens("cut-before-accept")) {
        return cutOff();
    }
    const Json asked = Json::parse(request.body, nullptr, false);
    if (!asked.is_object() || !asked.contains("keys") || !asked["keys"].is_array() || !asked.contains("kind") ||
        stringIn(asked, "agreement") != "2026-01" || !isIdempotencyKey(request.idempotencyKey)) {
        return problem(400, "bad_request", "An application, an agreement and an Idempotency-Key are needed.");
    }
    Json& orders = store_["orders"];
    if (happens("session-expires")) {
        store_["sessions"] = Json::object();
    }
    const bool again = asked.contains("reissue_id");
    if (again && sessionOf(request) == nullptr) {
        return problem(401, "session_expired", "Log in again.");
    }
    if (orders.contains(request.idempotencyKey)) {
        Json& known = orders[request.idempotencyKey];
        proceed(known); // a kill may have come between taking and issuing
        return shown(known);
    }
    Json order{{"key", request.idempotencyKey},
               {"state", again ? "processing" : "visit"},
               {"kind", asked["kind"]},
               {"email", stringIn(asked, "email")},
               {"accepted", now()},
               {"keys", Json::array()},
               {"return_to", stringIn(asked, "return_to")}};
    if (again) {
        const std::string id = stringIn(asked, "reissue_id");
        if (!store_["applications"].contains(id)) {
            return problem(404, "unknown_reissue", "Order the re-issue first.");
        }
        order["reissue"] = id;
        order["certificate"] = store_["applications"][id]["certificate"];
    } else {
        order["place"] = "ХҚКО № 1, Алматы";
        order["certificate"] = stringIn(asked, "old_certificate");
    }
    if (auto flaw = flawOfOrder(asked, order)) {
        return *flaw;
    }
    if (again && (has("wants-code") || has("egov-code"))) {
        order["state"] = "code_required";
        sendCode(order);
        if (happens("expired-code")) {
            order["code"]["expires"] = now();
        }
    }
    store_.addOrder(order);
    store_.save();
    if (happens("cut-after-accept")) {
        return cutOff();
    }
    Json& kept = orders[request.idempotencyKey];
    proceed(kept);
    return shown(kept, 201);
}

void NcaDesk::proceed(Json& order) {
    if (order["state"] == "visit" && store_.has("approved")) {
        order["state"] = "processing";
    }
    if (order["state"] != "processing") {
        return;
    }
    const auto takes = faults_.find("issuing-takes-time");
    if (takes != faults_.end() &&
        (takes->second == kAlways ? !store_.has("issued") : order.value("polls", 0) <= takes->second)) {
        return;
    }
    if (has("rejected-later")) {
        order["state"] = "rejected";
        order["reason"] = "Данные не совпадают с государственной базой.";
        store_.save();
        return;
    }
    issue(order);
    const bool letter = order["email"] != "";
    order["state"] = has("wants-link") && letter ? "ready" : "issued";
    if (letter) {
        sendLetter(order);
    }
    store_.save();
}

void NcaDesk::issue(Json& order) {
    const Bytes old = decoded(stringIn(order, "certificate"));
    const auto facts = crypto::readCertificate(old);
    const auto fields = crypto::readCertificateFields(old);
    order["certificates"] = Json::array();
    for (const Json& key : order["keys"]) {
        const Bytes request = decoded(key["request"]);
        const auto asked = crypto::readCertificateRequest(request);
        NcaWanted wanted;
        const ByteView subject = fields ? fields->subject : asked.value().subject;
        const ByteView own = asked.value().publicKeyInfo;
        wanted.subject.assign(subject.begin(), subject.end());
        wanted.publicKeyInfo.assign(own.begin(), own.end());
        if (has("wrong-key")) {
            wanted.publicKeyInfo =
                makeNcaKey(order["kind"] == "rsa-pair" ? "rsa" : "gost-2015").publicKeyInfo().value();
        }
        wanted.notBefore = now();
        wanted.notAfter = now() + kYear;
        wanted.use = key["use"] == "authentication" ? NcaUse::authentication
                     : key["use"] == "signing"      ? NcaUse::signing
                                                    : NcaUse::both;
        for (const std::string& usage :
             facts ? facts.value().extendedKeyUsage : std::vector<std::string>{"1.2.398.3.3.4.1.1"}) {
            if (usage.starts_with(kRoles)) {
                wanted.roles.push_back(usage);
            }
        }
        wanted.email = order["email"];
        wanted.services = url_;
        const NcaIssued issued = authority_.issue(wanted);
        order["certificates"].push_back({{"id", key["id"]}, {"certificate", encoded(issued.certificate)}});
        order["chain"] = Json::array();
        for (const Bytes& one : issued.chain) {
            order["chain"].push_back(encoded(one));
        }
    }
}

Response NcaDesk::order(const Request&, const std::string& id) {
    if (happens("wrong-content")) {
        return webPage();
    }
    if (!store_["orders"].contains(id)) {
        return unknownOrder();
    }
    Json& order = store_["orders"][id];
    order["polls"] = order.value("polls", 0) + 1;
    proceed(order);
    store_.save();
    return shown(order);
}

Response NcaDesk::withdraw(const Request&, const std::string& id) {
    if (!store_["orders"].contains(id)) {
        return unknownOrder();
    }
    Json& order = store_["orders"][id];
    if (order["state"] == "issued") {
        return problem(409, "already_issued", "The certificates are issued.");
    }
    order["state"] = "withdrawn";
    store_.save();
    return {204, "", "", {}};
}

Response NcaDesk::giveCode(const Request& request, const std::string& id) {
    if (!store_["orders"].contains(id)) {
        return unknownOrder();
    }
    Json& order = store_["orders"][id];
    if (order["state"] != "code_required") {
        return problem(409, "no_code_wanted", "There is no code to be given.");
    }
    Json& code = order["code"];
    if (code["tries"].get<int>() >= kMostTries) {
        return problem(429, "too_many_tries", "Too many wrong codes; ask for another one.");
    }
    if (code["expires"].get<std::int64_t>() <= now()) {
        return problem(410, "code_expired", "The code has expired; ask for another one.");
    }
    const Json asked = Json::parse(request.body, nullptr, false);
    if (!asked.is_object() || code["code"] != stringIn(asked, "code")) {
        code["tries"] = code["tries"].get<int>() + 1;
        store_.save();
        Response wrong = problem(422, "wrong_code", "This is not the code.");
        Json body = Json::parse(wrong.body);
        body["tries_left"] = kMostTries - code["tries"].get<int>();
        wrong.body = body.dump();
        return wrong;
    }
    order["state"] = "processing";
    proceed(order);
    store_.save();
    return shown(order);
}

Response NcaDesk::codeAgain(const Request& request, const std::string& id) {
    if (!store_["orders"].contains(id)) {
        return unknownOrder();
    }
    Json& order = store_["orders"][id];
    if (order["state"] != "code_required") {
        return problem(409, "no_code_wanted", "There is no code to be given.");
    }
    if (happens("too-many-codes")) {
        Response made = problem(429, "too_many_codes", "Too many codes were asked for.");
        made.headers.emplace_back("Retry-After", "60");
        return made;
    }
    if (order.value("sent_by", "") != request.idempotencyKey) {
        order["sent_by"] = request.idempotencyKey;
        sendCode(order);
        store_.save();
    }
    return shown(order);
}

Response NcaDesk::confirm(const Request& request, const std::string& id) {
    if (!store_["orders"].contains(id)) {
        return unknownOrder();
    }
    Json& order = store_["orders"][id];
    if (order["state"] == "issued") {
        return shown(order);
    }
    if (order["state"] != "ready") {
        return problem(409, "not_ready", "The application has not been decided.");
    }
    const Json asked = Json::parse(request.body, nullptr, false);
    if (!asked.is_object() || order["token"] != stringIn(asked, "token")) {
        return problem(422, "wrong_link", "The link is of another application.");
    }
    order["state"] = "issued";
    store_.save();
    return shown(order);
}

Response NcaDesk::letterAgain(const Request& request, const std::string& id) {
    if (!store_["orders"].contains(id)) {
        return unknownOrder();
    }
    Json& order = store_["orders"][id];
    const Json asked = Json::parse(request.body, nullptr, false);
    if (order["state"] != "ready" || !asked.is_object()) {
        return problem(409, "no_letter", "There is no letter to be sent.");
    }
    if (order.value("letter_by", "") != request.idempotencyKey) {
        if (order.value("letters", 0) >= kMostLetters) {
            Response made = problem(429, "too_many_letters", "Too many letters were asked for.");
            made.headers.emplace_back("Retry-After", "600");
            return made;
        }
        order["letters"] = order.value("letters", 0) + 1;
        order["letter_by"] = request.idempotencyKey;
        if (const std::string email = stringIn(asked, "email"); !email.empty()) {
            order["email"] = email;
        }
        sendLetter(order);
        store_.save();
    }
    return shown(order);
}

Response NcaDesk::certificates(const Request&, const std::string& id) {
    if (!store_["orders"].contains(id)) {
        return unknownOrder();
    }
    const Json& order = store_["orders"][id];
    if (order["state"] != "issued") {
        return problem(409, "not_issued", "There are no certificates yet.");
    }
    Json body{{"certificates", order["certificates"]}, {"chain", order["chain"]}};
    if (has("no-certificate")) {
        body.erase("certificates");
    }
    return {200, "application/json", body.dump(), {}};
}

} // namespace reseal::test::ca
