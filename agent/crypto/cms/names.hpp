// SPDX-License-Identifier: Apache-2.0
// Object identifiers of CMS (RFC 5652), its attributes (RFC 2634, RFC 5035) and time-stamps (RFC 3161), dotted.
#pragma once

#include <string_view>

namespace reseal::crypto::cms {

inline constexpr std::string_view kData = "1.2.840.113549.1.7.1";
inline constexpr std::string_view kSignedData = "1.2.840.113549.1.7.2";
inline constexpr std::string_view kEnvelopedData = "1.2.840.113549.1.7.3";
inline constexpr std::string_view kDigestedData = "1.2.840.113549.1.7.5";
inline constexpr std::string_view kAuthEnvelopedData = "1.2.840.113549.1.9.16.1.23"; // RFC 5083
inline constexpr std::string_view kCompressedData = "1.2.840.113549.1.9.16.1.9";     // RFC 3274
inline constexpr std::string_view kTimeStampInfo = "1.2.840.113549.1.9.16.1.4";

inline constexpr std::string_view kContentType = "1.2.840.113549.1.9.3";
inline constexpr std::string_view kMessageDigest = "1.2.840.113549.1.9.4";
inline constexpr std::string_view kSigningTime = "1.2.840.113549.1.9.5";
inline constexpr std::string_view kSigningCertificate = "1.2.840.113549.1.9.16.2.12";
inline constexpr std::string_view kSigningCertificateV2 = "1.2.840.113549.1.9.16.2.47";
inline constexpr std::string_view kTimeStampToken = "1.2.840.113549.1.9.16.2.14";

inline constexpr std::string_view kContentMac = "1.2.643.7.1.0.6.1.1"; // R 1323565.1.025-2019

} // namespace reseal::crypto::cms
