// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/storage/power_loss_disk.hpp"

#include <sqlite3.h>

#include <algorithm>

namespace reseal::storage::test {
namespace {

constexpr std::size_t kSector = 512;

void put(std::string& file, std::string_view octets, std::size_t at) {
    file.resize(std::max(file.size(), at + octets.size()));
    file.replace(at, octets.size(), octets);
}

// Each sector arrives or does not.
void putTorn(std::string& file, std::string_view octets, std::size_t at, std::mt19937& chance, double share) {
    std::bernoulli_distribution arrives(share);
    while (!octets.empty()) {
        const std::size_t size = std::min(octets.size(), kSector - at % kSector);
        if (arrives(chance)) {
            put(file, octets.substr(0, size), at);
        }
        octets.remove_prefix(size);
        at += size;
    }
}

} // namespace

int PowerLossDisk::meet(const DiskOperation& operation) {
    if (!ended_) {
        const std::string octets(operation.octets.begin(), operation.octets.end());
        changes_.push_back({operation.change, std::string(operation.path), octets, operation.at});
    }
    return SQLITE_OK;
}

std::map<std::string, std::string> PowerLossDisk::imageAt(std::size_t moment, std::mt19937& chance) const {
    std::map<std::string, std::size_t> flushed; // the last flush of each file before the loss
    std::size_t lastFlush = 0;                  // of any
    for (std::size_t at = 0; at < moment; ++at) {
        if (changes_[at].change == DiskChange::flush) {
            flushed[changes_[at].path] = at;
            lastFlush = at;
        }
    }
    const double share = std::uniform_int_distribution(0, 4)(chance) / 4.0; // nothing, all, or some of it
    std::bernoulli_distribution arrives(share);
    std::map<std::string, std::string> files;
    for (std::size_t at = 0; at < moment; ++at) {
        const Change& change = changes_[at];
        const auto flush = flushed.find(change.path);
        const bool safe =
            change.change == DiskChange::remove ? at < lastFlush : flush != flushed.end() && at < flush->second;
        if (change.path.empty() || (change.change != DiskChange::write && !safe && !arrives(chance))) {
            continue;
        }
        const auto place = static_cast<std::size_t>(change.at);
        if (change.change == DiskChange::remove) {
            files.erase(change.path);
        } else if (change.change == DiskChange::truncate) {
            files[change.path].resize(place);
        } else if (change.change == DiskChange::write && safe) {
            put(files[change.path], change.octets, place);
        } else if (change.change == DiskChange::write) {
            putTorn(files[change.path], change.octets, place, chance, share);
        }
    }
    return files;
}

} // namespace reseal::storage::test
