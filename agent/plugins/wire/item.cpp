// SPDX-License-Identifier: Apache-2.0
#include "agent/plugins/wire/item.hpp"

#include "agent/plugins/wire/octets.hpp"

#include <algorithm>

namespace reseal::wire {
namespace {

constexpr std::size_t kMaxKey = 64;

bool goodKey(std::string_view key) {
    return !key.empty() && key.size() <= kMaxKey && std::ranges::all_of(key, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
    });
}

// Octets of the character that begins with `lead`; 0 for none.
std::size_t lengthBy(unsigned char lead) {
    if (lead < 0x80) {
        return 1;
    }
    if (lead >= 0xC2 && lead <= 0xDF) {
        return 2;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
        return 3;
    }
    return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

// RFC 3629: no overlong forms, no surrogates, nothing past U+10FFFF. `at` is a whole character by its length.
bool goodCharacter(std::string_view character) {
    const auto octet = [&](std::size_t i) { return static_cast<unsigned char>(character[i]); };
    for (std::size_t i = 1; i < character.size(); ++i) {
        if ((octet(i) & 0xC0U) != 0x80U) {
            return false;
        }
    }
    switch (octet(0)) {
    case 0xE0:
        return octet(1) >= 0xA0;
    case 0xED:
        return octet(1) <= 0x9F;
    case 0xF0:
        return octet(1) >= 0x90;
    case 0xF4:
        return octet(1) <= 0x8F;
    default:
        return true;
    }
}

} // namespace

void Item::forget() {
    if (secret()) {
        wipe(value.data(), value.size());
    }
}

Item& Item::operator=(Item&& other) noexcept {
    if (this != &other) {
        forget();
        key = std::move(other.key);
        type = other.type;
        flags = other.flags;
        number = other.number;
        value = std::move(other.value);
    }
    return *this;
}

Item Item::ofText(std::string key, std::string_view text) {
    return {std::move(key), RESEAL_TYPE_TEXT, Bytes(asBytes(text).begin(), asBytes(text).end())};
}

Item Item::ofBytes(std::string key, ByteView bytes) {
    return {std::move(key), RESEAL_TYPE_BYTES, Bytes(bytes.begin(), bytes.end())};
}

Item Item::ofSecret(std::string key, std::string_view secret) {
    return {std::move(key), RESEAL_TYPE_SECRET, Bytes(asBytes(secret).begin(), asBytes(secret).end())};
}

Item Item::ofNumber(std::string key, std::int64_t number) {
    Item item(std::move(key), RESEAL_TYPE_INTEGER, {});
    item.number = number;
    return item;
}

const Item* find(const Items& items, std::string_view key) {
    const auto found = std::ranges::find(items, key, &Item::key);
    return found == items.end() ? nullptr : &*found;
}

std::string_view textOf(const Items& items, std::string_view key) {
    const Item* const item = find(items, key);
    return item == nullptr ? std::string_view() : item->text();
}

bool isUtf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = lengthBy(static_cast<unsigned char>(text.front()));
        if (length == 0 || length > text.size() || !goodCharacter(text.substr(0, length))) {
            return false;
        }
        text.remove_prefix(length);
    }
    return true;
}

reseal_status examine(const Item& item) {
    if (item.value.size() > kMaxItem) {
        return RESEAL_E_LIMIT;
    }
    if (!goodKey(item.key) || (item.flags & ~RESEAL_FLAG_CRITICAL) != 0) {
        return RESEAL_E_INVALID;
    }
    switch (item.type) {
    case RESEAL_TYPE_INTEGER:
        return item.value.empty() ? RESEAL_OK : RESEAL_E_INVALID;
    case RESEAL_TYPE_TEXT:
        return item.text().find('\0') == std::string_view::npos && isUtf8(item.text()) ? RESEAL_OK : RESEAL_E_INVALID;
    case RESEAL_TYPE_BYTES:
    case RESEAL_TYPE_SECRET:
        return RESEAL_OK;
    default:
        return RESEAL_E_INVALID;
    }
}

void appendItem(Bytes& out, const Item& item) {
    OctetWriter writer(out);
    writer.u32(item.type);
    writer.u32(item.flags);
    writer.i64(item.number);
    writer.counted(item.key);
    writer.counted(ByteView(item.value));
}

std::optional<Item> readItem(ByteView body) {
    OctetReader reader(body);
    Item item;
    item.type = reader.u32();
    item.flags = reader.u32();
    item.number = reader.i64();
    item.key = reader.text();
    const ByteView value = reader.counted();
    if (!reader.finished()) {
        return std::nullopt;
    }
    item.value.assign(value.begin(), value.end());
    return item;
}

reseal_param viewOf(const Item& item) {
    return {item.number,
            item.type,
            item.flags,
            {item.key.data(), static_cast<std::uint32_t>(item.key.size()), 0},
            {item.value.data(), static_cast<std::uint32_t>(item.value.size()), 0}};
}

std::optional<Item> copyOf(const reseal_param& param) {
    const auto missing = [](const reseal_bytes& bytes) { return bytes.data == nullptr && bytes.size > 0; };
    if (missing(param.key) || missing(param.value) || param.key.size > kMaxKey) {
        return std::nullopt;
    }
    Item item;
    item.type = param.type;
    item.flags = param.flags;
    item.number = param.number;
    item.key.assign(static_cast<const char*>(param.key.data), param.key.size);
    if (param.value.size > kMaxItem) {
        item.value.resize(kMaxItem + 1); // examine() says that it is too large; the bytes themselves no longer matter
        return item;
    }
    const auto* const from = static_cast<const std::uint8_t*>(param.value.data);
    item.value.assign(from, from + param.value.size);
    return item;
}

} // namespace reseal::wire
