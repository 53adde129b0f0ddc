// SPDX-License-Identifier: Apache-2.0
// Mail (RFC 5322) and MIME entities (RFC 2045, 2046) read once from front to back, in constant memory: headers, and the
// raw body of one part after the other. Lines end in CRLF or LF. One thread at a time.
#pragma once

#include "agent/base/byte_stream.hpp"

#include <map>
#include <string>
#include <vector>

namespace reseal::crypto {

// Names and the type in lower case.
struct MimeHeader {
    std::string type = "text/plain";
    std::map<std::string, std::string> parameters; // of Content-Type
    std::string fileName;                          // of Content-Disposition
    std::string encoding;                          // Content-Transfer-Encoding

    [[nodiscard]] std::string parameter(const std::string& name) const;
};

// Errors: mail_damaged (damaged) past the bounds of a header, and those of the source.
class MimeReader final : public ByteSource {
public:
    static constexpr std::size_t kMaxHeaderBytes = 256U << 10;
    static constexpr std::size_t kMaxBoundaries = 8;

    explicit MimeReader(ByteSource& source) : source_(source) {}

    // Where an entity begins: up to its body.
    [[nodiscard]] Result<MimeHeader> readHeader();
    // In the body of a multipart entity: from now on its parts. mail_damaged where it is nested too deeply.
    Status enterParts(const std::string& boundary);
    // Skips to the next part of the innermost multipart entity; false behind its last one.
    [[nodiscard]] Result<bool> nextPart();
    // The raw body, up to the boundary or the end; the line end in front of a boundary is not of it.
    [[nodiscard]] Result<std::size_t> read(std::span<std::uint8_t> into) override;

private:
    enum class Stop : std::uint8_t { none, nextPart, lastPart, outer, end };

    Status fill();
    [[nodiscard]] Result<bool> nextLine(); // into line_; at most kLineBytes of it. False at the end
    [[nodiscard]] Stop stopOf(std::string_view line) const;
    Status advance();

    ByteSource& source_;
    Bytes buffer_;
    std::size_t begin_ = 0;
    bool ended_ = false;
    std::string line_;
    bool lineStart_ = true; // the next line_ begins where a line does
    std::string heldBack_;  // the line end that may be of a boundary
    std::string ready_;     // of the body, not yet handed out
    std::size_t readyBegin_ = 0;
    Stop stop_ = Stop::none;
    std::vector<std::string> boundaries_;
};

// Gives a source with every lone LF as CRLF, as signatures over mail want it (RFC 8551, 3.1.1).
class CanonicalText final : public ByteSource {
public:
    explicit CanonicalText(ByteSource& source) : source_(source) {}
    [[nodiscard]] Result<std::size_t> read(std::span<std::uint8_t> into) override;

private:
    ByteSource& source_;
    Bytes buffer_;
    std::size_t begin_ = 0;
    bool afterReturn_ = false;
};

// Whether a file that begins so is a mail or MIME entity: header fields, a Content-Type among them.
[[nodiscard]] bool looksLikeMail(ByteView start);

} // namespace reseal::crypto
