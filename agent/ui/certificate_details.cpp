// SPDX-License-Identifier: Apache-2.0
#include "agent/ui/certificate_details.hpp"

#include "agent/core/known_authorities.hpp"

namespace reseal::ui {
namespace {

class SectionBuilder {
public:
    explicit SectionBuilder(std::string title) { section_.title = std::move(title); }
    SectionBuilder& add(const std::string& label, const std::string& value) {
        if (!value.empty()) {
            section_.lines.push_back({.label = label, .value = value});
        }
        return *this;
    }
    void moveTo(std::vector<DetailSection>& sections) {
        if (!section_.lines.empty()) {
            sections.push_back(std::move(section_));
        }
    }

private:
    DetailSection section_;
};

// The fingerprint in groups of four, as people compare it.
std::string grouped(const std::string& hex) {
    std::string text;
    for (std::size_t at = 0; at < hex.size(); at += 4) {
        text += (at == 0 ? "" : " ") + hex.substr(at, 4);
    }
    return text;
}

std::string placeOf(const std::string& path, core::FileKind kind, const Words& words) {
    if (kind == core::FileKind::vault) {
        return words.tr("in the archive of Reseal");
    }
    std::string shown = core::shownPlace(path, kind);
    return kind == core::FileKind::token ? words.tr("on the token {token}", {{"token", std::move(shown)}}) : shown;
}

std::string keyLines(const core::InventoryEntry& entry, const Words& words) {
    if (entry.keys.empty()) {
        return words.tr("Not found. Reseal does not warn about this certificate.");
    }
    std::string text;
    for (const core::KeyLocation& key : entry.keys) {
        text += (text.empty() ? "" : "\n") + placeOf(key.path, key.kind, words);
        if (!key.present) {
            text += " — " + words.tr("not here now, last seen {date}", {{"date", words.wording().date(key.lastSeen)}});
        } else if (key.locked) {
            text += " — " + words.tr("locked with a password");
        }
    }
    return text;
}

std::string seenLines(const core::InventoryEntry& entry, const Words& words) {
    std::string text;
    for (const core::Sighting& sighting : entry.seen) {
        text += (text.empty() ? "" : "\n") + placeOf(sighting.path, sighting.kind, words) + " — ";
        text += sighting.present
                    ? words.tr("here since {date}", {{"date", words.wording().date(sighting.firstSeen)}})
                    : words.tr("gone, last seen {date}", {{"date", words.wording().date(sighting.lastSeen)}});
    }
    return text;
}

void addHolder(const core::Certificate& certificate, const Words& words, std::vector<DetailSection>& out) {
    const core::Holder& holder = certificate.holder;
    SectionBuilder(words.tr("Holder"))
        .add(words.tr("Name"), holder.name)
        .add(words.tr("Organisation"), holder.organization == holder.name ? "" : holder.organization)
        .add(words.tr("INN"), holder.inn)
        .add(words.tr("INN of the organisation"), holder.innle)
        .add(words.tr("SNILS"), holder.snils)
        .add(words.tr("OGRN"), holder.ogrn)
        .add(words.tr("OGRNIP"), holder.ogrnip)
        .add(words.tr("IIN"), holder.iin)
        .add(words.tr("BIN"), holder.bin)
        .add(words.tr("Role"), words.wording().roles(certificate.holderRoles))
        .add(words.tr("E-mail"), holder.email)
        .moveTo(out);
}

// A national authority's name for people, of the certificate itself or of its issuer.
std::string authorityOf(const core::Certificate& certificate, const Words& words) {
    const core::KnownAuthority* known = core::authorityWithKey(certificate.spkiSha256);
    known = known != nullptr ? known : core::authorityNamedBy(certificate);
    return known != nullptr ? core::nameOf(*known, words.wording().texts()) : std::string();
}

void addDates(const core::InventoryEntry& entry, const Words& words, std::vector<DetailSection>& out) {
    const core::Certificate& certificate = entry.certificate;
    const core::Wording& wording = words.wording();
    const core::Due due = core::dueOf(certificate);
    SectionBuilder(words.tr("Dates"))
        .add(words.tr("Due"), wording.dateTime(due.at) + ", " + wording.timeLeft(due.at))
        .add(words.tr("Why then"), wording.dueReason(due.reason))
        .add(words.tr("Valid from"), wording.dateTime(certificate.notBefore))
        .add(words.tr("Certificate ends"), wording.dateTime(certificate.notAfter))
        .add(words.tr("Private key ends"),
             certificate.keyNotAfter ? wording.dateTime(*certificate.keyNotAfter) : std::string())
        .moveTo(out);
}

} // namespace

std::vector<DetailSection> detailsOf(const core::InventoryEntry& entry, const core::Snapshot& snapshot,
                                     const Words& words) {
    const core::Certificate& certificate = entry.certificate;
    std::vector<DetailSection> sections;
    addDates(entry, words, sections);
    addHolder(certificate, words, sections);

    std::string successor;
    if (const auto* next = entry.supersededBy.empty() ? nullptr : findEntry(snapshot, entry.supersededBy)) {
        successor = words.wording().who(next->certificate) + ", " +
                    words.wording().shortDate(core::dueOf(next->certificate).at);
    } else {
        successor = entry.supersededBy;
    }
    SectionBuilder(words.tr("Where it is"))
        .add(words.tr("Seen in"), seenLines(entry, words))
        .add(words.tr("Private key"), keyLines(entry, words))
        .add(words.tr("Superseded by"), successor)
        .moveTo(sections);
    SectionBuilder(words.tr("Certificate"))
        .add(words.tr("Purpose"), words.wording().usage(certificate.usage))
        .add(words.tr("Algorithm"), certificate.algorithm)
        .add(words.tr("Authority"), authorityOf(certificate, words))
        .add(words.tr("Issuer"), certificate.issuer)
        .add(words.tr("Subject"), certificate.subject)
        .add(words.tr("Serial number"), certificate.serial)
        .add(words.tr("Fingerprint (SHA-256)"), grouped(certificate.id))
        .moveTo(sections);
    return sections;
}

std::string detailsText(const std::vector<DetailSection>& sections) {
    std::string text;
    for (const DetailSection& section : sections) {
        text += (text.empty() ? "" : "\n") + section.title + "\n";
        for (const DetailLine& line : section.lines) {
            text += line.label + ": " + line.value + "\n";
        }
    }
    return text;
}

} // namespace reseal::ui
