// SPDX-License-Identifier: Apache-2.0
#include "agent/app/document_opening.hpp"

#include "agent/app/documents.hpp"
#include "agent/app/engine.hpp"
#include "agent/app/key_places.hpp"
#include "agent/app/opening_outcome.hpp"
#include "agent/base/log.hpp"
#include "agent/crypto/public_key_info.hpp"
#include "agent/crypto/signature_names.hpp"
#include "agent/platform/file_system.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <atomic>
#include <optional>

namespace reseal::app {
namespace {

using core::OpeningState;
using RecipientKey = std::shared_ptr<const crypto::RecipientKey>;

// A key on a token; each use is a call to its plugin. Worker.
class TokenRecipientKey final : public crypto::RecipientKey {
public:
    struct Where {
        ReadyPlugin plugin;
        std::string token;
        std::string key;
        Bytes publicKeyInfo;
        crypto::KeyKind kind;
    };
    TokenRecipientKey(PluginCalls& calls, Where where, std::shared_ptr<const Secret> pin, bool lastTry)
        : calls_(calls), where_(std::move(where)), pin_(std::move(pin)), lastTry_(lastTry) {}

    [[nodiscard]] crypto::KeyKind kind() const override { return where_.kind; }
    [[nodiscard]] Result<Bytes> publicKeyInfo() const override { return where_.publicKeyInfo; }
    [[nodiscard]] Result<Secret> decrypt(ByteView ciphertext, ByteView algorithm) const override {
        KeyUse use;
        use.algorithm.assign(algorithm.begin(), algorithm.end());
        use.ciphertext.assign(ciphertext.begin(), ciphertext.end());
        return open(use);
    }
    [[nodiscard]] Result<Secret> derive(ByteView peer, ByteView ukm, crypto::DigestAlgorithm digest) const override {
        KeyUse use;
        use.derive = true;
        use.peer.assign(peer.begin(), peer.end());
        use.ukm.assign(ukm.begin(), ukm.end());
        use.digest = digest;
        return open(use);
    }

private:
    [[nodiscard]] Result<Secret> open(const KeyUse& use) const {
        auto opened = TokenCalls(calls_).open(where_.plugin, where_.token, where_.key, use, {pin_.get(), lastTry_});
        if (const auto* failure = std::get_if<plugins::TokenFailure>(&opened)) {
            return failure->error;
        }
        return std::move(std::get<Secret>(opened));
    }

    PluginCalls& calls_;
    const Where where_;
    const std::shared_ptr<const Secret> pin_;
    const bool lastTry_;
};

std::shared_ptr<const Secret> orNone(const std::shared_ptr<const Secret>& given) {
    return given ? given : std::make_shared<const Secret>();
}

// "letter (2).txt" where "letter.txt" is taken.
std::string freeName(const std::string& wanted) {
    constexpr int kMostTries = 1000;
    const auto files = platform::systemFileSystem();
    std::string name = wanted;
    const std::size_t slash = wanted.find_last_of('/');
    const std::size_t dot = wanted.find_last_of('.');
    const std::size_t end = dot == std::string::npos || dot <= slash + 1 ? wanted.size() : dot;
    for (int number = 2; files->inspect(name).ok() && number < kMostTries; ++number) {
        name = wanted.substr(0, end) + " (" + std::to_string(number) + ")" + wanted.substr(end);
    }
    return name;
}

} // namespace

struct DocumentOpener::Work {
    Work(DocumentOpener& itsOwner, core::DocumentOrder itsOrder) : owner(&itsOwner), order(std::move(itsOrder)) {}

    DocumentOpener* const owner; // engine's thread, while not over
    const core::DocumentOrder order;
    std::unique_ptr<const core::Texts> texts;
    const core::Clock* clock = nullptr;
    platform::EventLoop* loop = nullptr;
    Cancellation cancellation;

    std::mutex guard;
    std::condition_variable stirred;
    std::optional<Result<crypto::OpeningMeans>> answer; // guard
    bool over = false;                                  // guard; nobody waits for this any more
    std::string plugin;                                 // engine's: the one that the worker may wait for
    core::DocumentOpening opening;                      // worker; the engine's while the worker waits for it

    // Worker. What is told after the end is passed over.
    void tell(const std::shared_ptr<Work>& self) {
        loop->post([self, now = opening] {
            const std::scoped_lock lock(self->guard);
            if (!self->over) {
                self->owner->report(now);
            }
        });
    }
};

void DocumentOpener::report(const core::DocumentOpening& opening) { tell_(opening); }

void DocumentOpener::begin(core::DocumentOrder order) {
    cancel();
    work_ = std::make_shared<Work>(*this, std::move(order));
    work_->texts = engine_.texts();
    work_->clock = engine_.parts().clock;
    work_->loop = engine_.loop();
    work_->opening.number = ++number_;
    work_->opening.file = work_->order.file;
    report(work_->opening);
    engine_.tokens().lookThen([this, work = work_] {
        if (work == work_) { // no other was begun meanwhile
            worker_ = std::thread([work] { run(work); });
        }
    });
}

void DocumentOpener::cancel() {
    if (!work_) {
        return;
    }
    {
        const std::scoped_lock lock(work_->guard);
        work_->over = true;
        work_->stirred.notify_all();
    }
    work_->cancellation.cancel();
    if (!work_->plugin.empty() && work_->opening.state == OpeningState::working) {
        engine_.parts().pluginCalls->supervisor().end(work_->plugin);
    }
    if (worker_.joinable()) {
        worker_.join();
    }
    work_.reset();
}

void DocumentOpener::run(const std::shared_ptr<Work>& work) try {
    const auto progress = [work, &opening = work->opening](std::uint64_t done, std::uint64_t whole) {
        const int percent = whole == 0 ? -1 : static_cast<int>(std::min<std::uint64_t>(100, done * 100 / whole));
        if (percent != opening.percent) {
            opening.percent = percent;
            work->tell(work);
        }
    };
    const DecryptOrder order{.file = work->order.file,
                             .output = freeName(outputFor(work->order.file)),
                             .cancellation = work->cancellation,
                             .progress = progress};
    const Json answer = decryptDocument(
        order, [&](const crypto::EnvelopeHead& head) { return askEngine(work, head); }, *work->texts, *work->clock);
    takeOutcome(answer.at("document"), work->opening);
    work->tell(work);
} catch (const std::exception& caught) {
    log(LogLevel::error, std::string("opening a document: ") + caught.what());
    work->opening.state = OpeningState::failed;
    work->opening.error = Error{Category::failed, "internal", work->texts->translate(N_("This was cancelled.")), {}};
    work->tell(work);
}

Result<crypto::OpeningMeans> DocumentOpener::askEngine(const std::shared_ptr<Work>& work,
                                                       const crypto::EnvelopeHead& head) {
    work->loop->post([work, &head] { // `head` lives as long as the worker waits
        {
            const std::scoped_lock lock(work->guard);
            if (work->over) {
                return;
            }
            work->answer = work->owner->means(*work, head);
            work->stirred.notify_all();
        }
        work->owner->engine_.closeArchive(); // the document is written meanwhile
        work->owner->engine_.publish();
    });
    std::unique_lock lock(work->guard);
    work->stirred.wait(lock, [&] { return work->over || work->answer; });
    if (!work->answer) {
        return Error{Category::failed, "cancelled", N_("This was cancelled."), {}};
    }
    auto answer = std::move(*work->answer);
    work->answer.reset();
    return answer;
}

Result<crypto::OpeningMeans> DocumentOpener::means(Work& work, const crypto::EnvelopeHead& head) {
    KeyPlaces known(engine_);
    std::vector<KeyPlace> elsewhere;
    std::optional<Error> problem;
    for (std::size_t i = 0; i < head.recipients.size(); ++i) {
        for (std::size_t j = 0; j < head.recipients[i].parts.size(); ++j) {
            auto places = known.of(head.recipients[i].parts[j].name);
            if (!places) {
                return places.error();
            }
            for (KeyPlace& place : places.value()) {
                if (!place.here) {
                    elsewhere.push_back(std::move(place));
                    continue;
                }
                const auto key = keyAt(work, place);
                if (key) {
                    return crypto::OpeningMeans{.recipient = i, .part = j, .key = key.value(), .password = {}};
                }
                problem = problem ? problem : key.error();
            }
        }
    }
    const auto password = findByPassword(orNone(work.order.filePassword)->duplicate())(head);
    if (password || password.error().category != Category::notFound) {
        work.opening.place = work.order.file;
        return password ? crypto::OpeningMeans{.recipient = password.value().recipient,
                                               .password = password.value().password.duplicate()}
                        : Result<crypto::OpeningMeans>(password.error());
    }
    work.opening.elsewhere = elsewhereOf(elsewhere, core::Wording(*work.texts, *work.clock));
    return problem ? *problem : noKeyFits();
}

Result<RecipientKey> DocumentOpener::keyAt(Work& work, const KeyPlace& place) {
    work.opening.place = place.place;
    work.opening.pinpad = place.pinpad;
    switch (place.where) {
    case KeyWhere::vault:
        return archivedKey(work, place);
    case KeyWhere::token:
        return tokenKey(work, place);
    case KeyWhere::file:
        return keyOfFile(place.place, place.certificate, *orNone(work.order.filePassword));
    case KeyWhere::none:
        break;
    }
    return noKeyFits();
}

Result<RecipientKey> DocumentOpener::archivedKey(Work& work, const KeyPlace& place) {
    ArchiveKeeper& keeper = engine_.archive();
    const auto entry = keeper.archive().byId(toHex(crypto::sha256(place.certificate)));
    if (!entry) {
        return entry.error();
    }
    if (const Status opened = keeper.vault().open(*orNone(work.order.vaultPassword)); !opened) {
        return opened.error();
    }
    auto key = keeper.archive().keyOf(entry.value());
    const Status noted =
        key ? keeper.store().note(keeper.vault().event("decrypt", toHex(entry.value().sha256), work.order.file))
            : Status(key.error());
    if (!noted) {
        return noted.error();
    }
    auto shared = std::make_shared<const crypto::PrivateKey>(std::move(key).value());
    return RecipientKey(std::make_shared<crypto::MemoryRecipientKey>(std::move(shared)));
}

Result<RecipientKey> DocumentOpener::tokenKey(Work& work, const KeyPlace& place) {
    for (const core::Token& token : engine_.tokens().tokens()) {
        for (const core::TokenObject& object : token.objects) {
            if (core::uriOf(token, object) != place.uri) {
                continue;
            }
            const ByteView info = crypto::publicKeyInfoIn(object.certificate);
            const auto kind = crypto::kindOfPublicKey(info);
            auto plugin = engine_.tokenPlugin(token.plugin);
            if (!kind || !plugin) {
                return plugin ? noKeyFits() : plugin.error();
            }
            work.plugin = token.plugin;
            return RecipientKey(std::make_shared<TokenRecipientKey>(
                *engine_.parts().pluginCalls,
                TokenRecipientKey::Where{std::move(plugin).value(), token.id, object.key,
                                         Bytes(info.begin(), info.end()), *kind},
                work.order.pin, work.order.allowLastTry));
        }
    }
    return noKeyFits();
}

} // namespace reseal::app
