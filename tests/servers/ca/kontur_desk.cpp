// SPDX-License-Identifier: Apache-2.0
#include "tests/servers/ca/kontur_desk.hpp"

#include "tests/servers/ca/encoding.hpp"

namespace reseal::test::ca {

const KonturDesk::Route KonturDesk::kRoutes[] = {
    {"GET", "/v1/about", &KonturDesk::about},
    {"POST", "/v1/readiness", &KonturDesk::readiness},
    {"POST", "/v1/challenges", &KonturDesk::newChallenge},
    {"POST", "/v1/challenges/*/code", &KonturDesk::sendAgain},
    {"POST", "/v1/challenges/*/answer", &KonturDesk::checkCode},
    {"GET", "/v1/applications", &KonturDesk::applications},
    {"POST", "/v1/orders", &KonturDesk::newOrder},
    {"GET", "/v1/orders", &KonturDesk::orders},
    {"POST", "/v1/orders/*/confirmation/code", &KonturDesk::confirmAgain},
    {"POST", "/v1/orders/*/confirmation", &KonturDesk::confirm},
    {"POST", "/v1/orders/*/application", &KonturDesk::apply},
    {"GET", "/v1/orders/*/certificate", &KonturDesk::certificate},
    {"GET", "/v1/orders/*", &KonturDesk::order},
    {"DELETE", "/v1/orders/*", &KonturDesk::withdraw},
    {"GET", "/crl/*.crl", &KonturDesk::revocations},
};

KonturDesk::KonturDesk(Store& store, const Authority& authority, Faults faults, std::string url)
    : store_(store), authority_(authority), faults_(std::move(faults)), url_(std::move(url)) {}

bool KonturDesk::happens(std::string_view fault) {
    const auto at = faults_.find(fault);
    if (at == faults_.end()) {
        return false;
    }
    const bool now = store_.count(std::string(fault)) < at->second;
    store_.save();
    return now;
}

std::int64_t KonturDesk::now() const {
    const auto skew = faults_.find("clock-skew");
    return store_.now() + (skew == faults_.end() ? 0 : skew->second);
}

Response KonturDesk::answer(const Request& request) {
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

Response KonturDesk::about(const Request&, const std::string&) {
    const Json body{{"profile", "reseal-kontur/1"}, {"name", "Reseal Test CA"}};
    return {200, "application/json", body.dump(), {}};
}

Response KonturDesk::readiness(const Request&, const std::string&) {
    if (faults_.contains("no-readiness")) {
        return problem(501, "readiness_not_offered", "The CA tells the person by SMS only.");
    }
    const auto waiting = faults_.find("not-ready");
    bool ready = true;
    if (waiting != faults_.end()) {
        ready = waiting->second == kAlways ? store_.has("ready") : !happens("not-ready");
    }
    Response made{200, "application/json", Json{{"state", ready ? "ready" : "not_ready"}}.dump(), {}};
    if (!ready) {
        made.headers.emplace_back("Retry-After", waiting->second == kAlways ? "60" : "1");
    }
    return made;
}

Response KonturDesk::applications(const Request& request, const std::string&) {
    const Json* const session = sessionOf(request);
    if (session == nullptr) {
        return problem(401, "session_expired", "Log in again.");
    }
    Json list = Json::array();
    for (const Json& id : (*session)["applications"]) {
        Json one = store_["applications"][id.get<std::string>()];
        one.erase("phone");
        one.erase("certificate");
        list.push_back(one);
    }
    return {200, "application/json", Json{{"applications", list}}.dump(), {}};
}

Response KonturDesk::revocations(const Request&, const std::string& id) {
    const auto list = authority_.revocationList(id, now());
    return list ? Response{200, "application/pkix-crl", *list, {}}
                : problem(404, "not_found", "There is no such list.");
}

Json* KonturDesk::sessionOf(const Request& request) {
    constexpr std::string_view kBearer = "Bearer ";
    if (!request.authorization.starts_with(kBearer)) {
        return nullptr;
    }
    Json& sessions = store_["sessions"];
    const auto at = sessions.find(request.authorization.substr(kBearer.size()));
    return at == sessions.end() || (*at)["expires"].get<std::int64_t>() <= now() ? nullptr : &*at;
}

} // namespace reseal::test::ca
