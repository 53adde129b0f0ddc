// SPDX-License-Identifier: Apache-2.0
// Writes what a scan found, and only what is not written already. Inside storage/ only, within one transaction.
#pragma once

#include "agent/core/inventory.hpp"
#include "storage/query.hpp"
#include "storage/seen_times.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace reseal::storage {

class Connection;

class ScanRecorder {
public:
    // `before` are the scans before this one: they say when a file that is gone was last seen.
    ScanRecorder(Connection& connection, std::string_view root, TimePoint now, SeenTimes before);

    Status noteRoot();
    Status noteGone(const std::string& path);
    Status noteReading(const core::FileReading& reading);

private:
    struct KnownFile {
        std::int64_t id = 0;
        TimePoint lastSeen; // of what it held until now
        bool isNew = false;
        bool present = false;
        bool sameRow = false;     // all that is written of the file itself is as in the reading
        bool sameContent = false; // its stamp did not change
    };
    struct HeldCertificate {
        std::int64_t id;
        bool present;
        bool stays;
    };
    struct HeldKey {
        Bytes spki;
        Bytes gost;
        bool locked;
        std::optional<TimePoint> notAfter;
        bool present;
        bool stays;
    };

    [[nodiscard]] bool isUnderRoot(std::string_view path) const;
    [[nodiscard]] static bool opensLess(const core::FileReading& reading, const std::vector<HeldCertificate>& held,
                                        const std::vector<HeldKey>& keys);
    Result<KnownFile> findOrAddFile(const core::FileReading& reading);
    Status keepAsItWas(const KnownFile& file, const core::FileReading& reading);
    Result<std::vector<HeldCertificate>> heldCertificates(const KnownFile& file);
    Result<std::vector<HeldKey>> heldKeys(const KnownFile& file);
    Result<std::int64_t> noteCertificate(const core::FoundCertificate& found);
    Status noteSightings(const KnownFile& file, const core::FileReading& reading, std::vector<HeldCertificate>& held);
    Status noteSighting(const KnownFile& file, std::int64_t certificate, std::vector<HeldCertificate>& held);
    Status noteKeys(const KnownFile& file, const core::FileReading& reading, std::vector<HeldKey>& held);
    Status noteKey(const KnownFile& file, const core::FoundKey& key, std::vector<HeldKey>& held);

    Connection& connection_;
    std::string_view root_;
    TimePoint now_;
    SeenTimes before_;

    Query findFile_;
    Query addFile_;
    Query changeFile_;
    Query returnFile_;
    Query loseFile_;
    Query findCertificate_;
    Query addCertificate_;
    Query changeCertificate_;
    Query addDer_;
    Query findSightings_;
    Query addSighting_;
    Query setSighting_;
    Query findKeys_;
    Query addKey_;
    Query setKey_;
};

} // namespace reseal::storage
