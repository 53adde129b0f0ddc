// SPDX-License-Identifier: Apache-2.0
// A document that the person opens in a window: the archive, tokens and watched files are looked through for its key,
// and it is decrypted beside the file on a thread of its own. One at a time; a new order ends the one before.
#pragma once

#include "agent/app/document_decryption.hpp"
#include "agent/core/archive_view.hpp"
#include "agent/crypto/cms/recipient_key.hpp"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace reseal::app {

class Engine;
struct KeyPlace;

class DocumentOpener {
public:
    using Tell = std::function<void(const core::DocumentOpening&)>; // engine's thread

    // Borrows the engine. All calls on the engine's thread, live.
    DocumentOpener(Engine& engine, Tell tell) : engine_(engine), tell_(std::move(tell)) {}
    ~DocumentOpener() { cancel(); }
    DocumentOpener(const DocumentOpener&) = delete;
    DocumentOpener& operator=(const DocumentOpener&) = delete;

    void begin(core::DocumentOrder order);
    void cancel(); // waits until nothing of it is left; a file that was begun is gone

private:
    struct Work; // what worker and engine share
    [[nodiscard]] static Result<crypto::OpeningMeans> askEngine(const std::shared_ptr<Work>& work,
                                                                const crypto::EnvelopeHead& head);
    static void run(const std::shared_ptr<Work>& work);
    [[nodiscard]] Result<crypto::OpeningMeans> means(Work& work, const crypto::EnvelopeHead& head);
    [[nodiscard]] Result<std::shared_ptr<const crypto::RecipientKey>> keyAt(Work& work, const KeyPlace& place);
    [[nodiscard]] Result<std::shared_ptr<const crypto::RecipientKey>> archivedKey(Work& work, const KeyPlace& place);
    [[nodiscard]] Result<std::shared_ptr<const crypto::RecipientKey>> tokenKey(Work& work, const KeyPlace& place);
    void report(const core::DocumentOpening& opening);

    Engine& engine_;
    const Tell tell_;
    int number_ = 0;
    std::shared_ptr<Work> work_;
    std::thread worker_;
};

} // namespace reseal::app
