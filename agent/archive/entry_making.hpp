// SPDX-License-Identifier: Apache-2.0
// Entries of the archive out of certificates: under which names they are found, and the check sums of what is not
// sealed. Any thread.
#pragma once

#include "agent/core/archive.hpp"
#include "agent/core/certificate.hpp"

#include <string>
#include <string_view>

namespace reseal::archive {

// The certificate, its names and hash; key, place and times are the caller's. Errors: decode_failed.
[[nodiscard]] Result<core::ArchiveEntry> entryOf(ByteView certificate);

// What the entry's certificate says to a person. Errors: decode_failed.
[[nodiscard]] Result<core::Certificate> certificateOf(const core::ArchiveEntry& entry);

// As ArchiveNames::issuerSerial has it: issuer (Name) and serial number (INTEGER) as encoded in the message.
[[nodiscard]] std::int64_t recipientNumber(ByteView issuer, ByteView serial);
[[nodiscard]] std::int64_t keyIdNumber(ByteView subjectKeyId);
[[nodiscard]] std::int64_t publicKeyNumber(ByteView publicKeyInfo);

[[nodiscard]] std::int64_t checkOf(const core::ArchiveSighting& sighting);
[[nodiscard]] std::int64_t checkOf(const core::ArchiveEvent& event);

// Lower case of Latin and Cyrillic letters (Kazakh ones too): how words are kept and looked for.
[[nodiscard]] std::string folded(std::string_view utf8);
[[nodiscard]] std::string searchedFor(std::string_view typed); // the same; separators inside a serial number go

} // namespace reseal::archive
