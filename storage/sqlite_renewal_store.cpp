// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite_renewal_store.hpp"

#include "storage/connection.hpp"

namespace reseal::storage {
namespace {

using enrolment::KeptKey;
using enrolment::Renewal;
using enrolment::RenewalEvent;

Bytes copied(ByteView view) { return {view.begin(), view.end()}; }

#define RESEAL_RENEWAL_COLUMNS                                                                                         \
    "SELECT renewal_id, state, purpose, ca, settings, old_certificate, old_der, medium, folder, operation, function, " \
    "params, cookie, demand, question, asked, place, backup, failures, unproductive, reason, detail, started, "        \
    "changed, next_attempt, deadline, pair FROM renewal "

// A state of a newer program reads as one that nobody acts on.
Renewal renewalIn(const Query& row) {
    Renewal renewal;
    renewal.id = row.text(0);
    renewal.state = enrolment::stateOf(row.view(1)).value_or(enrolment::State::rejected);
    renewal.purpose = row.text(2);
    renewal.ca = row.text(3);
    renewal.settings = copied(row.bytes(4));
    renewal.oldCertificate = row.text(5);
    renewal.oldDer = copied(row.bytes(6));
    renewal.medium = row.text(7);
    renewal.folder = row.text(8);
    renewal.operation = row.text(9);
    renewal.function = row.text(10);
    renewal.params = copied(row.bytes(11));
    renewal.cookie = copied(row.bytes(12));
    renewal.demand = copied(row.bytes(13));
    renewal.question = enrolment::questionOf(row.view(14)).value_or(enrolment::Question::none);
    renewal.asked = enrolment::stateOf(row.view(15)).value_or(enrolment::State::asking);
    renewal.place = row.text(16);
    renewal.backup = row.text(17);
    renewal.failures = static_cast<int>(row.integer(18));
    renewal.unproductive = static_cast<int>(row.integer(19));
    renewal.reason = row.text(20);
    renewal.detail = row.text(21);
    renewal.started = row.time(22);
    renewal.changed = row.time(23);
    renewal.nextAttempt = row.optionalTime(24);
    renewal.deadline = row.optionalTime(25);
    renewal.pair = copied(row.bytes(26));
    return renewal;
}

class SqliteRenewalStore final : public enrolment::RenewalStore {
public:
    explicit SqliteRenewalStore(Database& database) : connection_(database.connection()) {}

    Status add(const Renewal& renewal, const RenewalEvent& event) override {
        Query active(connection_,
                     "SELECT renewal_id FROM renewal WHERE ended = 0 AND old_certificate = ?1 AND ?1 <> ''");
        if (active.bind(renewal.oldCertificate).next()) {
            return Error{Category::refused, "renewal_active",
                         N_("This certificate is being renewed already; see 'reseal renewals list'."), active.text(0)};
        }
        return active.ok() ? write(renewal, event) : Status(active.error());
    }

    Status save(const Renewal& renewal, const RenewalEvent& event) override { return write(renewal, event); }

    Result<std::optional<Renewal>> find(const std::string& id) override {
        Query row(connection_, RESEAL_RENEWAL_COLUMNS "WHERE renewal_id = ?1");
        if (row.bind(id).next()) {
            return std::optional(renewalIn(row));
        }
        return row.ok() ? Result<std::optional<Renewal>>(std::nullopt) : row.error();
    }

    Result<std::vector<Renewal>> all() override {
        Query rows(connection_, RESEAL_RENEWAL_COLUMNS "ORDER BY started DESC, renewal_id");
        std::vector<Renewal> renewals;
        while (rows.next()) {
            renewals.push_back(renewalIn(rows));
        }
        return rows.ok() ? Result<std::vector<Renewal>>(std::move(renewals)) : rows.error();
    }

    Result<std::vector<RenewalEvent>> events(const std::string& id) override {
        Query rows(connection_, "SELECT at, state, what FROM renewal_event WHERE renewal_id = ?1 ORDER BY event_id");
        rows.bind(id);
        std::vector<RenewalEvent> events;
        while (rows.next()) {
            events.push_back({rows.time(0), rows.text(1), rows.text(2)});
        }
        return rows.ok() ? Result<std::vector<RenewalEvent>>(std::move(events)) : rows.error();
    }

private:
    Status write(const Renewal& renewal, const RenewalEvent& event) {
        Transaction transaction(connection_, Transaction::Kind::write);
        if (!transaction.begun()) {
            return transaction.begun();
        }
        Query put(
            connection_,
            "INSERT INTO renewal (renewal_id, state, ended, purpose, ca, settings, old_certificate, old_der, medium, "
            "folder, operation, function, params, cookie, demand, question, asked, place, backup, failures, "
            "unproductive, reason, detail, started, changed, next_attempt, deadline, pair) VALUES (?1, ?2, ?3, ?4, ?5, "
            "?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, "
            "?27, ?28) ON CONFLICT (renewal_id) DO UPDATE SET state = ?2, ended = ?3, medium = ?9, folder = ?10, "
            "operation = ?11, function = ?12, params = ?13, cookie = ?14, demand = ?15, question = ?16, asked = "
            "?17, place = ?18, backup = ?19, failures = ?20, unproductive = ?21, reason = ?22, detail = ?23, "
            "changed = ?25, next_attempt = ?26, deadline = ?27");
        put.bind(renewal.id, std::string_view(enrolment::name(renewal.state)), enrolment::ended(renewal.state) ? 1 : 0,
                 renewal.purpose, renewal.ca, renewal.settings, renewal.oldCertificate, renewal.oldDer, renewal.medium,
                 renewal.folder, renewal.operation, renewal.function, renewal.params, renewal.cookie, renewal.demand,
                 std::string_view(enrolment::name(renewal.question)), std::string_view(enrolment::name(renewal.asked)),
                 renewal.place, renewal.backup, renewal.failures, renewal.unproductive, renewal.reason, renewal.detail,
                 renewal.started, renewal.changed, renewal.nextAttempt, renewal.deadline, renewal.pair);
        if (!put.run()) {
            return put.error();
        }
        Query note(connection_, "INSERT INTO renewal_event (renewal_id, at, state, what) VALUES (?1, ?2, ?3, ?4)");
        if (!note.bind(renewal.id, event.at, event.state, event.what).run()) {
            return note.error();
        }
        return transaction.commit();
    }

    Connection& connection_;
};

class SqliteNewKeyStore final : public enrolment::NewKeyStore {
public:
    explicit SqliteNewKeyStore(Database& database) : connection_(database.connection()) {}

    Status keep(const KeptKey& key) override {
        Transaction transaction(connection_, Transaction::Kind::write);
        if (!transaction.begun()) {
            return transaction.begun();
        }
        Query add(connection_, "INSERT INTO renewal_key VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
        if (!add.bind(key.renewal, key.number, key.algorithm, key.publicKey, key.sealed, key.tokenKey, key.made)
                 .run()) {
            return add.error();
        }
        return transaction.commit();
    }

    Result<std::vector<KeptKey>> kept(const std::string& renewal) override {
        Query rows(connection_,
                   "SELECT renewal_id, number, algorithm, public_key, sealed, token_key, made FROM renewal_key "
                   "WHERE ?1 = '' OR renewal_id = ?1 ORDER BY renewal_id, number");
        rows.bind(renewal);
        std::vector<KeptKey> keys;
        while (rows.next()) {
            keys.push_back({rows.text(0), rows.text(1), rows.text(2), copied(rows.bytes(3)), copied(rows.bytes(4)),
                            rows.text(5), rows.time(6)});
        }
        return rows.ok() ? Result<std::vector<KeptKey>>(std::move(keys)) : rows.error();
    }

    Status forget(const std::string& renewal) override {
        Transaction transaction(connection_, Transaction::Kind::write);
        if (!transaction.begun()) {
            return transaction.begun();
        }
        Query remove(connection_, "DELETE FROM renewal_key WHERE renewal_id = ?1");
        if (!remove.bind(renewal).run()) {
            return remove.error();
        }
        return transaction.commit();
    }

private:
    Connection& connection_;
};

} // namespace

std::unique_ptr<enrolment::RenewalStore> makeSqliteRenewalStore(Database& database) {
    return std::make_unique<SqliteRenewalStore>(database);
}

std::unique_ptr<enrolment::NewKeyStore> makeSqliteNewKeyStore(Database& database) {
    return std::make_unique<SqliteNewKeyStore>(database);
}

} // namespace reseal::storage
