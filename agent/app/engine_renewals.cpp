// SPDX-License-Identifier: Apache-2.0
// The engine's part in the renewals that a window begins, shows and answers.
#include "agent/app/engine.hpp"

#include "agent/app/renewal_desk.hpp"
#include "agent/core/text_safety.hpp"
#include "agent/core/wording.hpp"
#include "agent/crypto/generator.hpp"
#include "agent/crypto/public_key_info.hpp"
#include "agent/enrolment/demand_record.hpp"

#include <algorithm>

namespace reseal::app {
namespace {

using enrolment::Renewal;

constexpr auto kStillShown = std::chrono::days(7); // after the end
constexpr std::size_t kLongestLine = 1000;
constexpr std::size_t kLongestText = 20000;

// Plugins and CAs wrote them: line by line without what could deceive.
std::string safeLines(std::string_view text) {
    std::string safe;
    while (!text.empty() && safe.size() < kLongestText) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        safe += core::displaySafe(text.substr(0, end), kLongestLine);
        text.remove_prefix(end);
        if (!text.empty()) {
            safe += '\n';
            text.remove_prefix(1);
        }
    }
    return safe;
}

class Describing {
public:
    explicit Describing(const core::Texts& texts) : texts_(texts) {}

    [[nodiscard]] std::string words(const LocalizedText& text) const {
        return safeLines(texts_.translate(inLanguage(text, texts_.language())));
    }

    [[nodiscard]] core::RenewalForm form(const plugins::Form& form) const {
        core::RenewalForm view{words(form.title), words(form.text), {}, choices(form.actions)};
        for (const plugins::FormField& field : form.fields) {
            view.fields.push_back({field.id, plugins::name(field.type), words(field.label), words(field.hint),
                                   words(field.error), field.secret() ? std::string() : field.value, field.required,
                                   choices(field.choices), field.expires, field.rules});
        }
        return view;
    }

    // What the last demand of the CA says of it.
    void demand(const Renewal& row, core::RenewalView& view) const {
        view.text = safeLines(texts_.translate(row.detail));
        const auto demand = enrolment::demandOf(row.demand);
        if (!demand) {
            return;
        }
        view.step = words(demand.value().step);
        view.next = words(demand.value().next);
        const auto* wait = std::get_if<plugins::WaitDemand>(&demand.value().what);
        if (wait != nullptr && row.state == enrolment::State::waitingForCa) {
            view.text = words(wait->text);
            view.folder = core::displaySafe(wait->folder, kLongestLine);
            view.print = safeLines(wait->print);
        }
        if (const auto* end = std::get_if<plugins::FailedDemand>(&demand.value().what)) {
            view.text = words(end->text);
            view.mend = words(end->mend);
        }
    }

private:
    [[nodiscard]] std::vector<core::RenewalChoice> choices(const std::vector<plugins::FormChoice>& from) const {
        std::vector<core::RenewalChoice> all;
        for (const plugins::FormChoice& one : from) {
            all.push_back({one.id, words(one.label)});
        }
        return all;
    }

    const core::Texts& texts_;
};

// For an answer of the person's or a token, which `asked` wants.
bool pauses(const Renewal& row) {
    return row.state == enrolment::State::waitingForToken ||
           (row.state == enrolment::State::asking && row.question != enrolment::Question::none);
}

core::RenewalView viewOf(const Renewal& row, bool atWork) {
    core::RenewalView view;
    view.id = row.id;
    view.certificate = row.oldCertificate;
    for (const Bytes& along : enrolment::unpackCertificates(row.pair)) {
        view.along.push_back(toHex(crypto::sha256(along)));
    }
    view.ca = view.caName = row.ca;
    view.state = enrolment::name(row.state);
    view.pausedIn = pauses(row) ? enrolment::name(row.asked) : "";
    view.ended = enrolment::ended(row.state);
    view.stuck = enrolment::stuck(row) && !atWork;
    view.atWork = atWork;
    view.waitsFor = atWork ? "" : enrolment::waitsFor(row);
    view.reason = row.reason;
    view.place = core::displaySafe(row.place, kLongestLine);
    view.backup = core::displaySafe(row.backup, kLongestLine);
    view.mayCancel = enrolment::mayBeCancelled(row);
    view.started = row.started;
    view.changed = row.changed;
    view.deadline = row.deadline;
    view.nextAttempt = view.ended ? std::nullopt : row.nextAttempt;
    return view;
}

core::RenewalView::NewKey newKeyOf(const Renewal& row, enrolment::RenewalStore& store) {
    using enrolment::State;
    if (row.state == State::makingKey || (pauses(row) && row.asked == State::makingKey)) {
        return core::RenewalView::NewKey::beingMade;
    }
    const auto events = store.events(row.id);
    const bool made = events && std::ranges::find(events.value(), enrolment::name(State::makingKey),
                                                  &enrolment::RenewalEvent::state) != events.value().end();
    return made ? core::RenewalView::NewKey::made : core::RenewalView::NewKey::none;
}

// As the archive has it, where the renewal came so far; of a pair, that one which is not there.
void tellOldKey(const Renewal& row, core::ArchiveStore& archive, core::RenewalView& view) {
    const bool over = row.state == enrolment::State::done || row.state == enrolment::State::offeringBackup;
    if (row.oldDer.empty() || !over) {
        return;
    }
    std::vector<Bytes> all = enrolment::unpackCertificates(row.pair);
    all.push_back(row.oldDer);
    for (const Bytes& der : all) {
        const auto entry = archive.find(crypto::sha256(der));
        if (!entry || !entry.value() || view.oldKey == core::RenewalView::OldKey::elsewhere) {
            continue;
        }
        const bool here = !entry.value()->sealedKey.empty();
        view.oldKey = here ? core::RenewalView::OldKey::archived : core::RenewalView::OldKey::elsewhere;
        const std::string& kept = entry.value()->keyPlace;
        view.oldKeyPlace = here || kept == "?" ? std::string() : core::displaySafe(kept, kLongestLine);
    }
}

void showRefusal(core::RenewalForm& form, const Error& why, int count, const core::Texts& texts) {
    form.refusals = count;
    const std::string problem = texts.translate(why.detail);
    const auto field = std::ranges::find(form.fields, why.subject, &core::RenewalField::id);
    if (field != form.fields.end()) {
        field->error = problem;
    } else {
        form.text += (form.text.empty() ? "" : "\n") + problem;
    }
}

// A secret that is made here is typed twice: a slip would lock its owner out.
void markNewSecrets(core::RenewalForm& form, enrolment::Question question, bool archiveIsThere) {
    const bool isNew = question == enrolment::Question::newFile || question == enrolment::Question::backup ||
                       question == enrolment::Question::newPin ||
                       (question == enrolment::Question::vault && !archiveIsThere);
    for (core::RenewalField& field : form.fields) {
        const bool isThere = field.id == "pin" || (field.id == "vault-password" && archiveIsThere);
        field.type = isNew && !isThere && field.type == "password" ? "new-password" : field.type;
    }
}

std::vector<core::RenewalCa> offeredCas(const PluginShelf& shelf, RenewalOffers& offers,
                                        const std::vector<core::InventoryEntry>& entries,
                                        const Describing& describing) {
    std::vector<core::RenewalCa> offered;
    for (const plugins::Plugin& plugin : shelf.judged()) {
        if (plugin.state != plugins::State::ready || !plugin.manifest->is("ca")) {
            continue;
        }
        core::RenewalCa ca{plugin.id,
                           describing.words(plugin.manifest->name),
                           {},
                           plugins::servesOthers(*plugin.manifest),
                           offers.servedBy(plugin, entries)};
        for (const plugins::PluginSetting& setting : shelf.settingsOf(plugin)) {
            if (setting.problem) {
                ca.missing.push_back(describing.words(setting.description->label));
            }
        }
        offered.push_back(std::move(ca));
    }
    return offered;
}

core::HealthItem waitsForPerson(const core::RenewalView& view) {
    return {.code = "renewal_waits",
            .severity = core::Severity::warning,
            .title = view.certificate.empty() ? N_("A request for a certificate waits for you")
                                              : N_("A renewal waits for you"),
            .text = N_("{ca}: it goes on as soon as you have answered."),
            .mend = N_("Press Go on; nothing that you did so far is lost."),
            .gaps = {{"ca", view.caName}},
            .subject = view.id};
}

// One for each renewal: they are removed together.
std::vector<core::LeftOverKeys> leftOver(RenewalDesk& desk, const std::vector<core::Token>& tokens) {
    std::vector<core::LeftOverKeys> all;
    for (const enrolment::KeptKey& key : desk.leftOverKeys(false)) {
        auto found = std::ranges::find(all, key.renewal, &core::LeftOverKeys::renewal);
        if (found == all.end()) {
            const auto row = desk.store().find(key.renewal);
            core::LeftOverKeys one{.renewal = key.renewal};
            one.ended = row && row.value() ? row.value()->changed : key.made;
            found = all.insert(all.end(), std::move(one));
        }
        if (!key.algorithm.empty()) {
            found->algorithms.push_back(key.algorithm);
        }
        const auto row =
            key.tokenKey.empty() ? Result<std::optional<Renewal>>(Error{}) : desk.store().find(key.renewal);
        if (row && row.value()) {
            const auto token = std::ranges::find_if(
                tokens, [&](const core::Token& one) { return core::means(row.value()->medium, one); });
            found->token = row.value()->medium;
            found->tokenName = token == tokens.end() ? std::string() : core::displaySafe(token->name());
        }
    }
    return all;
}

} // namespace

void Engine::describeRenewals(core::Snapshot& snapshot) {
    snapshot.leftOverKeys = leftOver(*renewals_, tokens_.tokens());
    const auto language = texts();
    const Describing describing(*language);
    snapshot.renewalCas = offeredCas(plugins_, renewals_->offers(), snapshot.entries, describing);
    std::map<std::string, std::string> names;
    for (const core::RenewalCa& ca : snapshot.renewalCas) {
        names[ca.id] = ca.name;
    }
    enrolment::Renewals& renewals = renewals_->renewals();
    const auto rows = renewals.all();
    for (const Renewal& row : rows ? rows.value() : std::vector<Renewal>()) {
        if (enrolment::ended(row.state) && row.changed < snapshot.at - kStillShown) {
            continue;
        }
        core::RenewalView view = viewOf(row, renewals.atWork(row.id));
        if (const auto name = names.find(row.ca); name != names.end()) {
            view.caName = name->second;
        }
        view.newKey = newKeyOf(row, renewals_->store());
        tellOldKey(row, archive_.store(), view);
        describing.demand(row, view);
        if (const auto form = view.atWork ? std::nullopt : renewals.form(row)) {
            view.form = describing.form(*form);
            const auto there = archive_.vault().exists();
            const bool archiveIsThere = !there || there.value();
            markNewSecrets(*view.form, row.question, archiveIsThere);
            if (row.question == enrolment::Question::vault && !archiveIsThere) {
                view.form->text = language->translate(
                    N_("There is no archive yet. Choose its password now: it cannot be recovered, so keep it safe."));
            }
            if (const auto refused = refusedAnswers_.find(row.id); refused != refusedAnswers_.end()) {
                showRefusal(*view.form, refused->second.why, refused->second.count, *language);
            }
        }
        view.mayResume = !view.ended && !view.atWork && !view.form;
        if (view.stuck && row.state != enrolment::State::offeringBackup) {
            snapshot.health.push_back(waitsForPerson(view));
        }
        snapshot.renewals.push_back(std::move(view));
    }
}

void Engine::beginRenewal(const std::string& certificateId, const std::string& caId) {
    post([this, certificateId, caId]() -> Status {
        RenewalOrder order;
        order.certificate = certificateId;
        order.ca = caId;
        order.personThere = true;
        const auto id = renewals_->begin(order, {});
        if (!id) {
            return id.error();
        }
        renewals_->renewals().run(id.value(), {}, true);
        return {};
    });
}

void Engine::followLink(const std::string& link) {
    post([this, link]() -> Status {
        const auto id = renewals_->follow(link);
        if (!id) {
            return id.error();
        }
        refusedAnswers_.erase(id.value());
        renewals_->renewals().run(id.value(), {}, true);
        if (parts_.observer != nullptr) {
            parts_.observer->renewalFollowed(id.value());
        }
        return {};
    });
}

void Engine::answerRenewal(const std::string& id, const core::RenewalAnswers& answers) {
    post([this, id, answers] {
        enrolment::Answers given;
        for (const auto& [field, secret] : answers) {
            given.insert_or_assign(field, secret->duplicate());
        }
        const Status taken = renewals_->renewals().answer(id, std::move(given));
        if (!taken && taken.error().category == Category::usage) {
            RefusedAnswer& refused = refusedAnswers_[id];
            refused.why = taken.error();
            ++refused.count;
            return Status(); // the form says it
        }
        if (taken) {
            refusedAnswers_.erase(id);
            renewals_->renewals().run(id, {}, true);
        }
        return taken;
    });
}

void Engine::addChance(Secret chance) { crypto::stirGenerator(chance.view()); }

void Engine::resumeRenewal(const std::string& id) {
    post([this, id] {
        renewals_->renewals().run(id, {}, true);
        return Status();
    });
}

void Engine::forgetKeys(const std::string& renewal, const std::shared_ptr<const Secret>& pin, bool allowLastTry) {
    post([this, renewal, pin, allowLastTry] {
        enrolment::Means means;
        if (pin && !pin->empty()) {
            means.emplace("pin", pin->duplicate());
        }
        if (allowLastTry) {
            means.emplace(enrolment::kLastTry, Secret("yes"));
        }
        renewals_->forgetKeys(renewal, means, [this](const Status& gone) {
            if (!gone && parts_.observer != nullptr) {
                parts_.observer->failed(gone.error());
            }
            publish();
        });
        return Status();
    });
}

void Engine::cancelRenewal(const std::string& id) {
    post([this, id] {
        const Status cancelled = renewals_->renewals().cancel(id);
        if (cancelled) {
            refusedAnswers_.erase(id);
            renewals_->renewals().run(id, {}, true);
        }
        return cancelled;
    });
}

} // namespace reseal::app
