// SPDX-License-Identifier: Apache-2.0
// The values that go through a plugin: bytes, secrets, texts in three languages, failures.
#ifndef RESEAL_CXX_VALUES_HPP
#define RESEAL_CXX_VALUES_HPP

#include "../keys.h"
#include "../param.h"
#include "../status.h"

#include <cstdint>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace reseal::sdk {

using Bytes = std::vector<std::uint8_t>;

inline Bytes toBytes(std::string_view text) { return Bytes(text.begin(), text.end()); }

inline std::string_view view(const Bytes& bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

inline std::string hex(const std::uint8_t* data, std::size_t size) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out;
    out.reserve(size * 2);
    for (std::size_t i = 0; i < size; ++i) {
        out += digits[data[i] >> 4];
        out += digits[data[i] & 15];
    }
    return out;
}

inline std::string hex(const Bytes& bytes) { return hex(bytes.data(), bytes.size()); }

// UTF-8 without NUL, without overlong forms, surrogates, or anything past U+10FFFF.
inline bool isText(std::string_view text) {
    std::size_t i = 0;
    while (i < text.size()) {
        const auto lead = static_cast<std::uint8_t>(text[i]);
        const std::size_t more = lead < 0x80 ? 0 : lead < 0xC2 ? 4 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
        if (lead == 0 || more == 4 || lead > 0xF4 || text.size() - i <= more)
            return false;
        for (std::size_t k = 1; k <= more; ++k)
            if ((static_cast<std::uint8_t>(text[i + k]) & 0xC0) != 0x80)
                return false;
        const auto second = more > 0 ? static_cast<std::uint8_t>(text[i + 1]) : 0;
        if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) || (lead == 0xF0 && second < 0x90) ||
            (lead == 0xF4 && second > 0x8F))
            return false;
        i += more + 1;
    }
    return true;
}

// As much of `text` as is UTF-8, anything else as '?': for messages whose origin is not known.
inline std::string asText(std::string_view text) {
    if (isText(text))
        return std::string(text);
    std::string out;
    for (const char c : text)
        out += c >= ' ' && c <= '~' ? c : '?';
    return out;
}

// At most `most` bytes of it, and no broken letter at the end.
inline std::string cut(std::string text, std::size_t most) {
    if (text.size() <= most)
        return text;
    while (most > 0 && (static_cast<std::uint8_t>(text[most]) & 0xC0) == 0x80)
        --most;
    text.resize(most);
    return text;
}

inline bool isKey(std::string_view key) {
    return !key.empty() && key.size() <= 64 &&
           key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-_") == std::string_view::npos;
}

// Memory that is wiped when it goes. Not copied by accident: copy() says so.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string_view text) : Secret(text.data(), text.size()) {}
    Secret(const void* data, std::size_t size) : data_(new std::uint8_t[size]), size_(size) {
        if (size > 0)
            std::memcpy(data_.get(), data, size);
    }
    Secret(Secret&& other) noexcept : data_(std::move(other.data_)), size_(std::exchange(other.size_, 0)) {}
    Secret& operator=(Secret&& other) noexcept {
        if (this != &other) {
            wipe();
            data_ = std::move(other.data_);
            size_ = std::exchange(other.size_, 0);
        }
        return *this;
    }
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    ~Secret() { wipe(); }

    Secret copy() const { return Secret(data_.get(), size_); }
    const std::uint8_t* data() const { return data_.get(); }
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    std::string_view view() const { return {reinterpret_cast<const char*>(data_.get()), size_}; }
    void wipe() noexcept {
        volatile std::uint8_t* at = data_.get();
        for (std::size_t i = 0; i < size_; ++i)
            at[i] = 0;
        size_ = 0;
    }

private:
    std::unique_ptr<std::uint8_t[]> data_;
    std::size_t size_ = 0;
};

// A sentence for the person in English, Russian and Kazakh. What is not given is English.
struct Text {
    std::string en, ru, kk;

    Text() = default;
    Text(const char* english) : en(english) {}
    Text(std::string english) : en(std::move(english)) {}
    Text(std::string english, std::string russian, std::string kazakh)
        : en(std::move(english)), ru(std::move(russian)), kk(std::move(kazakh)) {}

    bool empty() const { return en.empty(); }
    const std::string& in(std::string_view language) const {
        return language == "ru" && !ru.empty() ? ru : language == "kk" && !kk.empty() ? kk : en;
    }
    // The first "{}" becomes `value`, in all three.
    Text with(std::string_view value) const {
        Text out = *this;
        for (std::string* text : {&out.en, &out.ru, &out.kk})
            if (const auto at = text->find("{}"); at != std::string::npos)
                text->replace(at, 2, value);
        return out;
    }
};

// Ends a call with a status. `message` is for the log (English, no secrets, no names), `text` for the person.
class Failure : public std::runtime_error {
public:
    explicit Failure(reseal_status status, std::string message, Text text = {}, std::string reason = {})
        : std::runtime_error(std::move(message)), status_(status < 0 ? status : RESEAL_E_INTERNAL),
          text_(std::move(text)), reason_(std::move(reason)) {}

    Failure& native(std::string domain, std::int64_t code) {
        domain_ = std::move(domain);
        code_ = code;
        return *this;
    }
    Failure& retryAfter(std::int64_t ms) {
        retryAfter_ = ms;
        return *this;
    }
    Failure& triesLeft(std::int64_t tries) {
        triesLeft_ = tries;
        return *this;
    }

    reseal_status status() const { return status_; }
    const Text& text() const { return text_; }
    const std::string& reason() const { return reason_; }
    const std::string& domain() const { return domain_; }
    std::int64_t code() const { return code_; }
    std::int64_t retryAfter() const { return retryAfter_; } // 0: not said
    std::int64_t triesLeft() const { return triesLeft_; }   // -1: not said

private:
    reseal_status status_;
    Text text_;
    std::string reason_, domain_;
    std::int64_t code_ = 0, retryAfter_ = 0, triesLeft_ = -1;
};

} // namespace reseal::sdk

#endif
