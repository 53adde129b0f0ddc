// SPDX-License-Identifier: Apache-2.0
#include "agent/app/document_decryption.hpp"

#include "agent/app/document_layers.hpp"
#include "agent/app/document_signing.hpp"
#include "agent/app/documents.hpp"
#include "agent/app/key_file.hpp"
#include "agent/core/certificate.hpp"
#include "agent/crypto/certificate_file.hpp"
#include "agent/crypto/cms/certificate_fields.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "agent/platform/file_system.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <memory>

namespace reseal::app {
namespace {

constexpr std::array<std::string_view, 2> kEncryptedEndings{".p7m", ".enc"};
constexpr std::size_t kMaxNamed = 100; // recipients in an answer

const char* nameOf(crypto::RecipientKind kind) {
    switch (kind) {
    case crypto::RecipientKind::keyTransport:
        return "key_transport";
    case crypto::RecipientKind::keyAgreement:
        return "key_agreement";
    case crypto::RecipientKind::sharedKey:
        return "shared_key";
    case crypto::RecipientKind::password:
        return "password";
    case crypto::RecipientKind::unknown:
        break;
    }
    return "unknown";
}

Json orNull(std::string text) { return text.empty() ? Json(nullptr) : Json(std::move(text)); }

Json recipientDocument(const crypto::Recipient& recipient, const crypto::RecipientName& name) {
    ByteView serial = name.serial;
    if (serial.size() > 1 && serial.front() == 0) {
        serial = serial.subspan(1);
    }
    return Json{{"kind", nameOf(recipient.kind)},
                {"issuer", orNull(core::nameText(crypto::readName(name.issuer)))},
                {"serial", orNull(toHex(serial))},
                {"key_id", orNull(toHex(name.keyId))}};
}

Json resultDocument(const DecryptedLayers& layers, const DecryptOrder& order, const std::string& output) {
    Json document{{"file", order.file}, {"output", output}};
    const DecryptedLayer& first = layers.decrypted.front();
    document["recipient"] = recipientDocument(first.recipient, first.part);
    document["cipher"] = first.cipher;
    // Of all that was encrypted: as much as the least of it.
    const bool whole = std::ranges::all_of(layers.decrypted, &DecryptedLayer::protectedContent);
    document["integrity"] = whole ? "protected" : "not_protected";
    document["layers"] = layers.names;
    document["signatures"] = layers.signatures;
    document["inner_problem"] = layers.problem ? Json(layers.problem->reason) : Json(nullptr);
    document["bytes"] = layers.size;
    return document;
}

Json failure(const Error& error, const DecryptedLayers& layers, const core::Texts& texts, const core::Clock& clock) {
    Json answer = documentFailure(error, texts, clock);
    if (!layers.recipients.empty()) {
        answer["document"]["recipients"] = app::documentOf(layers.recipients);
    }
    return answer;
}

std::shared_ptr<const crypto::RecipientKey> recipientKey(crypto::SigningKey&& found) {
    return std::make_shared<crypto::MemoryRecipientKey>(
        std::make_shared<const crypto::PrivateKey>(std::move(found.key)));
}

} // namespace

std::string outputFor(const std::string& file) {
    for (const std::string_view ending : kEncryptedEndings) {
        const std::size_t slash = file.find_last_of('/');
        if (file.ends_with(ending) && file.size() - ending.size() > slash + 1) {
            return file.substr(0, file.size() - ending.size());
        }
    }
    return file + ".decrypted";
}

Error noKeyFits() {
    return {
        Category::notFound, "no_key_fits", N_("This was encrypted for others: none of the keys here opens it."), {}};
}

Result<std::shared_ptr<const crypto::RecipientKey>> keyOfFile(const std::string& keyFile, const Bytes& certificate,
                                                              const Secret& password) {
    auto found =
        readKeyFile(keyFile, certificate.empty() ? std::vector<Bytes>{} : std::vector<Bytes>{certificate}, password);
    return found ? recipientKey(std::move(found).value())
                 : Result<std::shared_ptr<const crypto::RecipientKey>>(found.error());
}

Result<FindMeans> findInKeyFile(const std::string& keyFile, const std::string& certificateFile,
                                const Secret& password) {
    auto certificates =
        certificateFile.empty() ? Result<std::vector<Bytes>>(std::vector<Bytes>{}) : certificatesIn(certificateFile);
    if (!certificates) {
        return certificates.error();
    }
    auto found = readKeyFile(keyFile, certificates.value(), password);
    if (!found) {
        return found.error();
    }
    Bytes ownCertificate = found.value().certificate;
    const auto key = recipientKey(std::move(found).value());
    return FindMeans([key, certificate = std::move(ownCertificate)](
                         const crypto::EnvelopeHead& head) -> Result<crypto::OpeningMeans> {
        for (std::size_t i = 0; i < head.recipients.size(); ++i) {
            const auto& parts = head.recipients[i].parts;
            const auto part = std::ranges::find_if(
                parts, [&](const crypto::RecipientPart& one) { return crypto::names(one.name, certificate); });
            if (part != parts.end()) {
                return crypto::OpeningMeans{
                    .recipient = i, .part = static_cast<std::size_t>(part - parts.begin()), .key = key};
            }
        }
        return noKeyFits();
    });
}

FindMeans findByPassword(Secret password) {
    return [shared = std::make_shared<const Secret>(std::move(password))](
               const crypto::EnvelopeHead& head) -> Result<crypto::OpeningMeans> {
        const auto& all = head.recipients;
        const auto found = std::ranges::find(all, crypto::RecipientKind::password, &crypto::Recipient::kind);
        if (found == all.end()) {
            return noKeyFits();
        }
        if (shared->empty()) {
            return Error{Category::waiting, "password_required", N_("The message is locked; give its password."), {}};
        }
        return crypto::OpeningMeans{.recipient = static_cast<std::size_t>(found - all.begin()),
                                    .password = shared->duplicate()};
    };
}

Json documentOf(const std::vector<crypto::Recipient>& recipients) {
    Json list = Json::array();
    for (const crypto::Recipient& recipient : recipients) {
        if (recipient.parts.empty()) {
            list.push_back(recipientDocument(recipient, crypto::RecipientName{}));
        }
        for (const crypto::RecipientPart& part : recipient.parts) {
            if (list.size() < kMaxNamed) {
                list.push_back(recipientDocument(recipient, part.name));
            }
        }
    }
    return list;
}

Json decryptDocument(const DecryptOrder& order, const FindMeans& find, const core::Texts& texts,
                     const core::Clock& clock) {
    crypto::initialise();
    const std::string output = order.output.empty() ? outputFor(order.file) : order.output;
    DecryptedLayers layers;
    layers.signatures = Json::array();
    const LayerOpening opening{order, find, texts, clock};
    auto opened = openLayers(opening, output, layers);
    if (!opened) {
        return failure(opened.error(), layers, texts, clock);
    }
    if (const Status committed = opened.value()->commit(); !committed) {
        return failure(committed.error(), layers, texts, clock);
    }
    constexpr int kDamaged = 6;
    const bool bad = layers.problem || layers.worst == core::Judgement::invalid;
    return Json{{"exit", bad ? kDamaged : 0}, {"document", resultDocument(layers, order, output)}};
}

} // namespace reseal::app
