// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite_notice_log.hpp"

#include "storage/connection.hpp"
#include "storage/row_values.hpp"
#include "storage/sqlite_error.hpp"

#include <algorithm>
#include <limits>
#include <set>

namespace reseal::storage {
namespace {

constexpr const char* kNeverAnnounced =
    N_("Nothing has been said about this certificate yet, so there is nothing to put off.");
constexpr const char* kUnknownNotice = N_("There was no such notice.");

// Rows of (id, at, certificate or null), those of one notice together.
Result<std::vector<core::NoticeLog::Past>> pastNotices(Query& rows) {
    std::vector<core::NoticeLog::Past> result;
    while (rows.next()) {
        if (result.empty() || result.back().noticeId != rows.view(0)) {
            result.push_back({rows.text(0), rows.time(1), {}});
        }
        if (!rows.isNull(2)) {
            result.back().certificateIds.push_back(toHex(rows.bytes(2)));
        }
    }
    if (!rows.ok()) {
        return rows.error();
    }
    return result;
}

class SqliteNoticeLog final : public core::NoticeLog {
public:
    explicit SqliteNoticeLog(Database& database) : connection_(database.connection()) {}

    Result<core::AnnouncedById> announced() override;
    Status record(const std::string& noticeId, TimePoint at, const std::vector<Entry>& entries) override;
    Status snooze(const std::vector<std::string>& certificateIds, TimePoint until) override;
    Status noteDelivery(const std::string& noticeId, bool delivered, const std::string& how) override;
    Result<std::vector<Past>> undelivered(TimePoint since) override;
    Result<std::vector<Past>> history(std::size_t newest) override;

private:
    Status replaceState(const Sha256& certificate, const core::Announced& state);
    Result<std::vector<Sha256>> itemsOf(std::int64_t notice);
    Status addNotice(const std::string& noticeId, TimePoint at, const std::vector<Sha256>& certificates);

    Connection& connection_;
};

Result<core::AnnouncedById> SqliteNoticeLog::announced() {
    core::AnnouncedById result;
    Query rows(connection_, "SELECT certificate, due, snoozed_until, days FROM announced "
                            "LEFT JOIN announced_threshold USING (certificate)");
    while (rows.next()) {
        core::Announced& state = result[toHex(rows.bytes(0))];
        state.due = rows.time(1);
        state.snoozedUntil = rows.optionalTime(2);
        if (!rows.isNull(3)) {
            state.thresholds.insert(static_cast<int>(rows.integer(3)));
        }
    }
    if (!rows.ok()) {
        return rows.error();
    }
    return result;
}

Status SqliteNoticeLog::replaceState(const Sha256& certificate, const core::Announced& state) {
    Query clear(connection_, "DELETE FROM announced_threshold WHERE certificate = ?1");
    if (!clear.bind(certificate).run()) {
        return clear.error();
    }
    Query put(connection_, "INSERT INTO announced (certificate, due, snoozed_until) VALUES (?1, ?2, ?3) "
                           "ON CONFLICT (certificate) DO UPDATE SET due = excluded.due, "
                           "snoozed_until = excluded.snoozed_until");
    if (!put.bind(certificate, state.due, state.snoozedUntil).run()) {
        return put.error();
    }
    Query add(connection_, "INSERT INTO announced_threshold (certificate, days) VALUES (?1, ?2)");
    for (const int days : state.thresholds) {
        if (!add.bind(certificate, days).run()) {
            return add.error();
        }
    }
    return {};
}

// The certificates of a notice, by position.
Result<std::vector<Sha256>> SqliteNoticeLog::itemsOf(std::int64_t notice) {
    std::vector<Sha256> items;
    Query rows(connection_, "SELECT certificate FROM notice_item WHERE notice_id = ?1 ORDER BY position");
    rows.bind(notice);
    while (rows.next()) {
        const ByteView certificate = rows.bytes(0);
        Sha256& item = items.emplace_back();
        std::ranges::copy_n(certificate.begin(), static_cast<std::ptrdiff_t>(std::min(certificate.size(), item.size())),
                            item.begin());
    }
    if (!rows.ok()) {
        return rows.error();
    }
    return items;
}

// Two notices of one second have one id: the later one's certificates are added to it, and it has to be shown again.
Status SqliteNoticeLog::addNotice(const std::string& noticeId, TimePoint at, const std::vector<Sha256>& certificates) {
    Query add(connection_, "INSERT INTO notice (id, at) VALUES (?1, ?2) "
                           "ON CONFLICT (id) DO UPDATE SET delivered = NULL, how = NULL RETURNING notice_id");
    add.bind(noticeId, at);
    if (!add.next()) {
        return add.ok() ? connection_.error(SQLITE_CORRUPT) : add.error();
    }
    const std::int64_t notice = add.integer(0);
    if (!add.run()) {
        return add.error();
    }
    const auto before = itemsOf(notice);
    if (!before) {
        return before.error();
    }
    std::set<Sha256> named(before.value().begin(), before.value().end());
    std::size_t position = before.value().size();
    Query item(connection_, "INSERT INTO notice_item (notice_id, position, certificate) VALUES (?1, ?2, ?3)");
    for (const Sha256& certificate : certificates) {
        if (named.insert(certificate).second && !item.bind(notice, position++, certificate).run()) {
            return item.error();
        }
    }
    return {};
}

Status SqliteNoticeLog::record(const std::string& noticeId, TimePoint at, const std::vector<Entry>& entries) {
    std::vector<Sha256> certificates;
    for (const Entry& entry : entries) {
        const auto certificate = parseId(entry.certificateId);
        if (!certificate) {
            return badIdError(entry.certificateId);
        }
        certificates.push_back(*certificate);
    }
    Transaction transaction(connection_, Transaction::Kind::write);
    if (!transaction.begun()) {
        return transaction.begun();
    }
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (Status done = replaceState(certificates[i], entries[i].state); !done) {
            return done;
        }
    }
    if (!noticeId.empty()) {
        if (Status done = addNotice(noticeId, at, certificates); !done) {
            return done;
        }
    }
    return transaction.commit();
}

Status SqliteNoticeLog::snooze(const std::vector<std::string>& certificateIds, TimePoint until) {
    Transaction transaction(connection_, Transaction::Kind::write);
    if (!transaction.begun()) {
        return transaction.begun();
    }
    Query put(connection_, "UPDATE announced SET snoozed_until = ?2 WHERE certificate = ?1");
    for (const std::string& id : certificateIds) {
        const auto certificate = parseId(id);
        if (!certificate) {
            return badIdError(id);
        }
        if (!put.bind(*certificate, until).run()) {
            return put.error();
        }
        if (sqlite3_changes(connection_.handle()) == 0) {
            return Error{Category::notFound, "never_announced", kNeverAnnounced, id};
        }
    }
    return transaction.commit();
}

Status SqliteNoticeLog::noteDelivery(const std::string& noticeId, bool delivered, const std::string& how) {
    Transaction transaction(connection_, Transaction::Kind::write);
    if (!transaction.begun()) {
        return transaction.begun();
    }
    Query put(connection_, "UPDATE notice SET delivered = ?2, how = ?3 WHERE id = ?1");
    if (!put.bind(noticeId, delivered, how).run()) {
        return put.error();
    }
    if (sqlite3_changes(connection_.handle()) == 0) {
        return Error{Category::notFound, "unknown_notice", kUnknownNotice, noticeId};
    }
    return transaction.commit();
}

Result<std::vector<core::NoticeLog::Past>> SqliteNoticeLog::undelivered(TimePoint since) {
    Query rows(connection_, "SELECT n.id, n.at, i.certificate FROM notice n LEFT JOIN notice_item i USING (notice_id) "
                            "WHERE n.at >= ?1 AND coalesce(n.delivered, 0) = 0 ORDER BY n.notice_id, i.position");
    rows.bind(since);
    return pastNotices(rows);
}

Result<std::vector<core::NoticeLog::Past>> SqliteNoticeLog::history(std::size_t newest) {
    Query rows(connection_,
               "SELECT n.id, n.at, i.certificate FROM (SELECT * FROM notice ORDER BY notice_id DESC LIMIT ?1) n "
               "LEFT JOIN notice_item i USING (notice_id) ORDER BY n.notice_id DESC, i.position");
    constexpr auto kMost = static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max());
    rows.bind(std::min(newest, kMost));
    return pastNotices(rows);
}

} // namespace

std::unique_ptr<core::NoticeLog> makeSqliteNoticeLog(Database& database) {
    return std::make_unique<SqliteNoticeLog>(database);
}

} // namespace reseal::storage
