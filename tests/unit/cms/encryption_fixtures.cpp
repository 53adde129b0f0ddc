// SPDX-License-Identifier: Apache-2.0
#include "encryption_fixtures.hpp"

#include "agent/crypto/cms/unwrapped_source.hpp"
#include "agent/crypto/pem_blocks.hpp"

#include <functional>
#include <stdexcept>

namespace reseal::test {
namespace {

Bytes derOfPem(const Bytes& file) {
    const std::string text(file.begin(), file.end());
    const auto block = crypto::PemReader(text).next();
    auto der = block ? crypto::decodeBase64(block->body) : std::nullopt;
    if (!der) {
        throw std::runtime_error("no PEM");
    }
    return std::move(*der);
}

using FindMeans = std::function<std::optional<crypto::OpeningMeans>(const crypto::EnvelopeHead&)>;

Opened openBy(ByteView bytes, std::size_t piece, const FindMeans& find) {
    MemorySource file(bytes, piece);
    crypto::UnwrappedSource unwrapped(file);
    crypto::EnvelopedMessage message(unwrapped);
    Opened opened;
    auto head = message.readHead();
    if (!head) {
        opened.reason = head.error().reason;
        return opened;
    }
    opened.head = std::move(head).value();
    const auto means = find(opened.head);
    if (!means) {
        opened.reason = "no_key_fits";
        return opened;
    }
    MemorySink sink;
    if (const Status read = message.readContent(opened.head, *means, sink); !read) {
        opened.reason = read.error().reason;
        return opened;
    }
    opened.content = sink.take();
    return opened;
}

std::shared_ptr<const crypto::RecipientKey> sharedKey(const Signer& recipient) {
    const Secret pkcs8 = std::move(recipient.key.toPkcs8()).value();
    auto key = std::make_shared<const crypto::PrivateKey>(
        std::move(crypto::PrivateKey::fromPkcs8(asBytes(pkcs8.view()))).value());
    return std::make_shared<crypto::MemoryRecipientKey>(std::move(key));
}

} // namespace

Signer makeOpensslRecipient(const OpensslProgram& program, const std::string& options, const std::string& prefix) {
    const std::string key = "{}/" + prefix + "key.pem";
    const std::string certificate = "{}/" + prefix + "cert.pem";
    if (!program.run("req -x509 -nodes -days 30 -subj /CN=Recipient" + prefix + " -keyout " + key + " -out " +
                     certificate + " -newkey " + options)) {
        throw std::runtime_error("openssl req: " + options);
    }
    auto read = crypto::PrivateKey::fromPkcs8(derOfPem(program.read(prefix + "key.pem")));
    if (!read) {
        throw std::runtime_error(read.error().reason);
    }
    return {std::move(read).value(), derOfPem(program.read(prefix + "cert.pem"))};
}

std::optional<crypto::OpeningMeans> meansFor(const crypto::EnvelopeHead& head, const Signer& recipient) {
    for (std::size_t i = 0; i < head.recipients.size(); ++i) {
        for (std::size_t part = 0; part < head.recipients[i].parts.size(); ++part) {
            if (crypto::names(head.recipients[i].parts[part].name, recipient.certificate)) {
                return crypto::OpeningMeans{.recipient = i, .part = part, .key = sharedKey(recipient)};
            }
        }
    }
    return std::nullopt;
}

Opened open(ByteView message, const Signer& recipient, std::size_t piece) {
    return openBy(message, piece, [&](const auto& head) { return meansFor(head, recipient); });
}

Opened openWithPassword(ByteView message, std::string_view password) {
    return openBy(message, SIZE_MAX, [&](const crypto::EnvelopeHead& head) -> std::optional<crypto::OpeningMeans> {
        for (std::size_t i = 0; i < head.recipients.size(); ++i) {
            if (head.recipients[i].kind == crypto::RecipientKind::password) {
                return crypto::OpeningMeans{.recipient = i, .password = Secret(std::string(password))};
            }
        }
        return std::nullopt;
    });
}

Opened openAnyway(ByteView message, std::shared_ptr<const crypto::PrivateKey> key) {
    return openBy(message, SIZE_MAX, [&](const crypto::EnvelopeHead&) {
        return std::optional(crypto::OpeningMeans{.key = std::make_shared<crypto::MemoryRecipientKey>(key)});
    });
}

Bytes sampleContent(std::size_t size) {
    Bytes content(size);
    std::uint32_t state = 1;
    for (std::uint8_t& octet : content) {
        state = state * 1664525U + 1013904223U;
        octet = static_cast<std::uint8_t>(state >> 24U);
    }
    return content;
}

} // namespace reseal::test
