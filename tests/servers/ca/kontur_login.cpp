// SPDX-License-Identifier: Apache-2.0
// Codes by SMS and what is known of the person: the first half of the profile. One thread.
#include "tests/servers/ca/encoding.hpp"
#include "tests/servers/ca/kontur_desk.hpp"

#include <algorithm>

namespace reseal::test::ca {
namespace {

constexpr std::int64_t kCodeLife = 300;
constexpr std::int64_t kSessionLife = 1800;
constexpr int kMostTries = 5;
constexpr std::string_view kDigits = "0123456789";

std::string hidden(const std::string& phone) {
    return phone.size() < 6 ? "***" : phone.substr(0, 2) + "***" + phone.substr(phone.size() - 2);
}

bool isPhone(const std::string& text) {
    return text.size() >= 8 && text.size() <= 16 && text[0] == '+' &&
           text.find_first_not_of("0123456789", 1) == std::string::npos;
}

// Nothing said of the holder: a made-up person, whose numbers nobody has.
Json madeUpSubject() {
    return Json::array({{{"type", "2.5.4.3"}, {"value", "Тестова Анна Петровна"}},
                        {{"type", "2.5.4.4"}, {"value", "Тестова"}},
                        {{"type", "2.5.4.42"}, {"value", "Анна Петровна"}},
                        {{"type", "2.5.4.6"}, {"value", "RU"}},
                        {{"type", "2.5.4.10"}, {"value", "ООО \"Проверка\""}},
                        {{"type", "2.5.4.12"}, {"value", "Бухгалтер"}},
                        {{"type", "1.2.643.3.131.1.1"}, {"value", "000000000000"}},
                        {{"type", "1.2.643.100.4"}, {"value", "0000000000"}},
                        {{"type", "1.2.643.100.3"}, {"value", "00000000000"}},
                        {{"type", "1.2.643.100.1"}, {"value", "0000000000000"}}});
}

Json shownChallenge(const Json& challenge, const std::string& id, std::int64_t now) {
    return {{"challenge_id", id},
            {"to", hidden(challenge["phone"])},
            {"code_length", challenge["code"].get<std::string>().size()},
            {"expires_in_seconds", std::max<std::int64_t>(0, challenge["expires"].get<std::int64_t>() - now)},
            {"send_again_in_seconds", 0},
            {"tries_left", kMostTries - challenge["tries"].get<int>()}};
}

} // namespace

void KonturDesk::sendCode(Json& challenge, const std::string& text) {
    const std::string code = randomText(6, kDigits);
    challenge["code"] = code;
    challenge["tries"] = 0;
    challenge["expires"] = now() + kCodeLife;
    store_.send({challenge["phone"], text + code, code}); // before it counts: the newest message is always good
    store_.save();
}

Json KonturDesk::makeApplication(const Json& asked, const std::string& title) {
    const std::string old = asked.value("certificate", "");
    const std::string der = fromBase64(old).value_or("");
    Json subject = asked.value("subject", Json::array());
    if (const auto parts = subjectOf(der); parts && !parts->empty()) {
        subject = Json::array();
        for (const NamePart& part : *parts) {
            subject.push_back({{"type", part.type}, {"value", part.value}});
        }
    }
    if (subject.empty()) {
        subject = madeUpSubject();
    }
    for (const auto& [id, one] : store_["applications"].items()) { // the same again after another log-in
        if (one["phone"] == asked["phone"] && one["title"] == title && one["subject"] == subject &&
            one.value("certificate", "") == old) {
            return id;
        }
    }
    Json made{{"id", "A-" + randomText(8, kDigits)},
              {"title", title},
              {"state", "ready"},
              {"subject", subject},
              {"algorithms", authority_.algorithms()},
              {"policies", {"1.2.643.100.113.1", "1.2.643.100.113.2"}},
              {"sign_tool", "СКЗИ \"Проверка\" 1.0"},
              {"identification_kind", 0},
              {"phone", asked["phone"]},
              {"certificate", old}};
    store_["applications"][made["id"].get<std::string>()] = made;
    return made["id"];
}

Response KonturDesk::newChallenge(const Request& request, const std::string&) {
    const Json asked = Json::parse(request.body, nullptr, false);
    if (!asked.is_object() || !asked.contains("phone") || !asked["phone"].is_string() || !isPhone(asked["phone"]) ||
        request.idempotencyKey.empty()) {
        return problem(400, "bad_request", "A phone like +79991234567 and an Idempotency-Key are needed.");
    }
    for (const auto& [id, challenge] : store_["challenges"].items()) {
        if (challenge["asked_by"] == request.idempotencyKey) {
            return {200, "application/json", shownChallenge(challenge, id, now()).dump(), {}};
        }
    }
    if (happens("too-many-codes")) {
        Response made = problem(429, "too_many_codes", "Too many codes were asked for.");
        made.headers.emplace_back("Retry-After", "60");
        return made;
    }
    const std::string id = randomText(32);
    Json challenge{{"phone", asked["phone"]}, {"asked_by", request.idempotencyKey}, {"sent_by", ""}};
    challenge["applications"] = Json::array({makeApplication(asked, "Сертификат сотрудника")});
    if (faults_.contains("several-applications")) {
        challenge["applications"].push_back(makeApplication(asked, "Сертификат руководителя"));
    }
    Json& kept = store_["challenges"][id] = challenge;
    sendCode(kept, "Код для выпуска сертификата: ");
    if (happens("expired-code")) {
        kept["expires"] = now();
        store_.save();
    }
    return {201, "application/json", shownChallenge(kept, id, now()).dump(), {}};
}

Response KonturDesk::sendAgain(const Request& request, const std::string& id) {
    Json& challenges = store_["challenges"];
    if (!challenges.contains(id)) {
        return problem(404, "unknown_challenge", "Ask for a code first.");
    }
    Json& challenge = challenges[id];
    if (request.idempotencyKey.empty() || challenge["sent_by"] != request.idempotencyKey) {
        challenge["sent_by"] = request.idempotencyKey;
        sendCode(challenge, "Код для выпуска сертификата: ");
    }
    return {200, "application/json", shownChallenge(challenge, id, now()).dump(), {}};
}

Response KonturDesk::checkCode(const Request& request, const std::string& id) {
    const Json asked = Json::parse(request.body, nullptr, false);
    const std::string code = asked.is_object() && asked.contains("code") && asked["code"].is_string()
                                 ? asked["code"].get<std::string>()
                                 : "";
    Json& challenges = store_["challenges"];
    if (!challenges.contains(id)) {
        return problem(404, "unknown_challenge", "Ask for a code first.");
    }
    Json& challenge = challenges[id];
    if (challenge["tries"].get<int>() >= kMostTries) {
        return problem(429, "too_many_tries", "Too many wrong codes; ask for another one.");
    }
    if (challenge["expires"].get<std::int64_t>() <= now()) {
        return problem(410, "code_expired", "The code has expired; ask for another one.");
    }
    if (challenge["code"] != code) {
        challenge["tries"] = challenge["tries"].get<int>() + 1;
        store_.save();
        Response wrong = problem(422, "wrong_code", "This is not the code.");
        Json body = Json::parse(wrong.body);
        body["tries_left"] = kMostTries - challenge["tries"].get<int>();
        wrong.body = body.dump();
        return wrong;
    }
    if (!challenge.contains("session")) { // the same code again finds the same session
        challenge["session"] = randomText(32);
    }
    const std::string token = challenge["session"];
    store_["sessions"][token] = {
        {"applications", challenge["applications"]}, {"phone", challenge["phone"]}, {"expires", now() + kSessionLife}};
    store_.save();
    return {200, "application/json", Json{{"session", token}, {"expires_in_seconds", kSessionLife}}.dump(), {}};
}

} // namespace reseal::test::ca
