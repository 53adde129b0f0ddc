// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/cms/unwrapped_source.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace reseal::crypto {
namespace {

constexpr std::size_t kTextBytes = 16 * 1024;
constexpr std::size_t kMaxPreamble = 64 * 1024; // text in front of the BEGIN line
constexpr std::uint8_t kSequence = 0x30;
constexpr std::uint8_t kNoDigit = 0xFF;

constexpr std::array<std::uint8_t, 256> makeDigits() {
    std::array<std::uint8_t, 256> digits{};
    digits.fill(kNoDigit);
    constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
        digits[static_cast<std::uint8_t>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
    }
    return digits;
}
constexpr std::array<std::uint8_t, 256> kDigits = makeDigits();

bool isSpace(char character) { return std::string_view(" \t\r\n").find(character) != std::string_view::npos; }

Error base64Damaged() {
    return {Category::damaged, "base64_damaged", N_("The base64 text of the file is damaged."), {}};
}

Error cutOff() {
    return {Category::damaged, "message_cut_off", N_("The file ends too early; get a complete copy of it."), {}};
}

Error trailing() {
    return {Category::damaged,
            "trailing_bytes",
            N_("The file goes on behind the end of the message; it may have been tampered with."),
            {}};
}

Error noMessage() { return {Category::damaged, "no_message", N_("This file is no signed or encrypted message."), {}}; }

} // namespace

Status UnwrappedSource::fill() {
    text_.resize(kTextBytes);
    begin_ = 0;
    const auto count = file_.read(text_);
    text_.resize(count ? count.value() : 0);
    if (!count) {
        return count.error();
    }
    fileEnded_ = count.value() == 0;
    return {};
}

Result<std::optional<char>> UnwrappedSource::nextCharacter() {
    if (begin_ == text_.size() && !fileEnded_) {
        if (Status filled = fill(); !filled) {
            return filled.error();
        }
    }
    return fileEnded_ ? std::optional<char>() : std::optional<char>(static_cast<char>(text_[begin_++]));
}

// As much as one look takes, however small the pieces that the file comes in.
Status UnwrappedSource::fillForLook() {
    Bytes start;
    while (start.size() < kTextBytes && !fileEnded_) {
        if (Status filled = fill(); !filled) {
            return filled;
        }
        start.insert(start.end(), text_.begin(), text_.end());
    }
    fileEnded_ = start.empty();
    text_ = std::move(start);
    return {};
}

Status UnwrappedSource::recognise() {
    if (Status filled = fillForLook(); !filled) {
        return filled;
    }
    if (text_.empty()) {
        return Error{Category::damaged, "no_message", N_("The file is empty."), {}};
    }
    if (text_[0] == kSequence) {
        form_ = Form::plain;
        return {};
    }
    constexpr std::array<std::uint8_t, 3> kByteOrderMark{0xEF, 0xBB, 0xBF};
    if (text_.size() > kByteOrderMark.size() && std::ranges::equal(kByteOrderMark, std::span(text_).first<3>())) {
        begin_ = kByteOrderMark.size();
    }
    std::size_t at = begin_;
    while (at < text_.size() && isSpace(static_cast<char>(text_[at]))) {
        ++at;
    }
    const std::string_view start(reinterpret_cast<const char*>(text_.data()) + at, text_.size() - at);
    // A DER SEQUENCE in base64 begins with "M"; what begins so and is a mail's header has a colon in its first line.
    const std::string_view line = start.substr(0, start.find('\n'));
    if (start.starts_with('M') && line.find(':') == std::string_view::npos) {
        form_ = Form::base64;
        return {};
    }
    form_ = Form::pem;
    return skipBeginLine();
}

Status UnwrappedSource::skipBeginLine() {
    std::string line;
    for (std::size_t read = 0; read < kMaxPreamble; ++read) {
        const auto character = nextCharacter();
        if (!character) {
            return character.error();
        }
        if (!character.value()) {
            break;
        }
        if (*character.value() != '\n') {
            line.push_back(*character.value());
            continue;
        }
        if (line.starts_with("-----BEGIN ")) {
            return {};
        }
        line.clear();
    }
    return noMessage();
}

Result<std::size_t> UnwrappedSource::readPlain(std::span<std::uint8_t> into) {
    if (begin_ == text_.size()) {
        return file_.read(into);
    }
    const std::size_t count = std::min(into.size(), text_.size() - begin_);
    std::copy_n(text_.begin() + static_cast<std::ptrdiff_t>(begin_), count, into.begin());
    begin_ += count;
    return count;
}

// Behind the base64 text: the END line of PEM, then white space only.
Status UnwrappedSource::readEnd() {
    ended_ = true;
    std::string line;
    bool inLine = form_ == Form::pem;
    while (true) {
        const auto character = nextCharacter();
        if (!character) {
            return character.error();
        }
        if (!character.value()) {
            break;
        }
        if (inLine && *character.value() != '\n') {
            line.push_back(*character.value());
            if (line.size() > 200) {
                return base64Damaged();
            }
        } else if (inLine) {
            inLine = false;
        } else if (!isSpace(*character.value())) {
            return trailing();
        }
    }
    if (form_ == Form::pem && !line.starts_with("----END ")) { // the first dash was read before
        return line.empty() ? cutOff() : base64Damaged();
    }
    return {};
}

// One or two "=" where the group asks for them; the first was read.
Status UnwrappedSource::takePadding() {
    if (group_ < 2) {
        return base64Damaged();
    }
    for (unsigned missing = 3 - group_; missing > 0;) {
        const auto character = nextCharacter();
        if (!character) {
            return character.error();
        }
        if (!character.value()) {
            return cutOff();
        }
        if (*character.value() == '=') {
            --missing;
        } else if (!isSpace(*character.value())) {
            return base64Damaged();
        }
    }
    return {};
}

// As many whole groups as the buffered text and `into` have room for; stops before what is no digit or space.
std::size_t UnwrappedSource::decodeBuffered(std::span<std::uint8_t> into) {
    std::size_t count = 0;
    while (begin_ < text_.size() && count + 3 <= into.size()) {
        const std::uint8_t character = text_[begin_];
        const std::uint8_t digit = kDigits[character];
        if (digit == kNoDigit) {
            if (!isSpace(static_cast<char>(character))) {
                break;
            }
            ++begin_;
            continue;
        }
        ++begin_;
        bits_ = (bits_ << 6U) | digit;
        if (++group_ == 4) {
            into[count++] = static_cast<std::uint8_t>(bits_ >> 16U);
            into[count++] = static_cast<std::uint8_t>(bits_ >> 8U);
            into[count++] = static_cast<std::uint8_t>(bits_);
            bits_ = 0;
            group_ = 0;
        }
    }
    return count;
}

// The last octets, from a group that ends in "="; behind it PEM goes on with its END line.
Result<std::size_t> UnwrappedSource::readLastGroup(std::span<std::uint8_t> into) {
    if (Status padded = takePadding(); !padded) {
        return padded.error();
    }
    const std::size_t count = group_ - 1;
    bits_ <<= 6U * (4 - group_);
    for (std::size_t i = 0; i < count; ++i) {
        into[i] = static_cast<std::uint8_t>(bits_ >> (16U - 8U * i));
    }
    group_ = 0;
    std::optional<char> next = ' ';
    while (form_ == Form::pem && next && isSpace(*next)) {
        const auto taken = nextCharacter();
        if (!taken) {
            return taken.error();
        }
        next = taken.value();
    }
    if (form_ == Form::pem && (!next || *next != '-')) {
        return next ? base64Damaged() : cutOff();
    }
    return count;
}

Result<std::size_t> UnwrappedSource::decode(std::span<std::uint8_t> into) {
    while (!ended_) {
        const std::size_t decoded = decodeBuffered(into);
        if (decoded > 0) {
            return decoded;
        }
        const auto character = nextCharacter();
        if (!character) {
            return character.error();
        }
        if (!character.value()) {
            ended_ = true;
            return form_ == Form::pem || group_ != 0 ? Result<std::size_t>(cutOff()) : Result<std::size_t>(0);
        }
        if (kDigits[static_cast<std::uint8_t>(*character.value())] != kNoDigit || isSpace(*character.value())) {
            --begin_; // it had to be fetched first
            continue;
        }
        const bool padding = *character.value() == '=';
        if (!padding && (form_ != Form::pem || *character.value() != '-' || group_ != 0)) {
            return base64Damaged();
        }
        auto last = padding ? readLastGroup(into) : Result<std::size_t>(0);
        if (!last) {
            return last;
        }
        if (Status end = readEnd(); !end) {
            return end.error();
        }
        return last;
    }
    return std::size_t{0};
}

Result<std::size_t> UnwrappedSource::read(std::span<std::uint8_t> into) {
    if (form_ == Form::unknown) {
        if (Status recognised = recognise(); !recognised) {
            return recognised.error();
        }
    }
    if (form_ == Form::plain) {
        return readPlain(into);
    }
    return into.size() < 3 ? Result<std::size_t>(base64Damaged()) : decode(into);
}

} // namespace reseal::crypto
