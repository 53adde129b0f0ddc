// SPDX-License-Identifier: Apache-2.0
// What a person asks of the archive in a window, and what came of it. Values; any thread.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/certificate_facts.hpp"
#include "agent/base/result.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace reseal::core {

enum class Errand : std::uint8_t {
    exportKey,
    restoreToFolder,
    restoreToToken,
    remove,
    bringBack,
    backUp,
    makeRecovery,    // a page with a new recovery code
    confirmRecovery, // the code of that page, typed back
    takeIn           // the keys of a file, `entry` among them; where there is no archive yet, it is made
};

struct ArchiveErrand {
    Errand act = Errand::exportKey;
    int ticket = 0;         // the asker's own; comes back with the outcome
    std::string entry = {}; // SHA-256 of the certificate in hex; none for the whole archive
    std::string place = {}; // the file, the folder, or the token's URI
    std::shared_ptr<const Secret> vaultPassword = {};
    std::shared_ptr<const Secret> newPassword =
        {}; // of the file or container that is made; the code that is typed back; of the file that is taken in
    std::shared_ptr<const Secret> pin = {};
    bool allowLastTry = false; // after a warning
};

struct ErrandOutcome {
    int number = 0; // counts up with each
    Errand act = Errand::exportKey;
    int ticket = 0;
    std::string entry = {};
    std::string place = {};              // what was written, or the name of the token
    std::optional<Error> error = {};     // in the person's language
    std::optional<int> triesLeft = {};   // of the PIN, where the token said so
    std::optional<TimePoint> until = {}; // remove: so long it can be brought back
};

} // namespace reseal::core
