// SPDX-License-Identifier: Apache-2.0
// Renewals from outside: begun, run, answered, cancelled, looked up. The steps stand in renewal_steps.cpp.
#include "agent/enrolment/renewals.hpp"

#include "agent/base/log.hpp"
#include "agent/enrolment/demand_record.hpp"

#include <reseal/keys.h>

#include <algorithm>
#include <iterator>

namespace reseal::enrolment {
namespace {

constexpr std::size_t kShortestId = 4;

Error unfit(const std::string& field, const char* problem) { return {Category::usage, "bad_answer", problem, field}; }

Error noQuestion() {
    return {Category::refused, "no_question", N_("This renewal asks nothing now; look at it again."), {}};
}

std::string_view given(const Answers& answers, const std::string& field, const std::string& otherwise = {}) {
    const auto found = answers.find(field);
    return found == answers.end() ? std::string_view(otherwise) : found->second.view();
}

// What is not answered keeps the value that the form shows.
Status check(const plugins::Form& form, const Answers& answers) {
    for (const plugins::FormField& field : form.fields) {
        const std::string_view value = given(answers, field.id, field.value);
        const char* problem = plugins::problemOf(field, value);
        if (problem != nullptr && *problem != '\0') {
            const bool pulled = field.type == plugins::FieldType::choice && value.starts_with("pkcs11:");
            return unfit(field.id, pulled ? N_("The token is not there any more. Plug it in and try again.") : problem);
        }
    }
    return {};
}

// Of a new key file: what is typed is the safer one of two answers.
Status choosePassword(Means& means, bool none) {
    const bool typed = means.contains("new-password");
    means.erase(kNoPassword);
    if (!typed && !none) {
        return unfit("password", N_("Type a password, or say below that the file is to have none."));
    }
    if (!typed) {
        means.emplace(kNoPassword, Secret("yes"));
    }
    return {};
}

// What was cut off in the middle, and goes on without anybody.
bool cutOff(const Renewal& row) { return !ended(row.state) && !stuck(row) && !row.nextAttempt; }

} // namespace

Renewals::Renewals(const Surroundings& around, std::function<void(const std::string& id, bool heard)> changed,
                   std::function<void()> busy)
    : around_(around), changed_(std::move(changed)), busy_(std::move(busy)) {}

std::string Renewals::randomId() {
    std::array<std::uint8_t, 16> octets{};
    around_.chance->fill(octets);
    return toHex(octets);
}

std::uint32_t Renewals::chance() {
    std::array<std::uint8_t, 4> octets{};
    around_.chance->fill(octets);
    return octets[0] | octets[1] << 8U | octets[2] << 16U | static_cast<std::uint32_t>(octets[3]) << 24U;
}

Result<std::string> Renewals::begin(const Order& order) {
    const auto rows = all();
    for (const Renewal& other : rows && !order.oldDer.empty() ? rows.value() : std::vector<Renewal>()) {
        const auto along = unpackCertificates(other.pair);
        if (!ended(other.state) && std::ranges::find(along, order.oldDer) != along.end()) {
            return Error{Category::refused, "renewal_active",
                         N_("This certificate is being renewed already; see 'reseal renewals list'."), other.id};
        }
    }
    Renewal row;
    row.id = randomId();
    row.purpose = order.purpose;
    row.ca = order.ca;
    row.settings = packTexts(order.settings);
    row.oldCertificate = order.oldCertificate;
    row.oldDer = order.oldDer;
    row.pair = packCertificates(order.pair);
    row.medium = order.medium;
    row.folder = order.folder;
    row.operation = randomId();
    row.function = "begin";
    row.started = row.changed = around_.clock->now();
    if (Status added = around_.store->add(row, {row.started, name(row.state), row.function}); !added) {
        return added.error();
    }
    prepared_[row.id].operation = row.operation;
    return row.id;
}

void Renewals::run(const std::string& id, Means means, bool now, std::function<void()> atRest) {
    auto& work = work_[id];
    const bool fresh = work == nullptr;
    if (fresh) {
        const auto prepared = prepared_.extract(id);
        work = std::make_unique<Work>(prepared.empty() ? Work{} : std::move(prepared.mapped()));
    }
    for (auto& [key, secret] : means) {
        work->means.try_emplace(key, std::move(secret)); // what was typed comes before what lies in a file
    }
    work->now = work->now || now;
    if (atRest) {
        work->atRest.push_back(std::move(atRest));
    }
    if (fresh) {
        goOn(id);
    }
}

void Renewals::goOn(const std::string& id) {
    for (;;) {
        const auto work = work_.find(id);
        if (work == work_.end()) {
            return;
        }
        auto row = around_.store->find(id);
        const bool there = row && row.value();
        const Next next = there ? step(*row.value(), *work->second) : Next::rest;
        if (next == Next::again) {
            continue;
        }
        if (next == Next::away && busy_) {
            busy_();
        }
        return next == Next::rest ? rest(id) : void();
    }
}

void Renewals::rest(const std::string& id) {
    const auto work = work_.extract(id);
    if (!work.empty()) {
        hold(id, std::move(work.mapped()->means));
    }
    if (changed_) {
        changed_(id, !work.empty() && !work.mapped()->atRest.empty());
    }
    if (!work.empty()) {
        for (const auto& told : work.mapped()->atRest) {
            told();
        }
    }
}

void Renewals::hold(const std::string& id, Means means) {
    const auto row = around_.store->find(id);
    const bool asks = row && row.value() && row.value()->state == State::asking;
    if (!means.empty() && asks && row.value()->question != Question::none) {
        Work& held = prepared_[id];
        held.means = std::move(means);
        held.heldUntil = around_.clock->now() + kMeansHeld;
    }
}

void Renewals::with(const std::string& id, const std::function<Next(Renewal&, Work&)>& act) {
    const auto work = work_.find(id);
    if (work == work_.end()) {
        return;
    }
    auto row = around_.store->find(id);
    const Next next = row && row.value() ? act(*row.value(), *work->second) : Next::rest;
    if (next == Next::again) {
        goOn(id);
    } else if (next == Next::rest) {
        rest(id);
    }
}

bool Renewals::save(Renewal& row, const std::string& what) {
    row.changed = around_.clock->now();
    const Status saved = around_.store->save(row, {row.changed, name(row.state), what});
    if (!saved) {
        log(LogLevel::error, "a renewal cannot be written down: " + saved.error().reason);
    }
    return saved.ok();
}

Status Renewals::answer(const std::string& id, Answers answers, Means more) {
    auto found = find(id);
    if (!found) {
        return found.error();
    }
    Renewal& row = found.value();
    const auto open = form(row);
    if (!open || atWork(row.id)) {
        return noQuestion();
    }
    const std::string action(given(answers, "action"));
    const bool knowsIt = std::ranges::find(open->actions, action, &plugins::FormChoice::id) != open->actions.end();
    if (!action.empty() && !knowsIt) {
        return unfit("action", N_("The form has no such action."));
    }
    if (Status checked = action.empty() ? check(*open, answers) : Status(); !checked) {
        return checked;
    }
    Work& work = prepared_[row.id];
    row.reason.clear();
    row.detail.clear();
    row.unproductive = 0;
    if (row.question != Question::none) {
        Status taken = answerOwn(row, answers, work.means, more);
        if (!taken && !work.heldUntil) {
            prepared_.erase(row.id); // no secret stays for an answer that was refused
        }
        return taken && !save(row, work.means.contains(kFactoryPin) ? kFactoryTried : "answered")
                   ? Status(Error{Category::failed, "database_failed", N_("The answer could not be written down."), {}})
                   : taken;
    }
    wire::Items params;
    if (!action.empty()) {
        params.push_back(wire::Item::ofText(RESEAL_KEY_ACTION, action));
    }
    for (const plugins::FormField& field : action.empty() ? open->fields : std::vector<plugins::FormField>()) {
        const std::string_view value = given(answers, field.id, field.value);
        if (value.empty()) {
            continue;
        }
        const std::string key = RESEAL_KEY_ANSWER + field.id;
        params.push_back(field.secret() ? wire::Item::ofSecret(key, value) : wire::Item::ofText(key, value));
    }
    (void)submit(row, work, "resume", std::move(params));
    return {};
}

void Renewals::answerWorkplace(Renewal& row, bool again) {
    const bool ofKey = row.asked == State::makingKey;
    if (!ofKey || again) {
        row.params.clear(); // else what was shown is agreed to
    }
    if (!ofKey) {
        prepared_[row.id].lookedAround = !again;
        row.operation.clear(); // nothing was sent yet
    }
}

Status Renewals::answerOwn(Renewal& row, Answers& answers, Means& means, Means& more) {
    if (row.question == Question::backup) {
        return answerBackup(row, answers, means, more);
    }
    const auto keep = [&](const char* field, const char* as) {
        if (const auto found = answers.find(field); found != answers.end() && !found->second.empty()) {
            means.insert_or_assign(as, std::move(found->second));
        }
    };
    std::string shown = row.folder;
    const auto open = form(row);
    for (const plugins::FormField& field : open ? open->fields : std::vector<plugins::FormField>()) {
        shown = field.id == "folder" && !field.value.empty() ? field.value : shown;
    }
    const std::string folder(given(answers, "folder", shown));
    if (row.question == Question::medium) {
        row.medium = given(answers, "medium", form(row)->fields.front().value);
        row.folder = folder;
        row.params.clear();
        if (row.medium == "file" && folder.empty()) {
            return unfit("folder", N_("A key file needs a folder."));
        }
    } else if (row.question == Question::repeat) {
        if (given(answers, "repeat", "no") != "yes") {
            return {}; // still open
        }
        row.operation.clear(); // sent anew
    } else if (row.question == Question::workplace) {
        answerWorkplace(row, given(answers, "action") == "again");
    } else if (row.question == Question::newFile) {
        row.folder = folder;
        keep("password", "new-password");
        if (Status chosen = choosePassword(means, given(answers, kNoPassword) == "yes"); !chosen) {
            return chosen;
        }
    }
    const bool without = given(answers, "action") == "without";
    if (without) {
        means.insert_or_assign(kWithoutOld, Secret("yes"));
    }
    if (row.question == Question::oldKey) {
        keep("password", "password");
    }
    if (row.question == Question::pin && !without) {
        if (Status taken = takePin(row, answers, means); !taken) {
            return taken;
        }
    }
    keep(kNewPin, kNewPin);
    if (given(answers, kLastTry) == "yes") {
        keep(kLastTry, kLastTry);
    }
    keep("vault-password", "vault");
    row.question = Question::none;
    row.state = row.asked;
    return {};
}

Status Renewals::follow(const std::string& id, const std::string& link) {
    auto found = find(id);
    if (!found) {
        return found.error();
    }
    Renewal& row = found.value();
    const bool atForm = row.state == State::asking && row.question == Question::none;
    if (atWork(row.id) || (!atForm && row.state != State::waitingForCa)) {
        return Error{Category::refused, "not_waiting",
                     N_("The renewal of this link does not wait for it now. Open the renewal to see where it is."),
                     row.id};
    }
    row.unproductive = 0;
    (void)submit(row, prepared_[row.id], "resume", {wire::Item::ofText(RESEAL_KEY_LINK, link)});
    return {};
}

Status Renewals::cancel(const std::string& id) {
    auto found = find(id);
    if (!found) {
        return found.error();
    }
    Renewal& row = found.value();
    if (ended(row.state)) {
        return Error{Category::refused, "renewal_ended", N_("This renewal has ended already."), row.id};
    }
    if (!mayBeCancelled(row)) {
        return Error{Category::refused, "too_late",
                     N_("The new certificate is already here and is being installed; it is too late to cancel."),
                     row.id};
    }
    row.operation = row.cookie.empty() ? std::string() : randomId();
    row.function = row.cookie.empty() ? "" : "withdraw";
    row.params.clear();
    row.question = Question::none;
    row.nextAttempt.reset();
    if (!row.operation.empty()) {
        row.nextAttempt = around_.clock->now(); // should the program end before the CA is told
    }
    row.state = State::cancelled;
    prepared_.erase(row.id);
    row.reason = "cancelled";
    row.detail.clear();
    if (!save(row, "cancelled by the person")) {
        return Error{Category::failed, "database_failed", N_("The answer could not be written down."), {}};
    }
    const auto work = work_.find(row.id); // a step may be under way: the withdrawal comes behind it
    (work == work_.end() ? prepared_[row.id] : *work->second).operation = row.operation;
    return {};
}

void Renewals::runDue() {
    const TimePoint now = around_.clock->now();
    std::erase_if(prepared_, [&](const auto& held) { return held.second.heldUntil && *held.second.heldUntil <= now; });
    const auto rows = all();
    for (const Renewal& row : rows ? rows.value() : std::vector<Renewal>()) {
        const bool open = !ended(row.state) || !row.operation.empty();
        if (open && !atWork(row.id) && due(row, now)) {
            run(row.id, {}, false);
        }
    }
}

void Renewals::letGo() {
    std::erase_if(prepared_, [](const auto& held) { return held.second.heldUntil.has_value(); });
}

void Renewals::runCutOff() {
    const auto rows = all();
    for (const Renewal& row : rows ? rows.value() : std::vector<Renewal>()) {
        if (cutOff(row) && !atWork(row.id)) {
            run(row.id, {}, false);
        }
    }
}

std::optional<TimePoint> Renewals::nextDue() {
    std::optional<TimePoint> next;
    const TimePoint now = around_.clock->now();
    const auto rows = all();
    for (const Renewal& row : rows ? rows.value() : std::vector<Renewal>()) {
        const bool open = !ended(row.state) || !row.operation.empty();
        if (open && row.nextAttempt && !atWork(row.id)) {
            const TimePoint at = due(row, now) ? std::min(*row.nextAttempt, now) : *row.nextAttempt;
            next = next ? std::min(*next, at) : at;
        }
    }
    for (const auto& [id, held] : prepared_) {
        next = held.heldUntil && (!next || *held.heldUntil < *next) ? held.heldUntil : next;
    }
    return next;
}

void Renewals::tokensChanged() {
    const auto rows = all();
    for (const Renewal& row : rows ? rows.value() : std::vector<Renewal>()) {
        const bool asks = row.state == State::asking;
        const bool lacks = asks && row.question == Question::workplace && row.asked == State::makingKey;
        const bool oldAway = asks && row.reason == kOldTokenAway;
        if ((row.state == State::waitingForToken || lacks || oldAway) && !atWork(row.id)) {
            run(row.id, {}, oldAway);
        }
    }
}

Result<Renewal> Renewals::find(const std::string& start) {
    auto rows = all();
    if (!rows) {
        return rows.error();
    }
    std::vector<Renewal> fitting;
    std::ranges::copy_if(std::move(rows).value(), std::back_inserter(fitting),
                         [&](const Renewal& row) { return start.size() >= kShortestId && row.id.starts_with(start); });
    if (fitting.size() == 1) {
        return std::move(fitting.front());
    }
    return fitting.empty() ? Error{Category::notFound, "unknown_renewal",
                                   N_("No renewal has this id; 'reseal renewals list' shows all."), start}
                           : Error{Category::usage, "ambiguous_id",
                                   N_("Several renewals have an id that begins so; give more of it."), start};
}

// Before anything is sent: what is missing can be mended without haste.
Renewals::Next Renewals::lookAround(const Renewal& row) {
    around_.workplace->look(row, [this, id = row.id](const std::map<std::string, std::string>& missing) {
        with(id, [&](Renewal& now, Work&) {
            if (missing.empty() || now.state != State::submitting) {
                return Next::again;
            }
            now.params = packTexts(missing);
            return ask(now, Question::workplace);
        });
    });
    return Next::away;
}

std::optional<plugins::Form> Renewals::form(const Renewal& renewal) {
    if (renewal.state != State::asking && renewal.state != State::offeringBackup) {
        return std::nullopt;
    }
    auto demand = demandOf(renewal.demand);
    if (renewal.question == Question::none) {
        const auto* asked = demand ? std::get_if<plugins::Form>(&demand.value().what) : nullptr;
        return asked == nullptr ? std::nullopt : std::optional(*asked);
    }
    QuestionFacts facts;
    facts.oldFolder = around_.oldKey->folder(renewal);
    if (renewal.question == Question::medium) {
        const auto* keys = demand ? std::get_if<std::vector<plugins::KeyDemand>>(&demand.value().what) : nullptr;
        facts.media = around_.keys->media(renewal, keys == nullptr ? std::vector<plugins::KeyDemand>() : *keys);
        facts.unfit = keys == nullptr ? std::vector<Medium>() : around_.keys->unfit(*keys);
        facts.fileFirst = keys != nullptr && !keys->front().media.empty() && keys->front().media.front() == "file";
    } else if (renewal.question == Question::backup) {
        facts.media = around_.installation->copyMedia(renewal);
    } else {
        facts.subject = around_.oldKey->place(renewal);
    }
    if (renewal.question == Question::workplace) {
        facts.missing = unpackTexts(renewal.params);
    }
    if (renewal.question == Question::pin || renewal.question == Question::newPin) {
        facts.pin = pinOf(renewal);
    }
    if (const auto* issued = demand ? std::get_if<plugins::IssuedCertificates>(&demand.value().what) : nullptr) {
        const bool kazakh = std::ranges::any_of(issued->files, [](const auto& file) { return file.second.kazakh; });
        facts.rules = kazakh ? PasswordRules::kazakh : PasswordRules::none;
    }
    return formOf(renewal, facts);
}

} // namespace reseal::enrolment
