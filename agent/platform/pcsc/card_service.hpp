// SPDX-License-Identifier: Apache-2.0
// A connection to the PC/SC service that tells readers and cards (PC/SC part 5): pcsc-lite and winscard alike. One
// thread, but for cancel().
#pragma once

#include "agent/platform/smart_card_readers.hpp"

#include <optional>
#include <string>
#include <vector>
#ifdef _WIN32
#include <windows.h> // before winscard.h, which needs it
#endif
#include <winscard.h>

namespace reseal::platform {

class CardService {
public:
    CardService() = default;
    ~CardService() { disconnect(); }
    CardService(const CardService&) = delete;
    CardService& operator=(const CardService&) = delete;

    [[nodiscard]] bool connect(); // false: the service does not run
    void disconnect();
    // What there is now, without waiting. Nothing: the service is gone.
    [[nodiscard]] std::optional<ReadersNow> look();
    // Until it is another than look() last said, or cancel(). False: the service is gone.
    [[nodiscard]] bool waitForChange();
    void cancel(); // any thread; a wait that begins only afterwards is not ended

private:
    [[nodiscard]] bool listReaders();
    [[nodiscard]] LONG ask(DWORD patience);

    std::optional<SCARDCONTEXT> context_;
    std::vector<std::string> names_;
    std::vector<SCARD_READERSTATE> states_; // of names_, and the last one of the readers as a whole
};

} // namespace reseal::platform
