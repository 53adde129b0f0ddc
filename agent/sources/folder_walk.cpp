// SPDX-License-Identifier: Apache-2.0
#include "agent/sources/folder_walk.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <utility>

namespace reseal::sources {
namespace {

using platform::DirectoryEntry;
using platform::EntryType;

constexpr int kMaxDepth = 32;
constexpr std::int64_t kMaxUnnamedBytes = 1 << 20; // a file without extension is only looked into below this

constexpr std::array<std::string_view, 15> kExtensions{"pem", "crt", "cer", "cert", "der", "p7b",       "p7c",  "p7",
                                                       "spc", "p12", "pfx", "key",  "ca",  "ca-bundle", "chain"};

// Parts of a CryptoPro container other than its header: read with it, never alone.
constexpr std::array<std::string_view, 5> kContainerParts{"masks.key", "masks2.key", "primary.key", "primary2.key",
                                                          "name.key"};

enum class Interest { none, maybe, wanted };

Interest interestIn(const DirectoryEntry& entry) {
    const std::size_t dot = entry.name.find_last_of('.');
    if (dot == std::string::npos) {
        return entry.stamp.size <= kMaxUnnamedBytes ? Interest::maybe : Interest::none;
    }
    std::string extension = entry.name.substr(dot + 1);
    std::ranges::transform(extension, extension.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return std::ranges::find(kExtensions, extension) != kExtensions.end() ? Interest::wanted : Interest::none;
}

using Identity = std::pair<std::uint64_t, std::uint64_t>; // device and inode

Identity identityOf(const DirectoryEntry& entry) { return {entry.device, entry.stamp.inode}; }

// Folders that are left out, with all that is in them, known by identity.
class LeftOut {
public:
    LeftOut(const platform::FileSystem& files, const std::vector<std::string>& folders) : files_(files) {
        for (const std::string& folder : folders) {
            if (const auto self = files_.inspect(folder)) {
                add(folder, self.value(), 0);
            }
        }
    }

    [[nodiscard]] bool holds(const DirectoryEntry& entry) const { return identities_.contains(identityOf(entry)); }

    // Whether the path leads through one of the folders.
    [[nodiscard]] bool holds(const std::string& path, const DirectoryEntry& self) const {
        if (identities_.empty() || holds(self)) {
            return holds(self);
        }
        for (std::size_t slash = path.rfind('/'); slash != std::string::npos && slash > 0;
             slash = path.rfind('/', slash - 1)) {
            if (const auto above = files_.inspect(path.substr(0, slash)); above && holds(above.value())) {
                return true;
            }
        }
        return false;
    }

private:
    static constexpr int kDepth = 4; // a profile has folders of files, no deeper

    void add(const std::string& path, const DirectoryEntry& self, int depth) {
        if (!identities_.insert(identityOf(self)).second || self.type != EntryType::folder || depth > kDepth) {
            return;
        }
        const auto listing = files_.list(path);
        if (!listing) {
            return;
        }
        for (const DirectoryEntry& entry : listing.value()) {
            if (!entry.link) { // what a link in there points to is not in there
                add(path + "/" + entry.name, entry, depth + 1);
            }
        }
    }

    const platform::FileSystem& files_;
    std::set<Identity> identities_;
};

class Walker {
public:
    Walker(const platform::FileSystem& files, const LeftOut& leftOut) : files_(files), leftOut_(leftOut) {}

    void enter(const std::string& folder, const DirectoryEntry& self, int depth) {
        const Identity identity = identityOf(self);
        if (leftOut_.holds(self)) {
            return;
        }
        if (!entered_.insert(identity).second) {
            if (std::ranges::find(above_, identity) != above_.end()) {
                refuse(folder, "walk_error", N_("this link leads back to a folder above it; it is left out"));
            }
            return;
        }
        if (depth > kMaxDepth) {
            refuse(folder, "walk_error", N_("the folders are nested too deep; what lies deeper is left out"));
            return;
        }
        auto listing = files_.list(folder);
        if (!listing) {
            refuse(folder, listing.error().reason == "permission_denied" ? "permission_denied" : "walk_error",
                   listing.error().detail);
            return;
        }
        above_.push_back(identity);
        visit(folder, listing.value(), depth);
        above_.pop_back();
    }

    WalkResult result;

private:
    void refuse(std::string path, std::string reason, std::string detail) {
        result.refusals.push_back({std::move(path), std::move(reason), std::move(detail)});
    }

    void visit(const std::string& folder, const std::vector<DirectoryEntry>& listing, int depth) {
        const bool container = std::ranges::find(listing, "header.key", &DirectoryEntry::name) != listing.end();
        const std::string prefix = folder == "/" ? folder : folder + "/";
        for (const DirectoryEntry& entry : listing) {
            if (entry.type == EntryType::folder) {
                if (!entry.name.starts_with('.')) {
                    enter(prefix + entry.name, entry, depth + 1);
                }
                continue;
            }
            const Interest interest = interestIn(entry);
            const bool part = container && std::ranges::find(kContainerParts, entry.name) != kContainerParts.end();
            if (interest == Interest::none || part) {
                continue;
            }
            if (entry.type == EntryType::file) {
                if (leftOut_.holds(entry)) {
                    continue;
                }
                if (result.candidates.size() < kMaxCandidates) {
                    result.candidates.push_back({prefix + entry.name, entry.stamp, interest == Interest::wanted});
                }
            } else if (entry.type == EntryType::brokenLink) {
                refuse(prefix + entry.name, "broken_symlink", N_("the link leads nowhere, or in a circle"));
            } else {
                refuse(prefix + entry.name, "read_failed", N_("this is a pipe or a device, not a file"));
            }
        }
    }

    const platform::FileSystem& files_;
    const LeftOut& leftOut_;
    std::set<Identity> entered_;
    std::vector<Identity> above_;
};

} // namespace

Result<WalkResult> walk(const platform::FileSystem& files, const std::string& root,
                        const std::vector<std::string>& excluded) {
    auto self = files.inspect(root);
    if (!self) {
        return self.error();
    }
    const LeftOut leftOut(files, excluded);
    if (leftOut.holds(root, self.value())) {
        return Error{Category::refused, "walk_error", N_("this is Reseal's own folder; it is left out"), root};
    }
    if (self.value().type == EntryType::folder) {
        Walker walker(files, leftOut);
        walker.enter(root, self.value(), 0);
        return std::move(walker.result);
    }
    if (self.value().type == EntryType::other) {
        return Error{Category::damaged, "read_failed", N_("this is a pipe or a device, not a file"), root};
    }
    WalkResult one;
    one.candidates.push_back({root, self.value().stamp, true});
    return one;
}

} // namespace reseal::sources
