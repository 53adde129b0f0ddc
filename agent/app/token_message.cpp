// SPDX-License-Identifier: Apache-2.0
#include "agent/app/token_message.hpp"

#include "agent/crypto/digest.hpp"
#include "agent/platform/document_file.hpp"

#include <utility>

namespace reseal::app {
namespace {

std::string sha256Of(const Bytes& certificate) {
    crypto::Sha256Sum sum;
    sum.add(certificate);
    return toHex(sum.finish());
}

Result<std::unique_ptr<ByteSource>> sourceOf(const MessageTask& task) {
    if (task.text) {
        return std::unique_ptr<ByteSource>(std::make_unique<MemorySource>(asBytes(*task.text)));
    }
    return platform::openDocument(task.order.file);
}

Error unconfirmed(const MessageTask& task) {
    return {Category::refused, "signer_unconfirmed",
            N_("This key signs with a certificate that nobody has confirmed for it yet. Nothing was written. If it is "
               "yours, sign again with --new-signer and its SHA-256."),
            core::uriOf(task.token)};
}

Status write(const TokenMessage& message, platform::NewDocument& file) {
    for (const Bytes& piece : message.pieces) {
        if (Status written = file.write(piece); !written) {
            return written;
        }
    }
    return file.commit();
}

} // namespace

MessageOutcome makeMessage(PluginCalls& calls, const MessageTask& task) {
    MessageOutcome outcome;
    outcome.output = outputOf(task.order);
    const auto failed = [&outcome](const Error& error) {
        outcome.failure = plugins::TokenFailure{error, {}};
        return std::move(outcome);
    };
    auto source = sourceOf(task);
    if (!source) {
        return failed(source.error());
    }
    auto file = platform::createDocument(outcome.output); // before the token is asked for anything
    if (!file) {
        return failed(file.error());
    }
    const std::string& named = task.order.fields.empty() ? task.order.file : task.order.fields;
    const MessageOrder order{task.key, named.substr(named.find_last_of('/') + 1), task.order.attached};
    auto made = TokenCalls(calls).signMessage(task.plugin, task.token.id, order, *source.value(),
                                              {task.pin.get(), task.lastTry});
    if (auto* failure = std::get_if<plugins::TokenFailure>(&made)) {
        outcome.failure = std::move(*failure);
        return outcome;
    }
    const auto& message = std::get<TokenMessage>(made);
    outcome.signer = message.signer;
    outcome.confirmed = message.newSigner && sha256Of(message.signer) == task.newSigner;
    if (message.newSigner && !outcome.confirmed) {
        return failed(unconfirmed(task));
    }
    if (const Status written = write(message, *file.value()); !written) {
        return failed(written.error());
    }
    return outcome;
}

std::string withPin(const std::string& pins, const std::string& key, const std::string& sha256) {
    return pins + (pins.empty() || pins.ends_with(';') ? "" : ";") + key + "=" + sha256;
}

} // namespace reseal::app
