// SPDX-License-Identifier: Apache-2.0
#include "agent/app/document_signing.hpp"

#include "agent/app/documents.hpp"
#include "agent/app/key_file.hpp"
#include "agent/app/requests.hpp"
#include "agent/core/fields_buffer.hpp"
#include "agent/crypto/certificate_file.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "agent/platform/document_file.hpp"
#include "agent/platform/file_system.hpp"
#include "agent/plugins/strict_json.hpp"

#include <nlohmann/json.hpp>

#include <memory>

namespace reseal::app {
namespace {

// What is to be signed, openable again.
struct Content {
    OpenSource open;
    std::string text; // of fields
};

Result<Content> contentOf(const SignOrder& order) {
    if (order.fields.empty()) {
        return Content{[path = order.file] { return platform::openDocument(path); }, {}};
    }
    auto text = textOfFields(order.fields);
    if (!text) {
        return text.error();
    }
    auto shared = std::make_shared<const std::string>(text.value());
    return Content{[shared]() -> Result<std::unique_ptr<ByteSource>> {
                       return std::unique_ptr<ByteSource>(std::make_unique<MemorySource>(asBytes(*shared)));
                   },
                   std::move(text).value()};
}

Status writeSigned(const Content& content, const SignOrder& order, const SigningMeans& means, TimePoint now,
                   const std::string& output) {
    const crypto::SigningRequest request{.certificate = means.certificate,
                                         .others = means.others,
                                         .time = now,
                                         .signatureAlgorithm = means.signatureAlgorithm};
    auto file = platform::createDocument(output);
    if (!file) {
        return file.error();
    }
    Status written;
    if (order.attached) {
        written = crypto::signAttached(content.open, request, means.sign, *file.value());
    } else {
        auto source = content.open();
        written =
            source ? crypto::signDetached(*source.value(), request, means.sign, *file.value()) : Status(source.error());
    }
    return written ? file.value()->commit() : written;
}

} // namespace

std::string outputOf(const SignOrder& order) {
    const std::string& named = order.fields.empty() ? order.file : order.fields;
    return order.output.empty() ? named + (order.attached ? ".p7m" : ".p7s") : order.output;
}

Json signerDocument(ByteView der) {
    const auto facts = crypto::readCertificate(der);
    if (!facts) {
        return nullptr;
    }
    const core::Certificate certificate = core::interpret(facts.value());
    return Json{{"id", certificate.id},
                {"subject", certificate.subject},
                {"issuer", certificate.issuer},
                {"serial", certificate.serial}};
}

Json documentFailure(const Error& error, const core::Texts& texts, const core::Clock& clock) {
    return Json{{"exit", exitCode(error.category)}, {"document", documentOf(error, core::Wording(texts, clock))}};
}

Result<std::vector<Bytes>> certificatesIn(const std::string& path) {
    const auto data = platform::systemFileSystem()->read(path, crypto::kMaxFileBytes, nullptr);
    if (!data) {
        return data.error();
    }
    auto read = crypto::readCertificateFile(data.value(), path.substr(path.find_last_of('/') + 1), {});
    if (!read) {
        Error error = read.error();
        error.subject = path;
        return error;
    }
    std::vector<Bytes> all;
    for (auto& certificate : read.value().certificates) {
        all.push_back(std::move(certificate.der));
    }
    return all;
}

Result<SigningMeans> meansOfKeyFile(const std::string& keyFile, const std::string& certificateFile,
                                    const Secret& password) {
    crypto::initialise();
    std::vector<Bytes> certificates;
    if (!certificateFile.empty()) {
        auto read = certificatesIn(certificateFile);
        if (!read) {
            return read.error();
        }
        certificates = std::move(read).value();
    }
    auto found = readKeyFile(keyFile, certificates, password);
    if (!found) {
        return found.error();
    }
    auto key = std::make_shared<const crypto::PrivateKey>(std::move(found.value().key));
    return SigningMeans{
        .certificate = std::move(found.value().certificate),
        .sign = [key](crypto::DigestAlgorithm algorithm, ByteView digest) { return key->sign(algorithm, digest); }};
}

Result<std::string> textOfFields(const std::string& fieldsFile) {
    const auto data = platform::systemFileSystem()->read(fieldsFile, plugins::kMaxDocumentBytes, nullptr);
    if (!data) {
        return data.error();
    }
    const auto object = plugins::readJsonObject(data.value());
    if (!object) {
        return object.error();
    }
    core::Fields fields;
    for (const auto& [key, value] : object.value().items()) {
        if (!value.is_string() && !value.is_number_integer()) {
            return Error{Category::usage, "fields_unfit", N_("A field is neither a text nor a whole number."), key};
        }
        fields.emplace_back(key, value.is_string() ? value.get<std::string>() : value.dump());
    }
    return core::buildFieldsBuffer(std::move(fields));
}

Json signDocument(const SignOrder& order, const SigningMeans& means, const core::Texts& texts,
                  const core::Clock& clock) {
    crypto::initialise();
    const auto content = contentOf(order);
    if (!content) {
        return documentFailure(content.error(), texts, clock);
    }
    const std::string& named = order.fields.empty() ? order.file : order.fields;
    const std::string output = outputOf(order);
    const TimePoint now = clock.now();
    if (const Status written = writeSigned(content.value(), order, means, now, output); !written) {
        return documentFailure(written.error(), texts, clock);
    }
    Json document{{"file", named},
                  {"output", output},
                  {"attached", order.attached},
                  {"signer", signerDocument(means.certificate)},
                  {"signing_time", isoTime(now)}};
    if (!order.fields.empty()) {
        document["text"] = content.value().text;
    }
    return Json{{"exit", 0}, {"document", std::move(document)}};
}

} // namespace reseal::app
