// SPDX-License-Identifier: Apache-2.0
// Bytes that come and go in pieces, so that no room has to hold a whole document (decision 11). One thread at a time.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/base/result.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>

namespace reseal {

class ByteSource {
public:
    virtual ~ByteSource() = default;
    // Fills `into` from the front, at least one byte; 0 at the end only.
    [[nodiscard]] virtual Result<std::size_t> read(std::span<std::uint8_t> into) = 0;
    // Bytes from the start to the end, where that is known before reading.
    [[nodiscard]] virtual std::optional<std::uint64_t> size() const { return std::nullopt; }
};

// Opens the same bytes anew, from the start.
using OpenSource = std::function<Result<std::unique_ptr<ByteSource>>()>;

class ByteSink {
public:
    virtual ~ByteSink() = default;
    virtual Status write(ByteView piece) = 0;
};

// A sink whose beginning is known only at the end.
class RewritableSink : public ByteSink {
public:
    // Replaces as many bytes at the very start; they were written before.
    virtual Status rewriteStart(ByteView piece) = 0;
    virtual Status startAgain() = 0; // drops all that was written
};

// Borrowed memory. `piece` bounds what one read gives, for tests.
class MemorySource final : public ByteSource {
public:
    explicit MemorySource(ByteView data, std::size_t piece = SIZE_MAX)
        : rest_(data), whole_(data.size()), piece_(piece) {}
    [[nodiscard]] Result<std::size_t> read(std::span<std::uint8_t> into) override;
    [[nodiscard]] std::optional<std::uint64_t> size() const override { return whole_; }

private:
    ByteView rest_;
    std::uint64_t whole_;
    std::size_t piece_;
};

// Keeps what is written; refuses (failed, too_large) past `most`.
class MemorySink final : public RewritableSink {
public:
    explicit MemorySink(std::size_t most = SIZE_MAX) : most_(most) {}
    Status write(ByteView piece) override;
    Status rewriteStart(ByteView piece) override;
    Status startAgain() override;
    [[nodiscard]] const Bytes& bytes() const { return bytes_; }
    [[nodiscard]] Bytes take() { return std::move(bytes_); }

private:
    Bytes bytes_;
    std::size_t most_;
};

} // namespace reseal
