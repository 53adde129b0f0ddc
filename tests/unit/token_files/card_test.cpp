// SPDX-License-Identifier: Apache-2.0
// The built plugin over a virtual Rutoken Lite: its containers, its PIN, and not one VERIFY more than asked.
#include "agent/crypto/containers/container.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "module.hpp"
#include "tests/support/virtual_readers.hpp"

#include <filesystem>
#include <fstream>

namespace reseal::test {
namespace {

namespace fs = std::filesystem;
using crypto::PrivateKey;

VirtualReaders& reader() { // of all tests here: libpcsclite keeps to its first socket
    static const TemporaryFolder folder;
    static VirtualReaders one(folder.path());
    return one;
}

class MemoryCard : public ::testing::TestWithParam<const char*> {
protected:
    void SetUp() override {
        if (!crypto::loadGostEngine()) {
            GTEST_SKIP() << "gost-engine is missing";
        }
        if (!reader().whyNot().empty()) {
            GTEST_SKIP() << "no virtual reader: " << reader().whyNot();
        }
        fs::create_directory(folder_.path() + "/a.000");
        crypto::ContainerSpec spec;
        spec.name = "на токене";
        spec.key = &key_;
        spec.exportable = false;
        const auto files = crypto::makeContainer(spec).value();
        for (const auto& file : crypto::kContainerFileNames) {
            const Bytes& content = files.*file.content;
            std::ofstream stream(folder_.path() + "/a.000/" + file.name, std::ios::binary);
            stream.write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
        }
        insert(GetParam(), 3);
    }
    void TearDown() override {
        if (inserted_) {
            reader().order("remove 0");
        }
    }
    void insert(const std::string& kind, int tries) {
        reader().order("insert 0 " + kind + " '" + folder_.path() + "' 12345678 " + std::to_string(tries));
        inserted_ = true;
        token_ = ask(functions().tokens).value("token.1.id");
    }
    const reseal_token_1& functions() const { return module_.functions(); }
    Reply ask(reseal_function function, std::vector<Item> params = {}) const {
        params.push_back(text("setting.folders", "/not/there"));
        params.push_back(text("setting.removable", "no"));
        params.push_back(text("token", token_));
        return module_.ask(function, std::move(params));
    }
    Reply sign(std::vector<Item> params) const {
        params.push_back(text("key", "0a#1"));
        params.push_back(bytes("digest.a", Bytes(32, 0x5A)));
        params.push_back(bytes("digest.b", Bytes(32, 0x5B)));
        return ask(functions().sign, std::move(params));
    }
    static int verifies() { return std::stoi(reader().order("ask 0 verifies")); }

    TemporaryFolder folder_;
    PrivateKey key_ = PrivateKey::generate("gost-2012-256").value();
    TokenFilesModule module_;
    std::string token_;
    bool inserted_ = false;
};

const Item kPin = secret("pin", "12345678");
const Item kWrong = secret("pin", "87654321");

TEST_P(MemoryCard, container_isListedWithoutThePin) {
    const auto seen = objectsIn(ask(functions().objects));
    ASSERT_EQ(seen.size(), 1U);
    EXPECT_EQ(seen[0].label, "на токене");
    EXPECT_EQ(verifies(), 0);
}
TEST_P(MemoryCard, token_hasItsSerialNumber) {
    EXPECT_EQ(ask(functions().tokens).value("token.1.serial"), "0000000030da6803");
}
TEST_P(MemoryCard, severalSignatures_takeOneVerify) {
    const Reply reply = sign({kPin});
    ASSERT_EQ(reply.status, RESEAL_OK) << reply.value("error.message");
    EXPECT_TRUE(reply.has("signature.a") && reply.has("signature.b"));
    EXPECT_EQ(verifies(), 1);
}
TEST_P(MemoryCard, withoutPin_nothingIsVerified) {
    EXPECT_EQ(sign({}).value("error.reason"), "pin_required");
    EXPECT_EQ(verifies(), 0);
}
TEST_P(MemoryCard, keyThatIsNotThere_spendsNoTry) {
    EXPECT_EQ(ask(functions().sign, {kWrong, text("key", "0b#1"), bytes("digest.a", Bytes(32, 1))}).status,
              RESEAL_E_NOT_FOUND);
    EXPECT_EQ(verifies(), 0);
}
TEST_P(MemoryCard, wrongPin_spendsOneTryAndSaysWhatIsLeft) {
    const Reply reply = sign({kWrong});
    EXPECT_EQ(reply.status, RESEAL_E_PIN_INCORRECT);
    EXPECT_EQ(reply.integer("token.tries-left"), 2);
    EXPECT_EQ(verifies(), 1);
}
TEST_P(MemoryCard, triesLeft_areAskedWithoutSpendingOne) {
    EXPECT_EQ(ask(functions().tries_left).integer("token.tries-left"), 3);
    EXPECT_EQ(verifies(), 0);
}
TEST_P(MemoryCard, lastTry_isNotSpentUnlessAllowed) {
    sign({kWrong});
    sign({kWrong});
    EXPECT_EQ(sign({kPin}).status, RESEAL_E_PIN_LAST_TRY);
    EXPECT_EQ(verifies(), 2);
    EXPECT_EQ(sign({kPin, number("allow-last-try", 1)}).status, RESEAL_OK);
    EXPECT_EQ(verifies(), 3);
}
TEST_P(MemoryCard, lockedPin_isNotTried) {
    sign({kWrong});
    sign({kWrong});
    EXPECT_EQ(sign({kWrong, number("allow-last-try", 1)}).status, RESEAL_E_PIN_LOCKED);
    EXPECT_EQ(sign({kPin, number("allow-last-try", 1)}).status, RESEAL_E_PIN_LOCKED);
    EXPECT_EQ(verifies(), 3);
}
TEST_P(MemoryCard, afterSigning_theNextCallNeedsThePinAgain) {
    sign({kPin});
    EXPECT_EQ(ask(functions().tries_left).integer("token.tries-left"), 3); // a card that is logged in does not say
    EXPECT_EQ(std::stoi(reader().order("ask 0 logged_in")), 0);
}
TEST_P(MemoryCard, keyMarkedAsNotExportable_isNotExported) {
    EXPECT_EQ(ask(functions().export_key, {kPin, text("key", "0a#1")}).status, RESEAL_E_NOT_EXPORTABLE);
}
TEST_P(MemoryCard, keysOfOneExport_takeOneVerifyAndEachSaysWhyItStays) {
    const Reply reply = ask(functions().export_key, {kPin, text("key", "0a#1"), text("further-key.1", "0a#1")});
    ASSERT_EQ(reply.status, RESEAL_OK) << reply.value("error.message");
    EXPECT_TRUE(reply.has("kept") && reply.has("kept.1"));
    EXPECT_EQ(reply.integer("kept-status.1"), RESEAL_E_NOT_EXPORTABLE);
    EXPECT_EQ(verifies(), 1);
}
TEST_P(MemoryCard, writing_isRefusedInWords) {
    const Reply reply = ask(functions().generate, {kPin, text("label", "x"), text("algorithm", "gost-2012-256")});
    EXPECT_EQ(reply.value("error.reason"), "read_only");
    EXPECT_EQ(verifies(), 0);
}
TEST_P(MemoryCard, pulledOut_isAbsent) {
    reader().order("remove 0");
    inserted_ = false;
    EXPECT_EQ(sign({kPin}).status, RESEAL_E_TOKEN_ABSENT);
}

INSTANTIATE_TEST_SUITE_P(Models, MemoryCard, ::testing::Values("rutoken-lite", "rutoken-s"), [](const auto& sample) {
    return std::string(sample.param) == "rutoken-s" ? "RutokenS" : "RutokenLite";
});

} // namespace
} // namespace reseal::test
