// SPDX-License-Identifier: Apache-2.0
// A reseal_param that owns its bytes, and its form on the wire: u32 type | u32 flags | i64 number | counted key |
// counted value. Any one thread.
#pragma once

#include "agent/base/bytes.hpp"
#include "agent/plugins/wire/frame.hpp"

#include <reseal/param.h>
#include <reseal/status.h>

#include <optional>
#include <string>
#include <vector>

namespace reseal::wire {

// Wiped when it goes if it is a secret.
class Item {
public:
    Item() = default;
    Item(std::string itsKey, std::uint32_t itsType, Bytes itsValue)
        : key(std::move(itsKey)), type(itsType), value(std::move(itsValue)) {}
    ~Item() { forget(); }
    Item(Item&&) noexcept = default;
    Item& operator=(Item&& other) noexcept;
    Item(const Item&) = default;
    Item& operator=(const Item&) = delete;

    [[nodiscard]] static Item ofText(std::string key, std::string_view text);
    [[nodiscard]] static Item ofBytes(std::string key, ByteView bytes);
    [[nodiscard]] static Item ofSecret(std::string key, std::string_view secret);
    [[nodiscard]] static Item ofNumber(std::string key, std::int64_t number);

    [[nodiscard]] std::string_view text() const { return {reinterpret_cast<const char*>(value.data()), value.size()}; }
    [[nodiscard]] bool secret() const { return type == RESEAL_TYPE_SECRET; }
    bool operator==(const Item&) const = default;

    std::string key;
    std::uint32_t type = RESEAL_TYPE_TEXT;
    std::uint32_t flags = 0;
    std::int64_t number = 0;
    Bytes value;

private:
    void forget();
};

using Items = std::vector<Item>;

// The first item of that key; nullptr if there is none.
[[nodiscard]] const Item* find(const Items& items, std::string_view key);
[[nodiscard]] std::string_view textOf(const Items& items, std::string_view key); // empty if there is none

// What the ABI demands of every item (param.h): a good key, a known type, text without NUL in UTF-8, sizes, no stray
// flags. RESEAL_E_LIMIT past a size, else RESEAL_E_INVALID.
[[nodiscard]] reseal_status examine(const Item& item);
[[nodiscard]] bool isUtf8(std::string_view text);

void appendItem(Bytes& out, const Item& item);
[[nodiscard]] std::optional<Item> readItem(ByteView body); // nothing: the bytes are damaged

// Borrowed view for the C side; lives as long as the item.
[[nodiscard]] reseal_param viewOf(const Item& item);
// A copy of what a callee or caller hands over. Nothing where a pointer is missing.
[[nodiscard]] std::optional<Item> copyOf(const reseal_param& param);

// Counts what came, against the limits of one call.
class Allowance {
public:
    [[nodiscard]] bool take(const Item& item) {
        ++items_;
        bytes_ += item.key.size() + item.value.size() + 16;
        return items_ <= kMaxItems && bytes_ <= kMaxCall;
    }

private:
    std::size_t items_ = 0;
    std::size_t bytes_ = 0;
};

} // namespace reseal::wire
