// SPDX-License-Identifier: Apache-2.0
// What the archive keeps, as storage sees it: sealed keys with their certificates, the ways into the vault, and who did
// what. Nothing here is secret without a way in. Values; the store belongs to the engine's thread.
#pragma once

#include "agent/base/certificate_facts.hpp"
#include "agent/base/result.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reseal::core {

enum class SlotKind : std::uint8_t { password, keyring, recovery, organisation };
[[nodiscard]] const char* name(SlotKind kind); // "password", "keyring", "recovery", "organisation"
[[nodiscard]] std::optional<SlotKind> slotKindOf(std::string_view name);

// Whether something differs from its check sum. What is mended is as it was, but not on the disk yet.
enum class Rot : std::uint8_t { none, mended, beyond };

// One way to the vault's data key. storage/FORMAT.md describes every field.
struct VaultSlot {
    std::int64_t id = 0; // given by the store
    SlotKind kind = SlotKind::password;
    std::string label; // the person's, or the organisation's
    TimePoint created{};
    bool confirmed = true; // a recovery code counts once it was typed back
    int version = 1;
    std::uint32_t memoryKib = 0; // Argon2id; 0 where nothing is derived
    std::uint32_t iterations = 0;
    std::uint32_t lanes = 0;
    std::string salt;
    Bytes publicKey; // of the organisation, DER SubjectPublicKeyInfo
    Bytes wrapped;   // the data key: sealed, or encrypted to that public key
    Rot rot = Rot::none;
};

struct VaultHead {
    std::string id; // 32 hex digits, random
    int version = 1;
    Rot rot = Rot::none;
};

// Wrong passwords in a row; counted before each try.
struct VaultTries {
    int failed = 0;
    TimePoint last{};
};

struct ArchiveSighting {
    std::string place; // a path, or a token as people name it
    std::string kind;  // "pkcs12", "pem", "container", "token" ...
    TimePoint firstSeen{};
    TimePoint lastSeen{};
    std::int64_t check = 0; // over the fields above, so that bit rot is found
};

// How recipients of old messages and people name an entry. Numbers are the first eight octets of a SHA-256.
struct ArchiveNames {
    std::int64_t issuerSerial = 0; // over issuer and serial number as encoded; see archive::recipientNumber
    std::int64_t subjectKeyId = 0; // over the identifier; 0 where there is none
    std::int64_t publicKey = 0;    // over the SubjectPublicKeyInfo
    std::string words;             // lower case, for the text search
};

struct ArchiveEntry {
    std::int64_t number = 0; // given by the store
    Sha256 sha256{};         // of the certificate
    Bytes certificate;       // DER
    Bytes sealedKey;         // empty: the key is elsewhere
    std::string keyPlace;    // then: the token it cannot leave
    TimePoint archived{};
    std::optional<TimePoint> deleted;
    ArchiveNames names;
    bool rotten = false; // key_place, archived or deleted changed on the disk
};

struct ArchiveEvent {
    TimePoint at{};
    std::string who;
    std::string act;   // "import", "export", "restore_key", "slot_add" ...
    std::string entry; // SHA-256 of the certificate in hex, or empty
    std::string detail;
    std::int64_t check = 0;
};

enum class Added : std::uint8_t { fresh, keyAdded, known };

struct ArchiveAddition {
    ArchiveEntry entry;
    ArchiveSighting sighting; // none where its place is empty
    ArchiveEvent event;       // noted unless the entry is known
};

class ArchiveStore {
public:
    virtual ~ArchiveStore() = default;

    [[nodiscard]] virtual Result<std::optional<VaultHead>> head() = 0;
    // Head and first slot in one step; refused with vault_exists where there is a vault.
    virtual Status create(const VaultHead& head, const std::vector<VaultSlot>& slots) = 0;
    [[nodiscard]] virtual Result<std::vector<VaultSlot>> slots() = 0;
    [[nodiscard]] virtual Result<std::int64_t> addSlot(const VaultSlot& slot, const ArchiveEvent& event) = 0;
    virtual Status replaceSlot(const VaultSlot& slot, const ArchiveEvent& event) = 0; // by its id
    // refused with last_slot where no way in that a person can use would be left.
    virtual Status removeSlot(std::int64_t id, const ArchiveEvent& event) = 0;
    [[nodiscard]] virtual Result<VaultTries> tries() = 0;
    virtual Status setTries(const VaultTries& tries) = 0;

    // Entries with where they were seen, all in one transaction. A known certificate gets the sighting, and the key
    // where it had none; a deleted one comes back. What was added, in the order given.
    [[nodiscard]] virtual Result<std::vector<Added>> add(std::span<const ArchiveAddition> additions) = 0;
    [[nodiscard]] virtual Result<std::optional<ArchiveEntry>> find(const Sha256& sha256) = 0;
    // By certificate hash, both ends included; at most 100.
    [[nodiscard]] virtual Result<std::vector<ArchiveEntry>> between(const Sha256& low, const Sha256& high) = 0;
    // Every entry in order of number, one after the other; an error of the visitor ends it.
    virtual Status visit(bool deletedToo, const std::function<Status(ArchiveEntry&&)>& visitor) = 0;
    [[nodiscard]] virtual Result<std::vector<ArchiveEntry>> byIssuerSerial(std::int64_t number) = 0;
    [[nodiscard]] virtual Result<std::vector<ArchiveEntry>> bySubjectKeyId(std::int64_t number) = 0;
    [[nodiscard]] virtual Result<std::vector<ArchiveEntry>> byPublicKey(std::int64_t number) = 0;
    [[nodiscard]] virtual Result<std::vector<ArchiveEntry>> byWords(const std::string& part) = 0;
    [[nodiscard]] virtual Result<std::vector<ArchiveEntry>> latest(std::size_t most) = 0;  // archived last, those first
    [[nodiscard]] virtual Result<std::vector<ArchiveEntry>> removed(std::size_t most) = 0; // deleted last first
    [[nodiscard]] virtual Result<std::vector<ArchiveSighting>> sightings(std::int64_t number) = 0;
    [[nodiscard]] virtual Result<std::int64_t> count() = 0; // without the deleted

    // Puts certificate, key and names of an entry in the place of what has rotted of it.
    virtual Status mendEntry(const ArchiveEntry& entry, const ArchiveEvent& event) = 0;
    virtual Status mendWays() = 0; // writes head and slots anew where they could be mended

    virtual Status setDeleted(const Sha256& sha256, std::optional<TimePoint> at, const ArchiveEvent& event) = 0;
    // Entries that were deleted before then, for good.
    [[nodiscard]] virtual Result<std::int64_t> purge(TimePoint before, const ArchiveEvent& event) = 0;

    virtual Status note(const ArchiveEvent& event) = 0;
    [[nodiscard]] virtual Result<bool> tookPlace(const std::string& act) = 0;
    [[nodiscard]] virtual Result<std::vector<ArchiveEvent>> events() = 0; // oldest first
    // Reads the whole database. index_rotten (damaged): a list by which entries are found had changed and was made
    // anew; anything else damaged is beyond that.
    virtual Status checkPages() = 0;
};

} // namespace reseal::core
