// SPDX-License-Identifier: Apache-2.0
#include "agent/plugins/manifest.hpp"

#include "agent/plugins/strict_json.hpp"
#include "tests/support/plugin_fixtures.hpp"

#include <gtest/gtest.h>

namespace reseal::plugins {
namespace {

using test::manifestText;
using FieldTexts = std::map<std::string, std::string>;

// "reason subject", or "sound".
std::string outcome(const std::string& text) {
    const auto manifest = readManifest(asBytes(text));
    return manifest ? "sound" : manifest.error().reason + " " + manifest.error().subject;
}

std::string outcome(const FieldTexts& fields) { return outcome(manifestText(fields)); }

TEST(Manifest, ofASoundPlugin_isReadWhole) {
    const auto read = readManifest(asBytes(manifestText({
        {"kinds", R"(["ca", "token"])"},
        {"summary", R"("Certificates through files")"},
        {"hosts", R"(["ca.example.kz", "127.0.0.1:8443"])"},
        {"loopback_http", "true"},
        {"privileges", R"(["files", "exec"])"},
        {"settings",
         R"([{"name": "folder", "type": "folder", "label": {"en": "Folder", "ru": "Папка"}, "required": true},
                         {"name": "days", "type": "number", "label": "Days", "default": 30},
                         {"name": "quick", "type": "switch", "label": "Quick", "default": true},
                         {"name": "how", "type": "choice", "label": "How", "default": "a",
                          "choices": [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}]}])"},
        {"issuers", R"([{"common_name": "Test CA", "key_id": "00AAff"}])"},
        {"other_issuers", "true"},
        {"min_cookie_version", "2"},
        {"memory_mb", "256"},
        {"x-vendor", R"({"anything": [1, 2]})"},
    })));
    ASSERT_TRUE(read) << read.error().subject << ": " << read.error().detail;
    const Manifest& manifest = read.value();
    EXPECT_EQ(manifest.id, "file");
    EXPECT_EQ(manifest.name.at("kk"), "Файлдар");
    EXPECT_EQ(manifest.summary.at("en"), "Certificates through files");
    EXPECT_TRUE(manifest.is("ca") && manifest.is("token") && !manifest.is("other"));
    EXPECT_EQ(toHex(manifest.files.at("file.so")), test::sha256Hex(test::kModule));
    EXPECT_TRUE(manifest.loopbackHttp);
    ASSERT_EQ(manifest.settings.size(), 4U);
    EXPECT_TRUE(manifest.setting("folder")->required);
    EXPECT_EQ(manifest.setting("days")->byDefault, "30");
    EXPECT_EQ(manifest.setting("quick")->byDefault, "yes");
    EXPECT_EQ(manifest.setting("how")->choices.size(), 2U);
    EXPECT_EQ(manifest.setting("none"), nullptr);
    EXPECT_EQ(manifest.issuers.at(0).keyId, "00aaff");
    EXPECT_TRUE(manifest.otherIssuers);
    EXPECT_EQ(manifest.minCookieVersion, 2);
    EXPECT_EQ(manifest.memoryMb, 256);
    EXPECT_TRUE(fitsThisMachine(manifest));
}

TEST(Manifest, withoutAFieldItNeeds_namesTheField) {
    for (const char* field : {"manifest", "id", "version", "vendor", "name", "abi", "kinds", "extensions", "os", "arch",
                              "module", "files"}) {
        EXPECT_EQ(outcome(FieldTexts{{field, ""}}), std::string("bad_field ") + field);
    }
}

TEST(Manifest, withAWrongField_namesIt) {
    const std::vector<std::pair<FieldTexts, std::string>> cases{
        {{{"id", R"("File")"}}, "id"},
        {{{"id", R"("../file")"}}, "id"},
        {{{"id", R"("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")"}}, "id"},
        {{{"id", "7"}}, "id"},
        {{{"version", R"("1")"}}, "version"},
        {{{"version", R"("1.0.0-beta")"}}, "version"},
        {{{"name", R"({"ru": "Файлы"})"}}, "name"},
        {{{"name", R"({"en": "a\nb"})"}}, "name.en"},
        {{{"kinds", R"(["game"])"}}, "kinds"},
        {{{"kinds", "[]"}}, "kinds"},
        {{{"extensions", R"(["Reseal CA"])"}}, "extensions"},
        {{{"module", R"("/usr/lib/file.so")"}}, "module"},
        {{{"module", R"("lib/file.so")"}}, "module"},
        {{{"module", R"("..")"}}, "module"},
        {{{"module", R"("other.so")"}}, "files"},
        {{{"files", "{}"}}, "files"},
        {{{"files", R"({"file.so": "abc"})"}}, "files.file.so"},
        {{{"hosts", R"(["https://ca.example.kz"])"}}, "hosts"},
        {{{"hosts", R"("ca.example.kz")"}}, "hosts"},
        {{{"loopback_http", R"("yes")"}}, "loopback_http"},
        {{{"privileges", R"(["root"])"}}, "privileges"},
        {{{"min_cookie_version", "256"}}, "min_cookie_version"},
        {{{"min_cookie_version", "1.5"}}, "min_cookie_version"},
        {{{"memory_mb", "4096"}}, "memory_mb"},
        {{{"memory_mb", "99999999999999999999999"}}, "memory_mb"},
        {{{"issuers", "[{}]"}}, "issuers[0]"},
        {{{"other_issuers", R"("yes")"}}, "other_issuers"},
        {{{"issuers", R"([{"key_id": "xyz"}])"}}, "issuers[0].key_id"},
        {{{"settings", R"([{"name": "A", "type": "text", "label": "A"}])"}}, "settings[0].name"},
        {{{"settings", R"([{"name": "a", "type": "colour", "label": "A"}])"}}, "settings[0].type"},
        {{{"settings", R"([{"name": "a", "type": "text"}])"}}, "settings[0].label"},
        {{{"settings", R"([{"name": "a", "type": "choice", "label": "A"}])"}}, "settings[0].choices"},
        {{{"settings", R"([{"name": "a", "type": "secret", "label": "A", "default": "1234"}])"}},
         "settings[0].default"},
        {{{"settings",
           R"([{"name": "a", "type": "text", "label": "A"}, {"name": "a", "type": "text", "label": "B"}])"}},
         "settings[1].name"},
    };
    for (const auto& [fields, subject] : cases) {
        EXPECT_EQ(outcome(fields), "bad_field " + subject) << fields.begin()->second;
    }
}

TEST(Manifest, withFilesOutsideItsFolder_isRefused) {
    for (const char* path : {"../evil.so", "/etc/passwd", "a/../../b", "a//b", ".hidden", "a/.b", "", "a/", "./a",
                             "a\\\\b", "C:a", "plugin.json", "plugin.json.p7s", "a/b/c/d/e/f/g/h/i"}) {
        const std::string files = R"({"file.so": ")" + test::sha256Hex(test::kModule) + R"(", ")" + path + R"(": ")" +
                                  std::string(64, 'a') + R"("})";
        EXPECT_TRUE(outcome(FieldTexts{{"files", files}}).starts_with("bad_field files.")) << path;
    }
}

TEST(Manifest, ofTheFuture_isRefusedAsNewer) {
    EXPECT_EQ(outcome(FieldTexts{{"manifest", "2"}}), "manifest_newer manifest");
    EXPECT_EQ(outcome(FieldTexts{{"abi", "2"}}), "abi_other abi");
    EXPECT_EQ(outcome(FieldTexts{{"critical", R"(["sandbox"])"}, {"sandbox", "true"}}), "manifest_newer sandbox");
    EXPECT_EQ(outcome(FieldTexts{{"critical", R"(["hosts"])"}, {"hosts", "[]"}}), "sound");
    EXPECT_EQ(outcome(FieldTexts{{"sandbox", "true"}}), "sound");
}

TEST(Manifest, thatIsHostile_isRefusedAsJson) {
    EXPECT_EQ(outcome(std::string()), "bad_json ");
    EXPECT_EQ(outcome(std::string("[1]")), "bad_json ");
    EXPECT_EQ(outcome(std::string("{\"id\": \"\xff\"}")), "bad_json ");
    EXPECT_EQ(outcome(manifestText() + "x"), "bad_json ");
    EXPECT_EQ(outcome(manifestText().substr(0, 100)), "bad_json ");
    EXPECT_EQ(outcome(std::string(200'000, '[')), "bad_json ");
    std::string deep = "1";
    for (int i = 0; i < 100; ++i) {
        deep = "{\"a\": " + deep + "}";
    }
    EXPECT_EQ(outcome(FieldTexts{{"x", deep}}), "bad_json ");
    EXPECT_EQ(outcome(FieldTexts{{"x", "\"" + std::string(kMaxDocumentBytes, 'a') + "\""}}), "bad_json ");
    EXPECT_EQ(outcome(std::string(R"({"id": "a", "id": "b"})")), "bad_json id");
    EXPECT_EQ(outcome(FieldTexts{{"x", R"({"b": {"a": 1, "a": 2}})"}}), "bad_json a");
}

TEST(Version, ordersByItsNumbers) {
    EXPECT_LT(*parseVersion("1.2"), *parseVersion("1.10.0"));
    EXPECT_EQ(*parseVersion("1.2"), *parseVersion("1.2.0.0"));
    EXPECT_LT(*parseVersion("1.2.3"), *parseVersion("2.0.0"));
    for (const char* bad : {"", "1", "1.", ".1", "1..2", "1.2.3.4.5", "-1.0", "1.0 ", "1.9999999999", "a.b", "+1.0"}) {
        EXPECT_FALSE(parseVersion(bad)) << bad;
    }
}

TEST(Manifest, forAnotherMachine_isReadButDoesNotFit) {
    for (const auto& fields : {FieldTexts{{"os", R"("windows")"}}, FieldTexts{{"arch", R"("mips")"}}}) {
        const auto read = readManifest(asBytes(manifestText(fields)));
        ASSERT_TRUE(read);
        EXPECT_FALSE(fitsThisMachine(read.value()));
    }
}

} // namespace
} // namespace reseal::plugins
