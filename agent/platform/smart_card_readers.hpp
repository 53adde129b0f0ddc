// SPDX-License-Identifier: Apache-2.0
// Smart-card readers and what is in them, live (PC/SC: pcsc-lite, winscard). Sleeps until something happens: a card, a
// reader, or the service itself comes or goes. Nothing is connected to, so no card is disturbed and no PIN is near.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/platform/event_loop.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace reseal::platform {

struct ReaderState {
    std::string name; // as PC/SC gives it, UTF-8
    bool cardPresent = false;
    bool mute = false; // there is a card, and it does not answer
    Bytes atr;         // ISO 7816-3; of a card that answers
    friend bool operator==(const ReaderState&, const ReaderState&) = default;
};

struct ReadersNow {
    bool serviceRuns = false;         // pcscd, or the Smart Card service
    std::vector<ReaderState> readers; // in the order of the service
    friend bool operator==(const ReadersNow&, const ReadersNow&) = default;
};

class ReaderWatch {
public:
    virtual ~ReaderWatch() = default; // no call comes after it
};

// `changed` gets the first state and then every other one, on the loop's thread.
[[nodiscard]] std::unique_ptr<ReaderWatch> watchReaders(EventLoop& loop,
                                                        std::function<void(const ReadersNow&)> changed);

// Once, without waiting for anything.
[[nodiscard]] ReadersNow readersNow();

} // namespace reseal::platform
