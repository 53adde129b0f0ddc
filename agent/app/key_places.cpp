// SPDX-License-Identifier: Apache-2.0
#include "agent/app/key_places.hpp"

#include "agent/crypto/cms/certificate_fields.hpp"
#include "agent/crypto/der_writer.hpp"

#include <algorithm>
#include <iterator>

namespace reseal::app {
namespace {

using crypto::RecipientName;

Bytes copyOf(ByteView view) { return {view.begin(), view.end()}; }

Bytes issuerAndSerial(ByteView issuer, ByteView serialElement) {
    Bytes both(issuer.begin(), issuer.end());
    both.insert(both.end(), serialElement.begin(), serialElement.end());
    return both;
}

Bytes serialElement(const RecipientName& name) { return crypto::derElement(crypto::kTagInteger, name.serial); }

int order(const KeyPlace& place) { return (place.here ? 0 : 10) + static_cast<int>(place.where); }

// The same key in the same place may be known to archive, tokens and inventory.
bool samePlace(const KeyPlace& one, const KeyPlace& other) {
    return one.where == other.where && one.place == other.place && one.certificate == other.certificate;
}

} // namespace

const char* name(KeyWhere where) {
    switch (where) {
    case KeyWhere::vault:
        return "vault";
    case KeyWhere::token:
        return "token";
    case KeyWhere::file:
        return "file";
    case KeyWhere::none:
        break;
    }
    return "none";
}

Result<std::vector<KeyPlace>> KeyPlaces::of(const RecipientName& name) {
    std::vector<KeyPlace> places;
    if (name.keyId.empty() && (name.issuer.empty() || name.serial.empty())) {
        return places;
    }
    if (Status found = inArchive(name, places); !found) {
        return found.error();
    }
    onTokens(name, places);
    if (Status read = readInventory(); !read) {
        return read.error();
    }
    inInventory(name, places);
    std::ranges::stable_sort(places, {}, order);
    const bool keyKnown =
        std::ranges::any_of(places, [](const KeyPlace& place) { return place.where != KeyWhere::none; });
    std::vector<KeyPlace> once;
    for (KeyPlace& place : places) {
        const bool told = std::ranges::any_of(once, [&](const KeyPlace& other) { return samePlace(place, other); });
        if (!told && (place.where != KeyWhere::none || !keyKnown)) {
            once.push_back(std::move(place));
        }
    }
    return once;
}

Status KeyPlaces::inArchive(const RecipientName& name, std::vector<KeyPlace>& places) {
    auto& archive = engine_.archive().archive();
    const auto entries =
        name.keyId.empty() ? archive.ofRecipient(name.issuer, serialElement(name)) : archive.ofKeyId(name.keyId);
    if (!entries) {
        return entries.error();
    }
    for (const core::ArchiveEntry& entry : entries.value()) {
        if (!entry.sealedKey.empty()) {
            places.push_back(
                {.certificate = entry.certificate, .where = KeyWhere::vault, .here = true, .lastSeen = {}});
            continue;
        }
        KeyPlace place{.certificate = entry.certificate,
                       .where = entry.keyPlace.empty() ? KeyWhere::none : KeyWhere::token,
                       .place = entry.keyPlace,
                       .lastSeen = {}};
        if (const auto sightings = engine_.archive().store().sightings(entry.number)) {
            for (const core::ArchiveSighting& seen : sightings.value()) {
                place.lastSeen = std::max(place.lastSeen.value_or(seen.lastSeen), seen.lastSeen);
            }
        }
        places.push_back(std::move(place));
    }
    return {};
}

void KeyPlaces::onTokens(const RecipientName& name, std::vector<KeyPlace>& places) const {
    for (const core::Token& token : engine_.tokens().tokens()) {
        for (const core::TokenObject& object : token.objects) {
            const bool usable = !object.key.empty() && (token.does("decrypt") || token.does("derive"));
            if (usable && crypto::names(name, object.certificate)) {
                std::erase_if(places, [&](const KeyPlace& other) { // the archive remembers the token that is here
                    return other.where == KeyWhere::token && !other.here && other.certificate == object.certificate;
                });
                places.push_back({.certificate = object.certificate,
                                  .where = KeyWhere::token,
                                  .here = true,
                                  .place = token.name(),
                                  .uri = core::uriOf(token, object),
                                  .pinpad = token.pinIs("pinpad"),
                                  .lastSeen = {}});
            }
        }
    }
}

Status KeyPlaces::readInventory() {
    if (read_) {
        return {};
    }
    core::CertificateStore& store = engine_.profile().certificates();
    auto entries = store.entries();
    if (!entries) {
        return entries.error();
    }
    for (core::InventoryEntry& entry : entries.value()) {
        auto der = store.der(entry.certificate.id);
        const auto fields = der ? crypto::readCertificateFields(der.value()) : std::nullopt;
        if (!fields) {
            continue;
        }
        bySerial_.emplace(issuerAndSerial(fields->issuer, fields->serial), known_.size());
        if (!fields->subjectKeyId().empty()) {
            byKeyId_.emplace(copyOf(fields->subjectKeyId()), known_.size());
        }
        known_.push_back({std::move(der).value(), std::move(entry)});
    }
    read_ = true;
    return {};
}

void KeyPlaces::inInventory(const RecipientName& name, std::vector<KeyPlace>& places) const {
    const auto [begin, end] = name.keyId.empty()
                                  ? bySerial_.equal_range(issuerAndSerial(name.issuer, serialElement(name)))
                                  : byKeyId_.equal_range(name.keyId);
    for (auto at = begin; at != end; ++at) {
        const Known& known = known_.at(at->second);
        if (!known.entry.keyKnown()) {
            places.push_back({.certificate = known.certificate, .lastSeen = {}});
        }
        for (const core::KeyLocation& key : known.entry.keys) {
            const bool token = key.kind == core::FileKind::token;
            const bool here = key.present && !token; // a token that is here was found above
            const bool toldAlready =
                token && std::ranges::any_of(places, [&](const KeyPlace& other) {
                    return other.where == KeyWhere::token && other.certificate == known.certificate;
                });
            if (!toldAlready) {
                places.push_back({.certificate = known.certificate,
                                  .where = token ? KeyWhere::token : KeyWhere::file,
                                  .here = here,
                                  .place = core::shownPlace(key.path, key.kind),
                                  .lastSeen = key.lastSeen});
            }
        }
    }
}

} // namespace reseal::app
