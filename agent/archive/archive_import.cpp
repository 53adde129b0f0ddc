// SPDX-License-Identifier: Apache-2.0
#include "agent/archive/archive_import.hpp"

#include "agent/archive/all_cores.hpp"
#include "agent/archive/entry_making.hpp"
#include "agent/archive/key_reading.hpp"
#include "agent/archive/verification.hpp"
#include "agent/core/text_safety.hpp"
#include "agent/crypto/cms/certificate_fields.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "agent/crypto/public_key_info.hpp"
#include "agent/sources/folder_walk.hpp"

#include <algorithm>
#include <map>

namespace reseal::archive {
namespace {

constexpr std::size_t kBatch = 200;
constexpr const char* kOnToken = "token"; // kind of a sighting
Error withoutCertificate(bool onToken) {
    return {Category::notFound,
            "no_certificate",
            onToken
                ? N_("The certificate of this key was not found; have Reseal read it (reseal scan FILE), then import "
                     "the key again.")
                : N_("The certificate of this key was not found; import it together with the key."),
            {}};
}

// Where a key and its certificate meet, however the key's parameters are spelled.
std::string meetingPoint(ByteView publicKeyInfo) {
    const crypto::PublicKeyInfo info = crypto::readPublicKeyInfo(publicKeyInfo);
    return info.gostFingerprint.empty() ? toHex(info.sha256) : toHex(info.gostFingerprint);
}

// Loaded only where the two are spelled differently.
bool isOf(const KeyRead& key, ByteView publicKeyInfo) {
    if (std::ranges::equal(key.publicKeyInfo, publicKeyInfo)) {
        return true;
    }
    const auto loaded = crypto::PrivateKey::fromPkcs8(asBytes(key.pkcs8.view()));
    return loaded && loaded.value().matches(publicKeyInfo);
}

} // namespace

std::vector<KeyReading> ArchiveImport::readAll(const std::vector<std::pair<std::string, bool>>& candidates,
                                               std::span<const Secret> passwords) const {
    std::vector<KeyReading> readings(candidates.size());
    crypto::initialise(); // before the threads
    onAllCores(candidates.size(), [&](std::size_t i) {
        readings[i] = readKeys(files_, candidates[i].first, candidates[i].second, passwords);
    });
    return readings;
}

core::ArchiveAddition ArchiveImport::addition(core::ArchiveEntry entry, const std::string& place,
                                              const std::string& kind) {
    const TimePoint now = vault_.clock().now();
    entry.archived = now;
    core::ArchiveSighting sighting{core::displaySafe(place, 4096), kind, now, now, 0};
    sighting.check = checkOf(sighting);
    auto event = vault_.event("import", toHex(entry.sha256), sighting.place);
    return {std::move(entry), std::move(sighting), std::move(event)};
}

// Adds, then reads each back and proves it (decision 8).
Status ArchiveImport::keep(std::vector<core::ArchiveAddition>& batch, ImportSummary& summary) {
    const auto added = vault_.store().add(batch);
    if (!added) {
        return added.error();
    }
    std::vector<core::ArchiveEntry> back;
    for (const core::ArchiveAddition& one : batch) {
        auto found = vault_.store().find(one.entry.sha256);
        if (!found || !found.value()) {
            return found
                       ? Error{Category::failed, "database_failed", N_("What was archived could not be read back."), {}}
                       : found.error();
        }
        back.push_back(*std::move(found).value());
    }
    std::vector<Status> proven(batch.size());
    onAllCores(batch.size(), [&](std::size_t i) { proven[i] = prove(vault_, back[i]); });
    for (std::size_t i = 0; i < batch.size(); ++i) {
        if (!proven[i]) {
            summary.damaged.push_back({batch[i].sighting.place, proven[i].error().reason, proven[i].error().detail});
            continue;
        }
        const ImportedKey key{batch[i].entry.sha256, batch[i].sighting.place, batch[i].sighting.kind};
        const bool fresh = added.value()[i] != core::Added::known;
        (fresh ? summary.fresh : summary.known).push_back(key);
        if (batch[i].entry.sealedKey.empty()) {
            summary.onToken.push_back(key);
        }
    }
    batch.clear();
    return {};
}

// Entries of every certificate of the sweep that is this key's. Any thread.
Result<std::vector<core::ArchiveEntry>> ArchiveImport::pair(const KeyReading& reading, const KeyRead& key,
                                                            const Certificates& certificates) {
    std::vector<core::ArchiveEntry> entries;
    const auto [from, to] = certificates.equal_range(meetingPoint(key.publicKeyInfo));
    for (auto at = from; at != to; ++at) {
        const auto fields = crypto::readCertificateFields(*at->second);
        auto entry = entryOf(*at->second);
        if (!entry || !fields || !isOf(key, fields->publicKeyInfo) ||
            std::ranges::find(entries, entry.value().sha256, &core::ArchiveEntry::sha256) != entries.end()) {
            continue;
        }
        entries.push_back(std::move(entry).value());
    }
    if (entries.empty()) {
        return withoutCertificate(reading.kind == kOnToken);
    }
    return entries;
}

ArchiveImport::Certificates ArchiveImport::certificatesOf(const std::vector<KeyReading>& readings) {
    std::vector<const Bytes*> all;
    for (const KeyReading& reading : readings) {
        std::ranges::transform(reading.certificates, std::back_inserter(all), [](const Bytes& der) { return &der; });
    }
    std::vector<std::string> points(all.size());
    onAllCores(all.size(), [&](std::size_t i) {
        const auto fields = crypto::readCertificateFields(*all[i]);
        points[i] = fields ? meetingPoint(fields->publicKeyInfo) : std::string();
    });
    Certificates certificates;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto [from, to] = certificates.equal_range(points[i]);
        const bool there = std::any_of(from, to, [&](const auto& other) { return *other.second == *all[i]; });
        if (!points[i].empty() && !there) { // an old disk holds many copies
            certificates.emplace(std::move(points[i]), all[i]);
        }
    }
    return certificates;
}

Status ArchiveImport::keepAll(const std::vector<KeyReading>& readings, ImportSummary& summary) {
    std::vector<std::pair<const KeyReading*, const KeyRead*>> keys;
    for (const KeyReading& reading : readings) {
        if (reading.locked) {
            summary.locked.push_back(reading.place);
        }
        if (reading.problem) {
            summary.damaged.push_back({reading.place, reading.problem->reason, reading.problem->detail});
        }
        for (const KeyRead& key : reading.keys) {
            keys.emplace_back(&reading, &key);
        }
    }
    if (Status opened = keys.empty() ? Status() : open_(); !opened) {
        return opened;
    }
    const Certificates certificates = certificatesOf(readings);
    for (std::size_t first = 0; first < keys.size(); first += kBatch) {
        const std::span part = std::span(keys).subspan(first, std::min(kBatch, keys.size() - first));
        std::vector<std::optional<Result<std::vector<core::ArchiveEntry>>>> paired(part.size());
        onAllCores(part.size(),
                   [&](std::size_t i) { paired[i].emplace(pair(*part[i].first, *part[i].second, certificates)); });
        std::vector<core::ArchiveAddition> batch;
        for (std::size_t i = 0; i < part.size(); ++i) {
            const KeyReading& reading = *part[i].first;
            if (!*paired[i]) {
                const Error& why = paired[i]->error();
                summary.damaged.push_back({reading.place, why.reason, why.detail});
                continue;
            }
            for (core::ArchiveEntry& entry : paired[i]->value()) {
                entry.sealedKey = vault_.sealKey(part[i].second->pkcs8, entry.sha256);
                batch.push_back(addition(std::move(entry), reading.place, reading.kind));
            }
        }
        if (Status kept = keep(batch, summary); !kept) {
            return kept;
        }
    }
    return {};
}

Result<ImportSummary> ArchiveImport::sweep(const std::vector<std::string>& paths,
                                           const std::vector<std::string>& excluded, std::span<const Secret> passwords,
                                           const std::vector<Bytes>& others) {
    ImportSummary summary;
    std::vector<std::pair<std::string, bool>> candidates;
    for (const std::string& path : paths) {
        auto walked = sources::walk(files_, path, excluded);
        if (!walked) {
            summary.damaged.push_back({path, walked.error().reason, walked.error().detail});
            continue;
        }
        for (const sources::Candidate& candidate : walked.value().candidates) {
            candidates.emplace_back(candidate.path, candidate.path == path);
        }
        std::ranges::move(walked.value().refusals, std::back_inserter(summary.damaged));
    }
    auto readings = readAll(candidates, passwords);
    readings.push_back({{}, {}, {}, others, false, std::nullopt});
    const Status kept = keepAll(readings, summary);
    return kept ? Result<ImportSummary>(std::move(summary)) : Result<ImportSummary>(kept.error());
}

// The certificate alone, with where its key is.
std::optional<core::ArchiveAddition> ArchiveImport::onToken(ByteView certificate, const std::string& place) {
    auto entry = certificate.empty() ? Result<core::ArchiveEntry>(Error{}) : entryOf(certificate);
    if (!entry) {
        return std::nullopt;
    }
    entry.value().keyPlace = place;
    return addition(std::move(entry).value(), place, kOnToken);
}

Result<ImportSummary> ArchiveImport::handedOut(const std::string& token, std::span<const KeyFromToken> keys,
                                               const std::vector<Bytes>& others) {
    const std::string place = core::displaySafe(token);
    KeyReading reading{place, kOnToken, {}, others, false, std::nullopt};
    ImportSummary summary;
    std::vector<core::ArchiveAddition> batch;
    for (const KeyFromToken& key : keys) {
        const std::string name = key.label.empty() ? place : place + ", " + core::displaySafe(key.label);
        auto opened =
            key.kept ? Result<crypto::PrivateKey>(*key.kept) : crypto::PrivateKey::fromPkcs8(asBytes(key.pkcs8.view()));
        if (!key.certificate.empty()) {
            reading.certificates.push_back(key.certificate);
        }
        if (opened) {
            reading.add(opened.value());
            continue;
        }
        auto kept = onToken(key.certificate, place);
        if (!kept || key.damaged || !key.kept) {
            summary.damaged.push_back({name, opened.error().reason, opened.error().detail});
        }
        if (kept) {
            batch.push_back(*std::move(kept));
        }
    }
    std::vector<KeyReading> readings;
    readings.push_back(std::move(reading));
    Status kept = batch.empty() ? Status() : open_();
    kept = kept ? keep(batch, summary) : kept;
    kept = kept ? keepAll(readings, summary) : kept;
    if (!kept) {
        return kept.error();
    }
    return summary;
}

Result<ImportSummary> ArchiveImport::tokens(std::span<const core::Token> tokens) {
    ImportSummary summary;
    std::vector<core::ArchiveAddition> batch;
    for (const core::Token& token : tokens) {
        for (const core::TokenObject& object : token.objects) {
            auto kept =
                object.key.empty() ? std::nullopt : onToken(object.certificate, core::displaySafe(token.name()));
            if (kept) {
                batch.push_back(*std::move(kept));
            }
        }
    }
    Status kept = batch.empty() ? Status() : open_();
    kept = kept ? keep(batch, summary) : kept;
    if (!kept) {
        return kept.error();
    }
    return summary;
}

} // namespace reseal::archive
