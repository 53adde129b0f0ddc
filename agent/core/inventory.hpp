// SPDX-License-Identifier: Apache-2.0
// Everything ever seen: certificates, where, and where their keys are. Values, and the store that keeps them.
#pragma once

#include "agent/base/result.hpp"
#include "agent/core/certificate.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace reseal::core {

// How a file was recognised; the names appear in JSON and in the database.
enum class FileKind : std::uint8_t { none, pem, der, pkcs7, pkcs12, cryptopro, token, vault };
// "pem", "der", "pkcs7", "pkcs12", "cryptopro", "token", "vault", "none"
[[nodiscard]] const char* name(FileKind kind);

// What a person is shown of a path of the inventory: those of tokens are "token:PLUGIN/NAME", their name is shown.
[[nodiscard]] std::string shownPlace(const std::string& path, FileKind kind);

// What tells whether a file changed since it was read, without reading it. Nanoseconds since 1970.
struct FileStamp {
    std::int64_t size = 0;
    std::int64_t modified = 0;
    std::int64_t changed = 0; // inode change time; 0 where the system has none
    std::uint64_t inode = 0;
    friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

// Why a file gave nothing. `reason` is one of x509-certificate-exporter's codes: bad_pem, no_certificate_found,
// bad_pkcs12, bad_passphrase, read_failed, permission_denied, not_found, broken_symlink, walk_error, decode_failed.
// `detail` is an English catalogue text (N_()).
struct Refusal {
    std::string path;
    std::string reason;
    std::string detail;
};

struct FoundCertificate {
    Certificate certificate;
    Bytes der;
};

// A private key found in a file. It is matched to certificates by one of the two fingerprints.
struct FoundKey {
    Sha256 spkiSha256{};                  // all zero where unknown (a CryptoPro container has only the other)
    Bytes gostFingerprint;                // 8 bytes, or empty
    bool locked = false;                  // a password is needed to use it
    std::optional<TimePoint> keyNotAfter; // keyValidity of a CryptoPro container
};

// What reading one file gave. `locked`: a PKCS#12 whose certificate cannot be read without its password.
// Certificates and a refusal: some of the file is damaged, or the passwords that were tried do not fit.
// Neither certificates, keys, refusal nor locked: the file is of no interest and is only remembered as read.
struct FileReading {
    std::string path;
    FileStamp stamp;
    FileKind kind = FileKind::none;
    std::vector<FoundCertificate> certificates;
    std::vector<FoundKey> keys;
    std::optional<Refusal> refusal;
    bool locked = false;

    // Not kept: how the passwords fared that were tried on what no password is needed for did not open.
    bool passwordFitted = false;      // one of them opened something
    bool passwordRefused = false;     // none of them did
    bool firstPasswordFitted = false; // the one tried first did: it is the typed one where one was typed
};

struct Sighting {
    std::string path;
    FileKind kind = FileKind::none;
    TimePoint firstSeen;
    TimePoint lastSeen;
    bool present = true; // false once the file is gone; the row stays
};

struct KeyLocation {
    std::string path;
    FileKind kind = FileKind::none;
    bool locked = false;
    bool present = true;
    TimePoint lastSeen;
};

struct InventoryEntry {
    Certificate certificate; // keyNotAfter already includes a container's keyValidity
    std::vector<Sighting> seen;
    std::vector<KeyLocation> keys; // empty: not known to be the person's
    std::string supersededBy;      // id, or empty; filled by markSuperseded
    [[nodiscard]] bool keyKnown() const { return !keys.empty(); }
};

struct LockedFile {
    std::string path;
    TimePoint lastSeen;
    bool present = true;
};

// A place that is watched. `path` is absolute.
struct WatchedSource {
    std::string path;
    TimePoint added;
};

// The inventory on disk. One thread at a time (the engine's). Each writing call is one transaction.
class CertificateStore {
public:
    virtual ~CertificateStore() = default;

    [[nodiscard]] virtual Result<std::vector<WatchedSource>> sources() = 0;
    virtual Status addSource(const std::string& path, TimePoint now) = 0; // idempotent
    virtual Status removeSource(const std::string& path) = 0;             // history stays; notFound if unknown

    // Files present at or below `root` with the stamp at which each was last read.
    [[nodiscard]] virtual Result<std::unordered_map<std::string, FileStamp>> knownFiles(const std::string& root) = 0;

    // Of these, the paths of those that a password may open, or open further.
    [[nodiscard]] virtual Result<std::vector<std::string>> shutFiles(const std::string& root) = 0;

    // Stores what was read under `root`, replaces what those paths held before (earlier sightings become not
    // present), marks `gone` paths as not present, and notes that `root` was seen whole at `now`. A file with the same
    // stamp as before keeps what was found in it, should it now be opened less far (without its password).
    virtual Status recordScan(const std::string& root, std::span<const FileReading> readings,
                              std::span<const std::string> gone, TimePoint now) = 0;

    [[nodiscard]] virtual Result<std::vector<InventoryEntry>> entries() = 0;
    [[nodiscard]] virtual Result<std::vector<LockedFile>> lockedFiles() = 0;
    [[nodiscard]] virtual Result<std::vector<Refusal>> refusals() = 0; // of files still present

    // DER of one certificate; notFound where the id is unknown.
    [[nodiscard]] virtual Result<Bytes> der(const std::string& id) = 0;
};

// Fills supersededBy: a later certificate of the same holder that covers every use of the older one and, where the
// older one's key is known, whose own key is known too.
void markSuperseded(std::vector<InventoryEntry>& entries, TimePoint now);

} // namespace reseal::core
