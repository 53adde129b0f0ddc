// SPDX-License-Identifier: Apache-2.0
#include "storage/vault/archive_tables.hpp"

#include "storage/vault/row_sums.hpp"

#include <bit>
#include <optional>

namespace reseal::storage::vault {
namespace {

Error unknownSlot() {
    return {Category::notFound,
            "unknown_slot",
            N_("The archive has no such way in; 'reseal archive slots list' shows all."),
            {}};
}

Status finished(Query& query) { return query.run() ? Status() : Status(query.error()); }

// A change of exactly one row.
Status changedOne(Connection& connection, Query& query) {
    if (!query.run()) {
        return query.error();
    }
    return sqlite3_changes64(connection.handle()) == 1 ? Status() : Status(unknownSlot());
}

// Columns of a slot in the order of slotOf(), its sum behind them.
RowFields fieldsOf(const core::VaultSlot& slot) {
    const auto octets = [](const Bytes& bytes) { return std::string(bytes.begin(), bytes.end()); };
    return {slot.id,
            std::string(core::name(slot.kind)),
            slot.label,
            std::int64_t{slot.created.time_since_epoch().count()},
            std::int64_t{slot.confirmed ? 1 : 0},
            std::int64_t{slot.version},
            std::int64_t{slot.memoryKib},
            std::int64_t{slot.iterations},
            std::int64_t{slot.lanes},
            slot.salt,
            octets(slot.publicKey),
            octets(slot.wrapped)};
}

std::optional<core::VaultSlot> slotOf(const RowFields& fields) {
    const auto kind = core::slotKindOf(textIn(fields[1]));
    if (!kind) {
        return std::nullopt; // one of a newer version is not for this program
    }
    const auto octets = [](const RowField& field) {
        const std::string text = textIn(field);
        return Bytes(text.begin(), text.end());
    };
    core::VaultSlot slot;
    slot.id = numberIn(fields[0]);
    slot.kind = *kind;
    slot.label = textIn(fields[2]);
    slot.created = TimePoint(std::chrono::seconds(numberIn(fields[3])));
    slot.confirmed = numberIn(fields[4]) != 0;
    slot.version = static_cast<int>(numberIn(fields[5]));
    slot.memoryKib = static_cast<std::uint32_t>(numberIn(fields[6]));
    slot.iterations = static_cast<std::uint32_t>(numberIn(fields[7]));
    slot.lanes = static_cast<std::uint32_t>(numberIn(fields[8]));
    slot.salt = textIn(fields[9]);
    slot.publicKey = octets(fields[10]);
    slot.wrapped = octets(fields[11]);
    return slot;
}

RowFields fieldsIn(const Query& row, std::string_view kinds) { // 'n' number, 't' text, 'b' octets
    RowFields fields;
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        const int column = static_cast<int>(i);
        if (kinds[i] == 'n') {
            fields.emplace_back(row.integer(column));
        } else if (kinds[i] == 't') {
            fields.emplace_back(row.text(column));
        } else {
            const ByteView octets = row.bytes(column);
            fields.emplace_back(std::string(octets.begin(), octets.end()));
        }
    }
    return fields;
}

// Mends the fields where it can.
core::Rot judge(const Query& row, int sumColumn, RowFields& fields) {
    const std::int64_t kept = row.integer(sumColumn);
    const std::int64_t sum = sumOf(fields);
    if (row.isNull(sumColumn) || kept == sum) {
        return core::Rot::none;
    }
    const bool sumItself = std::popcount(static_cast<std::uint64_t>(kept ^ sum)) == 1;
    return sumItself || mend(fields, kept) ? core::Rot::mended : core::Rot::beyond;
}

} // namespace

Result<std::vector<core::VaultSlot>> readSlots(Connection& connection) {
    std::vector<core::VaultSlot> slots;
    Query rows(connection,
               "SELECT slot_id, kind, label, created, confirmed, version, memory_kib, iterations, lanes, salt, "
               "public_key, wrapped, row_sum FROM vault_slot ORDER BY slot_id");
    constexpr std::string_view kKinds = "nttnnnnnntbb";
    while (rows.next()) {
        RowFields fields = fieldsIn(rows, kKinds);
        const core::Rot rot = judge(rows, static_cast<int>(kKinds.size()), fields);
        if (auto slot = slotOf(fields)) {
            slot->rot = rot;
            slots.push_back(std::move(*slot));
        }
    }
    if (!rows.ok()) {
        return rows.error();
    }
    return slots;
}

Result<std::optional<core::VaultHead>> readHead(Connection& connection) {
    Query row(connection, "SELECT vault_id, version, row_sum FROM vault_head");
    if (row.next()) {
        RowFields fields = fieldsIn(row, "tn");
        const core::Rot rot = judge(row, 2, fields);
        return std::optional(core::VaultHead{textIn(fields[0]), static_cast<int>(numberIn(fields[1])), rot});
    }
    return row.ok() ? Result<std::optional<core::VaultHead>>(std::nullopt) : row.error();
}

Status sumHead(Connection& connection) {
    const auto head = readHead(connection);
    if (!head || !head.value() || head.value()->rot == core::Rot::beyond) {
        return head ? Status() : Status(head.error());
    }
    Query set(connection, "UPDATE vault_head SET vault_id = ?1, version = ?2, row_sum = ?3");
    const core::VaultHead& now = *head.value();
    return finished(set.bind(now.id, now.version, sumOf(RowFields{now.id, std::int64_t{now.version}})));
}

Status mendWays(Connection& connection) {
    const auto slots = readSlots(connection);
    if (!slots) {
        return slots.error();
    }
    for (const core::VaultSlot& slot : slots.value()) {
        if (slot.rot == core::Rot::mended) {
            (void)updateSlot(connection, slot); // unless its number itself has changed
        }
    }
    return sumHead(connection);
}

Status sumOldRows(Connection& connection) {
    const auto slots = readSlots(connection);
    if (!slots) {
        return slots.error();
    }
    for (const core::VaultSlot& slot : slots.value()) {
        Query set(connection, "UPDATE vault_slot SET row_sum = ?2 WHERE slot_id = ?1 AND row_sum IS NULL");
        if (Status summed = finished(set.bind(slot.id, sumOf(fieldsOf(slot)))); !summed) {
            return summed;
        }
    }
    if (Status summed = sumHead(connection); !summed) {
        return summed;
    }
    std::vector<std::int64_t> numbers;
    Query rows(connection, "SELECT entry_id FROM vault_entry WHERE row_sum IS NULL");
    while (rows.next()) {
        numbers.push_back(rows.integer(0));
    }
    rows.reset();
    for (const std::int64_t number : numbers) {
        if (Status summed = sumEntry(connection, number); !summed) {
            return summed;
        }
    }
    return {};
}

std::int64_t sumOf(const core::ArchiveEntry& entry) {
    const bool deleted = entry.deleted.has_value();
    return smallSumOf({entry.number, entry.keyPlace, std::int64_t{entry.archived.time_since_epoch().count()},
                       std::int64_t{deleted ? 1 : 0},
                       std::int64_t{deleted ? entry.deleted->time_since_epoch().count() : 0}});
}

Status sumEntry(Connection& connection, std::int64_t number) {
    core::ArchiveEntry entry;
    Query row(connection, "SELECT key_place, archived, deleted FROM vault_entry WHERE entry_id = ?1");
    if (!row.bind(number).next()) {
        return row.ok() ? Status() : Status(row.error());
    }
    entry.number = number;
    entry.keyPlace = row.text(0);
    entry.archived = row.time(1);
    entry.deleted = row.optionalTime(2);
    row.reset();
    Query set(connection, "UPDATE vault_entry SET row_sum = ?2 WHERE entry_id = ?1");
    return finished(set.bind(number, sumOf(entry)));
}

Result<std::int64_t> insertSlot(Connection& connection, const core::VaultSlot& slot) {
    Query add(connection,
              "INSERT INTO vault_slot (kind, label, created, confirmed, version, memory_kib, iterations, lanes, "
              "salt, public_key, wrapped) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
    const std::string_view kind = core::name(slot.kind);
    add.bind(kind, slot.label, slot.created, slot.confirmed, slot.version, slot.memoryKib, slot.iterations, slot.lanes,
             slot.salt, slot.publicKey, slot.wrapped);
    if (!add.run()) {
        return add.error();
    }
    core::VaultSlot made = slot;
    made.id = static_cast<std::int64_t>(sqlite3_last_insert_rowid(connection.handle()));
    Query sum(connection, "UPDATE vault_slot SET row_sum = ?2 WHERE slot_id = ?1 AND row_sum IS NOT ?2");
    const Status summed = finished(sum.bind(made.id, sumOf(fieldsOf(made))));
    return summed ? Result<std::int64_t>(made.id) : Result<std::int64_t>(summed.error());
}

Status updateSlot(Connection& connection, const core::VaultSlot& slot) {
    Query set(connection,
              "UPDATE vault_slot SET label = ?2, created = ?3, confirmed = ?4, version = ?5, memory_kib = ?6, "
              "iterations = ?7, lanes = ?8, salt = ?9, wrapped = ?10, kind = ?11, public_key = ?12, row_sum = ?13 "
              "WHERE slot_id = ?1");
    const std::string_view kind = core::name(slot.kind);
    set.bind(slot.id, slot.label, slot.created, slot.confirmed, slot.version, slot.memoryKib, slot.iterations,
             slot.lanes, slot.salt, slot.wrapped, kind, slot.publicKey, sumOf(fieldsOf(slot)));
    return changedOne(connection, set);
}

Status deleteSlot(Connection& connection, std::int64_t id) {
    Query remove(connection, "DELETE FROM vault_slot WHERE slot_id = ?1");
    return changedOne(connection, remove.bind(id));
}

Status insertEvent(Connection& connection, const core::ArchiveEvent& event) {
    Query add(connection,
              "INSERT INTO vault_event (at, who, act, entry, detail, check_sum) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
    return finished(add.bind(event.at, event.who, event.act, event.entry, event.detail, event.check));
}

Result<std::vector<core::ArchiveEvent>> readEvents(Connection& connection) {
    std::vector<core::ArchiveEvent> events;
    Query rows(connection, "SELECT at, who, act, entry, detail, check_sum FROM vault_event ORDER BY event_id");
    while (rows.next()) {
        events.push_back({rows.time(0), rows.text(1), rows.text(2), rows.text(3), rows.text(4), rows.integer(5)});
    }
    if (!rows.ok()) {
        return rows.error();
    }
    return events;
}

Status insertEntry(Connection& connection, const core::ArchiveEntry& entry) {
    Query add(connection,
              "INSERT INTO vault_entry (sha256, issuer_serial, subject_key_id, public_key, words, key_place, "
              "archived) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    add.bind(entry.sha256, entry.names.issuerSerial, entry.names.subjectKeyId, entry.names.publicKey, entry.names.words,
             entry.keyPlace, entry.archived);
    if (!add.run()) {
        return add.error();
    }
    const std::int64_t number = sqlite3_last_insert_rowid(connection.handle());
    Query der(connection, "INSERT INTO vault_certificate (entry_id, der) VALUES (?1, ?2)");
    if (Status put = finished(der.bind(number, entry.certificate)); !put) {
        return put;
    }
    Status kept = putKey(connection, number, entry);
    return kept ? sumEntry(connection, number) : kept;
}

Status putKey(Connection& connection, std::int64_t number, const core::ArchiveEntry& entry) {
    Query place(connection, "UPDATE vault_entry SET key_place = ?2 WHERE entry_id = ?1 AND key_place <> ?2");
    if (Status put = finished(place.bind(number, entry.keyPlace)); !put || entry.sealedKey.empty()) {
        return put;
    }
    Query key(connection,
              "INSERT INTO vault_key (entry_id, sealed) VALUES (?1, ?2) ON CONFLICT (entry_id) DO UPDATE SET "
              "sealed = excluded.sealed");
    return finished(key.bind(number, entry.sealedKey));
}

Status putSighting(Connection& connection, std::int64_t number, const core::ArchiveSighting& sighting) {
    Query put(connection, "INSERT INTO vault_sighting (entry_id, place, kind, first_seen, last_seen, check_sum) "
                          "VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (entry_id, place) DO UPDATE SET "
                          "kind = excluded.kind, last_seen = excluded.last_seen, first_seen = excluded.first_seen, "
                          "check_sum = excluded.check_sum");
    return finished(put.bind(number, sighting.place, sighting.kind, sighting.firstSeen, sighting.lastSeen,
                             sighting.check ^ number));
}

Result<std::vector<core::ArchiveSighting>> readSightings(Connection& connection, std::int64_t number) {
    std::vector<core::ArchiveSighting> sightings;
    Query rows(connection,
               "SELECT place, kind, first_seen, last_seen, check_sum FROM vault_sighting WHERE entry_id = ?1 "
               "ORDER BY first_seen, place");
    rows.bind(number);
    while (rows.next()) {
        sightings.push_back({rows.text(0), rows.text(1), rows.time(2), rows.time(3), rows.integer(4) ^ number});
    }
    if (!rows.ok()) {
        return rows.error();
    }
    return sightings;
}

} // namespace reseal::storage::vault
