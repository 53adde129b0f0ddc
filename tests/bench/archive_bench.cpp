// SPDX-License-Identifier: Apache-2.0
// reseal-bench-archive [CERTIFICATES] [FILES]: finding a recipient among many archived certificates, the database
// beside the DER it holds, and importing PKCS#12 files. One JSON document on stdout.
#include "agent/archive/archive_import.hpp"
#include "agent/archive/entry_making.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "agent/crypto/public_key_info.hpp"
#include "agent/platform/system.hpp"
#include "storage/database.hpp"
#include "storage/vault/sqlite_archive_store.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/x509_fixtures.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <random>
#include <string>
#include <thread>

namespace reseal::bench {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t kBatch = 1000;
constexpr std::size_t kLookUps = 10'000;
constexpr int kKeyOctets = 138 + 28; // of an EC key, sealed

double secondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

class NoKeyring final : public platform::Keyring {
public:
    bool available() override { return false; }
    Status store(const std::string&, const std::string&, const Secret&) override { return Error{}; }
    Result<Secret> find(const std::string&) override { return Error{}; }
    Status erase(const std::string&) override { return {}; }
};

// Everything that the store sees is as with real certificates of 1000 to 1400 octets; their content is chance.
core::ArchiveAddition madeUp(std::mt19937_64& chance) {
    core::ArchiveAddition addition;
    core::ArchiveEntry& entry = addition.entry;
    entry.certificate.resize(1000 + chance() % 400);
    std::ranges::generate(entry.certificate, [&] { return static_cast<std::uint8_t>(chance()); });
    entry.sealedKey.assign(kKeyOctets, static_cast<std::uint8_t>(chance()));
    entry.sha256 = crypto::sha256(entry.certificate);
    entry.names = {static_cast<std::int64_t>(chance()), static_cast<std::int64_t>(chance()),
                   static_cast<std::int64_t>(chance()), "holder " + std::to_string(chance()) + "\n770123456789"};
    return addition;
}

bool lookUps(core::ArchiveStore& store, std::size_t certificates, std::uint64_t databaseOctets(const std::string&),
             const std::string& folder) {
    std::mt19937_64 chance(1); // NOLINT: the same in every run
    std::vector<std::int64_t> recipients;
    std::uint64_t held = 0;
    for (std::size_t done = 0; done < certificates;) {
        std::vector<core::ArchiveAddition> batch;
        for (; batch.size() < kBatch && done < certificates; ++done) {
            batch.push_back(madeUp(chance));
            recipients.push_back(batch.back().entry.names.issuerSerial);
            held += batch.back().entry.certificate.size() + kKeyOctets - 28;
        }
        if (!store.add(batch)) {
            return false;
        }
    }
    std::vector<double> times;
    for (std::size_t i = 0; i < kLookUps; ++i) {
        const auto start = Clock::now();
        const auto found = store.byIssuerSerial(recipients[chance() % recipients.size()]);
        times.push_back(secondsSince(start) * 1000);
        if (!found || found.value().empty()) {
            return false;
        }
    }
    std::ranges::sort(times);
    std::printf("{\"certificates\": %zu, \"find_ms_p50\": %.4f, \"find_ms_p99\": %.4f, \"database_to_der\": %.3f}\n",
                certificates, times[times.size() / 2], times[times.size() * 99 / 100],
                static_cast<double>(databaseOctets(folder)) / static_cast<double>(held));
    return true;
}

std::uint64_t databaseOctets(const std::string& folder) { return std::filesystem::file_size(folder + "/reseal.db"); }

bool importing(archive::Vault& vault, std::size_t files) {
    const test::TemporaryFolder folder;
    for (std::size_t i = 0; i < files; ++i) {
        const auto made = test::makeCertificate({.subject = {{"CN", "Person " + std::to_string(i)}}});
        folder.write(std::to_string(i) + ".p12", test::makePkcs12(made, {.password = "secret"}));
    }
    const auto system = platform::systemFileSystem();
    archive::ArchiveImport importer(vault, *system, [&] { return vault.openOrCreate(Secret("bench password")); });
    std::vector<Secret> passwords;
    passwords.emplace_back("secret");
    const auto start = Clock::now();
    const auto summary = importer.sweep({folder.path()}, {}, passwords);
    const double seconds = secondsSince(start);
    const std::size_t fresh = summary ? summary.value().fresh.size() : 0;
    std::printf("{\"files\": %zu, \"imported\": %zu, \"seconds\": %.2f, \"per_second\": %.0f, \"cores\": %u}\n", files,
                fresh, seconds, static_cast<double>(fresh) / seconds, std::thread::hardware_concurrency());
    return fresh == files;
}

int run(std::size_t certificates, std::size_t files) {
    crypto::initialise();
    const auto clock = platform::systemClock();
    const test::TemporaryFolder folder;
    const test::TemporaryFolder other;
    NoKeyring keyring;
    {
        auto database = storage::Database::open(folder.path(), *clock);
        if (!database || !lookUps(*storage::makeSqliteArchiveStore(*database.value()), certificates, databaseOctets,
                                  folder.path())) {
            return 1;
        }
    }
    auto database = storage::Database::open(other.path(), *clock);
    if (!database) {
        return 1;
    }
    const auto store = storage::makeSqliteArchiveStore(*database.value());
    archive::Vault vault(*store, keyring, *clock, "bench");
    return importing(vault, files) ? 0 : 1;
}

} // namespace
} // namespace reseal::bench

int main(int argc, char** argv) {
    const std::size_t certificates = argc > 1 ? std::stoul(argv[1]) : 1'000'000;
    const std::size_t files = argc > 2 ? std::stoul(argv[2]) : 10'000;
    return reseal::bench::run(certificates, files);
}
