// SPDX-License-Identifier: Apache-2.0
// Logging in with an old key and ordering a re-issue: the first half of the profile.
#include "tests/servers/ca/nca_desk.hpp"

#include "agent/crypto/certificate_file.hpp"
#include "tests/servers/ca/encoding.hpp"

#include <algorithm>

namespace reseal::test::ca {
namespace {

constexpr std::int64_t kChallengeLife = 600;
constexpr std::int64_t kSessionLife = 1800;
constexpr const char* kClientAuth = "1.3.6.1.5.5.7.3.2";
constexpr const char* kMailProtection = "1.3.6.1.5.5.7.3.4";

Bytes bytesIn(const Json& object, const char* name) {
    const auto at = object.is_object() ? object.find(name) : object.end();
    if (!object.is_object() || at == object.end() || !at->is_string()) {
        return {};
    }
    const std::string bytes = fromBase64(at->get<std::string>()).value_or("");
    return {bytes.begin(), bytes.end()};
}

std::int64_t secondsOf(TimePoint time) {
    return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

bool onlyLogsIn(const CertificateFacts& facts) {
    const auto has = [&](const char* usage) {
        return std::ranges::find(facts.extendedKeyUsage, usage) != facts.extendedKeyUsage.end();
    };
    return has(kClientAuth) && !has(kMailProtection);
}

std::string text(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

Response said(const Json& body, int status = 200) { return {status, "application/json", body.dump(), {}}; }

} // namespace

const NcaDesk::Route NcaDesk::kRoutes[] = {
    {"GET", "/v1/about", &NcaDesk::about},
    {"GET", "/v1/agreement", &NcaDesk::agreement},
    {"POST", "/v1/logins", &NcaDesk::newLogin},
    {"POST", "/v1/logins/*/answer", &NcaDesk::finishLogin},
    {"POST", "/v1/reissues", &NcaDesk::newReissue},
    {"POST", "/v1/reissues/*/answer", &NcaDesk::finishReissue},
    {"POST", "/v1/orders", &NcaDesk::newOrder},
    {"POST", "/v1/orders/*/code/again", &NcaDesk::codeAgain},
    {"POST", "/v1/orders/*/code", &NcaDesk::giveCode},
    {"POST", "/v1/orders/*/confirmation", &NcaDesk::confirm},
    {"POST", "/v1/orders/*/letter", &NcaDesk::letterAgain},
    {"GET", "/v1/orders/*/certificates", &NcaDesk::certificates},
    {"GET", "/v1/orders/*", &NcaDesk::order},
    {"DELETE", "/v1/orders/*", &NcaDesk::withdraw},
    {"GET", "/crl/*.crl", &NcaDesk::revocations},
    {"GET", "/cert/*.cer", &NcaDesk::issuerFile},
};

NcaDesk::NcaDesk(Store& store, const NcaAuthority& authority, Faults faults, std::string url)
    : store_(store), authority_(authority), faults_(std::move(faults)), url_(std::move(url)) {}

bool NcaDesk::happens(std::string_view fault) {
    const auto at = faults_.find(fault);
    if (at == faults_.end()) {
        return false;
    }
    const bool now = store_.count(std::string(fault)) < at->second;
    store_.save();
    return now;
}

std::int64_t NcaDesk::now() const {
    const auto skew = faults_.find("clock-skew");
    return store_.now() + (skew == faults_.end() ? 0 : skew->second);
}

Json NcaDesk::kinds() const { return has("gost-only") ? Json{"gost-2015-512"} : Json{"gost-2015-512", "rsa-pair"}; }

Response NcaDesk::answer(const Request& request) {
    const std::string target = request.target.substr(0, request.target.find('?'));
    Response made = problem(404, "not_found", "There is nothing at this address.");
    for (const Route& route : kRoutes) {
        const auto id = route.method == request.method ? match(route.pattern, target) : std::nullopt;
        if (id) {
            made = (this->*route.handler)(request, *id);
            break;
        }
    }
    made.headers.emplace_back("Date", httpDate(now()));
    made.headers.emplace_back("Cache-Control", "no-store");
    if (const auto slow = faults_.find("slow"); slow != faults_.end()) {
        made.delay = std::chrono::seconds(slow->second);
    }
    return made;
}

Response NcaDesk::about(const Request&, const std::string&) {
    return said({{"profile", "reseal-nca/1"},
                 {"name", "Reseal Test NCA"},
                 {"kinds", kinds()},
                 {"service_centre", "ХҚКО № 1, Алматы, Проверочная көшесі, 1"}});
}

Response NcaDesk::agreement(const Request&, const std::string&) {
    return said({{"version", "2026-01"},
                 {"text", "1. Ключи принадлежат владельцу.\n2. Пароль никому не сообщается.\n3. О компрометации ключа "
                          "сообщается немедленно."}});
}

Json* NcaDesk::sessionOf(const Request& request) {
    constexpr std::string_view kBearer = "Bearer ";
    if (!request.authorization.starts_with(kBearer)) {
        return nullptr;
    }
    Json& sessions = store_["sessions"];
    const auto at = sessions.find(request.authorization.substr(kBearer.size()));
    return at == sessions.end() || (*at)["expires"].get<std::int64_t>() <= now() ? nullptr : &*at;
}

Response NcaDesk::challenge(const Request& request, const std::string& purpose, const Json& asked) {
    const Bytes certificate = bytesIn(asked, "certificate");
    const auto facts = crypto::readCertificate(certificate);
    if (!facts || !isIdempotencyKey(request.idempotencyKey)) {
        return problem(400, "bad_request", "A certificate and an Idempotency-Key are needed.");
    }
    for (const auto& [id, kept] : store_["challenges"].items()) {
        if (kept["asked_by"] == request.idempotencyKey && kept["purpose"] == purpose &&
            kept["certificate"] == toBase64(text(certificate))) {
            return said(
                {{"challenge_id", id}, {"challenge", kept["challenge"]}, {"expires_in_seconds", kChallengeLife}});
        }
    }
    if (!authority_.knows(certificate)) {
        return problem(404, "unknown_certificate", "Сертификат выпущен другим УЦ.");
    }
    if (secondsOf(facts.value().notAfter) <= now()) {
        return problem(409, "certificate_lapsed", "Срок действия сертификата истёк.");
    }
    if (store_.has("revoked-" + facts.value().serial)) {
        return problem(409, "certificate_revoked", "Сертификат отозван.");
    }
    if (purpose == "keys" && onlyLogsIn(facts.value())) {
        return problem(422, "wrong_use", "Нужен ключ подписи.");
    }
    const std::string id = randomText(32);
    const Json kept{{"purpose", purpose},
                    {"asked_by", request.idempotencyKey},
                    {"challenge", randomText(43)},
                    {"certificate", toBase64(text(certificate))},
                    {"expires", now() + kChallengeLife}};
    store_["challenges"][id] = kept;
    store_.save();
    return said({{"challenge_id", id}, {"challenge", kept["challenge"]}, {"expires_in_seconds", kChallengeLife}}, 201);
}

std::optional<Response> NcaDesk::flawOfAnswer(const Request& request, const std::string& purpose,
                                              const std::string& id) {
    Json& challenges = store_["challenges"];
    if (!challenges.contains(id) || challenges[id]["purpose"] != purpose) {
        return problem(404, "unknown_challenge", "Ask for a challenge first.");
    }
    const Json& kept = challenges[id];
    if (kept["expires"].get<std::int64_t>() <= now()) {
        return problem(410, "challenge_expired", "The challenge has expired.");
    }
    const auto read = authority_.read(bytesIn(Json::parse(request.body, nullptr, false), "signature"));
    const std::string wanted =
        "reseal-nca/1\n" + purpose + "\n" + url_ + "\n" + kept["challenge"].get<std::string>() + "\n";
    const bool fits = read && text(read->content) == wanted && toBase64(text(read->signer)) == kept["certificate"];
    return fits && !has("login-refused") ? std::nullopt
                                         : std::optional(problem(422, "bad_signature", "Подпись не подтверждена."));
}

Response NcaDesk::newLogin(const Request& request, const std::string&) {
    return challenge(request, "login", Json::parse(request.body, nullptr, false));
}

Response NcaDesk::finishLogin(const Request& request, const std::string& id) {
    if (const auto flaw = flawOfAnswer(request, "login", id)) {
        return *flaw;
    }
    Json& kept = store_["challenges"][id];
    if (!kept.contains("session")) { // the same answer again finds the same session
        kept["session"] = randomText(32);
    }
    const std::string token = kept["session"];
    store_["sessions"][token] = {{"certificate", kept["certificate"]}, {"expires", now() + kSessionLife}};
    store_.save();
    return said({{"session", token}, {"expires_in_seconds", kSessionLife}});
}

Response NcaDesk::newReissue(const Request& request, const std::string&) {
    if (sessionOf(request) == nullptr) {
        return problem(401, "session_expired", "Log in again.");
    }
    return challenge(request, "keys", Json::parse(request.body, nullptr, false));
}

Response NcaDesk::finishReissue(const Request& request, const std::string& id) {
    if (sessionOf(request) == nullptr) {
        return problem(401, "session_expired", "Log in again.");
    }
    if (const auto flaw = flawOfAnswer(request, "keys", id)) {
        return *flaw;
    }
    store_["applications"][id] = {{"certificate", store_["challenges"][id]["certificate"]}};
    store_.save();
    return said({{"reissue_id", id}, {"kinds", kinds()}, {"phone_needed", has("wants-phone")}});
}

Response NcaDesk::revocations(const Request&, const std::string& id) {
    const auto list = authority_.revocationList(id, now());
    return list ? Response{200, "application/pkix-crl", text(*list), {}}
                : problem(404, "not_found", "There is no such list.");
}

Response NcaDesk::issuerFile(const Request&, const std::string& id) {
    const auto certificate = authority_.issuerCalled(id);
    return certificate ? Response{200, "application/pkix-cert", text(*certificate), {}}
                       : problem(404, "not_found", "There is no such certificate.");
}

} // namespace reseal::test::ca
