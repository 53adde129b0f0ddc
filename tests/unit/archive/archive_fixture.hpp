// SPDX-License-Identifier: Apache-2.0
// A vault in a database of the test's own, with a keyring and a clock that the test moves. Derivation is cheap here.
#pragma once

#include "agent/archive/archive.hpp"
#include "agent/archive/entry_making.hpp"
#include "storage/database.hpp"
#include "storage/vault/sqlite_archive_store.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/x509_fixtures.hpp"

#include <gtest/gtest.h>

#include <map>
#include <memory>

namespace reseal::archive::test {

class FakeKeyring final : public platform::Keyring {
public:
    bool available() override { return there; }
    Status store(const std::string& key, const std::string& /*label*/, const Secret& secret) override {
        kept[key] = std::string(secret.view());
        return {};
    }
    Result<Secret> find(const std::string& key) override {
        const auto found = kept.find(key);
        return found == kept.end() ? Result<Secret>(Error{Category::notFound, "not_in_keyring", "", {}})
                                   : Result<Secret>(Secret(found->second));
    }
    Status erase(const std::string& key) override {
        kept.erase(key);
        return {};
    }
    bool there = false;
    std::map<std::string, std::string> kept;
};

inline constexpr crypto::Argon2Cost kCheap{1024, 1, 4};

class ArchiveTest : public ::testing::Test {
protected:
    ArchiveTest() { open({kCheap}); }

    void open(VaultPace pace) {
        vault_.reset();
        store_.reset();
        database_.reset();
        database_ = std::move(storage::Database::open(folder_.path(), clock_)).value();
        store_ = storage::makeSqliteArchiveStore(*database_);
        vault_ = std::make_unique<Vault>(*store_, keyring_, clock_, "tester", pace);
    }
    // A certificate and its key, as an import adds them.
    static core::ArchiveAddition addition(const Vault& vault, const std::string& name) {
        const auto made = reseal::test::makeCertificate({.subject = {{"CN", name}}});
        auto entry = std::move(entryOf(made.der)).value();
        entry.sealedKey = vault.sealKey(Secret(std::string(made.keyPkcs8.begin(), made.keyPkcs8.end())), entry.sha256);
        core::ArchiveSighting sighting{"/disk/" + name, "pkcs12", {}, {}, 0};
        sighting.check = checkOf(sighting);
        return {std::move(entry), std::move(sighting), vault.event("import")};
    }
    core::ArchiveEntry added(const std::string& name) {
        const auto one = addition(*vault_, name);
        EXPECT_TRUE(store_->add({&one, 1}).ok());
        return *store_->find(one.entry.sha256).value();
    }
    static std::string reasonOf(const Status& status) { return status ? "done" : status.error().reason; }

    reseal::test::TemporaryFolder folder_;
    reseal::test::FakeClock clock_{std::chrono::sys_days(std::chrono::year(2026) / 11 / 22)};
    FakeKeyring keyring_;
    std::unique_ptr<storage::Database> database_;
    std::unique_ptr<core::ArchiveStore> store_;
    std::unique_ptr<Vault> vault_;
};

} // namespace reseal::archive::test
