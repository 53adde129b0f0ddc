// SPDX-License-Identifier: Apache-2.0
// Keys meet their certificates by either fingerprint, whichever came first.
#include "tests/unit/storage/profile_fixture.hpp"

#include <gmock/gmock.h>

namespace reseal::storage::test {
namespace {

using std::chrono::days;
using std::chrono::hours;
using testing::IsEmpty;
using testing::SizeIs;

class KeyMatchingTest : public ProfileTest {
protected:
    void SetUp() override { open(); }

    static core::FileReading keyFile(const std::string& path, core::FoundKey key) {
        core::FileReading file = reading(path, {});
        file.keys.push_back(std::move(key));
        return file;
    }
    static core::FileReading gostFile(const std::string& path, int number, Bytes fingerprint) {
        core::FileReading file = reading(path, {number});
        file.certificates[0].certificate.gostFingerprint = std::move(fingerprint);
        return file;
    }
    static core::FoundKey gostKey(Bytes fingerprint, std::optional<TimePoint> notAfter = std::nullopt) {
        core::FoundKey key;
        key.gostFingerprint = std::move(fingerprint);
        key.keyNotAfter = notAfter;
        return key;
    }

    const Bytes print_{1, 2, 3, 4, 5, 6, 7, 8};
};

TEST_F(KeyMatchingTest, Key_arrivingAfterTheCertificateInAnotherFile_isFound) {
    scan("/a", {reading("/a/one.pem", {1}), reading("/a/two.pem", {2})});
    EXPECT_FALSE(entryOf(1).keyKnown());
    core::FoundKey key = keyOf(certificate(1).certificate);
    key.locked = true;
    core::FileReading file = keyFile("/b/key.pem", key);
    scan("/b", {file});
    ASSERT_THAT(entryOf(1).keys, SizeIs(1));
    EXPECT_EQ(entryOf(1).keys[0].path, "/b/key.pem");
    EXPECT_EQ(entryOf(1).keys[0].kind, core::FileKind::pem);
    EXPECT_TRUE(entryOf(1).keys[0].locked);
    EXPECT_TRUE(entryOf(1).keys[0].present);
    EXPECT_EQ(entryOf(1).keys[0].lastSeen, kStart);
    EXPECT_THAT(entryOf(2).keys, IsEmpty());
}

TEST_F(KeyMatchingTest, Key_arrivingBeforeTheCertificate_isFound) {
    scan("/b", {keyFile("/b/key.pem", keyOf(certificate(1).certificate))});
    EXPECT_THAT(entries(), IsEmpty());
    reopen();
    scan("/a", {reading("/a/one.pem", {1})});
    EXPECT_THAT(entryOf(1).keys, SizeIs(1));
}

TEST_F(KeyMatchingTest, GostFingerprint_ofAContainer_matchesCertificatesThatHaveOne) {
    scan("/a",
         {gostFile("/a/one.cer", 1, print_), reading("/a/two.cer", {2}), gostFile("/a/three.cer", 3, Bytes(8, 9))});
    scan("/b", {keyFile("/b/header.key", gostKey(print_))});
    EXPECT_THAT(entryOf(1).keys, SizeIs(1));
    EXPECT_THAT(entryOf(2).keys, IsEmpty());
    EXPECT_THAT(entryOf(3).keys, IsEmpty());
}

TEST_F(KeyMatchingTest, UnknownFingerprints_onBothSides_neverMatch) {
    core::FileReading bare = reading("/a/bare.cer", {1});
    bare.certificates[0].certificate.spkiSha256 = {};
    scan("/a", {bare, keyFile("/a/key", core::FoundKey{})});
    EXPECT_THAT(entryOf(1).keys, IsEmpty());
}

TEST_F(KeyMatchingTest, KeyMatchingByBothFingerprints_isOneLocation) {
    core::FoundKey both = gostKey(print_);
    both.spkiSha256 = certificate(1).certificate.spkiSha256;
    scan("/a", {gostFile("/a/one.cer", 1, print_), keyFile("/a/key", both)});
    EXPECT_THAT(entryOf(1).keys, SizeIs(1));
}

TEST_F(KeyMatchingTest, ContainerValidity_endingEarlier_bringsTheEndOfTheKeyForward) {
    const TimePoint own = *certificate(1).certificate.keyNotAfter;
    scan("/a", {gostFile("/a/one.cer", 1, print_)});
    scan("/b", {keyFile("/b/later", gostKey(print_, own + days(10)))});
    EXPECT_EQ(entryOf(1).certificate.keyNotAfter, own);
    scan("/b", {keyFile("/b/earlier", gostKey(print_, own - days(10)))});
    EXPECT_EQ(entryOf(1).certificate.keyNotAfter, own - days(10));
    EXPECT_EQ(core::dueOf(entryOf(1).certificate).at, own - days(10));
}

TEST_F(KeyMatchingTest, ContainerValidity_whereTheCertificateHasNone_isTaken) {
    core::FileReading file = gostFile("/a/one.cer", 1, print_);
    file.certificates[0].certificate.keyNotAfter.reset();
    scan("/a", {file, keyFile("/a/key", gostKey(print_, kStart + days(30)))});
    EXPECT_EQ(entryOf(1).certificate.keyNotAfter, kStart + days(30));
}

TEST_F(KeyMatchingTest, KeyFile_gone_isStillKnownButNotPresent) {
    scan("/a", {reading("/a/one.pem", {1}), keyFile("/a/key", keyOf(certificate(1).certificate))});
    clock_.advance(hours(1));
    scan("/a", {}, {"/a/key"});
    ASSERT_THAT(entryOf(1).keys, SizeIs(1));
    EXPECT_FALSE(entryOf(1).keys[0].present);
    EXPECT_EQ(entryOf(1).keys[0].lastSeen, kStart);
}

TEST_F(KeyMatchingTest, KeyFile_rewrittenWithAnotherKey_keepsTheOldOneAsNotPresent) {
    scan("/a", {reading("/a/one.pem", {1}), reading("/a/two.pem", {2}),
                keyFile("/a/key", keyOf(certificate(1).certificate))});
    clock_.advance(hours(1));
    core::FileReading rewritten = keyFile("/a/key", keyOf(certificate(2).certificate));
    rewritten.stamp.modified = 2;
    scan("/a", {rewritten});
    EXPECT_FALSE(entryOf(1).keys.at(0).present);
    EXPECT_EQ(entryOf(1).keys.at(0).lastSeen, kStart);
    EXPECT_TRUE(entryOf(2).keys.at(0).present);
}

TEST_F(KeyMatchingTest, Key_whosePasswordWasRemoved_isNoLongerLocked) {
    core::FoundKey key = keyOf(certificate(1).certificate);
    key.locked = true;
    scan("/a", {reading("/a/one.pem", {1}), keyFile("/a/key", key)});
    key.locked = false;
    core::FileReading rewritten = keyFile("/a/key", key);
    rewritten.stamp.modified = 2;
    scan("/a", {rewritten});
    ASSERT_THAT(entryOf(1).keys, SizeIs(1));
    EXPECT_FALSE(entryOf(1).keys[0].locked);
}

} // namespace
} // namespace reseal::storage::test
