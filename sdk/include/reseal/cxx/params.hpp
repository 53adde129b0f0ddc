// SPDX-License-Identifier: Apache-2.0
// Params checked and read on the way in, built and put into a sink on the way out.
#ifndef RESEAL_CXX_PARAMS_HPP
#define RESEAL_CXX_PARAMS_HPP

#include "../sink.h"
#include "values.hpp"

#include <deque>
#include <optional>

namespace reseal::sdk {

inline constexpr std::size_t kMostInItem = 1u << 20;
inline constexpr std::size_t kMostInCall = 16u << 20;
inline constexpr std::size_t kMostItems = 10000;

inline std::string_view view(const reseal_bytes& bytes) {
    return bytes.size == 0 ? std::string_view() : std::string_view(static_cast<const char*>(bytes.data), bytes.size);
}

// What is wrong with the form of `param`, or NULL.
inline const char* flawOf(const reseal_param& param) {
    if (param.key.size > 64 || (param.key.data == nullptr && param.key.size > 0) || !isKey(view(param.key)))
        return "a key that is none";
    if (param.value.size > kMostInItem || (param.value.data == nullptr && param.value.size > 0))
        return "a value without data or past 1 MiB";
    if (param.type < RESEAL_TYPE_INTEGER || param.type > RESEAL_TYPE_SECRET)
        return "an unknown type";
    if ((param.flags & ~RESEAL_FLAG_CRITICAL) != 0 || param.key.reserved0 != 0 || param.value.reserved0 != 0)
        return "an unknown flag or a reserved field that is not 0";
    if (param.type == RESEAL_TYPE_INTEGER && param.value.size != 0)
        return "an integer with a value";
    if (param.type == RESEAL_TYPE_TEXT && !isText(view(param.value)))
        return "text that is no UTF-8";
    return nullptr;
}

// The sink said no: the call ends at once with that status, and nothing more is put.
struct SinkStopped {
    reseal_status status;
};

// The way out of a function. Anything that breaks the rules of the ABI ends the call here, not in the host.
class Out {
public:
    explicit Out(const reseal_sink& sink) : sink_(sink) {}

    void text(std::string_view key, std::string_view value) {
        put(key, RESEAL_TYPE_TEXT, 0, value.data(), value.size());
    }
    void texts(std::string_view key, const Text& value) { // with ".ru" and ".kk" where they differ
        text(key, value.en);
        if (!value.ru.empty())
            text(std::string(key) + ".ru", value.ru);
        if (!value.kk.empty())
            text(std::string(key) + ".kk", value.kk);
    }
    void bytes(std::string_view key, const Bytes& value) { put(key, RESEAL_TYPE_BYTES, 0, value.data(), value.size()); }
    void secret(std::string_view key, const Secret& value) {
        put(key, RESEAL_TYPE_SECRET, 0, value.data(), value.size());
    }
    void integer(std::string_view key, std::int64_t value) { put(key, RESEAL_TYPE_INTEGER, value, nullptr, 0); }

private:
    void put(std::string_view key, std::uint32_t type, std::int64_t number, const void* data, std::size_t size) {
        if (size > kMostInItem)
            throw Failure(RESEAL_E_LIMIT, "an item past 1 MiB: " + std::string(key));
        reseal_param item{};
        item.number = number;
        item.type = type;
        item.key.data = key.data();
        item.key.size = static_cast<std::uint32_t>(key.size() <= 64 ? key.size() : 65);
        item.value.data = data;
        item.value.size = static_cast<std::uint32_t>(size);
        if (const char* flaw = flawOf(item))
            throw Failure(RESEAL_E_INTERNAL, "this plugin puts " + std::string(flaw) + ": " + asText(key));
        if (const reseal_status status = sink_.put(sink_.ctx, &item); status != RESEAL_OK)
            throw SinkStopped{status};
    }

    const reseal_sink& sink_;
};

// Params of a call to a service of the host. Keeps what it points to until it goes.
class ServiceParams {
public:
    void text(std::string key, std::string value) {
        kept_.push_back(std::move(value));
        add(std::move(key), RESEAL_TYPE_TEXT, 0, kept_.back().data(), kept_.back().size());
    }
    void integer(std::string key, std::int64_t value) { add(std::move(key), RESEAL_TYPE_INTEGER, value, nullptr, 0); }
    // Not copied: `value` outlives this.
    void bytes(std::string key, const Bytes& value) {
        add(std::move(key), RESEAL_TYPE_BYTES, 0, value.data(), value.size());
    }
    void secret(std::string key, const Secret& value) {
        add(std::move(key), RESEAL_TYPE_SECRET, 0, value.data(), value.size());
    }
    const std::vector<reseal_param>& all() const { return params_; }

private:
    void add(std::string key, std::uint32_t type, std::int64_t number, const void* data, std::size_t size) {
        if (size > kMostInItem || key.size() > 64)
            throw Failure(RESEAL_E_LIMIT, "too much for a service of the host: " + key);
        kept_.push_back(std::move(key));
        reseal_param param{};
        param.number = number;
        param.type = type;
        param.key = {kept_.back().data(), static_cast<std::uint32_t>(kept_.back().size()), 0};
        param.value = {data, static_cast<std::uint32_t>(size), 0};
        if (const char* flaw = flawOf(param))
            throw Failure(RESEAL_E_INTERNAL, "this plugin asks the host with " + std::string(flaw));
        params_.push_back(param);
    }

    std::deque<std::string> kept_; // its elements stay where they are
    std::vector<reseal_param> params_;
};

// Collects what a service of the host answers.
class Answers {
public:
    struct Item {
        std::string key;
        std::uint32_t type;
        std::int64_t number;
        Secret value;
    };

    reseal_sink sink() { return {this, &Answers::put}; }

    const Item* find(std::string_view key) const {
        for (const Item& item : items_)
            if (item.key == key)
                return &item;
        return nullptr;
    }
    std::string text(std::string_view key) const {
        const Item* item = find(key);
        return item != nullptr && item->type == RESEAL_TYPE_TEXT ? std::string(item->value.view()) : std::string();
    }
    Secret secret(std::string_view key) const {
        const Item* item = find(key);
        return item != nullptr ? item->value.copy() : Secret();
    }
    std::optional<std::int64_t> integer(std::string_view key) const {
        const Item* item = find(key);
        return item != nullptr && item->type == RESEAL_TYPE_INTEGER ? std::optional(item->number) : std::nullopt;
    }
    const std::deque<Item>& all() const { return items_; }

private:
    static reseal_status RESEAL_CALL put(void* ctx, const reseal_param* item) {
        return ctx == nullptr || item == nullptr ? RESEAL_E_INVALID : static_cast<Answers*>(ctx)->take(*item);
    }
    reseal_status take(const reseal_param& item) noexcept {
        if (flawOf(item) != nullptr)
            return RESEAL_E_INVALID;
        if (items_.size() >= kMostItems || size_ + item.value.size > kMostInCall)
            return RESEAL_E_LIMIT;
        try {
            items_.push_back(
                {std::string(view(item.key)), item.type, item.number, Secret(item.value.data, item.value.size)});
        } catch (...) {
            return RESEAL_E_LIMIT;
        }
        size_ += item.value.size;
        return RESEAL_OK;
    }

    std::deque<Item> items_;
    std::size_t size_ = 0;
};

} // namespace reseal::sdk

#endif
