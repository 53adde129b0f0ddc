// SPDX-License-Identifier: Apache-2.0
// A long document on a terminal: how far it is, and Ctrl+C that ends the work and leaves no file. One thread.
#pragma once

#include "agent/app/document_decryption.hpp"
#include "agent/core/texts.hpp"
#include "agent/platform/interruption.hpp"

#include <optional>

namespace reseal::cli {

class DocumentProgress {
public:
    // Percents go to stderr where it is a terminal and they are `wanted`. Borrows the texts.
    DocumentProgress(bool wanted, const core::Texts& texts);
    ~DocumentProgress() { takeAway(); }
    DocumentProgress(const DocumentProgress&) = delete;
    DocumentProgress& operator=(const DocumentProgress&) = delete;

    void watch(app::DecryptOrder& order); // usable while this is
    // `find` may ask on the terminal, or wait for an engine: Ctrl+C ends the program there. Borrows `find`.
    [[nodiscard]] app::FindMeans around(const app::FindMeans& find);

private:
    void show(std::uint64_t done, std::uint64_t whole);
    void takeAway();

    bool shown_;
    const core::Texts& texts_;
    int percent_ = -1; // that stands on the terminal
    std::optional<platform::Interruption> interruption_;
};

} // namespace reseal::cli
