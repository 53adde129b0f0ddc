// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/cms/message_layer.hpp"

#include "agent/crypto/cms/names.hpp"
#include "agent/crypto/cms/signed_message.hpp"
#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"

#include <algorithm>

namespace reseal::crypto {
namespace {

constexpr std::size_t kLook = 64 * 1024; // of a mail's header
constexpr std::size_t kLookAtType = 64;
constexpr std::size_t kMaxParts = 1000;
constexpr std::size_t kMaxSignedHead = 16U << 20;

// The content type of a ContentInfo that begins so; empty where it is none.
std::string contentTypeOf(ByteView start) {
    if (start.size() < 2 || start[0] != kTagSequence) {
        return {};
    }
    const std::size_t header = 2 + (start[1] > 0x80U ? start[1] & 0x7FU : 0U);
    if (header >= start.size()) {
        return {};
    }
    DerReader reader(start.subspan(header), Encoding::ber);
    const auto oid = reader.next(kTagOid);
    return oid ? oidText(oid->content) : std::string{};
}

LayerKind kindOf(std::string_view type) {
    return type == cms::kEnvelopedData || type == cms::kAuthEnvelopedData ? LayerKind::encrypted
           : type == cms::kSignedData                                     ? LayerKind::signedContent
           : type == cms::kCompressedData                                 ? LayerKind::compressed
                                                                          : LayerKind::plain;
}

bool holdsMessage(const MimeHeader& header) {
    return header.type == "application/pkcs7-mime" || header.type == "application/x-pkcs7-mime" ||
           (header.type == "application/octet-stream" && header.fileName.ends_with(".p7m"));
}

// Keeps the beginning of what is written, and lets the rest go by.
class StartSink final : public ByteSink {
public:
    Status write(ByteView piece) override {
        const std::size_t count = std::min(piece.size(), kMaxSignedHead - start_.size());
        start_.insert(start_.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(count));
        return {};
    }
    [[nodiscard]] Bytes take() { return std::move(start_); }

private:
    Bytes start_;
};

class OwnedSource final : public ByteSource {
public:
    explicit OwnedSource(Bytes bytes) : bytes_(std::move(bytes)), source_(bytes_) {}
    [[nodiscard]] Result<std::size_t> read(std::span<std::uint8_t> into) override { return source_.read(into); }

private:
    Bytes bytes_;
    MemorySource source_;
};

Error notEncrypted() { return {Category::damaged, "not_encrypted", N_("This message is not an encrypted one."), {}}; }

} // namespace

Result<ByteView> PeekedSource::look(std::size_t most) {
    while (start_.size() < most) {
        const std::size_t before = start_.size();
        start_.resize(before + most); // base64 is not read in single octets
        const auto count = source_.read(std::span(start_).subspan(before));
        start_.resize(before + (count ? count.value() : 0));
        if (!count) {
            return count.error();
        }
        if (count.value() == 0) {
            break;
        }
    }
    return ByteView(start_).first(std::min(start_.size(), most));
}

Result<std::size_t> PeekedSource::read(std::span<std::uint8_t> into) {
    if (begin_ == start_.size()) {
        return source_.read(into);
    }
    const std::size_t count = std::min(into.size(), start_.size() - begin_);
    std::copy_n(start_.begin() + static_cast<std::ptrdiff_t>(begin_), count, into.begin());
    begin_ += count;
    return count;
}

Status MessageLayer::recogniseMessage(ByteSource& source) {
    unwrapped_ = std::make_unique<UnwrappedSource>(source);
    message_ = std::make_unique<PeekedSource>(*unwrapped_);
    const auto start = message_->look(kLookAtType);
    if (start) {
        kind_ = kindOf(contentTypeOf(start.value()));
        return {};
    }
    return start.error().category == Category::damaged ? Status() : Status(start.error());
}

// Into the first part that is a message of CMS, or a multipart that is signed in the clear.
Status MessageLayer::recogniseMail() {
    mail_ = std::make_unique<MimeReader>(start_);
    for (std::size_t part = 0; part < kMaxParts; ++part) {
        const auto header = mail_->readHeader();
        if (!header) {
            return header.error();
        }
        const std::string& type = header.value().type;
        if (holdsMessage(header.value())) {
            return recogniseMessage(*mail_);
        }
        if (type.starts_with("multipart/")) {
            if (Status entered = mail_->enterParts(header.value().parameter("boundary")); !entered) {
                return entered;
            }
            if (type == "multipart/signed") {
                kind_ = LayerKind::clearSigned;
                return {};
            }
        }
        const auto more = mail_->nextPart();
        if (!more) {
            return more.error();
        }
        if (!more.value()) {
            return {};
        }
    }
    return {};
}

Result<std::unique_ptr<MessageLayer>> MessageLayer::open(std::unique_ptr<ByteSource> file) {
    std::unique_ptr<MessageLayer> layer(new MessageLayer(std::move(file)));
    const auto start = layer->start_.look(kLook);
    if (!start) {
        return start.error();
    }
    const Status recognised =
        looksLikeMail(start.value()) ? layer->recogniseMail() : layer->recogniseMessage(layer->start_);
    return recognised ? Result<std::unique_ptr<MessageLayer>>(std::move(layer))
                      : Result<std::unique_ptr<MessageLayer>>(recognised.error());
}

Result<EnvelopeHead> recipientsOf(std::unique_ptr<ByteSource> file) {
    auto layer = MessageLayer::open(std::move(file));
    if (layer && layer.value()->kind() == LayerKind::signedContent) {
        StartSink start;
        if (const auto read = readSignedMessage(layer.value()->message(), &start); !read) {
            return read.error();
        }
        layer = MessageLayer::open(std::make_unique<OwnedSource>(start.take()));
    }
    if (!layer) {
        return layer.error();
    }
    return layer.value()->kind() == LayerKind::encrypted ? readEnvelopeHead(layer.value()->message())
                                                         : Result<EnvelopeHead>(notEncrypted());
}

} // namespace reseal::crypto
