// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/cms/unwrapped_source.hpp"

#include "tests/support/x509_fixtures.hpp"

#include <gtest/gtest.h>

namespace reseal::crypto {
namespace {

struct Read {
    Bytes bytes;
    std::string reason = "fine";
};

Read unwrap(ByteView file, std::size_t piece = SIZE_MAX) {
    MemorySource source(file, piece);
    UnwrappedSource unwrapped(source);
    Read result;
    Bytes buffer(100);
    while (true) {
        const auto count = unwrapped.read(buffer);
        if (!count) {
            result.reason = count.error().reason;
            return result;
        }
        if (count.value() == 0) {
            return result;
        }
        result.bytes.insert(result.bytes.end(), buffer.begin(), buffer.begin() + static_cast<long>(count.value()));
    }
}
Read unwrap(const std::string& text, std::size_t piece = SIZE_MAX) { return unwrap(asBytes(text), piece); }

Bytes message(std::size_t size) {
    Bytes content(size);
    for (std::size_t i = 0; i < size; ++i) {
        content[i] = static_cast<std::uint8_t>(i * 7);
    }
    return test::derElement(0x30, content);
}

TEST(UnwrappedSource, der_staysAsItIs) {
    const Bytes der = message(40'000);
    EXPECT_EQ(unwrap(ByteView(der)).bytes, der);
}

TEST(UnwrappedSource, base64OfEverySize_isDecoded) {
    for (std::size_t size = 300; size < 310; ++size) {
        EXPECT_EQ(unwrap(test::toBase64(message(size))).bytes, message(size));
        EXPECT_EQ(unwrap(test::toBase64(message(size)), 1).bytes, message(size));
    }
}

TEST(UnwrappedSource, pemOfEverySize_isDecoded) {
    for (std::size_t size = 300; size < 310; ++size) {
        const auto read = unwrap("Signed by hand\r\n" + test::toPem("CMS", message(size)) + "\n");
        EXPECT_EQ(read.reason, "fine");
        EXPECT_EQ(read.bytes, message(size));
    }
}

TEST(UnwrappedSource, byteOrderMarkAndBlankLines_areSkipped) {
    EXPECT_EQ(unwrap("\xEF\xBB\xBF\r\n " + test::toBase64(message(300))).bytes, message(300));
}

TEST(UnwrappedSource, pemWithoutItsEnd_isCutOff) {
    const std::string pem = test::toPem("CMS", message(300));
    EXPECT_EQ(unwrap(pem.substr(0, pem.find("-----END"))).reason, "message_cut_off");
}

TEST(UnwrappedSource, base64OfAnOddLength_isCutOff) {
    const std::string text = test::toBase64(message(299));
    ASSERT_EQ(unwrap(text).reason, "fine");
    EXPECT_EQ(unwrap(text.substr(0, 103)).reason, "message_cut_off");
}

TEST(UnwrappedSource, foreignCharacter_isDamaged) {
    std::string text = test::toBase64(message(300));
    text[50] = '*';
    EXPECT_EQ(unwrap(text).reason, "base64_damaged");
}

TEST(UnwrappedSource, textBehindTheEnd_isRefused) {
    EXPECT_EQ(unwrap(test::toPem("CMS", message(300)) + "more").reason, "trailing_bytes");
}

TEST(UnwrappedSource, anyOtherFile_isNoMessage) {
    EXPECT_EQ(unwrap(std::string("Dear all,\n")).reason, "no_message");
    for (const std::size_t piece : {std::size_t{1}, SIZE_MAX}) {
        EXPECT_EQ(unwrap(std::string("MIME-Version: 1.0\n\n"), piece).reason, "no_message");
    }
    EXPECT_EQ(unwrap(std::string()).reason, "no_message");
}

} // namespace
} // namespace reseal::crypto
