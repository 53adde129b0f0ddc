// SPDX-License-Identifier: Apache-2.0
#include "agent/base/cancellation.hpp"

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

namespace reseal {

struct Cancellation::Watch::Shared {
    std::mutex mutex;
    bool cancelled = false;
    std::vector<Watch*> watches;
};

Cancellation::Cancellation() : shared_(std::make_shared<Watch::Shared>()) {}

void Cancellation::cancel() const {
    const std::lock_guard lock(shared_->mutex);
    if (std::exchange(shared_->cancelled, true)) {
        return;
    }
    for (const Watch* const watch : shared_->watches) {
        watch->wake_();
    }
}

bool Cancellation::cancelled() const {
    const std::lock_guard lock(shared_->mutex);
    return shared_->cancelled;
}

Cancellation::Watch::Watch(const Cancellation& cancellation, std::function<void()> wake)
    : shared_(cancellation.shared_), wake_(std::move(wake)) {
    const std::lock_guard lock(shared_->mutex);
    shared_->watches.push_back(this);
    if (shared_->cancelled) {
        wake_();
    }
}

Cancellation::Watch::~Watch() {
    const std::lock_guard lock(shared_->mutex);
    std::erase(shared_->watches, this);
}

} // namespace reseal
