// SPDX-License-Identifier: Apache-2.0
// Real CryptoPro containers, where the machine has the folder of public fixtures: known keys, and the same files back.
#include "agent/crypto/containers/container.hpp"
#include "agent/crypto/containers/container_pair.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "agent/crypto/pem_blocks.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace reseal::crypto {
namespace {

namespace fs = std::filesystem;

struct Sample {
    const char* folder;
    const char* expected;
    const char* password;
};

class SharedContainer : public ::testing::TestWithParam<Sample> {
protected:
    void SetUp() override {
        const char* given = std::getenv("RESEAL_SHARED_DATA");
        root_ = given != nullptr ? fs::path(given) : fs::path(RESEAL_SOURCE_DIR) / ".." / "shared" / "data";
        if (!fs::exists(root_)) {
            GTEST_SKIP() << "the folder of public fixtures is missing: " << root_;
        }
        if (!loadGostEngine()) {
            GTEST_SKIP() << "gost-engine is missing";
        }
        for (const auto& file : kContainerFileNames) {
            files_.*file.content = bytesOf(folder() / file.name);
        }
    }
    fs::path folder() const { return root_ / "ru/containers" / GetParam().folder; }
    static Bytes bytesOf(const fs::path& path) {
        std::ifstream stream(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(stream), {}};
    }
    Secret password() const { return Secret(std::string(GetParam().password)); }
    Bytes expectedPublicKey() const {
        const Bytes pem = bytesOf(root_ / "ru/containers" / GetParam().expected);
        PemReader reader({reinterpret_cast<const char*>(pem.data()), pem.size()});
        while (const auto block = reader.next()) {
            if (block->label == "PRIVATE KEY") {
                return PrivateKey::fromPkcs8(*decodeBase64(block->body)).value().publicKeyInfo().value();
            }
        }
        return {};
    }
    Bytes openedPublicKey(const ContainerFiles& files) const {
        return openContainer(files, password()).value().key.publicKeyInfo().value();
    }

    fs::path root_;
    ContainerFiles files_;
};

TEST_P(SharedContainer, key_isTheExpectedOne) { EXPECT_EQ(openedPublicKey(files_), expectedPublicKey()); }
TEST_P(SharedContainer, reserve_isTheSameKey) {
    files_.primary.clear();
    EXPECT_EQ(openedPublicKey(files_), expectedPublicKey());
}
TEST_P(SharedContainer, everyMac_holds) {
    EXPECT_TRUE(macHolds(readContainerHeader(files_.header).value()));
    EXPECT_TRUE(macHolds(*readMasks(files_.masks), ContainerKind::gost2012));
    EXPECT_TRUE(macHolds(*readMasks(files_.masks2), ContainerKind::gost2012));
}
TEST_P(SharedContainer, wrongPassword_isRefused) {
    EXPECT_FALSE(openContainer(files_, Secret(std::string("not this one"))).ok());
}
TEST_P(SharedContainer, keyValidity_isRead) { EXPECT_TRUE(readContainerHeader(files_.header).value().notAfter); }
TEST_P(SharedContainer, encodedUnderTheSameMasks_givesTheVerySameFiles) {
    const auto opened = openContainer(files_, password());
    const auto header = readContainerHeader(files_.header).value();
    const Masks first = *readMasks(files_.masks), second = *readMasks(files_.masks2);
    const Secret held = password();
    ContainerSpec spec;
    spec.name = containerName(files_.name);
    spec.key = &opened.value().key;
    spec.password = &held;
    spec.certificate = header.primary.certificate;
    spec.notAfter = header.notAfter;
    spec.masks = {ContainerMask{first.mask, first.salt}, ContainerMask{second.mask, second.salt}};
    const ContainerFiles made = makeContainer(spec).value();
    for (const auto& file : kContainerFileNames) {
        EXPECT_EQ(toHex(made.*file.content), toHex(files_.*file.content)) << file.name;
    }
}

INSTANTIATE_TEST_SUITE_P(All, SharedContainer,
                         ::testing::Values(Sample{"dbfun-pin/le-09650.000", "dbfun-pin.expected.key.pem", "12345678"},
                                           Sample{"dbfun-no-pin/le-22951.000", "dbfun-no-pin.expected.key.pem", ""},
                                           Sample{"dbfun-cyrillic/obnokykb.000", "dbfun-cyrillic.expected.pem", ""}),
                         [](const auto& sample) {
                             return std::string(sample.index == 0   ? "withPassword"
                                                : sample.index == 1 ? "withoutPassword"
                                                                    : "cyrillicName");
                         });

} // namespace
} // namespace reseal::crypto
