// SPDX-License-Identifier: Apache-2.0
// The wish to end what is under way, carried from any thread into a call that blocks.
#pragma once

#include <functional>
#include <memory>

namespace reseal {

// Copies share one wish. Any thread.
class Cancellation {
public:
    Cancellation();

    void cancel() const; // for good; again without effect
    [[nodiscard]] bool cancelled() const;

    // Has `wake` called by the thread that cancels, or at once where that has happened. Never after the watch is gone.
    // `wake` must not block, nor touch this cancellation.
    class Watch {
    public:
        Watch(const Cancellation& cancellation, std::function<void()> wake);
        ~Watch();
        Watch(const Watch&) = delete;
        Watch& operator=(const Watch&) = delete;

    private:
        friend class Cancellation;
        struct Shared;
        std::shared_ptr<Shared> shared_;
        std::function<void()> wake_;
    };

private:
    std::shared_ptr<Watch::Shared> shared_;
};

} // namespace reseal
