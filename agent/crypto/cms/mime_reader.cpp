// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/cms/mime_reader.hpp"

#include <algorithm>

namespace reseal::crypto {
namespace {

constexpr std::size_t kBufferBytes = 64 * 1024;
constexpr std::size_t kLineBytes = 16 * 1024;
constexpr std::size_t kMaxBoundary = 200; // RFC 2046 allows 70

Error mailDamaged() { return {Category::damaged, "mail_damaged", N_("The mail is damaged, or it is no mail."), {}}; }

std::string_view withoutEnd(std::string_view line) {
    while (line.ends_with('\n') || line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    return line;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kSpace = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(kSpace);
    if (begin == std::string_view::npos) {
        return {};
    }
    return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

std::string lower(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
    return result;
}

// The parameters behind the first ";" of a structured field (RFC 2045, 5.1).
std::map<std::string, std::string> parametersOf(std::string_view field) {
    std::map<std::string, std::string> parameters;
    std::size_t at = field.find(';');
    while (at != std::string_view::npos && parameters.size() < 32) {
        const std::size_t equals = field.find('=', at);
        if (equals == std::string_view::npos) {
            break;
        }
        const std::string name = lower(trimmed(field.substr(at + 1, equals - at - 1)));
        std::string value;
        std::size_t end = equals + 1;
        const std::string_view rest = trimmed(field.substr(end));
        if (rest.starts_with('"')) {
            end = field.find('"', end) + 1;
            for (; end < field.size() && field[end] != '"'; ++end) {
                end += field[end] == '\\' && end + 1 < field.size() ? 1U : 0U;
                value.push_back(field[end]);
            }
            at = field.find(';', end);
        } else {
            at = field.find(';', end);
            value = trimmed(field.substr(end, at == std::string_view::npos ? at : at - end));
        }
        parameters.emplace(name, std::move(value));
    }
    return parameters;
}

void takeField(std::string_view field, MimeHeader& header) {
    const std::size_t colon = field.find(':');
    if (colon == std::string_view::npos) {
        return;
    }
    const std::string name = lower(trimmed(field.substr(0, colon)));
    const std::string_view value = trimmed(field.substr(colon + 1));
    if (name == "content-type") {
        header.type = lower(trimmed(value.substr(0, value.find(';'))));
        header.parameters = parametersOf(value);
    } else if (name == "content-transfer-encoding") {
        header.encoding = lower(value);
    } else if (name == "content-disposition") {
        const auto parameters = parametersOf(value);
        const auto found = parameters.find("filename");
        header.fileName = found == parameters.end() ? std::string() : found->second;
    }
}

bool isFieldName(std::string_view name) {
    return !name.empty() && std::ranges::all_of(name, [](char letter) { return letter > ' ' && letter < 127; });
}

} // namespace

std::string MimeHeader::parameter(const std::string& name) const {
    const auto found = parameters.find(name);
    return found == parameters.end() ? std::string() : found->second;
}

Status MimeReader::fill() {
    buffer_.resize(kBufferBytes);
    begin_ = 0;
    const auto count = source_.read(buffer_);
    buffer_.resize(count ? count.value() : 0);
    if (!count) {
        return count.error();
    }
    ended_ = count.value() == 0;
    return {};
}

Result<bool> MimeReader::nextLine() {
    lineStart_ = line_.empty() || line_.back() == '\n';
    line_.clear();
    while (line_.size() < kLineBytes && (line_.empty() || line_.back() != '\n')) {
        if (begin_ == buffer_.size()) {
            if (Status filled = fill(); !filled) {
                return filled.error();
            }
            if (ended_) {
                break;
            }
        }
        const auto from = buffer_.begin() + static_cast<std::ptrdiff_t>(begin_);
        const auto most = std::min(buffer_.size() - begin_, kLineBytes - line_.size());
        const auto limit = from + static_cast<std::ptrdiff_t>(most);
        const auto found = std::find(from, limit, std::uint8_t{'\n'});
        const auto until = found == limit ? limit : found + 1;
        line_.append(from, until);
        begin_ += static_cast<std::size_t>(until - from);
    }
    return !line_.empty();
}

Result<MimeHeader> MimeReader::readHeader() {
    MimeHeader header;
    std::string field;
    std::size_t total = 0;
    while (true) {
        const auto more = nextLine();
        if (!more) {
            return more.error();
        }
        total += line_.size();
        if (total > kMaxHeaderBytes) {
            return mailDamaged();
        }
        const std::string_view line = withoutEnd(line_);
        const bool continued = more.value() && (line.starts_with(' ') || line.starts_with('\t'));
        if (!continued) {
            takeField(field, header);
            field.clear();
        }
        if (!more.value() || line.empty()) {
            return header;
        }
        if (stopOf(line_) != Stop::none) {
            return mailDamaged();
        }
        field.append(line);
    }
}

Status MimeReader::enterParts(const std::string& boundary) {
    if (boundary.empty() || boundary.size() > kMaxBoundary || boundaries_.size() == kMaxBoundaries) {
        return mailDamaged();
    }
    boundaries_.push_back(boundary);
    stop_ = Stop::none;
    return {};
}

MimeReader::Stop MimeReader::stopOf(std::string_view line) const {
    if (!lineStart_ || !line.starts_with("--")) {
        return Stop::none;
    }
    const std::string_view text = trimmed(line.substr(2));
    for (std::size_t i = boundaries_.size(); i > 0; --i) {
        const std::string& boundary = boundaries_[i - 1];
        const bool last = text.size() == boundary.size() + 2 && text.starts_with(boundary) && text.ends_with("--");
        if (last || text == boundary) {
            return i < boundaries_.size() ? Stop::outer : last ? Stop::lastPart : Stop::nextPart;
        }
    }
    return Stop::none;
}

// The next piece of the body into ready_.
Status MimeReader::advance() {
    ready_.clear();
    readyBegin_ = 0;
    while (ready_.empty() && stop_ == Stop::none) {
        const auto more = nextLine();
        if (!more) {
            return more.error();
        }
        stop_ = more.value() ? stopOf(line_) : Stop::end;
        if (stop_ == Stop::end) {
            ready_ = std::move(heldBack_);
            heldBack_.clear();
        }
        if (stop_ != Stop::none) {
            break;
        }
        ready_ = std::move(heldBack_) + line_;
        const std::size_t end = ready_.ends_with("\r\n") ? 2 : ready_.ends_with('\n') ? 1 : 0;
        const std::size_t kept = ready_.size() - end;
        heldBack_ = ready_.substr(kept);
        ready_.resize(kept);
    }
    return {};
}

Result<bool> MimeReader::nextPart() {
    while (stop_ == Stop::none) {
        if (Status advanced = advance(); !advanced) {
            return advanced.error();
        }
    }
    const bool more = stop_ == Stop::nextPart;
    ready_.clear();
    readyBegin_ = 0;
    heldBack_.clear();
    stop_ = more ? Stop::none : stop_;
    return more;
}

Result<std::size_t> MimeReader::read(std::span<std::uint8_t> into) {
    if (readyBegin_ == ready_.size()) {
        if (Status advanced = advance(); !advanced) {
            return advanced.error();
        }
    }
    const std::size_t count = std::min(into.size(), ready_.size() - readyBegin_);
    std::copy_n(ready_.begin() + static_cast<std::ptrdiff_t>(readyBegin_), count, into.begin());
    readyBegin_ += count;
    return count;
}

Result<std::size_t> CanonicalText::read(std::span<std::uint8_t> into) {
    std::size_t count = 0;
    while (count + 2 <= into.size()) {
        if (begin_ == buffer_.size()) {
            if (count > 0) {
                break;
            }
            buffer_.resize(kBufferBytes);
            begin_ = 0;
            const auto read = source_.read(buffer_);
            buffer_.resize(read ? read.value() : 0);
            if (!read || read.value() == 0) {
                return read;
            }
        }
        const std::uint8_t octet = buffer_[begin_++];
        if (octet == '\n' && !afterReturn_) {
            into[count++] = '\r';
        }
        into[count++] = octet;
        afterReturn_ = octet == '\r';
    }
    return count;
}

bool looksLikeMail(ByteView start) {
    std::string_view text(reinterpret_cast<const char*>(start.data()), start.size());
    bool typed = false;
    for (bool first = true; !text.empty(); first = false) {
        const std::size_t end = text.find('\n');
        const std::string_view line = withoutEnd(text.substr(0, end));
        if (line.empty()) {
            return typed && !first;
        }
        const bool mailbox = first && line.starts_with("From ");
        const bool continued = !first && (line.front() == ' ' || line.front() == '\t');
        const std::size_t colon = line.find(':');
        if (!mailbox && !continued && (colon == std::string_view::npos || !isFieldName(line.substr(0, colon)))) {
            return false;
        }
        typed = typed || (!continued && !mailbox && lower(line.substr(0, colon)) == "content-type");
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return typed;
}

} // namespace reseal::crypto
