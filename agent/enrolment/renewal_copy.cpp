// SPDX-License-Identifier: Apache-2.0
// The copy of the new key that is offered at the end. While it is made the offer stands: a program that ends then
// offers it again.
#include "agent/enrolment/demand_record.hpp"
#include "agent/enrolment/renewals.hpp"

#include <algorithm>

namespace reseal::enrolment {
namespace {

Error unfit(const char* field, const char* problem) { return {Category::usage, "bad_answer", problem, field}; }

std::string textOf(const Answers& answers, const char* field) {
    const auto found = answers.find(field);
    return found == answers.end() ? std::string() : std::string(found->second.view());
}

// The archive is shut, and nobody said its password.
bool isShut(const std::string& reason) {
    constexpr std::array kShut{"no_way_in", "only_keyring", "vault_locked", "wrong_password"};
    return std::ranges::find(kShut, reason) != kShut.end();
}

} // namespace

Status Renewals::answerBackup(Renewal& row, Answers& answers, Means& means, const Means& more) {
    const std::string to = textOf(answers, "backup");
    if (to.empty() || to == "none") {
        row.question = Question::none;
        row.nextAttempt.reset();
        row.detail = remarkOn(row);
        row.state = State::done;
        return {};
    }
    const auto keep = [&](const char* field, const char* as) {
        if (const auto found = answers.find(field); found != answers.end() && !found->second.empty()) {
            means.insert_or_assign(as, std::move(found->second));
        }
    };
    if (to == "folder") {
        const std::string folder = textOf(answers, "folder");
        keep("password", "new-password");
        const bool locked = means.contains("new-password") || more.contains("new-password");
        if (folder.empty() || !locked) {
            return unfit(folder.empty() ? "folder" : "password", N_("A copy needs a folder and a password."));
        }
        means.insert_or_assign(kCopyFolder, Secret(folder));
    } else if (to != "vault") {
        means.erase(kLastTry); // each is agreed to by itself
        keep("pin", "pin");
        if (textOf(answers, kLastTry) == "yes") {
            keep(kLastTry, kLastTry);
        }
    }
    keep("vault-password", "vault");
    means.insert_or_assign(kCopyTo, Secret(to));
    return {};
}

std::string Renewals::remarkOn(const Renewal& row) {
    const auto demand = demandOf(row.demand);
    const auto* issued = demand ? std::get_if<plugins::IssuedCertificates>(&demand.value().what) : nullptr;
    return issued == nullptr ? std::string() : around_.installation->remarkOn(row, *issued);
}

Renewals::Next Renewals::offerCopy(Renewal& row, Work& work) {
    if (work.means.contains(kCopyTo)) {
        return copyKey(row, work);
    }
    if (!row.nextAttempt || *row.nextAttempt > around_.clock->now()) {
        return Next::rest;
    }
    row.nextAttempt.reset();
    row.question = Question::none;
    row.reason.clear();
    row.detail = remarkOn(row);
    return move(row, State::done, "no backup");
}

Renewals::Next Renewals::copyKey(Renewal& row, Work& work) {
    const auto demand = demandOf(row.demand);
    const auto* issued = demand ? std::get_if<plugins::IssuedCertificates>(&demand.value().what) : nullptr;
    const auto folder = work.means.find(kCopyFolder);
    const CopyTarget to{std::string(work.means.at(kCopyTo).view()),
                        folder == work.means.end() ? std::string() : std::string(folder->second.view())};
    work.means.erase(kCopyTo); // once
    const auto done = [this, id = row.id](const Result<std::string>& place) {
        with(id, [&](Renewal& now, Work&) {
            if (!place) {
                now.reason = place.error().reason;
                now.detail = isShut(now.reason) ? N_("The copy is made from the archive: type its password.")
                                                : place.error().detail;
                save(now, now.reason);
                return Next::rest;
            }
            now.backup = place.value();
            now.detail = remarkOn(now);
            now.question = Question::none;
            now.nextAttempt.reset();
            (void)move(now, State::done, "copied");
            return Next::rest;
        });
    };
    if (issued == nullptr) {
        return pauseForError(row, {Category::damaged, "record_damaged", "", {}});
    }
    around_.installation->copy(row, *issued, to, work.means, done);
    return Next::away;
}

} // namespace reseal::enrolment
