// SPDX-License-Identifier: Apache-2.0
#include "agent/app/key_transfer.hpp"

#include "agent/app/key_proof.hpp"
#include "agent/archive/entry_making.hpp"

#include <algorithm>

namespace reseal::app {
namespace {

using plugins::TokenFailure;

const core::TokenObject* objectOf(const core::Token& token, const Bytes& certificate) {
    const auto at = std::ranges::find(token.objects, certificate, &core::TokenObject::certificate);
    return at == token.objects.end() ? nullptr : &*at;
}

// As the token shows it now: the certificate beside a key.
Result<core::TokenObject> readBack(TokenCalls calls, const KeyTransferTask& task) {
    const auto tokens = calls.look(task.plugin, false);
    if (!tokens) {
        return tokens.error();
    }
    for (const core::Token& token : tokens.value()) {
        const auto* const object = token.id == task.token.id ? objectOf(token, task.transfer->certificate) : nullptr;
        if (object != nullptr && !object->key.empty()) {
            return *object;
        }
    }
    return Error{Category::failed, "write_failed",
                 N_("The key and its certificate could not be read back from the token."), task.token.name()};
}

// The certificate first: a key without one shows what happened.
TokenFailure takenBack(TokenCalls calls, const KeyTransferTask& task, const core::TokenObject& object,
                       const PinEntry& entry, TokenFailure why) {
    if (objectOf(task.token, task.transfer->certificate) != nullptr) {
        return why; // not of this transfer
    }
    for (const std::string& id : {object.id, object.key}) {
        const auto removed = calls.removeObject(task.plugin, task.token.id, id, entry);
        if (std::holds_alternative<TokenFailure>(removed)) {
            why.error.detail =
                N_("The key that was put onto the token does not sign as it should, and could not be removed again. "
                   "Remove it with the token's own program.");
        }
    }
    return why;
}

} // namespace

Result<KeyTransfer> transferOf(const crypto::PrivateKey& key, const core::ArchiveEntry& entry) {
    auto pkcs8 = key.toPkcs8();
    const auto digest = crypto::digestOf(key.usualDigest(), entry.certificate);
    const auto certificate = archive::certificateOf(entry);
    if (!pkcs8 || !digest || !certificate) {
        return !pkcs8 ? pkcs8.error() : !digest ? digest.error() : certificate.error();
    }
    const std::string& name = certificate.value().holder.name;
    return KeyTransfer{.label = name.empty() ? toHex(entry.sha256).substr(0, 16) : name,
                       .certificate = entry.certificate,
                       .pkcs8 = std::move(pkcs8).value(),
                       .signatureAlgorithm = key.signatureAlgorithm(key.usualDigest()),
                       .digest = digest.value()};
}

std::optional<TokenFailure> putOnToken(TokenCalls calls, const KeyTransferTask& task) {
    const PinEntry entry{task.pin.get(), task.lastTry};
    auto imported = calls.importKey(task.plugin, task.token.id, *task.transfer, entry);
    if (auto* failure = std::get_if<TokenFailure>(&imported)) {
        return std::move(*failure);
    }
    const auto there = readBack(calls, task);
    if (!there) {
        return TokenFailure{there.error(), {}};
    }
    auto signature = std::move(imported);
    if (std::get<Bytes>(signature).empty()) { // a plugin that does not sign while it imports
        signature = calls.sign(task.plugin, task.token.id, there.value().key, task.transfer->signatureAlgorithm,
                               task.transfer->digest, entry);
    }
    if (auto* failure = std::get_if<TokenFailure>(&signature)) {
        return takenBack(calls, task, there.value(), entry, std::move(*failure));
    }
    const KeyTransfer& transfer = *task.transfer;
    if (!checkProof(transfer.certificate, {transfer.signatureAlgorithm, transfer.digest}, std::get<Bytes>(signature))) {
        const Error wrong{Category::failed, "key_unproved",
                          N_("The token signed wrongly with this key; it was removed again. Put the key into a folder "
                             "instead: --to FOLDER."),
                          task.token.name()};
        return takenBack(calls, task, there.value(), entry, {wrong, {}});
    }
    return std::nullopt;
}

std::vector<ExportedKey> allKept(std::size_t count) {
    std::vector<ExportedKey> kept(count);
    for (ExportedKey& one : kept) {
        one.kept = plugins::failureOf({RESEAL_E_NOT_EXPORTABLE, {}}, {}).error;
    }
    return kept;
}

Secret firstLineOf(const Secret& lines) { return Secret(std::string(lines.view().substr(0, lines.view().find('\n')))); }

} // namespace reseal::app
