// SPDX-License-Identifier: Apache-2.0
#include "agent/app/renewal_requests.hpp"

#include "agent/app/documents.hpp"
#include "agent/app/plugin_requests.hpp"
#include "agent/app/renewal_desk.hpp"
#include "agent/app/requests.hpp"
#include "agent/crypto/certificate_file.hpp"
#include "agent/enrolment/demand_record.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace reseal::app {
namespace {

using enrolment::Means;
using enrolment::Renewal;
using enrolment::State;

constexpr std::string_view kAnswer = "answer.";

struct Given {
    Means means;
    enrolment::Answers answers;
};

Given givenIn(const Secret& secret) {
    Given given;
    std::string_view rest = secret.view();
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        const std::string_view line = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const std::size_t sign = line.find('=');
        if (sign == std::string_view::npos) {
            continue;
        }
        std::string name(line.substr(0, sign));
        Secret value{std::string(line.substr(sign + 1))};
        if (name.starts_with(kAnswer)) {
            given.answers.insert_or_assign(name.substr(kAnswer.size()), std::move(value));
        } else if (!value.empty()) {
            given.means.insert_or_assign(std::move(name), std::move(value));
        }
    }
    return given;
}

Means copyOf(const Means& means) {
    Means copy;
    for (const auto& [name, secret] : means) {
        copy.emplace(name, secret.duplicate());
    }
    return copy;
}

int exitOf(const Renewal& row) {
    if (row.state == State::done) {
        return 0;
    }
    if (!enrolment::ended(row.state)) {
        return exitCode(Category::waiting);
    }
    const bool unfit = row.reason.starts_with("certificate_"); // what the CA sent was refused here
    return exitCode(unfit ? Category::refused : Category::failed);
}

Json orNull(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }
Json timeOrNull(const std::optional<TimePoint>& time) { return time ? Json(isoTime(*time)) : Json(nullptr); }

Json newCertificates(const Renewal& row) {
    const auto demand = enrolment::demandOf(row.demand);
    const auto* issued = demand ? std::get_if<plugins::IssuedCertificates>(&demand.value().what) : nullptr;
    if (issued == nullptr || row.place.empty()) {
        return nullptr;
    }
    const auto facts = crypto::readCertificate(issued->certificates.begin()->second);
    return facts ? Json(toHex(facts.value().sha256)) : Json(nullptr);
}

} // namespace

Json RenewalRequests::failed(const Error& error) const { return failureAnswer(*engine_, error); }

Json RenewalRequests::formOf(const Renewal& renewal) const {
    const auto form = engine_->renewals().renewals().form(renewal);
    if (!form) {
        return nullptr;
    }
    const auto texts = engine_->texts();
    const auto inWords = [&](const LocalizedText& text) {
        return texts->translate(inLanguage(text, texts->language()));
    };
    Json fields = Json::array();
    for (const plugins::FormField& field : form->fields) {
        Json choices = Json::array();
        for (const plugins::FormChoice& choice : field.choices) {
            choices.push_back({{"id", choice.id}, {"label", inWords(choice.label)}});
        }
        fields.push_back({{"id", field.id},
                          {"type", plugins::name(field.type)},
                          {"label", inWords(field.label)},
                          {"value", field.value},
                          {"required", field.required},
                          {"choices", std::move(choices)},
                          {"expires_at", timeOrNull(field.expires)},
                          {"hint", inWords(field.hint)},
                          {"error", inWords(field.error)}});
    }
    Json actions = Json::array();
    for (const plugins::FormChoice& action : form->actions) {
        actions.push_back({{"id", action.id}, {"label", inWords(action.label)}});
    }
    return Json{{"renewal", renewal.id},
                {"title", inWords(form->title)},
                {"text", inWords(form->text)},
                {"fields", std::move(fields)},
                {"actions", std::move(actions)}};
}

Json RenewalRequests::documentOf(const Renewal& renewal) const {
    const auto texts = engine_->texts();
    const std::string language = texts->language();
    const auto demand = enrolment::demandOf(renewal.demand);
    const auto* wait = demand ? std::get_if<plugins::WaitDemand>(&demand.value().what) : nullptr;
    const auto* end = demand ? std::get_if<plugins::FailedDemand>(&demand.value().what) : nullptr;
    const bool waits = wait != nullptr && renewal.state == State::waitingForCa;
    const bool away = renewal.state == State::waitingForToken && renewal.detail.empty();
    const std::string detail = waits            ? inLanguage(wait->text, language)
                               : end != nullptr ? inLanguage(end->text, language)
                               : away           ? texts->translate(N_("The token is not there: plug it in."))
                                                : texts->translate(renewal.detail);
    return Json{
        {"id", renewal.id},
        {"state", enrolment::name(renewal.state)},
        {"purpose", renewal.purpose},
        {"ca", renewal.ca},
        {"certificate", orNull(renewal.oldCertificate)},
        {"new_certificate", newCertificates(renewal)},
        {"medium", orNull(renewal.medium)},
        {"place", orNull(renewal.place)},
        {"backup", orNull(renewal.backup)},
        {"stuck", enrolment::stuck(renewal)},
        {"waits_for", orNull(enrolment::waitsFor(renewal))},
        {"reason", orNull(renewal.reason)},
        {"detail", detail},
        {"mend", end != nullptr ? Json(inLanguage(end->mend, language)) : Json(nullptr)},
        {"step", demand ? Json(inLanguage(demand.value().step, language)) : Json(nullptr)},
        {"next", demand ? Json(inLanguage(demand.value().next, language)) : Json(nullptr)},
        {"question",
         renewal.question == enrolment::Question::none ? Json(nullptr) : Json(enrolment::name(renewal.question))},
        {"folder", waits ? orNull(wait->folder) : Json(nullptr)},
        {"print", waits ? orNull(wait->print) : Json(nullptr)},
        {"started", isoTime(renewal.started)},
        {"changed", isoTime(renewal.changed)},
        {"deadline", timeOrNull(renewal.deadline)},
        {"next_attempt",
         timeOrNull(enrolment::ended(renewal.state) && renewal.operation.empty() ? std::nullopt : renewal.nextAttempt)},
        {"form", formOf(renewal)}};
}

Json RenewalRequests::told(const std::string& id, bool withEvents) const {
    const auto row = engine_->renewals().renewals().find(id);
    if (!row) {
        return failed(row.error());
    }
    Json document = documentOf(row.value());
    if (withEvents) {
        const auto events = engine_->renewals().store().events(row.value().id);
        document["events"] = Json::array();
        for (const auto& event : events ? events.value() : std::vector<enrolment::RenewalEvent>()) {
            document["events"].push_back({{"at", isoTime(event.at)}, {"state", event.state}, {"what", event.what}});
        }
    }
    return Json{{"exit", withEvents ? 0 : exitOf(row.value())}, {"document", std::move(document)}};
}

Json RenewalRequests::list() const {
    const auto rows = engine_->renewals().renewals().all();
    if (!rows) {
        return failed(rows.error());
    }
    Json renewals = Json::array();
    for (const Renewal& row : rows.value()) {
        renewals.push_back(documentOf(row));
    }
    Json left = Json::array();
    for (const enrolment::KeptKey& key : engine_->renewals().leftOverKeys(true)) {
        const auto row = engine_->renewals().store().find(key.renewal);
        const bool onToken = !key.tokenKey.empty() && row && row.value();
        left.push_back({{"renewal", key.renewal},
                        {"algorithm", key.algorithm},
                        {"made", isoTime(key.made)},
                        {"token", onToken ? Json(row.value()->medium) : Json(nullptr)}});
    }
    return Json{{"exit", 0}, {"document", {{"renewals", std::move(renewals)}, {"left_over_keys", std::move(left)}}}};
}

void RenewalRequests::run(const std::string& id, Means means, bool now, const Reply& reply) const {
    const auto row = engine_->renewals().renewals().find(id);
    if (!row) {
        return reply(failed(row.error()));
    }
    const std::string whole = row.value().id;
    engine_->renewals().renewals().run(whole, std::move(means), now,
                                       [self = *this, reply, whole] { reply(self.told(whole, false)); });
}

void RenewalRequests::begin(const Json& request, Means means, const Reply& reply) const {
    RenewalOrder order;
    order.ca = request.value("ca", "");
    order.settings = request.value("set", std::map<std::string, std::string>{});
    order.medium = request.value("medium", "");
    if (const std::string wanted = request.value("id", ""); !wanted.empty()) {
        Json found = Json::object(); // as `show` finds it
        Requests(*engine_).answer(Json{{"command", "show"}, {"id", wanted}}, Secret(),
                                  [&found](Json answer) { found = std::move(answer); });
        if (found.at("exit") != 0) {
            return reply(found);
        }
        order.certificate = found.at("document").at("id").get<std::string>();
    }
    const auto id = engine_->renewals().begin(order, means);
    if (!id) {
        engine_->archive().vault().lock();
        return reply(failed(id.error()));
    }
    run(id.value(), std::move(means), true, reply);
}

void RenewalRequests::cancel(const Json& request, const Means& means, const Reply& reply) const {
    RenewalDesk& desk = engine_->renewals();
    const auto row = desk.renewals().find(request.at("id").get<std::string>());
    if (!row) {
        return reply(failed(row.error()));
    }
    const bool forget = request.value("forget_key", false);
    const std::string id = row.value().id;
    const Status cancelled = enrolment::ended(row.value().state) && forget ? Status() : desk.renewals().cancel(id);
    const auto tell = [self = *this, reply, id](const Status& done) {
        if (!done) {
            return reply(self.failed(done.error()));
        }
        self.engine_->renewals().renewals().run(id, {}, true, [self, reply, id] {
            Json answer = self.told(id, false);
            answer["exit"] = 0;
            reply(std::move(answer));
        });
    };
    cancelled&& forget ? desk.forgetKeys(id, means, tell) : tell(cancelled);
}

void RenewalRequests::answer(const std::string& command, const Json& request, const Secret& secret,
                             const Reply& reply) const {
    Given given = givenIn(secret);
    if (command == "renewal_begin") {
        return begin(request, std::move(given.means), reply);
    }
    if (command == "renewal_list") {
        return reply(list());
    }
    if (command == "renewal_show") {
        return reply(told(request.at("id").get<std::string>(), true));
    }
    if (command == "renewal_cancel") {
        return cancel(request, given.means, reply);
    }
    if (command == "renewal_follow") {
        const auto followed = engine_->renewals().follow(request.at("link").get<std::string>());
        return followed ? run(followed.value(), std::move(given.means), true, reply) : reply(failed(followed.error()));
    }
    const std::string id = request.at("id").get<std::string>();
    if (command == "renewal_answer") {
        if (const Status taken =
                engine_->renewals().renewals().answer(id, std::move(given.answers), copyOf(given.means));
            !taken) {
            return reply(failed(taken.error()));
        }
        return run(id, std::move(given.means), true, reply);
    }
    if (command == "renewal_run") {
        return run(id, std::move(given.means), request.value("now", false), reply);
    }
    reply(failed(Error{Category::usage, "bad_request", N_("The request is not understood."), {}}));
}

} // namespace reseal::app
