// SPDX-License-Identifier: Apache-2.0
// The archive as a window shows it, and a document on its way to being opened. Values; any thread.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/core/certificate.hpp"
#include "agent/core/signature_verdict.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace reseal::core {

struct ArchivedKey {
    Certificate certificate;
    bool damaged = false;               // the certificate cannot be read
    std::string token = {};             // the key cannot leave it; empty: the archive holds the key
    std::vector<std::string> seen = {}; // where, as people name it
    TimePoint archived{};
    std::optional<TimePoint> goneAt = {}; // of a removed one: from then on it cannot be brought back
};

// What was looked for and found, newest certificate first; at most kMostArchivedShown.
struct ArchiveView {
    std::string query;
    std::vector<ArchivedKey> keys;
    std::vector<std::string> organisations; // who else can open the archive
    bool more = false;                      // there are others: a longer query shows them
    bool exists = true;                     // else it is made with the first key, under a password that is chosen then
    bool keyringOpens = false;              // this desktop's keyring is one of its ways in
    bool recoveryPrinted = false;           // a recovery code waits to be typed back
    std::vector<ArchivedKey> removed;       // that can be brought back, removed last first
};
inline constexpr std::size_t kMostArchivedShown = 500;
inline constexpr std::size_t kMostRemovedShown = 20;

// All that the archive has of one holder.
struct HolderLine {
    std::string id;                        // of the key that was chosen
    std::vector<Certificate> certificates; // in the order of time; that key's among them
};

// Secrets are given where a former try asked for them, and tried once.
struct DocumentOrder {
    std::string file; // absolute
    std::shared_ptr<const Secret> vaultPassword = {};
    std::shared_ptr<const Secret> filePassword = {}; // of a key file, or of the message itself
    std::shared_ptr<const Secret> pin = {};
    bool allowLastTry = false; // after a warning
};

enum class OpeningState : std::uint8_t { working, needsVaultPassword, needsFilePassword, needsPin, done, failed };

struct OpeningSignature {
    Judgement judgement = Judgement::cannotSay;
    std::string who;
    std::string detail; // in the person's language
};

// A key that is known and not here.
struct KeyElsewhere {
    std::string who;
    bool token = false; // else a file
    std::string place;
    TimePoint lastSeen{};
};

struct DocumentOpening {
    int number = 0; // counts up with each order
    std::string file;
    OpeningState state = OpeningState::working;
    int percent = -1;         // of the file; negative: it is not known
    std::string place = {};   // needs: the token or file that asks
    bool pinpad = false;      // needsPin: typed at the reader
    bool lastTry = false;     // needsPin: one try is left
    std::string output = {};  // done
    bool tamperProof = false; // done: the encryption shows that nobody changed it
    std::vector<OpeningSignature> signatures = {};
    std::optional<Error> error = {}; // failed, and why something is needed again; in the person's language
    std::vector<KeyElsewhere> elsewhere = {};
};

} // namespace reseal::core
