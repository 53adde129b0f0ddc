// SPDX-License-Identifier: Apache-2.0
#include "storage/vault/sqlite_archive_store.hpp"

#include "storage/backup.hpp"
#include "storage/vault/archive_tables.hpp"

#include <algorithm>

namespace reseal::storage {
namespace {

using core::ArchiveEntry;
using core::ArchiveEvent;
using core::ArchiveSighting;
using core::VaultSlot;

// Columns of an entry in the order of entryIn().
#define RESEAL_ENTRY_COLUMNS                                                                                           \
    "SELECT e.entry_id, e.sha256, c.der, k.sealed, e.key_place, e.archived, e.deleted, e.issuer_serial, "              \
    "e.subject_key_id, e.public_key, e.words, e.row_sum FROM vault_entry e LEFT JOIN vault_certificate c USING "       \
    "(entry_id) "                                                                                                      \
    "LEFT JOIN vault_key k USING (entry_id) "

Bytes copied(ByteView view) { return {view.begin(), view.end()}; }

ArchiveEntry entryIn(const Query& row) {
    ArchiveEntry entry;
    entry.number = row.integer(0);
    const ByteView sha256 = row.bytes(1);
    std::copy_n(sha256.begin(), std::min(sha256.size(), entry.sha256.size()), entry.sha256.begin());
    entry.certificate = copied(row.bytes(2));
    entry.sealedKey = copied(row.bytes(3));
    entry.keyPlace = row.text(4);
    entry.archived = row.time(5);
    entry.deleted = row.optionalTime(6);
    entry.names = {row.integer(7), row.integer(8), row.integer(9), row.text(10)};
    entry.rotten = !row.isNull(11) && row.integer(11) != vault::sumOf(entry);
    return entry;
}

Result<std::vector<ArchiveEntry>> allOf(Query& rows) {
    std::vector<ArchiveEntry> entries;
    while (rows.next()) {
        entries.push_back(entryIn(rows));
    }
    if (!rows.ok()) {
        return rows.error();
    }
    return entries;
}

class SqliteArchiveStore final : public core::ArchiveStore {
public:
    explicit SqliteArchiveStore(Database& database) : connection_(database.connection()) {
        (void)together(nullptr, [this]() -> Status {
            const auto old = connection_.number("SELECT EXISTS (SELECT 1 FROM vault_entry WHERE row_sum IS NULL) OR "
                                                "EXISTS (SELECT 1 FROM vault_slot WHERE row_sum IS NULL) OR "
                                                "EXISTS (SELECT 1 FROM vault_head WHERE row_sum IS NULL)");
            return old && old.value() != 0 ? vault::sumOldRows(connection_) : Status();
        });
    }

    Result<std::optional<core::VaultHead>> head() override { return vault::readHead(connection_); }
    Status create(const core::VaultHead& head, const std::vector<VaultSlot>& slots) override;
    Result<std::vector<VaultSlot>> slots() override { return vault::readSlots(connection_); }
    Result<std::int64_t> addSlot(const VaultSlot& slot, const ArchiveEvent& event) override;
    Status replaceSlot(const VaultSlot& slot, const ArchiveEvent& event) override;
    Status removeSlot(std::int64_t id, const ArchiveEvent& event) override;
    Result<core::VaultTries> tries() override;
    Status setTries(const core::VaultTries& tries) override;

    Result<std::vector<core::Added>> add(std::span<const core::ArchiveAddition> additions) override;
    Result<std::vector<ArchiveEntry>> between(const Sha256& low, const Sha256& high) override;
    Result<std::optional<ArchiveEntry>> find(const Sha256& sha256) override;
    Status visit(bool deletedToo, const std::function<Status(ArchiveEntry&&)>& visitor) override;
    Result<std::vector<ArchiveEntry>> byIssuerSerial(std::int64_t number) override;
    Result<std::vector<ArchiveEntry>> bySubjectKeyId(std::int64_t number) override;
    Result<std::vector<ArchiveEntry>> byPublicKey(std::int64_t number) override;
    Result<std::vector<ArchiveEntry>> byWords(const std::string& part) override;
    Result<std::vector<ArchiveEntry>> latest(std::size_t most) override;
    Result<std::vector<ArchiveEntry>> removed(std::size_t most) override;
    Result<std::vector<ArchiveSighting>> sightings(std::int64_t number) override {
        return vault::readSightings(connection_, number);
    }
    Result<std::int64_t> count() override {
        return connection_.number("SELECT count(*) FROM vault_entry WHERE deleted IS NULL");
    }
    Status mendEntry(const ArchiveEntry& entry, const ArchiveEvent& event) override;
    Status mendWays() override {
        return together(nullptr, [this] { return vault::mendWays(connection_); });
    }
    Status setDeleted(const Sha256& sha256, std::optional<TimePoint> at, const ArchiveEvent& event) override;
    Result<std::int64_t> purge(TimePoint before, const ArchiveEvent& event) override;
    Status note(const ArchiveEvent& event) override;
    Result<std::vector<ArchiveEvent>> events() override { return vault::readEvents(connection_); }
    Result<bool> tookPlace(const std::string& act) override {
        Query row(connection_, "SELECT 1 FROM vault_event WHERE act = ?1 LIMIT 1");
        const bool found = row.bind(act).next();
        return row.ok() ? Result<bool>(found) : Result<bool>(row.error());
    }
    Status checkPages() override;

private:
    // Runs `act` in a write transaction, with the event.
    template <typename Act>
    Status together(const ArchiveEvent* event, Act act) {
        Transaction transaction(connection_, Transaction::Kind::write);
        if (!transaction.begun()) {
            return transaction.begun();
        }
        if (Status done = act(); !done) {
            return done;
        }
        if (event != nullptr) {
            if (Status noted = vault::insertEvent(connection_, *event); !noted) {
                return noted;
            }
        }
        return transaction.commit();
    }
    Status addWithin(const ArchiveEntry& entry, const ArchiveSighting& sighting, core::Added& how);

    Connection& connection_;
};

Status SqliteArchiveStore::create(const core::VaultHead& head, const std::vector<VaultSlot>& slots) {
    return together(nullptr, [&]() -> Status {
        const auto there = connection_.number("SELECT count(*) FROM vault_head");
        if (!there || there.value() != 0) {
            return there ? Error{Category::refused, "vault_exists", N_("There is an archive already."), {}}
                         : there.error();
        }
        Query add(connection_, "INSERT INTO vault_head (only_row, vault_id, version) VALUES (1, ?1, ?2)");
        if (!add.bind(head.id, head.version).run()) {
            return add.error();
        }
        if (Status summed = vault::sumHead(connection_); !summed) {
            return summed;
        }
        for (const VaultSlot& slot : slots) {
            if (const auto added = vault::insertSlot(connection_, slot); !added) {
                return added.error();
            }
        }
        return {};
    });
}

Result<std::int64_t> SqliteArchiveStore::addSlot(const VaultSlot& slot, const ArchiveEvent& event) {
    std::int64_t id = 0;
    const Status done = together(&event, [&]() -> Status {
        const auto added = vault::insertSlot(connection_, slot);
        id = added ? added.value() : 0;
        return added ? Status() : Status(added.error());
    });
    return done ? Result<std::int64_t>(id) : Result<std::int64_t>(done.error());
}

Status SqliteArchiveStore::replaceSlot(const VaultSlot& slot, const ArchiveEvent& event) {
    return together(&event, [&] { return vault::updateSlot(connection_, slot); });
}

Status SqliteArchiveStore::removeSlot(std::int64_t id, const ArchiveEvent& event) {
    return together(&event, [&]() -> Status {
        if (Status removed = vault::deleteSlot(connection_, id); !removed) {
            return removed;
        }
        const auto left = connection_.number(
            "SELECT count(*) FROM vault_slot WHERE kind IN ('password', 'keyring', 'recovery') AND confirmed = 1");
        if (!left) {
            return left.error();
        }
        return left.value() > 0 ? Status()
                                : Status(Error{Category::refused,
                                               "last_slot",
                                               N_("This is the last way into the archive; add another one first."),
                                               {}});
    });
}

Result<core::VaultTries> SqliteArchiveStore::tries() {
    Query row(connection_, "SELECT failed, last FROM vault_tries");
    if (row.next()) {
        return core::VaultTries{static_cast<int>(row.integer(0)), row.time(1)};
    }
    return row.ok() ? Result<core::VaultTries>(core::VaultTries{}) : row.error();
}

Status SqliteArchiveStore::checkPages() {
    if (Status pages = storage::checkPages(connection_); !pages) {
        return pages;
    }
    // The quick check leaves out whether an index says what its rows say.
    constexpr const char* kThorough = "PRAGMA integrity_check(1)";
    const Status thorough = connection_.check(kThorough);
    if (thorough || thorough.error().category != Category::damaged) {
        return thorough;
    }
    Query again(connection_, "REINDEX");
    if (!again.run() || !connection_.check(kThorough)) {
        return thorough;
    }
    return Error{Category::damaged,
                 "index_rotten",
                 N_("A list by which entries of the archive are found had changed on the disk. It was made anew."),
                 {}};
}

Status SqliteArchiveStore::setTries(const core::VaultTries& tries) {
    return together(nullptr, [&]() -> Status {
        Query set(connection_, "INSERT INTO vault_tries VALUES (1, ?1, ?2) ON CONFLICT (only_row) DO UPDATE SET "
                               "failed = excluded.failed, last = excluded.last");
        return set.bind(tries.failed, tries.last).run() ? Status() : Status(set.error());
    });
}

Status SqliteArchiveStore::addWithin(const ArchiveEntry& entry, const ArchiveSighting& sighting, core::Added& how) {
    Query there(connection_, "SELECT e.entry_id, k.entry_id IS NOT NULL, e.deleted IS NOT NULL FROM vault_entry e "
                             "LEFT JOIN vault_key k USING (entry_id) WHERE e.sha256 = ?1");
    const bool known = there.bind(entry.sha256).next();
    if (!there.ok()) {
        return there.error();
    }
    std::int64_t number = known ? there.integer(0) : 0;
    const bool hasKey = known && there.flag(1);
    const bool deleted = known && there.flag(2);
    there.reset();
    how = !known                                ? core::Added::fresh
          : !hasKey && !entry.sealedKey.empty() ? core::Added::keyAdded
                                                : core::Added::known;
    Status done;
    if (!known) {
        done = vault::insertEntry(connection_, entry);
        const auto made = connection_.number("SELECT max(entry_id) FROM vault_entry");
        number = made ? made.value() : 0;
    } else if (how == core::Added::keyAdded) {
        done = vault::putKey(connection_, number, entry);
    }
    if (done && deleted) {
        Query back(connection_, "UPDATE vault_entry SET deleted = NULL WHERE entry_id = ?1");
        done = back.bind(number).run() ? Status() : Status(back.error());
    }
    if (done && known) {
        done = vault::sumEntry(connection_, number);
    }
    return done && !sighting.place.empty() ? vault::putSighting(connection_, number, sighting) : done;
}

Result<std::vector<core::Added>> SqliteArchiveStore::add(std::span<const core::ArchiveAddition> additions) {
    std::vector<core::Added> all;
    Status done = together(nullptr, [&]() -> Status {
        for (const core::ArchiveAddition& addition : additions) {
            core::Added how = core::Added::known;
            Status added = addWithin(addition.entry, addition.sighting, how);
            if (added && how != core::Added::known) {
                added = vault::insertEvent(connection_, addition.event);
            }
            if (!added) {
                return added;
            }
            all.push_back(how);
        }
        return {};
    });
    return done ? Result<std::vector<core::Added>>(std::move(all)) : Result<std::vector<core::Added>>(done.error());
}

Result<std::vector<ArchiveEntry>> SqliteArchiveStore::between(const Sha256& low, const Sha256& high) {
    Query rows(connection_, RESEAL_ENTRY_COLUMNS
               "WHERE e.sha256 BETWEEN ?1 AND ?2 AND e.deleted IS NULL ORDER BY e.sha256 LIMIT 100");
    return allOf(rows.bind(low, high));
}

Result<std::optional<ArchiveEntry>> SqliteArchiveStore::find(const Sha256& sha256) {
    Query row(connection_, RESEAL_ENTRY_COLUMNS "WHERE e.sha256 = ?1");
    if (row.bind(sha256).next()) {
        return std::optional(entryIn(row));
    }
    return row.ok() ? Result<std::optional<ArchiveEntry>>(std::nullopt) : row.error();
}

Status SqliteArchiveStore::visit(bool deletedToo, const std::function<Status(ArchiveEntry&&)>& visitor) {
    Query rows(connection_, RESEAL_ENTRY_COLUMNS "WHERE ?1 OR e.deleted IS NULL ORDER BY e.entry_id");
    rows.bind(deletedToo);
    while (rows.next()) {
        if (Status seen = visitor(entryIn(rows)); !seen) {
            return seen;
        }
    }
    return rows.ok() ? Status() : Status(rows.error());
}

Result<std::vector<ArchiveEntry>> SqliteArchiveStore::byIssuerSerial(std::int64_t number) {
    Query rows(connection_, RESEAL_ENTRY_COLUMNS "WHERE e.issuer_serial = ?1 AND e.deleted IS NULL");
    return allOf(rows.bind(number));
}

Result<std::vector<ArchiveEntry>> SqliteArchiveStore::bySubjectKeyId(std::int64_t number) {
    Query rows(connection_,
               RESEAL_ENTRY_COLUMNS "WHERE e.subject_key_id = ?1 AND e.subject_key_id <> 0 AND e.deleted IS NULL");
    return allOf(rows.bind(number));
}

Result<std::vector<ArchiveEntry>> SqliteArchiveStore::byPublicKey(std::int64_t number) {
    Query rows(connection_, RESEAL_ENTRY_COLUMNS "WHERE e.public_key = ?1 AND e.deleted IS NULL");
    return allOf(rows.bind(number));
}

Result<std::vector<ArchiveEntry>> SqliteArchiveStore::byWords(const std::string& part) {
    Query rows(connection_, RESEAL_ENTRY_COLUMNS
               "WHERE instr(e.words, ?1) > 0 AND e.deleted IS NULL ORDER BY e.entry_id LIMIT 10000");
    return allOf(rows.bind(part));
}

Result<std::vector<ArchiveEntry>> SqliteArchiveStore::latest(std::size_t most) {
    Query rows(connection_, RESEAL_ENTRY_COLUMNS "WHERE e.deleted IS NULL ORDER BY e.entry_id DESC LIMIT ?1");
    return allOf(rows.bind(static_cast<std::int64_t>(most)));
}

Result<std::vector<ArchiveEntry>> SqliteArchiveStore::removed(std::size_t most) {
    Query rows(connection_,
               RESEAL_ENTRY_COLUMNS "WHERE e.deleted IS NOT NULL ORDER BY e.deleted DESC, e.entry_id DESC LIMIT ?1");
    return allOf(rows.bind(static_cast<std::int64_t>(most)));
}

Status SqliteArchiveStore::setDeleted(const Sha256& sha256, std::optional<TimePoint> at, const ArchiveEvent& event) {
    return together(&event, [&]() -> Status {
        Query set(connection_, "UPDATE vault_entry SET deleted = ?2 WHERE sha256 = ?1");
        if (!set.bind(sha256, at).run()) {
            return set.error();
        }
        if (sqlite3_changes64(connection_.handle()) != 1) {
            return vault::unknownEntry();
        }
        Query row(connection_, "SELECT entry_id FROM vault_entry WHERE sha256 = ?1");
        const std::int64_t number = row.bind(sha256).next() ? row.integer(0) : 0;
        row.reset();
        return vault::sumEntry(connection_, number);
    });
}

Status SqliteArchiveStore::mendEntry(const ArchiveEntry& entry, const ArchiveEvent& event) {
    return together(&event, [&]() -> Status {
        Query row(connection_, "SELECT entry_id FROM vault_entry WHERE sha256 = ?1");
        if (!row.bind(entry.sha256).next()) {
            return row.ok() ? Status(vault::unknownEntry()) : Status(row.error());
        }
        const std::int64_t number = row.integer(0);
        row.reset();
        Query names(connection_, "UPDATE vault_entry SET issuer_serial = ?2, subject_key_id = ?3, public_key = ?4, "
                                 "words = ?5, archived = ?6, deleted = NULL WHERE entry_id = ?1");
        names.bind(number, entry.names.issuerSerial, entry.names.subjectKeyId, entry.names.publicKey, entry.names.words,
                   entry.archived);
        Query der(connection_,
                  "INSERT INTO vault_certificate (entry_id, der) VALUES (?1, ?2) ON CONFLICT (entry_id) DO "
                  "UPDATE SET der = excluded.der");
        if (!names.run() || !der.bind(number, entry.certificate).run()) {
            return names.ok() ? der.error() : names.error();
        }
        Status put = vault::putKey(connection_, number, entry);
        return put ? vault::sumEntry(connection_, number) : put;
    });
}

Result<std::int64_t> SqliteArchiveStore::purge(TimePoint before, const ArchiveEvent& event) {
    const auto due = [&]() -> Result<std::int64_t> {
        Query count(connection_, "SELECT count(*) FROM vault_entry WHERE deleted < ?1");
        return count.bind(before).next() ? Result<std::int64_t>(count.integer(0)) : Result<std::int64_t>(count.error());
    }();
    if (!due || due.value() == 0) {
        return due;
    }
    const Status done = together(&event, [&]() -> Status {
        Query remove(connection_, "DELETE FROM vault_entry WHERE deleted < ?1");
        return remove.bind(before).run() ? Status() : Status(remove.error());
    });
    return done ? due : Result<std::int64_t>(done.error());
}

Status SqliteArchiveStore::note(const ArchiveEvent& event) {
    return together(&event, [] { return Status(); });
}

} // namespace

std::unique_ptr<core::ArchiveStore> makeSqliteArchiveStore(Database& database) {
    return std::make_unique<SqliteArchiveStore>(database);
}

} // namespace reseal::storage
