// SPDX-License-Identifier: Apache-2.0
// What the window of a renewal says: where it stands, what it waits for, what a form asks. Plain C++ without wx; any
// thread.
#pragma once

#include "agent/core/resident.hpp"
#include "agent/ui/words.hpp"

#include <string>
#include <vector>

namespace reseal::ui {

[[nodiscard]] const core::RenewalView* findRenewal(const core::Snapshot& snapshot, const std::string& id);
// The request for a new certificate at this CA that has not ended; null where there is none.
[[nodiscard]] const core::RenewalView* requestUnderWay(const core::Snapshot& snapshot, const std::string& caId);

[[nodiscard]] std::string renewalWho(const core::RenewalView& view, const core::Snapshot& snapshot, const Words& words);
[[nodiscard]] std::string renewalHeadline(const core::RenewalView& view, const Words& words);

// Sentences: the CA's step and what comes next, why it stands still, what it waits for and until when, what came out.
[[nodiscard]] std::vector<std::string> renewalDetails(const core::RenewalView& view, const Words& words);

// Of the button that goes on; empty where there is nothing to press.
[[nodiscard]] std::string continueLabel(const core::RenewalView& view, const Words& words);

// Hint and time limit, in one line.
[[nodiscard]] std::string fieldHint(const core::RenewalField& field, const Words& words);
// As a screen reader says it: the error first.
[[nodiscard]] std::string fieldDescription(const core::RenewalField& field, const Words& words);
// Of a required field that is left empty; empty where the answer may be sent.
[[nodiscard]] std::string fieldMissing(const core::RenewalField& field, bool empty, const Words& words);
// Whether the window can draw it.
[[nodiscard]] bool canAsk(const core::RenewalForm& form);

// New keys of a renewal that ended otherwise than well: where they are still kept.
[[nodiscard]] std::string leftOverText(const core::LeftOverKeys& keys, const Words& words);
// Whether they can be removed now: their token is here, or they need none.
[[nodiscard]] bool mayBeRemoved(const core::LeftOverKeys& keys);

[[nodiscard]] std::string requestWithLabel(const core::RenewalCa& ca, const Words& words);
[[nodiscard]] std::string renewWithLabel(const core::RenewalCa& ca, const Words& words);
// Why it cannot be used now; empty: it can.
[[nodiscard]] std::string caProblem(const core::RenewalCa& ca, const Words& words);

} // namespace reseal::ui
