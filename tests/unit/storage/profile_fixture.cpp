// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/storage/profile_fixture.hpp"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <unistd.h>

namespace reseal::storage::test {

namespace fs = std::filesystem;

TemporaryFolder::TemporaryFolder() {
    static std::atomic<int> count = 0;
    path_ = fs::temp_directory_path() / ("reseal-storage-" + std::to_string(getpid()) + "-" + std::to_string(++count));
    fs::create_directories(path_);
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

std::vector<std::string> TemporaryFolder::names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(path_)) {
        names.push_back(entry.path().filename().string());
    }
    std::ranges::sort(names);
    return names;
}

core::FoundCertificate certificate(int number) {
    core::FoundCertificate found;
    core::Certificate& c = found.certificate;
    // Spread over the range like real digests.
    std::uint64_t state = static_cast<std::uint64_t>(number) * 0x9E3779B97F4A7C15ULL + 1;
    for (int i = 0; i < 4; ++i) {
        state = (state ^ (state >> 31)) * 0xBF58476D1CE4E5B9ULL + static_cast<std::uint64_t>(i);
        char part[17];
        std::snprintf(part, sizeof part, "%016llx", static_cast<unsigned long long>(state));
        c.id += part;
        for (std::size_t j = 0; j < 8; ++j) {
            c.spkiSha256[static_cast<std::size_t>(i) * 8 + j] = static_cast<std::uint8_t>(~state >> (8 * j));
        }
    }
    const std::string n = std::to_string(number);
    c.subject = "CN=Иванов Иван " + n + ", O=ООО Ромашка";
    c.issuer = "CN=Удостоверяющий центр, O=АО Центр";
    c.issuerName = "Удостоверяющий центр";
    c.serial = "0a" + n;
    c.holder = {
        "Иванов Иван " + n,  "ООО Ромашка", "500100732259", "7707083893", "11223344595", "1027700132195", "", "", "",
        "ivanov@example.org"};
    c.usage.bits = static_cast<std::uint8_t>(1 + number % 7);
    c.algorithm = "GOST R 34.10-2012 (256 bit)";
    c.notBefore = kStart - std::chrono::days(100);
    c.notAfter = kStart + std::chrono::days(200 + number % 500);
    c.keyNotAfter = kStart + std::chrono::days(150 + number % 500);
    c.isCa = number % 10 == 0;
    c.authorityKeyId = "beef" + n;
    found.der.assign(1200, static_cast<std::uint8_t>(number));
    return found;
}

core::FileReading reading(const std::string& path, std::vector<int> certificates, std::int64_t modified) {
    core::FileReading result;
    result.path = path;
    result.stamp = {1200, modified, modified, 0xFFFFFFFFFFFFFFF0ULL};
    result.kind = core::FileKind::pem;
    for (const int number : certificates) {
        result.certificates.push_back(certificate(number));
    }
    return result;
}

core::FoundKey keyOf(const core::Certificate& certificate) {
    core::FoundKey key;
    key.spkiSha256 = certificate.spkiSha256;
    return key;
}

std::string contentOf(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void overwrite(const std::string& file, const std::string& content) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
}

void ProfileTest::open() {
    auto opened = tryOpen();
    ASSERT_TRUE(opened.ok()) << opened.error().reason;
    database_ = std::move(opened).value();
    store_ = makeSqliteCertificateStore(*database_);
    notices_ = makeSqliteNoticeLog(*database_);
    settings_ = makeSqliteSettingsStore(*database_);
}

void ProfileTest::close() {
    store_.reset();
    notices_.reset();
    settings_.reset();
    database_.reset();
}

void ProfileTest::scan(const std::string& root, const std::vector<core::FileReading>& readings,
                       const std::vector<std::string>& gone) {
    const Status recorded = store_->recordScan(root, readings, gone, clock_.now());
    ASSERT_TRUE(recorded.ok()) << recorded.error().reason;
}

std::vector<core::InventoryEntry> ProfileTest::entries() {
    auto result = store_->entries();
    EXPECT_TRUE(result.ok());
    return result ? std::move(result).value() : std::vector<core::InventoryEntry>();
}

core::InventoryEntry ProfileTest::entryOf(int certificateNumber) {
    for (core::InventoryEntry& entry : entries()) {
        if (entry.certificate.id == certificate(certificateNumber).certificate.id) {
            return std::move(entry);
        }
    }
    ADD_FAILURE() << "certificate " << certificateNumber << " is not there";
    return {};
}

} // namespace reseal::storage::test
