// SPDX-License-Identifier: Apache-2.0
// One flipped bit anywhere in the database or in a bundle: it is found and named, or the last copy takes the database's
// place, and it costs the entry that it hits at most. RESEAL_FLIPS and RESEAL_SEED make the sweep longer and another
// one; tests/bench/archive_faults does. The table shows what the bits met.
#include "agent/archive/backup_bundle.hpp"
#include "agent/archive/verification.hpp"
#include "archive_fixture.hpp"
#include "fault_rounds.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <set>

namespace reseal::archive::test {
namespace {

constexpr int kEntries = 12;
const Secret kPassword("first password");

std::string contentOf(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void put(const std::string& path, const std::string& content) {
    std::ofstream(path, std::ios::binary).write(content.data(), static_cast<std::streamsize>(content.size()));
}

void flip(std::string& content, std::size_t bit) {
    content[bit / 8] = static_cast<char>(static_cast<unsigned char>(content[bit / 8]) ^ (1U << (bit % 8)));
}

std::string secondsOf(TimePoint time) { return std::to_string(time.time_since_epoch().count()) + "|"; }

// Everything that the archive says of an entry.
std::string textOf(const core::ArchiveEntry& entry, core::ArchiveStore& store) {
    std::string text = toHex(entry.sha256) + toHex(entry.certificate) + toHex(entry.sealedKey) + entry.keyPlace + "|" +
                       secondsOf(entry.archived) + secondsOf(entry.deleted.value_or(TimePoint{})) + entry.names.words;
    if (const auto seen = store.sightings(entry.number)) {
        for (const core::ArchiveSighting& one : seen.value()) {
            text += one.place + "|" + one.kind + "|" + secondsOf(one.firstSeen) + secondsOf(one.lastSeen);
        }
    }
    return text;
}

struct Kept {
    std::set<std::string> entries;
    std::vector<std::string> others; // head, slots, events
};

Kept keptIn(core::ArchiveStore& store) {
    Kept kept;
    (void)store.visit(true, [&](core::ArchiveEntry&& entry) {
        kept.entries.insert(textOf(entry, store));
        return Status();
    });
    if (const auto head = store.head(); head && head.value()) {
        kept.others.push_back(head.value()->id + std::to_string(head.value()->version));
    }
    if (const auto slots = store.slots()) {
        for (const core::VaultSlot& slot : slots.value()) {
            kept.others.push_back(std::to_string(slot.id) + core::name(slot.kind) + slot.label +
                                  secondsOf(slot.created) + (slot.confirmed ? "1" : "0") + slot.salt +
                                  toHex(slot.wrapped) + std::to_string(slot.version) + std::to_string(slot.iterations) +
                                  "|" + std::to_string(slot.memoryKib) + "|" + std::to_string(slot.lanes));
        }
    }
    if (const auto events = store.events()) {
        for (const core::ArchiveEvent& event : events.value()) {
            kept.others.push_back(secondsOf(event.at) + event.who + event.act + event.entry + event.detail);
        }
    }
    return kept;
}

class FlippedBitTest : public ArchiveTest {
protected:
    FlippedBitTest() {
        keyring_.there = true;
        EXPECT_TRUE(vault_->openOrCreate(kPassword).ok());
        EXPECT_TRUE(vault_->addPassword("office", Secret("another password")).ok());
        EXPECT_TRUE(vault_->addKeyring().ok());
        for (int i = 0; i < kEntries; ++i) {
            last_ = added("person " + std::to_string(i));
        }
        core::ArchiveEntry onToken = addition(*vault_, "on a token").entry;
        onToken.sealedKey.clear();
        onToken.keyPlace = "Rutoken 1234";
        const core::ArchiveAddition one{onToken, {}, vault_->event("import")};
        EXPECT_TRUE(store_->add({&one, 1}).ok());
        EXPECT_TRUE(Archive(*vault_).remove(last_).ok());
        EXPECT_TRUE(database_->backUpNow().ok());
        kept_ = keptIn(*store_);
        close();
        database = contentOf(path());
        copy = contentOf(path() + ".backup");
        readOwners();
    }
    void close() {
        vault_.reset();
        store_.reset();
        database_.reset();
    }
    std::string path() const { return folder_ / "reseal.db"; }
    void readOwners() {
        sqlite3* raw = nullptr;
        ASSERT_EQ(sqlite3_open(path().c_str(), &raw), SQLITE_OK);
        sqlite3_stmt* rows = nullptr;
        if (sqlite3_prepare_v2(raw, "SELECT pageno, name FROM dbstat", -1, &rows, nullptr) == SQLITE_OK) {
            while (sqlite3_step(rows) == SQLITE_ROW) {
                owners_[sqlite3_column_int64(rows, 0)] = reinterpret_cast<const char*>(sqlite3_column_text(rows, 1));
            }
        }
        sqlite3_finalize(rows);
        if (sqlite3_prepare_v2(raw, "PRAGMA page_size", -1, &rows, nullptr) == SQLITE_OK &&
            sqlite3_step(rows) == SQLITE_ROW) {
            page_ = static_cast<std::size_t>(sqlite3_column_int64(rows, 0));
        }
        sqlite3_finalize(rows);
        sqlite3_close(raw);
    }
    // Every second one in what is the archive's; mostly not in the middle of nothing.
    std::size_t anyBit(std::mt19937_64& chance) const {
        const bool ofTheArchive = chance() % 2 == 0;
        for (int tries = 0;; ++tries) {
            const std::size_t bit = chance() % (database.size() * 8);
            const std::string_view around = std::string_view(database).substr(bit / 8, 4);
            const bool full = around.find_first_not_of('\0') != std::string_view::npos || tries % 64 == 63;
            if (full && (!ofTheArchive || ownerOf(bit).find("vault_") != std::string::npos)) {
                return bit;
            }
        }
    }
    std::string ownerOf(std::size_t bit) const {
        const auto found = owners_.find(static_cast<std::int64_t>(bit / 8 / page_) + 1);
        return found == owners_.end() ? "free pages" : found->second;
    }

    // A bit of the row that stands last on the first page of this table or index.
    std::size_t bitOfARowIn(const std::string& owner) const {
        const auto found = std::ranges::find(owners_, owner, [](const auto& page) { return page.second; });
        return found == owners_.end() ? 0 : (static_cast<std::size_t>(found->first) * page_ - 4) * 8;
    }

    // "unharmed", "restored" (from the copy), "named" (an entry or note is hurt), "mended" (named, and nothing is
    // hurt), "missed" or "lost"
    std::string outcomeOf(std::size_t bit) {
        close();
        for (const char* rest : {"-wal", "-shm"}) {
            std::filesystem::remove(path() + rest);
        }
        std::string changed = database;
        flip(changed, bit);
        put(path(), changed);
        put(path() + ".backup", copy);
        auto opened = storage::Database::open(folder_.path(), clock_);
        if (!opened) {
            std::printf("opening: %s\n", opened.error().reason.c_str());
            return "lost";
        }
        database_ = std::move(opened).value();
        store_ = storage::makeSqliteArchiveStore(*database_);
        vault_ = std::make_unique<Vault>(*store_, keyring_, clock_, "tester", VaultPace{kCheap});
        const Kept now = keptIn(*store_);
        const bool same = now.entries == kept_.entries && now.others == kept_.others;
        if (const Status open = vault_->open(kPassword); !open) {
            std::printf("vault: %s\n", open.error().reason.c_str());
            return "lost";
        }
        const auto verified = verify(*vault_);
        const auto whole =
            std::ranges::count_if(kept_.entries, [&](const std::string& entry) { return now.entries.contains(entry); });
        if (!verified || whole + 1 < static_cast<std::ptrdiff_t>(kept_.entries.size())) {
            return "lost";
        }
        if (!verified.value().rotten.empty()) {
            return same ? "mended" : "named";
        }
        return !same ? "missed" : database_->opening().restoredFromBackup ? "restored" : "unharmed";
    }

    std::string database;
    std::string copy;
    std::size_t page_ = 4096;

private:
    core::ArchiveEntry last_;
    Kept kept_;
    std::map<std::int64_t, std::string> owners_;
};

void print(const std::map<std::string, std::map<std::string, int>>& table) {
    constexpr std::array kOutcomes{"unharmed", "restored", "named", "mended", "missed", "lost"};
    std::printf("| where the bit lies | flips | unharmed | restored | named | mended | missed | lost |\n"
                "| --- | --- | --- | --- | --- | --- | --- | --- |\n");
    for (const auto& [owner, outcomes] : table) {
        int all = 0;
        for (const auto& [outcome, count] : outcomes) {
            all += count;
        }
        std::printf("| %s | %d |", owner.c_str(), all);
        for (const char* outcome : kOutcomes) {
            const auto found = outcomes.find(outcome);
            std::printf(" %d |", found == outcomes.end() ? 0 : found->second);
        }
        std::printf("\n");
    }
}

TEST_F(FlippedBitTest, inTheDatabase_isFoundOrHarmlessAndCostsOneEntryAtMost) {
    const int flips = faultRounds("RESEAL_FLIPS", 200);
    std::mt19937_64 chance(faultSeed());
    std::map<std::string, std::map<std::string, int>> table;
    for (int i = 0; i < flips; ++i) {
        const std::size_t bit = anyBit(chance);
        const std::string outcome = outcomeOf(bit);
        ++table[ownerOf(bit)][outcome];
        EXPECT_TRUE(outcome != "missed" && outcome != "lost")
            << outcome << ": bit " << bit << " of " << ownerOf(bit) << ", octet " << bit / 8 % page_ << " of its page";
    }
    print(table);
}

TEST_F(FlippedBitTest, inAListThatFindsEntries_isNamedOnceAndTheListIsMadeAnew) {
    for (const char* list :
         {"vault_entry_by_issuer_serial", "vault_entry_by_public_key", "vault_entry_by_subject_key_id"}) {
        const std::size_t bit = bitOfARowIn(list);
        ASSERT_GT(bit, 0U) << list;
        EXPECT_EQ(outcomeOf(bit), "mended") << list;
        const auto again = verify(*vault_);
        EXPECT_TRUE(again && again.value().rotten.empty()) << list;
    }
}

TEST_F(FlippedBitTest, inABundle_isFoundAndCostsOneEntryAtMost) {
    open({kCheap});
    ASSERT_TRUE(vault_->open(kPassword).ok());
    const reseal::test::TemporaryFolder drive;
    const auto made = backUp(*vault_, drive.path());
    ASSERT_TRUE(made.ok());
    const std::string segment = made.value().path + "/000001.rsb";
    const std::string good = contentOf(segment);
    const int flips = faultRounds("RESEAL_FLIPS", 200) / 2;
    std::mt19937_64 chance(faultSeed());
    for (int i = 0; i < flips; ++i) {
        const std::size_t bit = chance() % (good.size() * 8);
        std::string bad = good;
        flip(bad, bit);
        put(segment, bad);
        const reseal::test::TemporaryFolder other;
        auto opened = std::move(storage::Database::open(other.path(), clock_)).value();
        const auto store = storage::makeSqliteArchiveStore(*opened);
        Vault vault(*store, keyring_, clock_, "tester", {kCheap});
        const auto restored = restore(vault, drive.path(), kPassword, Secret());
        ASSERT_TRUE(restored.ok()) << "bit " << bit << ": " << restored.error().reason;
        EXPECT_GE(restored.value().added + 1, made.value().entries) << "bit " << bit;
        EXPECT_FALSE(restored.value().damaged.empty()) << "bit " << bit;
    }
    std::printf("%d flips in a bundle of %zu octets\n", flips, good.size());
}

} // namespace
} // namespace reseal::archive::test
