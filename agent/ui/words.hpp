// SPDX-License-Identifier: Apache-2.0
// The words of one language as the windows use them. Immutable; a switch of language makes another.
// Every text of agent/ui passes through tr() and trn() with an English literal (xgettext: tr:1, trn:1,2, N_:1).
#pragma once

#include "agent/core/clock.hpp"
#include "agent/core/texts.hpp"
#include "agent/core/wording.hpp"

#include <memory>
#include <string>

namespace reseal::ui {

class Words {
public:
    // Borrows the clock for its life.
    Words(std::unique_ptr<const core::Texts> texts, const core::Clock& clock)
        : texts_(std::move(texts)), clock_(clock), wording_(*texts_, clock) {}

    [[nodiscard]] std::string tr(const char* english) const { return texts_->translate(english); }
    [[nodiscard]] std::string tr(const char* english, const core::Gaps& gaps) const {
        return core::fill(texts_->translate(english), gaps);
    }

    // Fills {count} too.
    [[nodiscard]] std::string trn(const char* one, const char* many, long count) const {
        return core::fill(texts_->translatePlural(one, many, count), {{"count", std::to_string(count)}});
    }

    [[nodiscard]] const core::Wording& wording() const { return wording_; }
    [[nodiscard]] const core::Clock& clock() const { return clock_; }
    [[nodiscard]] std::string language() const { return texts_->language(); }

private:
    std::unique_ptr<const core::Texts> texts_;
    const core::Clock& clock_;
    core::Wording wording_;
};

} // namespace reseal::ui
