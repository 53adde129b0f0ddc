// SPDX-License-Identifier: Apache-2.0
// Walks BER and DER (X.690) element by element over bytes that are pulled in pieces: long strings go on in pieces,
// small parts are handed out whole, and memory stays constant. One thread at a time.
#pragma once

#include "agent/base/byte_stream.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace reseal::crypto {

struct BerHeader {
    std::uint8_t tag = 0; // first identifier octet
    bool indefinite = false;
    std::uint64_t length = 0; // of the content; 0 where indefinite

    [[nodiscard]] bool constructed() const { return (tag & 0x20U) != 0; }
};

// Takes pieces of a string's content.
using TakePiece = std::function<Status(ByteView)>;

// Every error is final: message_cut_off, message_damaged (both damaged), what a limit says, or an error of the source.
class BerStream {
public:
    static constexpr std::size_t kMaxDepth = 32;
    static constexpr std::size_t kPieceBytes = 64 * 1024;

    explicit BerStream(ByteSource& source);

    // The next element where the stream stands, left unread; nothing at the end of what was entered, or of the source.
    [[nodiscard]] Result<std::optional<BerHeader>> peek();
    // Goes into the next element, which must have this tag.
    Status enter(std::uint8_t tag);
    // Skips what is left of the entered element and stands behind it.
    Status leave();
    // Skips the next element.
    Status skip();
    // The next element as encoded, identifier and length included; too_large (damaged) above `most` bytes.
    [[nodiscard]] Result<Bytes> take(std::size_t most);
    // The content of the next element: an OCTET STRING, or one tagged implicitly (`tag` is that of its primitive
    // form), in one piece or constructed of segments of any nesting.
    Status readString(std::uint8_t tag, const TakePiece& piece);
    // Leaves every entered element; trailing_bytes (damaged) where the source goes on behind the outermost.
    Status finish();

private:
    struct Frame {
        std::uint64_t end = UINT64_MAX; // position behind the content; of the nearest definite one where indefinite
        bool indefinite = false;
        bool ended = false; // its end-of-contents octets were read
    };

    Status fail(Error error);
    Status damaged();
    Status readHeader();
    Status readLength(BerHeader& header);
    [[nodiscard]] Result<std::uint8_t> nextByte();
    Status fill(); // more bytes, or none at the end
    Status descend();
    Status consume(std::uint8_t segmentTag, const TakePiece* piece);
    Status consumeContent(const TakePiece* piece);
    Status keep(ByteView octets);

    ByteSource& source_;
    Bytes buffer_;
    std::size_t begin_ = 0;
    std::size_t filled_ = 0;
    std::uint64_t position_ = 0; // of the next unread byte
    std::vector<Frame> frames_;  // the outermost stands for the source
    std::optional<BerHeader> pending_;
    Bytes headerOctets_;    // of the header read last, as encoded
    Bytes* kept_ = nullptr; // where take() collects
    std::size_t most_ = 0;
    std::optional<Error> failure_;
};

} // namespace reseal::crypto
