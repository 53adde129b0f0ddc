// SPDX-License-Identifier: Apache-2.0
// A plugin's memory between steps: a version byte, lines "key=value", and a checksum, so that a damaged or foreign
// cookie is refused and never half understood. No secrets.
#ifndef RESEAL_CXX_COOKIE_HPP
#define RESEAL_CXX_COOKIE_HPP

#include "../ext/ca.h"
#include "values.hpp"

#include <cstdlib>
#include <map>

namespace reseal::sdk {

class Cookie {
public:
    static constexpr std::size_t kMostEntries = 64;

    explicit Cookie(std::uint8_t version) : version_(version) {}

    // Ends the call with RESEAL_E_INVALID unless `bytes` is a whole cookie of a version from `oldest` to `newest`.
    static Cookie read(const Bytes& bytes, std::uint8_t oldest, std::uint8_t newest) {
        constexpr std::size_t tail = 18; // "#", 16 hex digits, "\n"
        if (bytes.size() < 1 + tail || bytes.size() > RESEAL_COOKIE_MAX)
            throw damaged("its size");
        if (bytes[0] < oldest || bytes[0] > newest)
            throw Failure(RESEAL_E_INVALID, "a cookie of version " + std::to_string(bytes[0]) + ", this plugin takes " +
                                                std::to_string(oldest) + " to " + std::to_string(newest));
        const std::string_view all = view(bytes);
        const std::string_view body = all.substr(0, all.size() - tail);
        if (all.substr(all.size() - tail) != "#" + checksum(body) + "\n")
            throw damaged("its checksum");
        Cookie cookie(bytes[0]);
        for (std::size_t at = 1; at < body.size();) {
            const std::size_t end = body.find('\n', at);
            const std::size_t equals = body.find('=', at);
            if (end == std::string_view::npos || equals == std::string_view::npos || equals > end)
                throw damaged("a line");
            const std::string_view key = body.substr(at, equals - at);
            if (!isKey(key) || cookie.has(key) || cookie.entries_.size() >= kMostEntries)
                throw damaged("a key");
            cookie.entries_.emplace(key, unescaped(body.substr(equals + 1, end - equals - 1)));
            at = end + 1;
        }
        return cookie;
    }

    Cookie& set(std::string_view key, std::string_view value) {
        if (!isKey(key) || !isText(value))
            throw Failure(RESEAL_E_INTERNAL, "no entry of a cookie: " + asText(key));
        entries_[std::string(key)] = value;
        return *this;
    }
    Cookie& set(std::string_view key, std::int64_t value) { return set(key, std::to_string(value)); }

    std::uint8_t version() const { return version_; }
    bool has(std::string_view key) const { return entries_.find(key) != entries_.end(); }
    std::string get(std::string_view key, std::string_view otherwise = {}) const {
        const auto at = entries_.find(key);
        return at != entries_.end() ? at->second : std::string(otherwise);
    }
    std::string require(std::string_view key) const {
        if (!has(key))
            throw damaged("a key that is not there");
        return get(key);
    }
    std::int64_t integer(std::string_view key, std::int64_t otherwise = 0) const {
        const std::string text = get(key);
        if (text.empty())
            return otherwise;
        char* end = nullptr;
        const long long number = std::strtoll(text.c_str(), &end, 10);
        if (*end != '\0' || text.size() > 20)
            throw damaged("a number");
        return number;
    }

    Bytes bytes() const {
        std::string out(1, static_cast<char>(version_));
        for (const auto& [key, value] : entries_)
            out += key + '=' + escaped(value) + '\n';
        out += "#" + checksum(out) + "\n";
        if (out.size() > RESEAL_COOKIE_MAX || entries_.size() > kMostEntries)
            throw Failure(RESEAL_E_INTERNAL, "this plugin makes a cookie that is too big");
        return toBytes(out);
    }
    operator Bytes() const { return bytes(); }

private:
    static Failure damaged(const std::string& what) {
        return Failure(RESEAL_E_INVALID, "a damaged cookie: " + what,
                       {"What was kept of this renewal is damaged. Begin it again.",
                        "Сохранённые данные этого продления повреждены. Начните его заново.",
                        "Осы ұзартудың сақталған деректері бүлінген. Оны қайта бастаңыз."},
                       "cookie_damaged");
    }

    static std::string checksum(std::string_view text) { // FNV-1a, 64 bits
        std::uint64_t sum = 14695981039346656037u;
        for (const char c : text)
            sum = (sum ^ static_cast<std::uint8_t>(c)) * 1099511628211u;
        std::uint8_t bytes[8];
        for (int i = 0; i < 8; ++i)
            bytes[i] = static_cast<std::uint8_t>(sum >> (56 - 8 * i));
        return hex(bytes, 8);
    }

    static std::string escaped(std::string_view value) {
        std::string out;
        for (const char c : value) {
            const auto code = static_cast<std::uint8_t>(c);
            if (code < 0x20 || c == '%')
                out += '%' + hex(&code, 1);
            else
                out += c;
        }
        return out;
    }

    static std::string unescaped(std::string_view value) {
        static constexpr std::string_view digits = "0123456789abcdef";
        std::string out;
        for (std::size_t i = 0; i < value.size(); ++i) {
            if (value[i] != '%') {
                out += value[i];
                continue;
            }
            const std::size_t high = i + 2 < value.size() ? digits.find(value[i + 1]) : std::string_view::npos;
            const std::size_t low = high < 16 ? digits.find(value[i + 2]) : std::string_view::npos;
            if (low >= 16)
                throw damaged("a value");
            out += static_cast<char>(high * 16 + low);
            i += 2;
        }
        if (!isText(out))
            throw damaged("a value");
        return out;
    }

    std::uint8_t version_;
    std::map<std::string, std::string, std::less<>> entries_;
};

} // namespace reseal::sdk

#endif
