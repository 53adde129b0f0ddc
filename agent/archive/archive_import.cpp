// SPDX-License-Identifier: Apache-2.0
#include "agent/archive/archive_import.hpp"

#include "agent/archive/entry_making.hpp"
#include "agent/archive/verification.hpp"
#include "agent/core/text_safety.hpp"
#include "agent/crypto/cms/certificate_fields.hpp"
#include "agent/crypto/containers/container.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "agent/crypto/keys_in_file.hpp"
#include "agent/crypto/public_key_info.hpp"
#include "agent/sources/folder_walk.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <thread>

namespace reseal::archive {
namespace {

constexpr std::size_t kBatch = 200;
constexpr const char* kOnToken = "token"; // kind of a sighting
constexpr std::string_view kContainerHeaderFile = "/header.key";

// Of files that are none of ours: of no interest in a folder.
constexpr std::array<std::string_view, 3> kNothingHere{"no_certificate_found", "decode_failed", "no_private_key"};

std::string folderOf(const std::string& path) { return path.substr(0, path.find_last_of('/')); }

std::string kindOf(ByteView data) {
    if (data.empty() || data.front() != 0x30) {
        return "pem";
    }
    return crypto::readCertificateFields(data) ? "der" : "pkcs12";
}

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

} // namespace

struct ArchiveImport::Reading {
    std::string place;
    std::string kind;
    std::vector<crypto::PrivateKey> keys;
    std::vector<Bytes> certificates;
    bool locked = false;
    std::optional<Error> problem;
};

void ArchiveImport::readContainer(Reading& reading, ByteView header, std::span<const Secret> passwords) const {
    reading.kind = "container";
    crypto::ContainerFiles container;
    for (const auto& file : crypto::kContainerFileNames) {
        if (auto bytes = files_.read(reading.place + "/" + file.name, crypto::kMostInContainerFile, nullptr)) {
            container.*file.content = std::move(bytes).value();
        }
    }
    const auto facts = crypto::readContainerHeader(header);
    if (!facts) {
        reading.problem = facts.error();
        return;
    }
    for (const auto slot : {crypto::ContainerSlot::primary, crypto::ContainerSlot::secondary}) {
        const bool second = slot == crypto::ContainerSlot::secondary;
        if (second ? !facts.value().secondaryKnown : facts.value().primaryAbsent) {
            continue;
        }
        const Bytes& certificate = second ? facts.value().secondary.certificate : facts.value().primary.certificate;
        if (!certificate.empty()) {
            reading.certificates.push_back(certificate);
        }
        auto opened = crypto::openContainer(container, Secret(), slot);
        for (std::size_t i = 0; i < passwords.size() && !opened && opened.error().reason == "password_wrong"; ++i) {
            opened = crypto::openContainer(container, passwords[i], slot);
        }
        if (opened) {
            reading.keys.push_back(std::move(opened.value().key));
        } else if (opened.error().reason == "password_wrong") {
            reading.locked = true;
        } else {
            reading.problem = opened.error();
        }
    }
}

ArchiveImport::Reading ArchiveImport::read(const std::string& path, bool wanted,
                                           std::span<const Secret> passwords) const {
    Reading reading{path, {}, {}, {}, false, std::nullopt};
    const auto data = files_.read(path, crypto::kMaxFileBytes, nullptr);
    if (!data) {
        reading.problem = data.error();
        return reading;
    }
    if (path.ends_with(kContainerHeaderFile)) {
        reading.place = folderOf(path);
        readContainer(reading, data.value(), passwords);
        return reading;
    }
    reading.kind = kindOf(data.value());
    auto found = crypto::readKeysInFile(data.value(), path.substr(path.find_last_of('/') + 1), passwords);
    if (found) {
        reading.keys = std::move(found.value().keys);
        reading.certificates = std::move(found.value().certificates);
        reading.locked = found.value().locked;
        reading.problem = std::move(found.value().problem);
    } else if (wanted || std::ranges::find(kNothingHere, found.error().reason) == kNothingHere.end()) {
        reading.problem = found.error();
    }
    return reading;
}

std::vector<ArchiveImport::Reading> ArchiveImport::readAll(const std::vector<std::pair<std::string, bool>>& candidates,
                                                           std::span<const Secret> passwords) const {
    std::vector<Reading> readings(candidates.size());
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
        for (std::size_t i = next++; i < candidates.size(); i = next++) {
            readings[i] = read(candidates[i].first, candidates[i].second, passwords);
        }
    };
    crypto::initialise(); // before the threads
    std::vector<std::jthread> threads;
    const std::size_t wanted =
        std::min<std::size_t>(std::max(std::thread::hardware_concurrency(), 1U), candidates.size());
    for (std::size_t i = 1; i < wanted; ++i) {
        threads.emplace_back(work);
    }
    work();
    threads.clear(); // joins
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
    for (std::size_t i = 0; i < batch.size(); ++i) {
        const auto back = vault_.store().find(batch[i].entry.sha256);
        if (!back || !back.value()) {
            return back
                       ? Error{Category::failed, "database_failed", N_("What was archived could not be read back."), {}}
                       : back.error();
        }
        const Status proven = prove(vault_, *back.value());
        if (!proven) {
            summary.damaged.push_back({batch[i].sighting.place, proven.error().reason, proven.error().detail});
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

// Every certificate of the sweep that is this key's, with the key sealed for it.
Status ArchiveImport::pair(const Reading& reading, const crypto::PrivateKey& key, const Certificates& certificates,
                           std::vector<core::ArchiveAddition>& batch) {
    const auto publicKey = key.publicKeyInfo();
    const auto pkcs8 = key.toPkcs8();
    if (!publicKey || !pkcs8) {
        return publicKey ? pkcs8.error() : publicKey.error();
    }
    std::vector<Sha256> paired;
    const auto [from, to] = certificates.equal_range(meetingPoint(publicKey.value()));
    for (auto at = from; at != to; ++at) {
        const auto fields = crypto::readCertificateFields(*at->second);
        auto entry = entryOf(*at->second);
        if (!entry || !fields || !key.matches(fields->publicKeyInfo) ||
            std::ranges::find(paired, entry.value().sha256) != paired.end()) {
            continue;
        }
        paired.push_back(entry.value().sha256);
        entry.value().sealedKey = vault_.sealKey(pkcs8.value(), entry.value().sha256);
        batch.push_back(addition(std::move(entry).value(), reading.place, reading.kind));
    }
    return paired.empty() ? Status(withoutCertificate(reading.kind == kOnToken)) : Status();
}

Status ArchiveImport::keepAll(const std::vector<Reading>& readings, ImportSummary& summary) {
    const bool keys = std::ranges::any_of(readings, [](const Reading& reading) { return !reading.keys.empty(); });
    if (Status opened = keys ? open_() : Status(); !opened) {
        return opened;
    }
    Certificates certificates;
    for (const Reading& reading : readings) {
        for (const Bytes& der : reading.certificates) {
            if (const auto fields = crypto::readCertificateFields(der)) {
                certificates.emplace(meetingPoint(fields->publicKeyInfo), &der);
            }
        }
    }
    std::vector<core::ArchiveAddition> batch;
    for (const Reading& reading : readings) {
        if (reading.locked) {
            summary.locked.push_back(reading.place);
        }
        if (reading.problem) {
            summary.damaged.push_back({reading.place, reading.problem->reason, reading.problem->detail});
        }
        for (const crypto::PrivateKey& key : reading.keys) {
            const Status paired = pair(reading, key, certificates, batch);
            if (!paired) {
                summary.damaged.push_back({reading.place, paired.error().reason, paired.error().detail});
            }
            if (Status kept = batch.size() < kBatch ? Status() : keep(batch, summary); !kept) {
                return kept;
            }
        }
    }
    return keep(batch, summary);
}

Result<ImportSummary> ArchiveImport::sweep(const std::vector<std::string>& paths,
                                           const std::vector<std::string>& excluded,
                                           std::span<const Secret> passwords) {
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
    const auto readings = readAll(candidates, passwords);
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
    Reading reading{place, kOnToken, {}, others, false, std::nullopt};
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
            reading.keys.push_back(std::move(opened).value());
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
    std::vector<Reading> readings;
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
