// SPDX-License-Identifier: Apache-2.0
// Mail and its parts, line by line, and what a file is taken for.
#include "agent/crypto/cms/message_layer.hpp"

#include <gtest/gtest.h>

namespace reseal::crypto {
namespace {

std::string bodyOf(std::string_view mail, std::size_t piece = SIZE_MAX) {
    MemorySource source(asBytes(mail), piece);
    MimeReader reader(source);
    const auto header = reader.readHeader();
    if (!header) {
        return header.error().reason;
    }
    if (const std::string boundary = header.value().parameter("boundary"); !boundary.empty()) {
        EXPECT_TRUE(reader.enterParts(boundary));
        EXPECT_TRUE(reader.nextPart().value());
    }
    std::string body;
    Bytes buffer(5);
    for (auto count = reader.read(buffer); count && count.value() > 0; count = reader.read(buffer)) {
        body.append(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(count.value()));
    }
    return body;
}

MimeHeader headerOf(std::string_view mail) {
    MemorySource source(asBytes(mail));
    return MimeReader(source).readHeader().value();
}

LayerKind kindOf(std::string_view file) {
    auto layer = MessageLayer::open(std::make_unique<MemorySource>(asBytes(file), 100));
    return layer ? layer.value()->kind() : LayerKind::plain;
}

TEST(MimeReader, foldedField_isOne) {
    const MimeHeader header = headerOf("Content-Type: Multipart/Mixed;\r\n\tBoundary=\"a b\\\"c\";\r\n x=y\r\n\r\n");
    EXPECT_EQ(header.type, "multipart/mixed");
    EXPECT_EQ(header.parameter("boundary"), "a b\"c");
    EXPECT_EQ(header.parameter("x"), "y");
}
TEST(MimeReader, endOfLineBeforeABoundary_isNotOfThePart) {
    constexpr std::string_view kMail =
        "Content-Type: multipart/mixed; boundary=b\r\n\r\nto skip\r\n--b\r\n\r\none\r\n\r\n"
        "--bc\r\n\r\n--b--\r\n";
    for (const std::size_t piece : {1U, 3U, 1000U}) {
        EXPECT_EQ(bodyOf(kMail, piece), "\r\none\r\n\r\n--bc\r\n") << piece;
    }
}
TEST(MimeReader, bodyWithoutParts_isWhole) {
    EXPECT_EQ(bodyOf("Content-Type: text/plain\n\none\n--two\n"), "one\n--two\n");
}
TEST(MimeReader, manyEmptyLines_areKept) {
    const std::string lines(100'000, '\n');
    EXPECT_EQ(bodyOf("A: b\n\n" + lines), lines);
}
TEST(MimeReader, endlessHeader_isRefused) { EXPECT_EQ(bodyOf("A: " + std::string(300'000, 'x')), "mail_damaged"); }
TEST(MimeReader, partsNestedTooDeeply_areRefused) {
    MemorySource source(asBytes(""));
    MimeReader reader(source);
    for (std::size_t i = 0; i < MimeReader::kMaxBoundaries; ++i) {
        EXPECT_TRUE(reader.enterParts("b"));
    }
    EXPECT_FALSE(reader.enterParts("b"));
}
TEST(CanonicalText, loneLineFeed_getsItsReturn) {
    for (const std::size_t piece : {1U, 2U, 100U}) {
        MemorySource source(asBytes("a\nb\r\n\nc"), piece);
        CanonicalText text(source);
        std::string read;
        Bytes buffer(4);
        for (auto count = text.read(buffer); count && count.value() > 0; count = text.read(buffer)) {
            read.append(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(count.value()));
        }
        EXPECT_EQ(read, "a\r\nb\r\n\r\nc") << piece;
    }
}
TEST(MessageLayer, textThatBeginsAsBase64_isPlain) { EXPECT_EQ(kindOf("Meeting notes, 5 May\n"), LayerKind::plain); }
TEST(MessageLayer, mailWithoutAMessage_isPlain) {
    EXPECT_EQ(kindOf("Subject: x\nContent-Type: text/plain\n\nhello\n"), LayerKind::plain);
}
TEST(MessageLayer, signedMail_isClearSigned) {
    EXPECT_EQ(kindOf("Content-Type: multipart/signed; boundary=b\n\n--b\n\nx\n--b--\n"), LayerKind::clearSigned);
}
TEST(MessageLayer, nothing_isPlain) { EXPECT_EQ(kindOf(""), LayerKind::plain); }

} // namespace
} // namespace reseal::crypto
