// SPDX-License-Identifier: Apache-2.0
// What a file is, from the outside: a message of CMS as DER, BER, PEM, base64 or S/MIME (RFC 8551), a clear-signed
// mail, or none of these. One thread at a time.
#pragma once

#include "agent/crypto/cms/enveloped_message.hpp"
#include "agent/crypto/cms/mime_reader.hpp"
#include "agent/crypto/cms/unwrapped_source.hpp"

namespace reseal::crypto {

// A source whose beginning was looked at before it is read.
class PeekedSource final : public ByteSource {
public:
    explicit PeekedSource(ByteSource& source) : source_(source) {}
    // The first octets, at most `most`; call before read().
    [[nodiscard]] Result<ByteView> look(std::size_t most);
    [[nodiscard]] Result<std::size_t> read(std::span<std::uint8_t> into) override;

private:
    ByteSource& source_;
    Bytes start_;
    std::size_t begin_ = 0;
};

enum class LayerKind : std::uint8_t { plain, encrypted, signedContent, compressed, clearSigned };

class MessageLayer {
public:
    // Recognises; a file that is damaged from its beginning on is plain. Errors: those of the source, mail_damaged.
    [[nodiscard]] static Result<std::unique_ptr<MessageLayer>> open(std::unique_ptr<ByteSource> file);

    [[nodiscard]] LayerKind kind() const { return kind_; }
    // DER or BER of what is encrypted, signed or compressed.
    [[nodiscard]] ByteSource& message() { return *message_; }
    // Of a clear-signed mail: standing in front of its first part.
    [[nodiscard]] MimeReader& mail() { return *mail_; }

private:
    explicit MessageLayer(std::unique_ptr<ByteSource> file) : file_(std::move(file)), start_(*file_) {}
    Status recogniseMail();
    Status recogniseMessage(ByteSource& source);

    std::unique_ptr<ByteSource> file_;
    PeekedSource start_;
    std::unique_ptr<MimeReader> mail_;
    std::unique_ptr<UnwrappedSource> unwrapped_;
    std::unique_ptr<PeekedSource> message_;
    LayerKind kind_ = LayerKind::plain;
};

// Who can open a file, without any key: the recipients of the outermost encryption, also inside a signature.
// not_encrypted (damaged), and the errors of EnvelopedMessage.
[[nodiscard]] Result<EnvelopeHead> recipientsOf(std::unique_ptr<ByteSource> file);

} // namespace reseal::crypto
