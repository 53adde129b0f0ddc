// SPDX-License-Identifier: Apache-2.0
#include "agent/plugins/package_files.hpp"

#include "agent/crypto/digest.hpp"

#include <vector>

namespace reseal::plugins {
namespace {

constexpr std::size_t kChunk = std::size_t{256} * 1024;

Error writable(const std::string& subject) {
    return {Category::refused, "file_writable", N_("Others than its owner may change this, so it is not trusted."),
            subject};
}

Result<platform::FileIdentity> verifyFile(const std::string& folder, const std::string& name, const Sha256& expected,
                                          Writers writers) {
    auto file = platform::openGuarded(folder, name);
    if (!file) {
        if (file.error().category == Category::notFound) {
            return Error{Category::damaged, "file_missing", N_("This file of the plugin is missing."), name};
        }
        return Error{Category::refused, file.error().reason, file.error().detail, name};
    }
    if (writers == Writers::owner && !isGuarded(file.value()->guard())) {
        return writable(name);
    }
    const auto found = hashOf(*file.value());
    if (!found) {
        return found.error();
    }
    if (found.value() != expected) {
        return Error{Category::damaged, "file_changed",
                     N_("This file is not the one that was signed: its SHA-256 differs."), name};
    }
    return file.value()->identity();
}

} // namespace

bool isGuarded(const platform::Guard& guard) { return !guard.othersWrite && !(guard.groupWrites && guard.ownedByRoot); }

Result<Sha256> hashOf(platform::GuardedFile& file) {
    crypto::Sha256Sum sum;
    std::vector<std::uint8_t> chunk(kChunk);
    for (;;) {
        const auto got = file.read(chunk);
        if (!got) {
            return got.error();
        }
        if (got.value() == 0) {
            return sum.finish();
        }
        sum.add(ByteView(chunk).first(got.value()));
    }
}

Result<VerifiedModule> verifyFiles(const std::string& folder, const Manifest& manifest, Writers writers) {
    const auto guard = platform::guardOfFolder(folder);
    if (!guard) {
        return guard.error();
    }
    if (writers == Writers::owner && !isGuarded(guard.value())) {
        return writable(folder);
    }
    VerifiedModule module{folder + "/" + manifest.module, manifest.files.at(manifest.module), {}};
    for (const auto& [name, expected] : manifest.files) {
        const auto verified = verifyFile(folder, name, expected, writers);
        if (!verified) {
            return verified.error();
        }
        if (name == manifest.module) {
            module.identity = verified.value();
        }
    }
    return module;
}

} // namespace reseal::plugins
