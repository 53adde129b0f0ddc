// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite_settings_store.hpp"

#include "storage/connection.hpp"

namespace reseal::storage {
namespace {

class SqliteSettingsStore final : public core::SettingsStore {
public:
    explicit SqliteSettingsStore(Database& database) : connection_(database.connection()) {}

    Result<core::SettingTexts> load() override;
    Status save(const core::SettingTexts& texts) override;

private:
    Connection& connection_;
};

Result<core::SettingTexts> SqliteSettingsStore::load() {
    core::SettingTexts texts;
    Query rows(connection_, "SELECT key, value FROM setting");
    while (rows.next()) {
        texts.emplace(rows.text(0), rows.text(1));
    }
    if (!rows.ok()) {
        return rows.error();
    }
    return texts;
}

Status SqliteSettingsStore::save(const core::SettingTexts& texts) {
    Transaction transaction(connection_, Transaction::Kind::write);
    if (!transaction.begun()) {
        return transaction.begun();
    }
    Query put(connection_, "INSERT INTO setting (key, value) VALUES (?1, ?2) "
                           "ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE value <> excluded.value");
    Query remove(connection_, "DELETE FROM setting WHERE key = ?1");
    for (const auto& [key, value] : texts) {
        if (value.empty() ? !remove.bind(key).run() : !put.bind(key, value).run()) {
            return value.empty() ? remove.error() : put.error();
        }
    }
    return transaction.commit();
}

} // namespace

std::unique_ptr<core::SettingsStore> makeSqliteSettingsStore(Database& database) {
    return std::make_unique<SqliteSettingsStore>(database);
}

} // namespace reseal::storage
