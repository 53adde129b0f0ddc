// SPDX-License-Identifier: Apache-2.0
// An old disk with more keys than OpenSSL's locked memory holds at once.
#include "agent/archive/archive_import.hpp"
#include "archive_fixture.hpp"

#include <fstream>

namespace reseal::archive::test {
namespace {

constexpr int kFiles = 2200;

class Sweep : public ArchiveTest {
protected:
    Sweep() { EXPECT_TRUE(vault_->openOrCreate(Secret("correct horse")).ok()); } // which sets that memory up

    ImportSummary swept() {
        const auto made = reseal::test::makeCertificate({.subject = {{"CN", "Anna"}}});
        const std::string disk = folder_.path() + "/disk";
        std::filesystem::create_directory(disk);
        for (int i = 0; i < kFiles; ++i) {
            std::ofstream(disk + "/" + std::to_string(i) + ".pem") << made.pem << made.keyPem;
        }
        const auto files = platform::systemFileSystem();
        ArchiveImport importer(*vault_, *files, [this] { return vault_->openOrCreate(Secret("correct horse")); });
        return importer.sweep({disk}, {}, {}).value();
    }
};

TEST_F(Sweep, thousandsOfKeys_areAllTaken) {
    const ImportSummary summary = swept();
    EXPECT_EQ(summary.fresh.size() + summary.known.size(), static_cast<std::size_t>(kFiles));
    EXPECT_TRUE(summary.damaged.empty()) << summary.damaged.front().reason;
}

} // namespace
} // namespace reseal::archive::test
