// SPDX-License-Identifier: Apache-2.0
// reseal-bench-archive [CERTIFICATES] [FILES]: importing PKCS#12 files beside a loop that only opens them, the database
// beside the DER it holds, and finding a recipient among many archived certificates. One JSON document a line on
// stdout.
#include "agent/archive/archive.hpp"
#include "agent/archive/archive_import.hpp"
#include "agent/archive/entry_making.hpp"
#include "agent/crypto/cms/certificate_fields.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "agent/platform/system.hpp"
#include "storage/database.hpp"
#include "storage/vault/sqlite_archive_store.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/x509_fixtures.hpp"

#include <openssl/pkcs12.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <thread>

namespace reseal::bench {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t kBatch = 1000;
constexpr std::size_t kLookUps = 10'000;
constexpr std::size_t kEcOctets = 1448;  // of a certificate of Kazakhstan's GOST
constexpr std::size_t kRsaOctets = 2216; // and of its RSA
constexpr int kIterations = 2048;        // what OpenSSL writes
constexpr const char* kFilePassword = "secret";
constexpr const char* kMarkedName = "0000000000000000 Bench";
constexpr const char* kMarkedSerial = "5152535455565758595a5b5c5d5e5f60";

double secondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

class NoKeyring final : public platform::Keyring {
public:
    bool available() override { return false; }
    Status store(const std::string&, const std::string&, const Secret&) override { return Error{}; }
    Result<Secret> find(const std::string&) override { return Error{}; }
    Status erase(const std::string&) override { return {}; }
};

// A certificate as people have them: of a CA, with as many octets as the least of the real ones of its kind.
test::MadeCertificate typical(test::KeyKind kind, std::size_t octets) {
    const auto issuer = test::makeCertificate({.subject = {{"CN", "Bench CA"}, {"O", "Bench"}}, .ca = true});
    test::CertificateSpec spec{
        .subject = {{"CN", kMarkedName}, {"1.2.643.3.131.1.1", "000000000000", test::NameEncoding::numeric}},
        .serialHex = kMarkedSerial,
        .key = kind};
    test::MadeCertificate made = test::makeCertificate(spec, &issuer);
    while (made.der.size() < octets) {
        spec.dnsNames.push_back("host-" + std::to_string(spec.dnsNames.size()) + ".a-rather-long-name.example");
        made = test::makeCertificate(spec, &issuer);
    }
    return made;
}

// Certificates of many: one template with another name, serial number and public key in each. The signature is the
// template's, which nobody looks at here.
class Many {
public:
    Many(const archive::Vault& vault, const test::MadeCertificate& made)
        : vault_(vault), der_(made.der), pkcs8_(std::string(made.keyPkcs8.begin(), made.keyPkcs8.end())) {
        const std::string serial = fromHex(kMarkedSerial);
        name_ = placeOf(kMarkedName);
        serial_ = placeOf(serial);
        const auto fields = crypto::readCertificateFields(der_);
        key_ = static_cast<std::size_t>(fields->publicKeyInfo.data() + fields->publicKeyInfo.size() - der_.data()) - 16;
    }

    // As an import makes it but for the sealed key: names read from the certificate, a sighting and an event.
    [[nodiscard]] core::ArchiveAddition of(std::size_t number) const {
        Bytes der = der_;
        std::string digits = std::to_string(number);
        digits.insert(0, 16 - digits.size(), '0');
        std::copy_n(digits.begin(), digits.size(), der.begin() + static_cast<std::ptrdiff_t>(name_));
        for (const std::size_t place : {serial_, key_}) {
            for (std::size_t i = 0; i < 8; ++i) {
                der[place + 4 + i] = static_cast<std::uint8_t>(number * 0x9E3779B97F4A7C15U >> 8 * i);
            }
        }
        core::ArchiveEntry entry = archive::entryOf(der).value();
        entry.names.subjectKeyId = entry.names.publicKey; // as mostly in the world: a hash of the key
        entry.archived = vault_.clock().now();
        core::ArchiveSighting seen{"/media/old-disk/keys/" + digits + ".p12", "pkcs12", entry.archived, entry.archived,
                                   0};
        seen.check = archive::checkOf(seen);
        core::ArchiveEvent event = vault_.event("import", toHex(entry.sha256), seen.place);
        return {std::move(entry), std::move(seen), std::move(event)};
    }
    [[nodiscard]] const Secret& pkcs8() const { return pkcs8_; }

private:
    [[nodiscard]] std::size_t placeOf(std::string_view part) const {
        const auto found = std::search(der_.begin(), der_.end(), part.begin(), part.end(),
                                       [](std::uint8_t a, char b) { return a == static_cast<std::uint8_t>(b); });
        return static_cast<std::size_t>(found - der_.begin());
    }

    const archive::Vault& vault_;
    Bytes der_;
    Secret pkcs8_;
    std::size_t name_ = 0;
    std::size_t serial_ = 0;
    std::size_t key_ = 0;
};

template <typename Work>
void onAllCores(std::size_t count, const Work& work) {
    std::atomic<std::size_t> next{0};
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < std::max(std::thread::hardware_concurrency(), 1U); ++i) {
        threads.emplace_back([&] {
            for (std::size_t at = next++; at < count; at = next++) {
                work(at);
            }
        });
    }
}

bool fill(archive::Vault& vault, const Many& many, std::size_t certificates) {
    for (std::size_t done = 0; done < certificates; done += kBatch) {
        std::vector<core::ArchiveAddition> batch(std::min(kBatch, certificates - done));
        onAllCores(batch.size(), [&](std::size_t i) { batch[i] = many.of(done + i); });
        for (core::ArchiveAddition& addition : batch) {
            addition.entry.sealedKey = vault.sealKey(many.pkcs8(), addition.entry.sha256);
        }
        if (!vault.store().add(batch)) {
            return false;
        }
    }
    return true;
}

bool lookUps(archive::Vault& vault, const Many& many, std::size_t certificates) {
    std::mt19937_64 chance(1); // NOLINT: the same in every run
    archive::Archive archive(vault);
    std::vector<double> times;
    for (std::size_t i = 0; i < kLookUps; ++i) {
        const Bytes der = many.of(chance() % certificates).entry.certificate;
        const auto fields = crypto::readCertificateFields(der);
        const auto start = Clock::now();
        const auto found = archive.ofRecipient(fields->issuer, fields->serial);
        times.push_back(secondsSince(start) * 1000);
        if (!found || found.value().size() != 1 || found.value().front().certificate != der) {
            return false;
        }
    }
    std::ranges::sort(times);
    std::printf("{\"certificates\": %zu, \"find_ms_p50\": %.4f, \"find_ms_p99\": %.4f, \"find_ms_most\": %.4f}\n",
                certificates, times[times.size() / 2], times[times.size() * 99 / 100], times.back());
    return true;
}

bool size(const char* kind, const test::MadeCertificate& made, std::size_t certificates, bool find) {
    const auto clock = platform::systemClock();
    const test::TemporaryFolder folder;
    NoKeyring keyring;
    const auto start = Clock::now();
    {
        auto database = storage::Database::open(folder.path(), *clock);
        if (!database) {
            return false;
        }
        const auto store = storage::makeSqliteArchiveStore(*database.value());
        archive::Vault vault(*store, keyring, *clock, "bench");
        if (!vault.openOrCreate(Secret("bench password"))) {
            return false;
        }
        const Many many(vault, made);
        if (!fill(vault, many, certificates) || (find && !lookUps(vault, many, certificates))) {
            return false;
        }
    }
    const auto octets = static_cast<double>(std::filesystem::file_size(folder.path() + "/reseal.db"));
    const auto count = static_cast<double>(certificates);
    const std::size_t held = made.der.size() + made.keyPkcs8.size();
    std::printf("{\"keys\": \"%s\", \"certificates\": %zu, \"der_each\": %zu, \"database_each\": %.0f, "
                "\"database_to_der\": %.3f, \"seconds\": %.0f}\n",
                kind, certificates, held, octets / count, octets / count / static_cast<double>(held),
                secondsSince(start));
    return true;
}

// Only opened, by OpenSSL alone.
double bareSeconds(const std::vector<std::string>& files) {
    const auto start = Clock::now();
    onAllCores(files.size(), [&](std::size_t i) {
        std::ifstream stream(files[i], std::ios::binary);
        const std::string data{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
        const auto* cursor = reinterpret_cast<const unsigned char*>(data.data());
        PKCS12* file = d2i_PKCS12(nullptr, &cursor, static_cast<long>(data.size()));
        EVP_PKEY* key = nullptr;
        X509* certificate = nullptr;
        if (PKCS12_parse(file, kFilePassword, &key, &certificate, nullptr) != 1) {
            std::abort();
        }
        X509_free(certificate);
        EVP_PKEY_free(key);
        PKCS12_free(file);
    });
    return secondsSince(start);
}

bool importing(archive::Vault& vault, std::size_t files) {
    const test::TemporaryFolder folder;
    std::vector<std::string> paths;
    for (std::size_t i = 0; i < files; ++i) {
        paths.push_back(folder / (std::to_string(i) + ".p12"));
    }
    onAllCores(files, [&](std::size_t i) {
        const auto made = test::makeCertificate({.subject = {{"CN", "Person " + std::to_string(i)}}});
        const Bytes whole = test::makePkcs12(made, {.password = kFilePassword, .iterations = kIterations});
        std::ofstream(paths[i], std::ios::binary)
            .write(reinterpret_cast<const char*>(whole.data()), static_cast<std::streamsize>(whole.size()));
    });
    const auto system = platform::systemFileSystem();
    if (!vault.openOrCreate(Secret("bench password"))) { // takes about a second, however many files there are
        return false;
    }
    archive::ArchiveImport importer(vault, *system, [] { return Status(); });
    std::vector<Secret> passwords;
    passwords.emplace_back(kFilePassword);
    const double before = bareSeconds(paths);
    const auto start = Clock::now();
    const auto summary = importer.sweep({folder.path()}, {}, passwords);
    const double seconds = secondsSince(start);
    const double bare = (before + bareSeconds(paths)) / 2; // other work on the machine comes and goes
    const std::size_t fresh = summary ? summary.value().fresh.size() : 0;
    std::printf("{\"files\": %zu, \"imported\": %zu, \"seconds\": %.2f, \"per_second\": %.0f, \"bare_seconds\": %.2f, "
                "\"times_bare\": %.2f, \"cores\": %u}\n",
                files, fresh, seconds, static_cast<double>(fresh) / seconds, bare, seconds / bare,
                std::thread::hardware_concurrency());
    if (!summary || !summary.value().damaged.empty()) {
        const std::string why = summary ? summary.value().damaged.front().reason : summary.error().reason;
        std::fprintf(stderr, "not imported: %s\n", why.c_str());
    }
    return fresh == files;
}

int run(std::size_t certificates, std::size_t files) {
    crypto::initialise();
    const auto clock = platform::systemClock();
    const test::TemporaryFolder other;
    NoKeyring keyring;
    auto database = storage::Database::open(other.path(), *clock);
    if (!database) {
        return 1;
    }
    const auto store = storage::makeSqliteArchiveStore(*database.value());
    archive::Vault vault(*store, keyring, *clock, "bench");
    const bool done = importing(vault, files) &&
                      size("ec", typical(test::KeyKind::ecP256, kEcOctets), certificates / 10, false) &&
                      size("rsa", typical(test::KeyKind::rsa2048, kRsaOctets), certificates, true);
    return done ? 0 : 1;
}

} // namespace
} // namespace reseal::bench

int main(int argc, char** argv) {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    const std::size_t certificates = argc > 1 ? std::stoul(argv[1]) : 1'000'000;
    const std::size_t files = argc > 2 ? std::stoul(argv[2]) : 10'000;
    return reseal::bench::run(certificates, files);
}
