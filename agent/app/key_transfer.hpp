// SPDX-License-Identifier: Apache-2.0
// One key of the archive onto a token: put there, read back, and proved by a signature before it counts. Any thread;
// putOnToken blocks within the deadlines of its calls.
#pragma once

#include "agent/app/token_calls.hpp"
#include "agent/core/archive.hpp"
#include "agent/crypto/private_key.hpp"

#include <memory>
#include <optional>

namespace reseal::app {

// Everything that one transfer needs; copied to the worker.
struct KeyTransferTask {
    ReadyPlugin plugin;
    core::Token token; // as it was before
    std::shared_ptr<const Secret> pin;
    bool lastTry = false;
    std::shared_ptr<const KeyTransfer> transfer = {};
};

// Errors: those of PrivateKey.
[[nodiscard]] Result<KeyTransfer> transferOf(const crypto::PrivateKey& key, const core::ArchiveEntry& entry);

// Nothing: the key and its certificate are there, and the key signs. Else nothing of them is left there, unless it was
// there before.
[[nodiscard]] std::optional<plugins::TokenFailure> putOnToken(TokenCalls calls, const KeyTransferTask& task);

// A token that hands no keys out, as far as it was not even asked.
[[nodiscard]] std::vector<ExportedKey> allKept(std::size_t count);

[[nodiscard]] Secret firstLineOf(const Secret& lines);

} // namespace reseal::app
