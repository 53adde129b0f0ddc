// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/token_list.hpp"

#include "agent/core/text_safety.hpp"
#include "agent/ui/certificate_list.hpp"

#include <algorithm>

namespace reseal::ui {
namespace {

constexpr std::size_t kLongestName = 200;
constexpr std::size_t kLongestText = 2000;

std::string safe(const std::string& text) { return core::displaySafe(text, kLongestName); }

std::string inKilobytes(std::int64_t bytes) { return std::to_string((bytes + 512) / 1024); }

std::string spaceOf(const core::Token& token, const Words& words) {
    if (!token.freeBytes) {
        return {};
    }
    return token.totalBytes && *token.totalBytes >= *token.freeBytes
               ? words.tr("{free} KB of {total} KB free",
                          {{"free", inKilobytes(*token.freeBytes)}, {"total", inKilobytes(*token.totalBytes)}})
               : words.tr("{free} KB free", {{"free", inKilobytes(*token.freeBytes)}});
}

std::string stateOf(const core::Token& token, const Words& words) {
    return token.problem              ? words.tr("Cannot be read")
           : token.pinIs("locked")    ? words.tr("PIN locked")
           : token.pinIs("last-try")  ? words.tr("Last try of the PIN")
           : token.pinIs("count-low") ? words.tr("Few tries of the PIN left")
                                      : words.tr("Ready");
}

std::string certificateLine(const core::TokenObject& object, const core::Snapshot& snapshot, const Words& words) {
    const core::InventoryEntry* const entry = findEntry(snapshot, object.certificateId);
    if (entry == nullptr) {
        return safe(object.label);
    }
    const TimePoint due = core::dueOf(entry->certificate).at;
    return words.tr(object.key.empty() ? N_("{holder}, until {date} ({left}); its private key is not here")
                                       : N_("{holder}, until {date} ({left})"),
                    {{"holder", words.wording().who(entry->certificate)},
                     {"date", words.wording().date(due)},
                     {"left", words.wording().timeLeft(due)}});
}

std::string detailsOf(const core::Token& token, const core::Snapshot& snapshot, const Words& words) {
    std::string text;
    const auto add = [&](const std::string& line) { text += line.empty() ? "" : (text.empty() ? "" : "\n") + line; };
    if (token.problem) {
        add(words.wording().reason(token.problem->reason, token.problem->detail));
    }
    for (const core::TokenObject& object : token.objects) {
        if (!object.certificate.empty()) {
            add(certificateLine(object, snapshot, words));
        }
    }
    const auto lonely = std::ranges::count_if(token.objects, [](const core::TokenObject& object) {
        return object.certificate.empty() && !object.key.empty();
    });
    if (lonely > 0) {
        add(words.trn("{count} key without a certificate", "{count} keys without a certificate", lonely));
    }
    if (text.empty()) {
        add(words.tr("No certificates are on it, or they show only after the PIN."));
    }
    add(pinText(token, words));
    if (!token.reader.empty()) {
        add(words.tr("Reader: {reader}", {{"reader", safe(token.reader)}}));
    }
    return text;
}

TokenRow rowOf(const core::Token& token, const core::Snapshot& snapshot, const Words& words) {
    TokenRow row;
    row.uri = core::uriOf(token);
    row.name = safe(token.name());
    row.state = stateOf(token, words);
    row.certificates = std::to_string(
        std::ranges::count_if(token.objects, [](const auto& object) { return !object.certificate.empty(); }));
    row.space = spaceOf(token, words);
    row.details = detailsOf(token, snapshot, words);
    row.mayChangePin = token.does("change_pin") && !token.problem && !token.pinIs("locked");
    return row;
}

TokenRow rowOf(const core::CardReader& reader, const Words& words) {
    TokenRow row;
    row.name = safe(reader.name);
    if (!reader.cardPresent) {
        row.state = words.tr("Empty");
        row.details = words.tr("Put the card in, or plug the token in.");
    } else if (reader.mute) {
        row.state = words.tr("Does not answer");
        row.details =
            words.tr("The card does not answer. Take it out, wipe its contacts and put it in again, chip first.");
    } else if (reader.driver.empty()) {
        row.state = words.tr("Unknown card");
        row.details =
            words.tr("Reseal does not know this card. Your IT department can add it: 'reseal token info' prints "
                     "an entry for it.");
    } else if (reader.moduleMissing) {
        row.state = words.tr("Driver missing");
        row.details = safe(inLanguage(reader.driverName, words.language())) + "\n" +
                      core::displaySafe(inLanguage(reader.mend, words.language()), kLongestText) + "\n" +
                      safe(reader.url);
    } else {
        row.state = words.tr("Nothing found");
        row.details = safe(inLanguage(reader.driverName, words.language())) + "\n" +
                      words.tr("No plugin found a token in it. Look again, or see the page Plugins.");
    }
    return row;
}

} // namespace

std::string pinText(const core::Token& token, const Words& words) {
    if (token.pinIs("locked")) {
        return words.tr("The PIN is locked after too many wrong ones. Who issued the token can unlock it with the "
                        "administrator’s PIN.");
    }
    std::string text;
    if (token.triesLeft) {
        text = words.trn("{count} try of the PIN is left.", "{count} tries of the PIN are left.", *token.triesLeft);
    } else if (token.pinIs("last-try")) {
        text = words.tr("One try of the PIN is left: a wrong one locks the token.");
    } else if (token.pinIs("count-low")) {
        text = words.tr("A wrong PIN was typed before: few tries are left.");
    }
    if (token.pinIs("to-be-changed")) {
        text += (text.empty() ? "" : " ") + words.tr("The PIN has to be changed before the token can be used.");
    }
    return text;
}

std::string outcomeText(const core::PinOutcome& outcome, const Words& words) {
    if (!outcome.error) {
        return words.tr("The PIN is changed.");
    }
    std::string text = words.wording().reason(outcome.error->reason, outcome.error->detail);
    if (outcome.triesLeft) {
        text += " " +
                words.trn("{count} try of the PIN is left.", "{count} tries of the PIN are left.", *outcome.triesLeft);
    }
    return text;
}

const core::Token* findToken(const core::Snapshot& snapshot, const std::string& uri) {
    const auto found =
        std::ranges::find_if(snapshot.tokens, [&](const core::Token& token) { return core::uriOf(token) == uri; });
    return found == snapshot.tokens.end() ? nullptr : &*found;
}

std::vector<TokenRow> tokenRows(const core::Snapshot& snapshot, const Words& words) {
    std::vector<TokenRow> rows;
    for (const core::Token& token : snapshot.tokens) {
        rows.push_back(rowOf(token, snapshot, words));
    }
    for (const core::CardReader& reader : snapshot.readers) {
        const bool holdsOne =
            std::ranges::find(snapshot.tokens, reader.name, &core::Token::reader) != snapshot.tokens.end();
        if (!holdsOne) {
            rows.push_back(rowOf(reader, words));
        }
    }
    return rows;
}

} // namespace reseal::ui
