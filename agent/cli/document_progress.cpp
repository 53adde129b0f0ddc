// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/document_progress.hpp"

#include "agent/platform/system.hpp"

#include <algorithm>
#include <cstdio>

namespace reseal::cli {
namespace {

constexpr const char* kEmptyLine = "\r\x1b[K"; // of a terminal: to its start, and nothing behind

void say(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fflush(stderr);
}

} // namespace

DocumentProgress::DocumentProgress(bool wanted, const core::Texts& texts)
    : shown_(wanted && platform::errorsGoToTerminal()), texts_(texts) {
    interruption_.emplace();
}

void DocumentProgress::watch(app::DecryptOrder& order) {
    order.progress = [this, cancellation = order.cancellation](std::uint64_t done, std::uint64_t whole) {
        if (interruption_ && interruption_->happened()) {
            cancellation.cancel();
        }
        show(done, whole);
    };
}

app::FindMeans DocumentProgress::around(const app::FindMeans& find) {
    return [this, &find](const crypto::EnvelopeHead& head) -> Result<crypto::OpeningMeans> {
        takeAway();
        if (interruption_ && interruption_->happened()) {
            return Error{Category::failed, "cancelled", N_("This was cancelled."), {}};
        }
        interruption_.reset();
        auto means = find(head);
        interruption_.emplace();
        return means;
    };
}

void DocumentProgress::show(std::uint64_t done, std::uint64_t whole) {
    if (!shown_ || whole == 0) {
        return;
    }
    const int percent = static_cast<int>(std::min<std::uint64_t>(100, done * 100 / whole));
    if (percent > percent_) { // what is inside is read again from its start
        percent_ = percent;
        say(kEmptyLine +
            core::fill(texts_.translate(N_("Decrypting: {percent} %")), {{"percent", std::to_string(percent)}}));
    }
}

void DocumentProgress::takeAway() {
    if (percent_ >= 0) {
        percent_ = -1;
        say(kEmptyLine);
    }
}

} // namespace reseal::cli
