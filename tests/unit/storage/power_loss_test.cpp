// SPDX-License-Identifier: Apache-2.0
// The machine loses its power: what had not been flushed to the disk is lost in any part.
#include "storage/sqlite_renewal_store.hpp"
#include "storage/vault/sqlite_archive_store.hpp"
#include "tests/unit/storage/power_loss_disk.hpp"
#include "tests/unit/storage/profile_fixture.hpp"

#include <cstdlib>
#include <filesystem>

namespace reseal::storage::test {
namespace {

using enrolment::KeptKey;
using enrolment::Renewal;
using enrolment::State;

constexpr int kRenewals = 3;
constexpr std::size_t kImages = 250;

struct Report { // what was said to be kept, and when
    std::size_t moment;
    std::string renewal;
    State state;
    bool key;
    bool entry; // of the archive: the old key
};

// What the archive keeps for that renewal.
Sha256 entryOf(const std::string& renewal) {
    Sha256 sum{};
    sum.fill(static_cast<std::uint8_t>(renewal.front()));
    return sum;
}

core::ArchiveAddition additionOf(const std::string& renewal) {
    core::ArchiveAddition addition;
    addition.entry.sha256 = entryOf(renewal);
    addition.entry.certificate = Bytes(700, 4);
    addition.entry.sealedKey = Bytes(1300, 5);
    addition.entry.archived = kStart;
    addition.sighting = {"/keys/" + renewal, "pkcs12", kStart, kStart, 6};
    addition.event = {kStart, "tester", "renewal", toHex(addition.entry.sha256), "", 7};
    return addition;
}

class PowerLossTest : public ProfileTest {
protected:
    // Renewals step by step, each with its key, to an orderly end.
    void renew(const PowerLossDisk& disk) {
        open();
        const auto renewals = makeSqliteRenewalStore(*database_);
        const auto keys = makeSqliteNewKeyStore(*database_);
        const auto archive = makeSqliteArchiveStore(*database_);
        for (int number = 1; number <= kRenewals; ++number) {
            Renewal row;
            row.id = std::string(32, static_cast<char>('0' + number));
            row.purpose = "renew";
            row.ca = "file";
            row.cookie = Bytes(900, static_cast<std::uint8_t>(number));
            row.started = kStart;
            ASSERT_TRUE(renewals->add(row, {kStart, "begun", ""}));
            reports_.push_back({disk.moment(), row.id, row.state, false, false});
            ASSERT_TRUE(keys->keep({row.id, "1", "rsa-2048", {1}, Bytes(1200, 2), "", kStart}));
            reports_.push_back({disk.moment(), row.id, row.state, true, false});
            for (const State next : {State::submitting, State::waitingForCa, State::staged, State::installing}) {
                row.state = next;
                ASSERT_TRUE(renewals->save(row, {kStart, "step", ""}));
                reports_.push_back({disk.moment(), row.id, next, true, false});
            }
            const core::ArchiveAddition addition = additionOf(row.id);
            ASSERT_TRUE(archive->add(std::span(&addition, 1)));
            reports_.push_back({disk.moment(), row.id, row.state, true, true});
            ASSERT_TRUE(database_->backUpNow());
        }
        database_.reset();
    }

    // The newest report of each renewal that was made before the loss.
    [[nodiscard]] std::map<std::string, Report> reportedBy(std::size_t moment) const {
        std::map<std::string, Report> last;
        for (const Report& report : reports_) {
            if (report.moment <= moment) {
                last.insert_or_assign(report.renewal, report);
            }
        }
        return last;
    }

    std::vector<Report> reports_;
};

// Empty where all that was reported is there.
std::string missing(Database& database, const std::map<std::string, Report>& reported) {
    if (Status whole = database.checkIntegrity(); !whole) {
        return whole.error().reason;
    }
    const auto renewals = makeSqliteRenewalStore(database);
    const auto keys = makeSqliteNewKeyStore(database);
    const auto archive = makeSqliteArchiveStore(database);
    for (const auto& [id, report] : reported) {
        const auto found = renewals->find(id);
        if (!found || !found.value() || found.value()->state < report.state) {
            return "renewal " + id;
        }
        const auto kept = keys->kept(id);
        if (report.key && (!kept || kept.value().size() != 1 || kept.value().front().sealed != Bytes(1200, 2))) {
            return "key of " + id;
        }
        const auto entry = archive->find(entryOf(id));
        const bool whole = entry && entry.value() && !entry.value()->rotten &&
                           entry.value()->certificate == Bytes(700, 4) && entry.value()->sealedKey == Bytes(1300, 5) &&
                           archive->sightings(entry.value()->number).value().size() == 1;
        if (report.entry && !whole) {
            return "old key of " + id;
        }
    }
    return {};
}

TEST_F(PowerLossTest, power_lost_at_any_moment_loses_nothing_that_was_reported) {
    PowerLossDisk disk;
    renew(disk);
    disk.end();
    const char* const chosen = std::getenv("RESEAL_SEED");
    const unsigned seed = chosen != nullptr ? static_cast<unsigned>(std::strtoul(chosen, nullptr, 10)) : 1;
    std::mt19937 chance(seed);
    for (std::size_t image = 0; image < kImages; ++image) {
        const std::size_t moment = image * disk.moment() / kImages + 1;
        TemporaryFolder after;
        for (const auto& [path, content] : disk.imageAt(moment, chance)) {
            overwrite(after.file(std::filesystem::path(path).filename()), content);
        }
        auto database = Database::open(after.path(), clock_);
        ASSERT_TRUE(database) << database.error().reason << " after change " << moment << ", seed " << seed;
        ASSERT_EQ(missing(*database.value(), reportedBy(moment)), "") << "after change " << moment << ", seed " << seed;
    }
}

} // namespace
} // namespace reseal::storage::test
