// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/renewal_words.hpp"

#include "agent/core/token.hpp"
#include "agent/ui/certificate_list.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace reseal::ui {
namespace {

constexpr std::array<std::string_view, 11> kDrawn{"new-password", "text",    "phone",  "code", "link",  "password",
                                                  "choice",       "consent", "review", "file", "folder"};

void addSentence(std::vector<std::string>& all, const std::string& text) {
    if (!text.empty() && std::ranges::find(all, text) == all.end()) {
        all.push_back(text);
    }
}

// What it waits for, and when it goes on by itself.
std::string waiting(const core::RenewalView& view, const Words& words) {
    const auto when = [&] { return core::Gaps{{"time", words.wording().dateTime(*view.nextAttempt)}}; };
    if (view.waitsFor == "token") {
        return words.tr("Plug in the token; the renewal goes on by itself.");
    }
    if (view.waitsFor == "ca") {
        return view.nextAttempt ? words.tr("Reseal asks the CA again on {time}; you may close this window.", when())
                                : words.tr("Reseal asks the CA again by itself; you may close this window.");
    }
    if (view.waitsFor == "retry" && view.nextAttempt) {
        return words.tr("Reseal tries again on {time}; you may close this window.", when());
    }
    return view.waitsFor == "person" && !view.form
               ? words.tr("The renewal goes on when you press “Try again”; nothing done so far is lost.")
               : std::string();
}

// A place as a person calls it: a file by its path, a token by its name.
std::string called(const std::string& place) {
    const std::string token = core::nameIn(place);
    return token.empty() ? place : token;
}

std::string oldKeyWords(const core::RenewalView& view, const Words& words) {
    using OldKey = core::RenewalView::OldKey;
    if (view.oldKey == OldKey::archived) {
        return words.tr("The old certificate and its key are in the archive: what was encrypted for them stays "
                        "readable.");
    }
    if (view.oldKey == OldKey::none) {
        return {};
    }
    return view.oldKeyPlace.empty()
               ? words.tr("The old certificate is in the archive without its key: nobody knows where that is.")
               : words.tr(
                     "The old certificate is in the archive. Its key stays where it was: {place}. Keep it: what was "
                     "encrypted for it opens with nothing else.",
                     {{"place", called(view.oldKeyPlace)}});
}

void addOutcome(const core::RenewalView& view, const Words& words, std::vector<std::string>& all) {
    if (view.state == "done" || view.state == "offering_backup") {
        addSentence(all, oldKeyWords(view, words));
        if (view.place == "vault") {
            addSentence(all, words.tr("The new key is in the archive of Reseal, on this computer."));
        } else if (!view.place.empty()) {
            addSentence(all, words.tr("The new key is here: {place}", {{"place", called(view.place)}}));
        }
        addSentence(all, view.next); // of the CA's last word
        if (view.backup == "vault") {
            addSentence(all, words.tr("A copy of the new key is in the archive of Reseal."));
        } else if (!view.backup.empty()) {
            addSentence(all, words.tr("A copy is here: {place}", {{"place", called(view.backup)}}));
        }
    } else if (view.ended) {
        addSentence(all, view.certificate.empty()
                             ? words.tr("You can ask for it anew.")
                             : words.tr("Your old certificate was not touched. You can renew it anew."));
    }
}

} // namespace

const core::RenewalView* findRenewal(const core::Snapshot& snapshot, const std::string& id) {
    const auto found = std::ranges::find(snapshot.renewals, id, &core::RenewalView::id);
    return found == snapshot.renewals.end() ? nullptr : &*found;
}

const core::RenewalView* requestUnderWay(const core::Snapshot& snapshot, const std::string& caId) {
    const auto found = std::ranges::find_if(snapshot.renewals, [&](const core::RenewalView& view) {
        return !view.ended && view.certificate.empty() && view.ca == caId;
    });
    return found == snapshot.renewals.end() ? nullptr : &*found;
}

std::string renewalWho(const core::RenewalView& view, const core::Snapshot& snapshot, const Words& words) {
    const core::InventoryEntry* entry = findEntry(snapshot, view.certificate);
    return entry == nullptr ? words.tr("A new certificate") : words.wording().who(entry->certificate);
}

std::string renewalHeadline(const core::RenewalView& view, const Words& words) {
    if (view.atWork) {
        return view.state == "installing"   ? words.tr("The new certificate is being installed…")
               : view.state == "making_key" ? words.tr("The new key is being made…")
               : view.state == "submitting" ? words.tr("The CA is being asked…")
                                            : words.tr("Reseal is at work…");
    }
    if (view.form && view.state != "offering_backup") {
        return words.tr("Your answer is needed");
    }
    const bool first = view.certificate.empty();
    struct Said {
        std::string_view state;
        const char* text;
    };
    const std::array<Said, 7> said{
        {{"waiting_for_token", N_("The token is needed")},
         {"waiting_for_ca", N_("The CA needs time")},
         {"offering_backup", N_("The new certificate is in use")},
         {"done", N_("The new certificate is in use")},
         {"rejected", N_("The certificate was not issued")},
         {"cancelled", first ? N_("The request was cancelled") : N_("The renewal was cancelled")},
         {"expired", N_("The CA’s time is over")}}};
    const auto found = std::ranges::find(said, view.state, &Said::state);
    if (found != said.end()) {
        return words.tr(found->text);
    }
    if (first) {
        return view.stuck ? words.tr("The request stands still") : words.tr("The request pauses");
    }
    return view.stuck ? words.tr("The renewal stands still") : words.tr("The renewal pauses");
}

std::vector<std::string> renewalDetails(const core::RenewalView& view, const Words& words) {
    std::vector<std::string> all;
    if (view.waitsFor == "token") { // what to do stands first
        addSentence(all, waiting(view, words));
    }
    addSentence(all, view.text);
    addSentence(all, view.mend);
    if (!view.ended && view.state != "offering_backup") {
        addSentence(all, view.step.empty() ? "" : words.tr("Step: {step}", {{"step", view.step}}));
        addSentence(all, view.next.empty() ? "" : words.tr("What happens next: {next}", {{"next", view.next}}));
    }
    if (!view.folder.empty()) {
        addSentence(all, words.tr("The answer is looked for in this folder: {folder}", {{"folder", view.folder}}));
    }
    addSentence(all, waiting(view, words));
    if (view.deadline && !view.ended) {
        addSentence(all,
                    words.tr("This is possible until {time}.", {{"time", words.wording().dateTime(*view.deadline)}}));
    }
    addOutcome(view, words, all);
    return all;
}

std::string continueLabel(const core::RenewalView& view, const Words& words) {
    if (view.form) {
        return canAsk(*view.form) ? words.tr("C&ontinue") : std::string();
    }
    if (!view.mayResume) {
        return {};
    }
    return view.waitsFor == "ca" ? words.tr("&Ask the CA now") : words.tr("&Try again");
}

std::string fieldHint(const core::RenewalField& field, const Words& words) {
    std::string hint = field.hint;
    if (field.expires) {
        hint += hint.empty() ? "" : " ";
        hint += *field.expires <= words.clock().now()
                    ? words.tr("Its time is over.")
                    : words.tr("Valid until {time}.", {{"time", words.wording().dateTime(*field.expires)}});
    }
    return hint;
}

std::string fieldDescription(const core::RenewalField& field, const Words& words) {
    const std::string hint = fieldHint(field, words);
    return field.error.empty() ? hint : field.error + (hint.empty() ? "" : " " + hint);
}

std::string fieldMissing(const core::RenewalField& field, bool empty, const Words& words) {
    const bool pasted = field.type == "link" && field.value.empty();
    const bool answers = field.type != "review" && (field.type != "link" || pasted);
    if (!empty || !field.required || !answers) {
        return {};
    }
    return field.type == "consent" ? words.tr("Tick this first: without your consent it does not go on.")
                                   : words.tr("Fill this in first.");
}

bool canAsk(const core::RenewalForm& form) {
    return std::ranges::all_of(form.fields, [](const core::RenewalField& field) {
        return std::ranges::find(kDrawn, field.type) != kDrawn.end();
    });
}

std::string leftOverText(const core::LeftOverKeys& keys, const Words& words) {
    const core::Gaps gaps{{"date", words.wording().date(keys.ended)}, {"token", keys.tokenName}};
    return keys.token.empty() ? words.tr("A new key of the renewal that ended on {date} is still in the archive.", gaps)
           : mayBeRemoved(keys)
               ? words.tr("A new key of the renewal that ended on {date} is still on the token {token}.", gaps)
               : words.tr("A new key of the renewal that ended on {date} is still on its token. Plug it in to remove "
                          "the key.",
                          gaps);
}

bool mayBeRemoved(const core::LeftOverKeys& keys) { return keys.token.empty() || !keys.tokenName.empty(); }

std::string renewWithLabel(const core::RenewalCa& ca, const Words& words) {
    return words.tr("Renew now with {ca}", {{"ca", ca.name}});
}

std::string requestWithLabel(const core::RenewalCa& ca, const Words& words) {
    return words.tr("Ask {ca} for a certificate", {{"ca", ca.name}});
}

std::string caProblem(const core::RenewalCa& ca, const Words& words) {
    std::string missing;
    for (const std::string& label : ca.missing) {
        missing += (missing.empty() ? "" : ", ") + label;
    }
    return missing.empty()
               ? std::string()
               : words.tr("Not set up yet: {settings}. Your IT department or the command “reseal plugin set "
                          "{plugin}” sets this.",
                          {{"settings", missing}, {"plugin", ca.id}});
}

} // namespace reseal::ui
