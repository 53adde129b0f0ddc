// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/renewal_guide.hpp"

#include <sstream>

namespace reseal::ui {
namespace {

std::vector<std::string> lines(const std::string& text) {
    std::vector<std::string> found;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        if (line.find_first_not_of(" \t\r") != std::string::npos) {
            found.push_back(line);
        }
    }
    return found;
}

std::vector<std::string> genericSteps(const std::string& issuer, const Words& words) {
    const std::string name = issuer.empty() ? words.tr("the issuer of the certificate") : issuer;
    return {
        words.tr("Ask {issuer} how they renew: on their site, by phone, or with whoever set up the certificate for "
                 "you (often your IT department or accountant).",
                 {{"issuer", name}}),
        words.tr("Renew while the present certificate still works: many issuers then need no visit."),
        words.tr("Keep the old certificate and its key. Without them old encrypted documents cannot be opened."),
        words.tr("Save the new certificate in a watched folder. Reseal then stops reminding you of the old one."),
    };
}

void addLastDay(RenewalGuide& guide, const core::IssuerEntry& issuer, TimePoint due, const Words& words) {
    if (!issuer.remoteRenewalClosesDays) {
        return;
    }
    const TimePoint ends = due - std::chrono::days(*issuer.remoteRenewalClosesDays);
    guide.visitNeeded = ends <= words.clock().now();
    const core::Gaps gaps{{"date", words.wording().weekdayDate(ends - std::chrono::seconds(1))}};
    guide.lastDay =
        guide.visitNeeded
            ? words.tr("Renewal without a visit closed on {date}. You have to go there in person.", gaps)
            : words.tr("Until {date} you can renew without a visit. After that you have to go there in person.", gaps);
}

void addList(std::string& text, const std::string& title, const std::vector<std::string>& items) {
    if (!items.empty()) {
        text += "\n" + title + "\n";
    }
    for (const std::string& item : items) {
        text += "• " + item + "\n";
    }
}

} // namespace

RenewalGuide guideFor(const core::InventoryEntry& entry, const core::IssuerDirectory& issuers, const Words& words) {
    const core::Certificate& certificate = entry.certificate;
    const TimePoint due = core::dueOf(certificate).at;
    RenewalGuide guide;
    guide.heading = words.tr("{holder}: due {date}, {left}", {{"holder", words.wording().who(certificate)},
                                                              {"date", words.wording().date(due)},
                                                              {"left", words.wording().timeLeft(due)}});
    guide.issuer = certificate.issuerName;
    const core::IssuerEntry* known = issuers.find(certificate);
    if (known == nullptr) {
        guide.steps = genericSteps(certificate.issuerName, words);
        return guide;
    }
    const std::string language = words.language();
    if (const std::string name = inLanguage(known->name, language); !name.empty()) {
        guide.issuer = name;
    }
    guide.steps = lines(inLanguage(known->steps, language));
    if (guide.steps.empty()) {
        guide.steps = genericSteps(guide.issuer, words);
    }
    guide.bring = lines(inLanguage(known->bring, language));
    guide.url = known->url.starts_with("https://") ? known->url : std::string();
    guide.phone = known->phone;
    guide.email = known->email;
    addLastDay(guide, *known, due, words);
    return guide;
}

std::string guideText(const RenewalGuide& guide, const Words& words) {
    std::string text = guide.heading + "\n" + guide.issuer + "\n";
    if (!guide.lastDay.empty()) {
        text += guide.lastDay + "\n";
    }
    addList(text, words.tr("What to do"), guide.steps);
    addList(text, words.tr("What to bring"), guide.bring);
    std::vector<std::string> contacts;
    for (const std::string* contact : {&guide.url, &guide.phone, &guide.email}) {
        if (!contact->empty()) {
            contacts.push_back(*contact);
        }
    }
    addList(text, words.tr("Contact"), contacts);
    return text;
}

} // namespace reseal::ui
