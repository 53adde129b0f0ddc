// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite_plugin_runs.hpp"

#include "storage/connection.hpp"
#include "storage/profile_files.hpp"

#include <algorithm>
#include <filesystem>
#include <mutex>

namespace reseal::storage {
namespace {

constexpr std::int64_t kVersion = 1;
constexpr const char* kSchema =
    "CREATE TABLE run (run_id INTEGER PRIMARY KEY, plugin TEXT NOT NULL, started INTEGER NOT NULL, "
    "ended INTEGER, how TEXT, counted INTEGER NOT NULL DEFAULT 1) STRICT; "
    "CREATE INDEX run_by_plugin ON run (plugin, ended); PRAGMA user_version = 1";

class SqlitePluginRuns final : public core::PluginRuns {
public:
    explicit SqlitePluginRuns(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}

    Result<std::int64_t> noteStart(const std::string& pluginId, TimePoint at) override {
        const std::scoped_lock lock(guard_);
        Query add(*connection_, "INSERT INTO run (plugin, started) VALUES (?1, ?2)");
        if (!add.bind(pluginId, at).run()) {
            return add.error();
        }
        return static_cast<std::int64_t>(sqlite3_last_insert_rowid(connection_->handle()));
    }

    Status noteEnd(std::int64_t run, TimePoint at, core::RunEnd end) override {
        const std::scoped_lock lock(guard_);
        Query set(*connection_, "UPDATE run SET ended = ?2, how = ?3 WHERE run_id = ?1");
        if (!set.bind(run, at, std::string_view(core::name(end))).run()) {
            return set.error();
        }
        // What is older than any question about it.
        Query trim(*connection_, "DELETE FROM run WHERE ended < ?1");
        return trim.bind(at - std::chrono::days(7)).run() ? Status() : Status(trim.error());
    }

    Result<std::vector<std::string>> closeOpen(TimePoint at) override {
        const std::scoped_lock lock(guard_);
        std::vector<std::string> plugins;
        Query open(*connection_, "SELECT DISTINCT plugin FROM run WHERE ended IS NULL ORDER BY plugin");
        while (open.next()) {
            plugins.push_back(open.text(0));
        }
        Query close(*connection_, "UPDATE run SET ended = ?1, how = 'unknown' WHERE ended IS NULL");
        if (!open.ok() || !close.bind(at).run()) {
            return open.ok() ? close.error() : open.error();
        }
        return plugins;
    }

    Result<std::vector<TimePoint>> abnormalEnds(const std::string& pluginId, TimePoint since) override {
        const std::scoped_lock lock(guard_);
        std::vector<TimePoint> ends;
        Query rows(*connection_, "SELECT ended FROM run WHERE plugin = ?1 AND ended >= ?2 AND counted = 1 "
                                 "AND how IN ('crashed', 'hung') ORDER BY ended");
        rows.bind(pluginId, since);
        while (rows.next()) {
            ends.push_back(rows.time(0));
        }
        if (!rows.ok()) {
            return rows.error();
        }
        return ends;
    }

    Status forgive(const std::string& pluginId) override {
        const std::scoped_lock lock(guard_);
        Query set(*connection_, "UPDATE run SET counted = 0 WHERE plugin = ?1 AND counted = 1");
        return set.bind(pluginId).run() ? Status() : Status(set.error());
    }

private:
    std::mutex guard_;
    std::unique_ptr<Connection> connection_;
};

Result<std::unique_ptr<Connection>> openOnce(const std::string& file) {
    auto connection = Connection::open(file, Connection::Mode::create);
    if (!connection) {
        return connection.error();
    }
    const auto version = connection.value()->number("PRAGMA user_version");
    if (!version) {
        return version.error();
    }
    for (const char* sql :
         {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL",
          version.value() == kVersion ? "" : "DROP TABLE IF EXISTS run", version.value() == kVersion ? "" : kSchema}) {
        if (Status done = connection.value()->execute(sql); !done) {
            return done.error();
        }
    }
    if (Status whole = connection.value()->check("PRAGMA quick_check"); !whole) {
        return whole.error();
    }
    return connection;
}

} // namespace

Result<std::unique_ptr<core::PluginRuns>> openSqlitePluginRuns(const std::string& folder) {
    const std::string file = folder + "/plugin-runs.db";
    auto connection = openOnce(file);
    if (!connection && connection.error().reason == "database_damaged") {
        for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
            std::error_code ignored;
            std::filesystem::remove(toPath(file + suffix), ignored);
        }
        connection = openOnce(file);
    }
    if (!connection) {
        return connection.error();
    }
    return std::unique_ptr<core::PluginRuns>(std::make_unique<SqlitePluginRuns>(std::move(connection).value()));
}

} // namespace reseal::storage
