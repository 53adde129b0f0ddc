// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"

#include <gtest/gtest.h>

namespace reseal::crypto {
namespace {

using namespace std::string_view_literals;

std::string text(std::uint8_t tag, std::string_view content) { return decodeText(tag, asBytes(content)); }

std::optional<std::int64_t> seconds(std::uint8_t tag, std::string_view content) {
    const auto time = parseTime(tag, asBytes(content));
    return time ? std::make_optional<std::int64_t>(time->time_since_epoch().count()) : std::nullopt;
}

TEST(OidText_russianKey, isDotted) {
    EXPECT_EQ(oidText(Bytes{0x2A, 0x85, 0x03, 0x07, 0x01, 0x01, 0x01, 0x01}), "1.2.643.7.1.1.1.1");
}

TEST(OidText_secondArcAbove39, belongsToRootTwo) { EXPECT_EQ(oidText(Bytes{0x88, 0x37}), "2.999"); }

TEST(OidText_unfinishedArc, isEmpty) { EXPECT_EQ(oidText(Bytes{0x2A, 0x85}), ""); }

TEST(OidText_arcBeyond64Bits, isEmpty) {
    EXPECT_EQ(oidText(Bytes{0x2A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F}), "");
}

TEST(ParseTime_utcTimeOf49, is2049) { EXPECT_EQ(seconds(kTagUtcTime, "490101000000Z"), 2493072000); }
TEST(ParseTime_utcTimeOf50, is1950) { EXPECT_EQ(seconds(kTagUtcTime, "500101000000Z"), -631152000); }
TEST(ParseTime_withoutSeconds, isRead) { EXPECT_EQ(seconds(kTagUtcTime, "7001010001Z"), 60); }
TEST(ParseTime_withOffset, isUtc) { EXPECT_EQ(seconds(kTagGeneralizedTime, "19700101060000+0600"), 0); }
TEST(ParseTime_withFraction, dropsIt) { EXPECT_EQ(seconds(kTagGeneralizedTime, "19700101000001.75Z"), 1); }
TEST(ParseTime_yearZero, isRead) { EXPECT_EQ(seconds(kTagGeneralizedTime, "00000101000000Z"), -62167219200); }
TEST(ParseTime_year9999, isRead) { EXPECT_EQ(seconds(kTagGeneralizedTime, "99991231235959Z"), 253402300799); }
TEST(ParseTime_februaryThirtieth, isRefused) { EXPECT_FALSE(seconds(kTagGeneralizedTime, "20260230000000Z")); }
TEST(ParseTime_monthThirteen, isRefused) { EXPECT_FALSE(seconds(kTagUtcTime, "261301000000Z")); }
TEST(ParseTime_letters, isRefused) { EXPECT_FALSE(seconds(kTagUtcTime, "soon")); }
TEST(ParseTime_empty, isRefused) { EXPECT_FALSE(seconds(kTagUtcTime, "")); }

TEST(DecodeText_bmpCyrillic, isUtf8) { EXPECT_EQ(text(kTagBmpString, "\x04\x18\x04\x32"sv), "Ив"); }
TEST(DecodeText_bmpSurrogatePair, isOneCharacter) { EXPECT_EQ(text(kTagBmpString, "\xD8\x3D\xDD\x11"sv), "🔑"); }
TEST(DecodeText_bmpLoneSurrogate, isReplaced) { EXPECT_EQ(text(kTagBmpString, "\xD8\x3D"sv), "\uFFFD"); }
TEST(DecodeText_bmpOddLength, endsInReplacement) { EXPECT_EQ(text(kTagBmpString, "\0A\0"sv), "A\uFFFD"); }
TEST(DecodeText_universal, isUtf8) { EXPECT_EQ(text(kTagUniversalString, "\0\x01\xF5\x11"sv), "🔑"); }
TEST(DecodeText_universalBeyondUnicode, isReplaced) {
    EXPECT_EQ(text(kTagUniversalString, "\xFF\xFF\xFF\xFF"sv), "\uFFFD");
}
TEST(DecodeText_t61HighByte, isLatin1) { EXPECT_EQ(text(kTagT61String, "M\xFCller"sv), "Müller"); }
TEST(DecodeText_ia5HighByte, isLatin1) { EXPECT_EQ(text(kTagIa5String, "M\xFCller"sv), "Müller"); }
TEST(DecodeText_printableHoldingUtf8, staysUtf8) { EXPECT_EQ(text(kTagPrintableString, "Иван"), "Иван"); }
TEST(DecodeText_numeric, staysAsItIs) { EXPECT_EQ(text(kTagNumericString, "1234567890"), "1234567890"); }
TEST(DecodeText_overlongUtf8, isReplaced) { EXPECT_EQ(text(kTagUtf8String, "\xC0\xAF"sv), "\uFFFD\uFFFD"); }
TEST(DecodeText_surrogateInUtf8, isReplaced) {
    EXPECT_EQ(text(kTagUtf8String, "\xED\xA0\x80"sv), "\uFFFD\uFFFD\uFFFD");
}
TEST(DecodeText_unfinishedUtf8, isReplaced) { EXPECT_EQ(text(kTagUtf8String, "A\xF0\x9F"sv), "A\uFFFD\uFFFD"); }
TEST(DecodeText_controlAndRightToLeft, staysAsItIs) {
    EXPECT_EQ(text(kTagUtf8String, "a\x01\u202Eb"sv), "a\x01\u202Eb");
}

TEST(ParseUnsigned_leadingZero, isSkipped) { EXPECT_EQ(parseUnsigned(Bytes{0x00, 0x80}), 128U); }
TEST(ParseUnsigned_negative, isRefused) { EXPECT_FALSE(parseUnsigned(Bytes{0x80})); }
TEST(ParseUnsigned_nineOctets, isRefused) { EXPECT_FALSE(parseUnsigned(Bytes(9, 0x01))); }

} // namespace
} // namespace reseal::crypto
