// SPDX-License-Identifier: Apache-2.0
// CryptoPro containers that we made ourselves: opened again, damaged piece by piece, re-made under another password.
#include "agent/crypto/containers/container.hpp"

#include "agent/crypto/containers/container_pair.hpp"
#include "agent/crypto/containers/container_text.hpp"
#include "agent/crypto/containers/curve_order.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "agent/crypto/public_key_info.hpp"
#include "tests/support/x509_fixtures.hpp"

#include <gtest/gtest.h>

namespace reseal::crypto {
namespace {

Bytes fromHexBytes(std::string_view hex) {
    const std::string octets = fromHex(hex);
    return {octets.begin(), octets.end()};
}

Secret secret(std::string_view text) { return Secret(std::string(text)); }

class Container : public ::testing::Test {
protected:
    void SetUp() override {
        if (!loadGostEngine()) {
            GTEST_SKIP() << "gost-engine is missing";
        }
    }

    static PrivateKey makeKey(std::string_view algorithm = "gost-2012-256") {
        return PrivateKey::generate(algorithm).value();
    }
    static Bytes publicKey(const PrivateKey& key) { return key.publicKeyInfo().value(); }

    static ContainerFiles make(const PrivateKey& key, std::string_view password = {}, Bytes certificate = {}) {
        const Secret held = secret(password);
        ContainerSpec spec;
        spec.name = "договор №1";
        spec.key = &key;
        spec.password = &held;
        spec.certificate = std::move(certificate);
        return makeContainer(spec).value();
    }
    static std::string opens(const ContainerFiles& files, std::string_view password = {}) {
        const auto opened = openContainer(files, secret(password));
        return !opened ? opened.error().reason : opened.value().fromReserve ? "reserve" : "first";
    }
    static Bytes flipped(Bytes file, std::size_t fromEnd = 1) {
        std::uint8_t& octet = file.at(file.size() - fromEnd);
        octet = static_cast<std::uint8_t>(octet ^ 1U);
        return file;
    }
};

TEST_F(Container, made_opensWithItsKey) {
    const PrivateKey key = makeKey();
    EXPECT_EQ(publicKey(openContainer(make(key), {}).value().key), publicKey(key));
}
TEST_F(Container, of512Bits_opensWithItsKey) {
    const PrivateKey key = makeKey("gost-2012-512");
    EXPECT_EQ(publicKey(openContainer(make(key, "secret"), secret("secret")).value().key), publicKey(key));
}
TEST_F(Container, withPassword_opensWithIt) { EXPECT_EQ(opens(make(makeKey(), "пароль 1"), "пароль 1"), "first"); }
TEST_F(Container, withPassword_refusesAnother) { EXPECT_EQ(opens(make(makeKey(), "a"), "b"), "password_wrong"); }
TEST_F(Container, withPassword_refusesNone) { EXPECT_EQ(opens(make(makeKey(), "a")), "password_wrong"); }
TEST_F(Container, name_isReadWithoutPassword) {
    EXPECT_EQ(containerName(make(makeKey(), "secret").name), "договор №1");
}
TEST_F(Container, nameOutsideOfWindows1251_isRefused) {
    const PrivateKey key = makeKey();
    ContainerSpec spec;
    spec.name = "Қазақстан";
    spec.key = &key;
    EXPECT_EQ(makeContainer(spec).error().reason, "name_unfit");
}
TEST_F(Container, ofAnotherKindOfKey_isRefused) {
    const PrivateKey key = makeKey("ec-p256");
    ContainerSpec spec;
    spec.name = "x";
    spec.key = &key;
    EXPECT_EQ(makeContainer(spec).error().reason, "key_unsupported");
}
TEST_F(Container, certificate_isInItsHeader) {
    const auto made = test::makeCertificate({});
    const ContainerFiles files = make(makeKey(), {}, made.der);
    EXPECT_EQ(readContainerHeader(files.header).value().primary.certificate, made.der);
}
TEST_F(Container, fingerprint_isThatOfThePublicKey) {
    const PrivateKey key = makeKey();
    EXPECT_EQ(readContainerHeader(make(key).header).value().primary.fingerprint,
              readPublicKeyInfo(publicKey(key)).gostFingerprint);
}
TEST_F(Container, keyEnd_isKept) {
    const PrivateKey key = makeKey();
    ContainerSpec spec;
    spec.name = "x";
    spec.key = &key;
    spec.notAfter = std::chrono::sys_days{std::chrono::year{2027} / 3 / 9} + std::chrono::seconds(3661);
    EXPECT_EQ(readContainerHeader(makeContainer(spec).value().header).value().notAfter, spec.notAfter);
}
TEST_F(Container, paddedByToken_opens) {
    ContainerFiles files = make(makeKey());
    for (const auto& file : kContainerFileNames) {
        (files.*file.content).insert((files.*file.content).end(), 30, 0xFF);
    }
    EXPECT_EQ(opens(files), "first");
}
TEST_F(Container, primaryOfToken_opensByItsSecondField) {
    ContainerFiles files = make(makeKey());
    Bytes both = test::derElement(0x04, Bytes(32, 7));
    const Bytes working = test::derElement(0x80, readPrimary(files.primary));
    both.insert(both.end(), working.begin(), working.end());
    files.primary = test::derElement(0x30, both);
    EXPECT_EQ(opens(files), "first");
}

// Damage.
TEST_F(Container, masksMacFlipped_usesTheReserve) {
    ContainerFiles files = make(makeKey());
    files.masks = flipped(files.masks);
    EXPECT_EQ(opens(files), "reserve");
}
TEST_F(Container, saltFlipped_usesTheReserve) {
    ContainerFiles files = make(makeKey());
    files.masks = flipped(files.masks, 10);
    EXPECT_EQ(opens(files), "reserve");
}
TEST_F(Container, primaryFlipped_usesTheReserve) {
    ContainerFiles files = make(makeKey());
    files.primary = flipped(files.primary);
    EXPECT_EQ(opens(files), "reserve");
}
TEST_F(Container, primaryMissing_usesTheReserve) {
    ContainerFiles files = make(makeKey());
    files.primary.clear();
    EXPECT_EQ(opens(files), "reserve");
}
TEST_F(Container, bothMasksFlipped_isDamaged) {
    ContainerFiles files = make(makeKey());
    files.masks = flipped(files.masks);
    files.masks2 = flipped(files.masks2);
    EXPECT_EQ(opens(files), "container_damaged");
}
TEST_F(Container, damagedWithRightPassword_isNotCalledAWrongPassword) {
    ContainerFiles files = make(makeKey(), "secret");
    files.masks = flipped(files.masks);
    files.masks2.clear();
    EXPECT_EQ(opens(files, "secret"), "container_damaged");
}
TEST_F(Container, headerMacFlipped_isDamaged) {
    ContainerFiles files = make(makeKey());
    files.header = flipped(files.header);
    EXPECT_EQ(opens(files), "container_damaged");
}
TEST_F(Container, fingerprintFlipped_isDamaged) { // its MAC would hide it: the header is made with the wrong one
    const PrivateKey key = makeKey();
    ContainerFiles files = make(key);
    NewHeader header;
    header.algorithm = "1.2.643.7.1.1.6.1";
    header.parameters = readContainerHeader(files.header).value().primary.parameters;
    header.fingerprint = Bytes(8, 1);
    files.header = makeHeader(header);
    EXPECT_EQ(opens(files), "container_damaged");
}
TEST_F(Container, withoutHeader_isIncomplete) {
    ContainerFiles files = make(makeKey());
    files.header.clear();
    EXPECT_EQ(opens(files), "container_incomplete");
}
TEST_F(Container, withoutAnyPair_isIncomplete) {
    ContainerFiles files = make(makeKey());
    files.masks.clear();
    files.primary2.clear();
    EXPECT_EQ(opens(files), "container_incomplete");
}
TEST_F(Container, secondKeyThatIsNotThere_isRefused) {
    EXPECT_EQ(openContainer(make(makeKey()), {}, ContainerSlot::secondary).error().reason, "key_unsupported");
}
TEST_F(Container, everyTruncation_isRefusedInWords) {
    const ContainerFiles files = make(makeKey());
    for (const auto& file : kContainerFileNames) {
        for (std::size_t size = 0; size < (files.*file.content).size(); ++size) {
            ContainerFiles cut = files;
            (cut.*file.content).resize(size);
            const auto opened = openContainer(cut, {});
            EXPECT_TRUE(opened || !opened.error().detail.empty()) << file.name << " cut to " << size;
        }
    }
}

// Made anew.
TEST_F(Container, passwordChanged_opensWithTheNewOne) {
    const PrivateKey key = makeKey();
    const ContainerFiles changed = withPassword(make(key, "old"), secret("old"), secret("new")).value();
    EXPECT_EQ(publicKey(openContainer(changed, secret("new")).value().key), publicKey(key));
}
TEST_F(Container, passwordChanged_refusesTheOldOne) {
    EXPECT_EQ(opens(withPassword(make(makeKey(), "old"), secret("old"), secret("new")).value(), "old"),
              "password_wrong");
}
TEST_F(Container, passwordChanged_keepsTheCertificate) {
    const auto made = test::makeCertificate({});
    const ContainerFiles changed = withPassword(make(makeKey(), {}, made.der), {}, secret("new")).value();
    EXPECT_EQ(readContainerHeader(changed.header).value().primary.certificate, made.der);
}
TEST_F(Container, passwordTakenAway_opensWithout) {
    EXPECT_EQ(opens(withPassword(make(makeKey(), "old"), secret("old"), {}).value()), "first");
}
TEST_F(Container, passwordChangedWithAWrongOne_isRefused) {
    EXPECT_EQ(withPassword(make(makeKey(), "old"), secret("guess"), secret("new")).error().reason, "password_wrong");
}
TEST_F(Container, passwordChanged_renewsBothMasks) {
    const ContainerFiles old = make(makeKey(), "old");
    const ContainerFiles changed = withPassword(old, secret("old"), secret("new")).value();
    EXPECT_TRUE(changed.masks != old.masks && changed.masks2 != old.masks2 && changed.masks != changed.masks2);
}
TEST_F(Container, certificateJoined_isInTheHeaderAndTheKeyOpens) {
    const auto made = test::makeCertificate({});
    const ContainerFiles joined = withCertificate(make(makeKey()), ContainerSlot::primary, made.der).value();
    EXPECT_EQ(readContainerHeader(joined.header).value().primary.certificate, made.der);
    EXPECT_EQ(opens(joined), "first");
}
TEST_F(Container, ofGost2001_opensWithItsKey) { // its storage is known from others' descriptions only
    const Bytes parameters = fromHexBytes("301206072a85030202240006072a850302021e01");
    const Bytes algorithm = test::derElement(0x30, test::joined({fromHexBytes("06062a8503020213"), parameters}));
    Bytes number(32, 0x11);
    const Bytes info = test::derElement(
        0x30, test::joined({Bytes{2, 1, 0}, algorithm, test::derElement(0x04, test::derElement(0x04, number))}));
    const PrivateKey key = PrivateKey::fromPkcs8(info).value();
    EXPECT_EQ(publicKey(openContainer(make(key, "s"), secret("s")).value().key), publicKey(key));
}

TEST(Windows1251, text_comesBack) { EXPECT_EQ(fromWindows1251(asBytes(*toWindows1251("Ёё Њ №7 «я»"))), "Ёё Њ №7 «я»"); }
TEST(Windows1251, otherLetters_areRefused) { EXPECT_FALSE(toWindows1251("қ")); }
TEST(CurveOrder, dividing_undoesMultiplying) {
    Bytes a(32, 0x21), b(32, 0x43);
    const auto product = multiplied("1.2.643.2.2.36.1", a, b);
    const auto quotient = divided("1.2.643.2.2.36.1", asBytes(product->view()), b);
    EXPECT_EQ(toHex(asBytes(quotient->view())), toHex(a));
}
TEST(CurveOrder, unknownCurve_isNothing) { EXPECT_FALSE(multiplied("1.2.3", Bytes(32, 1), Bytes(32, 1))); }

} // namespace
} // namespace reseal::crypto
