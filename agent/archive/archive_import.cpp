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
#include <exception>
#include <map>
#include <mutex>
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

// `work` for each number below `count`, in any order; returns when all is done. What one throws is thrown on.
template <typename Work>
void onAllCores(std::size_t count, const Work& work) {
    std::atomic<std::size_t> next{0};
    std::mutex guard;
    std::exception_ptr thrown;
    const auto run = [&] {
        try {
            for (std::size_t i = next++; i < count; i = next++) {
                work(i);
            }
        } catch (...) {
            const std::lock_guard lock(guard);
            thrown = std::current_exception();
        }
    };
    std::vector<std::jthread> threads;
    const std::size_t wanted = std::min<std::size_t>(std::max(std::thread::hardware_concurrency(), 1U), count);
    for (std::size_t i = 1; i < wanted; ++i) {
        threads.emplace_back(run);
    }
    run();
    threads.clear(); // joins
    if (thrown) {
        std::rethrow_exception(thrown);
    }
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
    crypto::initialise(); // before the threads
    onAllCores(candidates.size(),
               [&](std::size_t i) { readings[i] = read(candidates[i].first, candidates[i].second, passwords); });
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

// Every certificate of the sweep that is this key's. Any thread.
Result<ArchiveImport::Paired> ArchiveImport::pair(const Reading& reading, const crypto::PrivateKey& key,
                                                  const Certificates& certificates) {
    const auto publicKey = key.publicKeyInfo();
    auto pkcs8 = key.toPkcs8();
    if (!publicKey || !pkcs8) {
        return publicKey ? pkcs8.error() : publicKey.error();
    }
    Paired paired{std::move(pkcs8).value(), {}};
    const auto [from, to] = certificates.equal_range(meetingPoint(publicKey.value()));
    for (auto at = from; at != to; ++at) {
        const auto fields = crypto::readCertificateFields(*at->second);
        auto entry = entryOf(*at->second);
        if (!entry || !fields || !key.matches(fields->publicKeyInfo) ||
            std::ranges::find(paired.entries, entry.value().sha256, &core::ArchiveEntry::sha256) !=
                paired.entries.end()) {
            continue;
        }
        paired.entries.push_back(std::move(entry).value());
    }
    if (paired.entries.empty()) {
        return withoutCertificate(reading.kind == kOnToken);
    }
    return paired;
}

ArchiveImport::Certificates ArchiveImport::certificatesOf(const std::vector<Reading>& readings) {
    std::vector<const Bytes*> all;
    for (const Reading& reading : readings) {
        std::ranges::transform(reading.certificates, std::back_inserter(all), [](const Bytes& der) { return &der; });
    }
    std::vector<std::string> points(all.size());
    onAllCores(all.size(), [&](std::size_t i) {
        const auto fields = crypto::readCertificateFields(*all[i]);
        points[i] = fields ? meetingPoint(fields->publicKeyInfo) : std::string();
    });
    Certificates certificates;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!points[i].empty()) {
            certificates.emplace(std::move(points[i]), all[i]);
        }
    }
    return certificates;
}

Status ArchiveImport::keepAll(const std::vector<Reading>& readings, ImportSummary& summary) {
    std::vector<std::pair<const Reading*, const crypto::PrivateKey*>> keys;
    for (const Reading& reading : readings) {
        if (reading.locked) {
            summary.locked.push_back(reading.place);
        }
        if (reading.problem) {
            summary.damaged.push_back({reading.place, reading.problem->reason, reading.problem->detail});
        }
        for (const crypto::PrivateKey& key : reading.keys) {
            keys.emplace_back(&reading, &key);
        }
    }
    if (Status opened = keys.empty() ? Status() : open_(); !opened) {
        return opened;
    }
    const Certificates certificates = certificatesOf(readings);
    for (std::size_t first = 0; first < keys.size(); first += kBatch) {
        const std::span part = std::span(keys).subspan(first, std::min(kBatch, keys.size() - first));
        std::vector<std::optional<Result<Paired>>> paired(part.size());
        onAllCores(part.size(),
                   [&](std::size_t i) { paired[i].emplace(pair(*part[i].first, *part[i].second, certificates)); });
        std::vector<core::ArchiveAddition> batch;
        for (std::size_t i = 0; i < part.size(); ++i) {
            const Reading& reading = *part[i].first;
            if (!*paired[i]) {
                const Error& why = paired[i]->error();
                summary.damaged.push_back({reading.place, why.reason, why.detail});
                continue;
            }
            for (core::ArchiveEntry& entry : paired[i]->value().entries) {
                entry.sealedKey = vault_.sealKey(paired[i]->value().pkcs8, entry.sha256);
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
