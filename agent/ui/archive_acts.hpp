// SPDX-License-Identifier: Apache-2.0
// What can be done with an archived key, and what came of it, as the window words it. Plain C++ without wx; any thread.
#pragma once

#include "agent/core/resident.hpp"
#include "agent/ui/words.hpp"

#include <string>
#include <vector>

namespace reseal::ui {

// The key of that id, also among the removed; or null.
[[nodiscard]] const core::ArchivedKey* findArchived(const core::ArchiveView& archive, const std::string& id);
[[nodiscard]] std::string holderOf(const core::ArchivedKey& key, const Words& words);

// The file that holds the key of that certificate, and is there; empty where there is none.
[[nodiscard]] std::string fileWithKey(const core::Snapshot& snapshot, const std::string& certificateId);

// Why the key can be given to nobody; empty where it can.
[[nodiscard]] std::string whyNotOut(const core::ArchivedKey& key, const Words& words);
// "Anna Ivanova was removed. It can be brought back until 9 April 2026."; empty where none was removed.
[[nodiscard]] std::string removedText(const core::ArchiveView& archive, const Words& words);

// "/home/anna/Anna Ivanova 2026.p12": what no file system minds.
[[nodiscard]] std::string proposedFile(const std::string& folder, const core::ArchivedKey& key, const Words& words);

// Tokens that take keys from outside, as they are now.
[[nodiscard]] std::vector<core::Token> tokensForKeys(const core::Snapshot& snapshot);

// What is wrong with what was typed; empty where nothing is.
[[nodiscard]] std::string placeMistake(const std::string& path, const Words& words);
[[nodiscard]] std::string passwordMistake(const Secret& first, const Secret& again, const Words& words);

// What the keyring's way in is about, where the archive asks for its password.
[[nodiscard]] bool asksVaultPassword(const core::ErrandOutcome& outcome);
// One or two sentences: what was done, or what went wrong and what to do. `who`: the holder.
[[nodiscard]] std::string outcomeText(const core::ErrandOutcome& outcome, const std::string& who, const Words& words);

} // namespace reseal::ui
