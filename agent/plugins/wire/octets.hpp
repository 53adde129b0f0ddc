// SPDX-License-Identifier: Apache-2.0
// Little-endian numbers and counted strings in and out of bytes. Reading past the end gives zeros and is remembered.
#pragma once

#include "agent/base/bytes.hpp"

#include <cstdint>
#include <string_view>

namespace reseal::wire {

class OctetWriter {
public:
    explicit OctetWriter(Bytes& out) : out_(out) {}
    void u8(std::uint8_t value) { out_.push_back(value); }
    void u16(std::uint16_t value) { number(value, 2); }
    void u32(std::uint32_t value) { number(value, 4); }
    void i64(std::int64_t value) { number(static_cast<std::uint64_t>(value), 8); }
    void raw(ByteView bytes) { out_.insert(out_.end(), bytes.begin(), bytes.end()); }
    void counted(ByteView bytes) {
        u32(static_cast<std::uint32_t>(bytes.size()));
        raw(bytes);
    }
    void counted(std::string_view text) { counted(asBytes(text)); }

private:
    void number(std::uint64_t value, int octets) {
        for (int i = 0; i < octets; ++i) {
            out_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
        }
    }
    Bytes& out_;
};

class OctetReader {
public:
    explicit OctetReader(ByteView bytes) : bytes_(bytes) {}
    std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
    std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
    std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
    std::int64_t i64() { return static_cast<std::int64_t>(number(8)); }
    ByteView raw(std::size_t size) {
        if (size > bytes_.size()) {
            whole_ = false;
            bytes_ = {};
            return {};
        }
        const ByteView part = bytes_.first(size);
        bytes_ = bytes_.subspan(size);
        return part;
    }
    ByteView counted() { return raw(u32()); }
    std::string_view text() {
        const ByteView part = counted();
        return {reinterpret_cast<const char*>(part.data()), part.size()};
    }

    [[nodiscard]] std::size_t left() const { return bytes_.size(); }
    [[nodiscard]] bool whole() const { return whole_; }                      // nothing was missing so far
    [[nodiscard]] bool finished() const { return whole_ && bytes_.empty(); } // and nothing is left

private:
    std::uint64_t number(std::size_t octets) {
        std::uint64_t value = 0;
        const ByteView part = raw(octets);
        for (std::size_t i = 0; i < part.size(); ++i) {
            value |= static_cast<std::uint64_t>(part[i]) << (8 * i);
        }
        return value;
    }
    ByteView bytes_;
    bool whole_ = true;
};

} // namespace reseal::wire
