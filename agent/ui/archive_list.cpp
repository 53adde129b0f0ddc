// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/archive_list.hpp"

#include "agent/core/text_safety.hpp"

#include <algorithm>

namespace reseal::ui {
namespace {

using core::ArchivedKey;
using core::OpeningState;

std::string shown(const std::string& path) { return core::displaySafe(path, 4096); }

std::string period(const core::Certificate& certificate, const Words& words) {
    return words.wording().date(certificate.notBefore) + " – " + words.wording().date(certificate.notAfter);
}

std::string keyOf(const ArchivedKey& key, const Words& words) {
    return key.token.empty() ? words.tr("in the archive") : words.tr("on the token {token}", {{"token", key.token}});
}

std::string whoOf(const ArchivedKey& key, const Words& words) {
    return key.damaged ? words.tr("A damaged entry") : words.wording().who(key.certificate);
}

std::string detailsOf(const ArchivedKey& key, const Words& words) {
    const core::Certificate& certificate = key.certificate;
    if (key.damaged) {
        return words.tr("This entry is damaged. A backup may have it whole: 'reseal archive restore' takes it in.");
    }
    const auto line = [&](const std::string& what, const std::string& value) {
        return value.empty() ? std::string() : "\n" + what + ": " + value;
    };
    std::string text = certificate.subject;
    text += line(words.tr("Issuer"), certificate.issuer);
    text += line(words.tr("Serial number"), certificate.serial);
    text += line(words.tr("Algorithm"), certificate.algorithm);
    text += line(words.tr("Key"), keyOf(key, words));
    text += line(words.tr("Archived"), words.wording().date(key.archived));
    for (const std::string& place : key.seen) {
        text += line(words.tr("Came from"), shown(place));
    }
    return text;
}

std::string signatureLine(const core::OpeningSignature& signature, const Words& words) {
    const std::string judged = signature.judgement == core::Judgement::valid     ? words.tr("Signature valid")
                               : signature.judgement == core::Judgement::invalid ? words.tr("Signature NOT valid")
                                                                                 : words.tr("Signature not judged");
    return judged + ": " + signature.who + ". " + signature.detail;
}

} // namespace

std::vector<ArchiveRow> archiveRows(const core::ArchiveView& archive, const Words& words) {
    std::vector<ArchiveRow> rows;
    for (const ArchivedKey& key : archive.keys) {
        rows.push_back({key.certificate.id, whoOf(key, words),
                        key.damaged ? std::string() : period(key.certificate, words),
                        words.wording().usage(key.certificate.usage), keyOf(key, words), detailsOf(key, words)});
    }
    return rows;
}

std::string holderLineText(const core::HolderLine& line, const Words& words) {
    if (line.certificates.size() < 2) {
        return {};
    }
    std::string text = words.tr("All of this holder, in the order of time:");
    for (const core::Certificate& each : line.certificates) {
        text += "\n" + std::string(each.id == line.id ? "▸ " : "   ") + period(each, words) + ", " +
                words.wording().usage(each.usage) + ", " + each.algorithm;
    }
    return text;
}

std::string organisationsText(const core::ArchiveView& archive, const Words& words) {
    std::string names;
    for (const std::string& name : archive.organisations) {
        names += (names.empty() ? "" : ", ") + shown(name);
    }
    return names.empty()
               ? names
               : words.tr("By your organisation's policy {names} can open this archive, too.", {{"names", names}});
}

std::string openingHeadline(const core::DocumentOpening& opening, const Words& words) {
    switch (opening.state) {
    case OpeningState::working:
        return words.tr("Looking for the key and opening the document…");
    case OpeningState::needsVaultPassword:
        return words.tr("The key is in the archive. The archive needs its password.");
    case OpeningState::needsFilePassword:
        return words.tr("This is locked with a password: {file}", {{"file", shown(opening.place)}});
    case OpeningState::needsPin:
        return words.tr("The key is on the token {token}.", {{"token", opening.place}});
    case OpeningState::done:
        return words.tr("The document is open.");
    case OpeningState::failed:
        break;
    }
    return words.tr("The document could not be opened.");
}

std::string openingDetails(const core::DocumentOpening& opening, const Words& words) {
    std::string text = shown(opening.file);
    if (opening.state == OpeningState::done) {
        text = words.tr("Written: {path}", {{"path", shown(opening.output)}}) + "\n" +
               (opening.tamperProof ? words.tr("The encryption shows that nobody changed the content.")
                                    : words.tr("The encryption does not show whether somebody changed the content."));
        for (const core::OpeningSignature& signature : opening.signatures) {
            text += "\n" + signatureLine(signature, words);
        }
        return text;
    }
    const bool firstAsking =
        opening.error && (opening.error->reason == "no_way_in" || opening.error->reason == "password_required" ||
                          opening.error->reason == "pin_required");
    if (opening.error && !firstAsking) {
        text += "\n" + opening.error->detail;
    }
    if (opening.pinpad && opening.state == OpeningState::needsPin) {
        text += "\n" + words.tr("Type the PIN at the reader when it asks.");
    }
    if (opening.state == OpeningState::failed) {
        for (const core::KeyElsewhere& key : opening.elsewhere) {
            const core::Gaps gaps{
                {"who", key.who}, {"place", shown(key.place)}, {"date", words.wording().date(key.lastSeen)}};
            text += "\n" + (key.token ? words.tr("{who}: the key is on the token {place}, last seen {date}. Plug it in "
                                                 "and try again.",
                                                 gaps)
                                      : words.tr("{who}: the key was in the file {place}, last seen {date}. Bring it "
                                                 "back and try again.",
                                                 gaps));
        }
    }
    return text;
}

std::string secretAsked(const core::DocumentOpening& opening, const Words& words) {
    switch (opening.state) {
    case OpeningState::needsVaultPassword:
        return words.tr("&Password of the archive:");
    case OpeningState::needsFilePassword:
        return words.tr("&Password:");
    case OpeningState::needsPin:
        return opening.pinpad ? std::string() : words.tr("&PIN:");
    case OpeningState::working:
    case OpeningState::done:
    case OpeningState::failed:
        break;
    }
    return {};
}

} // namespace reseal::ui
