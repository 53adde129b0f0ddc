// SPDX-License-Identifier: Apache-2.0
#include "agent/archive/backup_bundle.hpp"

#include "agent/archive/bundle_frames.hpp"
#include "agent/archive/entry_making.hpp"
#include "agent/archive/verification.hpp"
#include "agent/crypto/public_key_info.hpp"
#include "agent/crypto/vault/sealing.hpp"
#include "agent/platform/document_file.hpp"
#include "agent/platform/file_system.hpp"
#include "agent/platform/system.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

namespace reseal::archive {
namespace {

constexpr std::size_t kMostInSegment = std::size_t{64} << 20;
constexpr std::size_t kFullSegment = std::size_t{16} << 20;
constexpr std::string_view kFolderName = "reseal-archive-";
constexpr std::string_view kExtension = ".rsb";

Error damagedSegment() {
    return {Category::damaged, "backup_damaged", N_("A part of this backup is damaged; what is whole was read."), {}};
}

std::string associationOf(const core::VaultHead& head) { return "reseal-bundle:1:" + head.id; }

// Same certificate, same key and places: nothing to write.
Sha256 stateOf(const BundleEntry& entry) {
    BundleEntry bare = entry;
    bare.entry.sealedKey = Bytes(entry.entry.sealedKey.empty() ? 0 : 1);
    for (core::ArchiveSighting& sighting : bare.seen) {
        sighting.lastSeen = {};
    }
    return crypto::sha256(encodeEntry(bare));
}

struct Bundle {
    std::string folder;
    std::optional<BundleHead> head; // the newest
    std::vector<Bytes> sealed;      // of entries, oldest first
    std::vector<std::string> damaged;
    unsigned last = 0; // number of the newest segment
    Sha256 headSum{};
};

std::string segmentName(unsigned number) {
    std::string digits = std::to_string(number);
    digits.insert(0, digits.size() < 6 ? 6 - digits.size() : 0, '0');
    return digits + std::string(kExtension);
}

// Segments in order of their numbers; what cannot be read is named.
Bundle readBundle(const std::string& folder) {
    Bundle bundle;
    bundle.folder = folder;
    const auto files = platform::systemFileSystem();
    const auto entries = files->list(folder);
    std::map<unsigned, std::string> segments;
    for (const auto& entry : entries ? entries.value() : std::vector<platform::DirectoryEntry>{}) {
        const std::string digits = entry.name.substr(0, entry.name.find('.'));
        const bool numbered = digits.size() >= 6 && digits.size() < 10 &&
                              std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
        if (numbered && entry.name.ends_with(kExtension)) {
            segments.emplace(static_cast<unsigned>(std::stoul(digits)), entry.name);
        }
    }
    for (const auto& [number, name] : segments) {
        bundle.last = number;
        const auto data = files->read(folder + "/" + name, kMostInSegment, nullptr);
        auto segment = data ? readSegment(data.value()) : ReadSegment{};
        if (!segment.whole) {
            bundle.damaged.push_back(name);
        }
        for (Frame& frame : segment.frames) {
            if (frame.kind == FrameKind::entry) {
                bundle.sealed.push_back(std::move(frame.body));
            } else if (auto head = frame.kind == FrameKind::head ? decodeHead(frame.body) : std::nullopt) {
                bundle.head = std::move(head);
                bundle.headSum = crypto::sha256(frame.body);
            }
        }
    }
    return bundle;
}

std::optional<BundleEntry> openEntry(const crypto::LockedKey& key, const core::VaultHead& head, ByteView sealed) {
    const auto plain = crypto::unseal(key, sealed, asBytes(associationOf(head)));
    return plain ? decodeEntry(asBytes(plain.value().view())) : std::nullopt;
}

Status writeSegment(const Bundle& bundle, unsigned number, const Bytes& content) {
    auto file = platform::createDocument(bundle.folder + "/" + segmentName(number));
    if (!file) {
        return file.error();
    }
    Status written = file.value()->write(content);
    return written ? file.value()->commit() : written;
}

// Gathers frames into segments of a bounded size.
class SegmentWriter {
public:
    SegmentWriter(const Bundle& bundle, Bytes head) : bundle_(bundle), head_(std::move(head)), number_(bundle.last) {}

    Status add(ByteView sealed) {
        if (frames_ == 0) {
            appendFrame(content_, FrameKind::head, head_);
            frames_ = 1;
        }
        appendFrame(content_, FrameKind::entry, sealed);
        ++frames_;
        return content_.size() >= kFullSegment ? finish() : Status();
    }
    Status addHeadAlone() {
        appendFrame(content_, FrameKind::head, head_);
        frames_ = 1;
        return finish();
    }
    Status finish() {
        if (frames_ == 0) {
            return {};
        }
        appendFrame(content_, FrameKind::head, head_); // again: a bit that flips in one must not cost the bundle
        appendFrame(content_, FrameKind::end, asBytes(std::to_string(frames_ + 1)));
        Status written = writeSegment(bundle_, ++number_, content_);
        content_.clear();
        frames_ = 0;
        return written;
    }

private:
    const Bundle& bundle_;
    Bytes head_;
    unsigned number_;
    Bytes content_;
    std::size_t frames_ = 0;
};

// The bundle's folder: the named one itself, or the only one of its kind in it.
Result<std::string> findBundle(const std::string& folder) {
    const auto entries = platform::systemFileSystem()->list(folder);
    if (!entries) {
        return entries.error();
    }
    std::vector<std::string> found;
    for (const auto& entry : entries.value()) {
        if (entry.name.ends_with(kExtension)) {
            return folder;
        }
        if (entry.name.starts_with(kFolderName) && entry.type == platform::EntryType::folder) {
            found.push_back(folder + "/" + entry.name);
        }
    }
    if (found.size() == 1) {
        return found.front();
    }
    return found.empty() ? Error{Category::notFound, "no_bundle", N_("There is no backup of an archive here."), folder}
                         : Error{Category::usage, "many_bundles",
                                 N_("There are backups of several archives here; name the folder of one."), folder};
}

} // namespace

Result<BackupResult> backUp(Vault& vault, const std::string& folder) {
    const auto head = vault.store().head();
    const auto slots = vault.slots();
    if (!head || !slots || !head.value()) {
        return !head ? head.error() : !slots ? slots.error() : Error{Category::notFound, "vault_missing", "", {}};
    }
    const std::string own = folder + "/" + std::string(kFolderName) + head.value()->id.substr(0, 8);
    if (Status made = platform::makePrivateFolder(own); !made) {
        return made.error();
    }
    const Bundle bundle = readBundle(own);
    std::set<Sha256> there;
    for (const Bytes& sealed : bundle.sealed) {
        if (const auto entry = openEntry(vault.dataKey(), *head.value(), sealed)) {
            there.insert(stateOf(*entry));
        }
    }
    BackupResult result{own, 0, 0};
    const Bytes newHead = encodeHead({*head.value(), slots.value()});
    SegmentWriter writer(bundle, newHead);
    Status done = vault.store().visit(false, [&](core::ArchiveEntry&& entry) -> Status {
        ++result.entries;
        auto seen = vault.store().sightings(entry.number);
        if (!seen) {
            return seen.error();
        }
        const BundleEntry whole{std::move(entry), std::move(seen).value()};
        if (there.contains(stateOf(whole)) || !prove(vault, whole.entry)) {
            return {}; // what has rotted here must not stand for what is whole there
        }
        ++result.added;
        return writer.add(crypto::seal(vault.dataKey(), encodeEntry(whole), asBytes(associationOf(*head.value()))));
    });
    if (done) {
        done = writer.finish();
    }
    if (done && result.added == 0 && crypto::sha256(newHead) != bundle.headSum) {
        done = writer.addHeadAlone(); // slots have changed
    }
    if (!done) {
        std::error_code ignored;
        std::filesystem::remove(own, ignored); // only where nothing is in it
        return done.error();
    }
    return result;
}

namespace {

// The entry as this vault keeps it, once for each place where it was seen.
std::vector<core::ArchiveAddition> resealed(const Vault& vault, const crypto::LockedKey& from, BundleEntry entry) {
    if (!entry.entry.sealedKey.empty()) {
        const auto pkcs8 = crypto::unseal(from, entry.entry.sealedKey, entry.entry.sha256);
        if (!pkcs8) {
            return {};
        }
        entry.entry.sealedKey = vault.sealKey(pkcs8.value(), entry.entry.sha256);
        if (!prove(vault, entry.entry)) {
            return {};
        }
    }
    if (entry.seen.empty()) {
        entry.seen.emplace_back();
    }
    std::vector<core::ArchiveAddition> additions;
    for (core::ArchiveSighting& sighting : entry.seen) {
        additions.push_back({entry.entry, std::move(sighting), vault.event("restore", toHex(entry.entry.sha256))});
    }
    return additions;
}

// What is here and has rotted takes what the bundle has of it.
Status mendHere(Vault& vault, const core::ArchiveAddition& whole) {
    const auto here = vault.store().find(whole.entry.sha256);
    if (!here) {
        return here.error();
    }
    if (!here.value() || prove(vault, *here.value()) ||
        (whole.entry.sealedKey.empty() && !here.value()->sealedKey.empty())) {
        return {};
    }
    return vault.store().mendEntry(whole.entry, vault.event("mend", toHex(whole.entry.sha256)));
}

// The bundle's data key: of this very vault, or behind the bundle's own slots. The vault is open afterwards.
Result<crypto::LockedKey> openBoth(Vault& vault, const BundleHead& head, const Secret& own, const Secret& bundles) {
    const auto here = vault.store().head();
    if (!here) {
        return here.error();
    }
    if (here.value()) {
        if (Status opened = vault.open(own); !opened) {
            return opened.error();
        }
        if (here.value()->id == head.vault.id) {
            return vault.dataKey().duplicate();
        }
    }
    if (own.empty() && bundles.empty()) {
        return Error{Category::waiting,
                     "no_way_in",
                     N_("The archive needs its password: name the file that holds it in RESEAL_VAULT_PASSWORD_FILE, or "
                        "unlock the desktop's keyring. Nothing was changed."),
                     {}};
    }
    auto key = Vault::keyBehind(head.vault, head.slots, bundles.empty() ? own : bundles);
    if (!key || here.value()) {
        return key;
    }
    const Status adopted = vault.adopt(head.vault, head.slots, key.value().duplicate());
    return adopted ? std::move(key) : Result<crypto::LockedKey>(adopted.error());
}

} // namespace

Result<RestoreResult> restore(Vault& vault, const std::string& folder, const Secret& own, const Secret& bundles) {
    const auto place = findBundle(folder);
    if (!place) {
        return place.error();
    }
    const Bundle bundle = readBundle(place.value());
    if (!bundle.head) {
        Error damaged = damagedSegment();
        damaged.subject = place.value();
        return damaged;
    }
    const auto key = openBoth(vault, *bundle.head, own, bundles);
    if (!key) {
        return key.error();
    }
    RestoreResult result;
    for (const std::string& name : bundle.damaged) {
        result.damaged.emplace_back(name, damagedSegment());
    }
    for (const Bytes& sealed : bundle.sealed) {
        auto entry = openEntry(key.value(), bundle.head->vault, sealed);
        const std::string id = entry ? toHex(entry->entry.sha256) : std::string("?");
        const auto additions =
            entry ? resealed(vault, key.value(), std::move(*entry)) : std::vector<core::ArchiveAddition>{};
        if (additions.empty()) {
            result.damaged.emplace_back(id, damagedSegment());
            continue;
        }
        if (Status mended = mendHere(vault, additions.front()); !mended) {
            return mended.error();
        }
        const auto added = vault.store().add(additions);
        if (!added) {
            return added.error();
        }
        ++(added.value().front() == core::Added::known ? result.known : result.added);
    }
    return result;
}

} // namespace reseal::archive
