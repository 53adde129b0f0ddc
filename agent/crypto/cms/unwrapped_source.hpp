// SPDX-License-Identifier: Apache-2.0
// The DER or BER bytes of a message, whether the file holds them as they are, as PEM (RFC 7468) or as bare base64;
// decoded while they are pulled. One thread at a time.
#pragma once

#include "agent/base/byte_stream.hpp"

namespace reseal::crypto {

// Errors, besides those of the source: base64_damaged, message_cut_off, trailing_bytes, no_message (damaged).
class UnwrappedSource final : public ByteSource {
public:
    explicit UnwrappedSource(ByteSource& file) : file_(file) {}
    [[nodiscard]] Result<std::size_t> read(std::span<std::uint8_t> into) override;

private:
    enum class Form : std::uint8_t { unknown, plain, base64, pem };

    Status fill();
    Status fillForLook();
    Status recognise();
    Status skipBeginLine();
    [[nodiscard]] Result<std::size_t> readPlain(std::span<std::uint8_t> into);
    [[nodiscard]] Result<std::size_t> decode(std::span<std::uint8_t> into);
    [[nodiscard]] std::size_t decodeBuffered(std::span<std::uint8_t> into);
    [[nodiscard]] Result<std::size_t> readLastGroup(std::span<std::uint8_t> into);
    Status takePadding();
    Status readEnd();
    [[nodiscard]] Result<std::optional<char>> nextCharacter();

    ByteSource& file_;
    Form form_ = Form::unknown;
    Bytes text_;
    std::size_t begin_ = 0;
    bool fileEnded_ = false;
    std::uint32_t bits_ = 0; // characters of the group that is under way, six bits each
    unsigned group_ = 0;     // how many
    bool ended_ = false;
};

} // namespace reseal::crypto
