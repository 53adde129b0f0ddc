// SPDX-License-Identifier: Apache-2.0
#include "agent/app/document_layers.hpp"

#include "agent/app/document_verification.hpp"
#include "agent/crypto/cms/compressed_message.hpp"
#include "agent/crypto/cms/message_layer.hpp"
#include "agent/crypto/cms/signed_message.hpp"

#include <algorithm>

namespace reseal::app {
namespace {

using crypto::LayerKind;
using Document = std::unique_ptr<platform::NewDocument>;

constexpr std::size_t kMaxLayers = 8;
constexpr std::size_t kMaxSignature = 8U << 20;

Error notEncrypted() { return {Category::damaged, "not_encrypted", N_("This message is not an encrypted one."), {}}; }

// Tells how far it is, and ends where nobody wants the rest.
class WatchedSource final : public ByteSource {
public:
    WatchedSource(std::unique_ptr<ByteSource> source, const DecryptOrder& order)
        : source_(std::move(source)), order_(order) {}

    Result<std::size_t> read(std::span<std::uint8_t> into) override {
        if (order_.cancellation.cancelled()) {
            return Error{Category::failed, "cancelled", N_("This was cancelled."), {}};
        }
        auto count = source_->read(into);
        done_ += count ? count.value() : 0;
        if (count && order_.progress) {
            order_.progress(done_, source_->size().value_or(0));
        }
        return count;
    }

private:
    std::unique_ptr<ByteSource> source_;
    const DecryptOrder& order_;
    std::uint64_t done_ = 0;
};

class CountingSink final : public ByteSink {
public:
    explicit CountingSink(ByteSink& out) : out_(out) {}
    Status write(ByteView piece) override {
        size_ += piece.size();
        return out_.write(piece);
    }
    [[nodiscard]] std::uint64_t size() const { return size_; }

private:
    ByteSink& out_;
    std::uint64_t size_ = 0;
};

Status copyAll(ByteSource& source, ByteSink& out) {
    Bytes buffer(crypto::BerStream::kPieceBytes);
    while (true) {
        const auto count = source.read(buffer);
        if (!count) {
            return count.error();
        }
        if (count.value() == 0) {
            return {};
        }
        if (Status written = out.write(ByteView(buffer).first(count.value())); !written) {
            return written;
        }
    }
}

class LayerReader {
public:
    LayerReader(const LayerOpening& opening, DecryptedLayers& layers) : opening_(opening), layers_(layers) {}

    // False where there is nothing inside `layer` that could be taken out.
    Result<bool> unwrap(crypto::MessageLayer& layer, platform::NewDocument& document) {
        CountingSink out(document);
        Result<bool> done = false;
        switch (layer.kind()) {
        case LayerKind::plain:
            return false;
        case LayerKind::encrypted:
            done = decrypt(layer, out);
            break;
        case LayerKind::signedContent:
            done = verify(layer, out);
            break;
        case LayerKind::compressed:
            done = unpack(layer, out);
            break;
        case LayerKind::clearSigned:
            done = verifyClear(layer, document, out);
            break;
        }
        if (done && done.value()) {
            layers_.size = out.size();
        }
        return done;
    }

private:
    Result<bool> decrypt(crypto::MessageLayer& layer, ByteSink& out) {
        crypto::EnvelopedMessage message(layer.message());
        auto head = message.readHead();
        if (!head) {
            return head.error();
        }
        const auto cipher = crypto::describeContentCipher(head.value().contentAlgorithm, head.value().authenticated);
        auto means = cipher ? opening_.find(head.value()) : Result<crypto::OpeningMeans>(cipher.error());
        if (!means) {
            layers_.recipients = std::move(head.value().recipients);
            return means.error();
        }
        if (Status read = message.readContent(head.value(), means.value(), out); !read) {
            return read.error();
        }
        crypto::Recipient& used = head.value().recipients.at(means.value().recipient);
        crypto::RecipientName part = used.parts.at(means.value().part).name;
        used.parts.clear();
        layers_.decrypted.push_back(
            {std::move(used), std::move(part), cipher.value().name, cipher.value().protectedContent});
        layers_.names.emplace_back("encrypted");
        return true;
    }

    Result<bool> judge(crypto::SignedMessage& message, const char* name) {
        VerifyOrder order;
        order.authorities = opening_.order.authorities;
        const auto worst = judgeSignatures(message, order, opening_.texts, opening_.clock, layers_.signatures);
        if (!worst) {
            return worst.error();
        }
        const auto badness = [](core::Judgement one) {
            return one == core::Judgement::invalid ? 2 : one == core::Judgement::cannotSay ? 1 : 0;
        };
        if (!layers_.worst || badness(*layers_.worst) < badness(worst.value())) {
            layers_.worst = worst.value();
        }
        layers_.names.emplace_back(name);
        return true;
    }

    Result<bool> verify(crypto::MessageLayer& layer, ByteSink& out) {
        auto message = crypto::readSignedMessage(layer.message(), &out);
        if (!message) {
            return message.error();
        }
        return message.value().attached ? judge(message.value(), "signed") : Result<bool>(false);
    }

    Result<bool> unpack(crypto::MessageLayer& layer, ByteSink& out) {
        if (Status unpacked = crypto::unpackMessage(layer.message(), out); !unpacked) {
            return unpacked.error();
        }
        layers_.names.emplace_back("compressed");
        return true;
    }

    // multipart/signed (RFC 8551, 3.5.3): the first part as it is, then a signature over its canonical form.
    Result<bool> verifyClear(crypto::MessageLayer& layer, platform::NewDocument& document, ByteSink& out) {
        crypto::MimeReader& mail = layer.mail();
        const auto first = mail.nextPart();
        if (!first || !first.value()) {
            return first;
        }
        if (Status copied = copyAll(mail, out); !copied) {
            return copied.error();
        }
        const auto second = mail.nextPart();
        if (!second || !second.value()) {
            return second;
        }
        if (const auto header = mail.readHeader(); !header) {
            return header.error();
        }
        MemorySink signature(kMaxSignature);
        if (Status copied = copyAll(mail, signature); !copied) {
            return copied.error();
        }
        MemorySource bytes(signature.bytes());
        crypto::UnwrappedSource unwrapped(bytes);
        auto message = crypto::readSignedMessage(unwrapped, nullptr);
        if (!message) {
            return message.error();
        }
        auto content = document.reopen();
        if (!content) {
            return content.error();
        }
        crypto::CanonicalText canonical(*content.value());
        if (Status digested = crypto::digestContent(message.value(), canonical); !digested) {
            return digested.error();
        }
        return judge(message.value(), "clear_signed");
    }

    const LayerOpening& opening_;
    DecryptedLayers& layers_;
};

} // namespace

Result<std::unique_ptr<platform::NewDocument>> openLayers(const LayerOpening& opening, const std::string& output,
                                                          DecryptedLayers& layers) {
    auto file = platform::openDocument(opening.order.file);
    if (!file) {
        return file.error();
    }
    std::unique_ptr<ByteSource> source = std::make_unique<WatchedSource>(std::move(file).value(), opening.order);
    LayerReader reader(opening, layers);
    Document innermost;
    for (std::size_t depth = 0; depth < kMaxLayers; ++depth) {
        auto layer = crypto::MessageLayer::open(std::move(source));
        auto next = layer ? platform::createDocument(output) : Result<Document>(layer.error());
        const auto unwrapped = next ? reader.unwrap(*layer.value(), *next.value()) : Result<bool>(next.error());
        if (!unwrapped) {
            const bool inside = !layers.decrypted.empty() && unwrapped.error().category == Category::damaged;
            if (!inside) {
                return unwrapped.error();
            }
            layers.problem = unwrapped.error(); // what is decrypted already is not kept back for it
            break;
        }
        if (!unwrapped.value()) {
            break;
        }
        auto reopened = next.value()->reopen();
        if (!reopened) {
            return reopened.error();
        }
        layer.value().reset(); // what it read goes with the document before
        innermost = std::move(next).value();
        source = std::make_unique<WatchedSource>(std::move(reopened).value(), opening.order);
    }
    if (layers.decrypted.empty()) {
        return notEncrypted();
    }
    return innermost;
}

} // namespace reseal::app
