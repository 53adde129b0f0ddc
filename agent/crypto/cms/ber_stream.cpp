// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/cms/ber_stream.hpp"

#include "agent/crypto/der_reader.hpp"

#include <algorithm>

namespace reseal::crypto {
namespace {

constexpr std::size_t kMaxIdentifierOctets = 6;
constexpr std::uint8_t kConstructed = 0x20;

Error cutOff() {
    return {Category::damaged, "message_cut_off", N_("The file ends too early; get a complete copy of it."), {}};
}

Error tooLarge() {
    return {Category::damaged, "message_too_large", N_("A part of the message is larger than any real one."), {}};
}

} // namespace

BerStream::BerStream(ByteSource& source) : source_(source), buffer_(kPieceBytes), frames_(1) {}

Status BerStream::fail(Error error) {
    failure_ = std::move(error);
    return *failure_;
}

Status BerStream::damaged() {
    return fail(
        {Category::damaged, "message_damaged", N_("The file is damaged, or is no signed or encrypted message."), {}});
}

Status BerStream::fill() {
    auto count = source_.read(buffer_);
    if (!count) {
        return fail(count.error());
    }
    begin_ = 0;
    filled_ = count.value();
    return {};
}

Result<std::uint8_t> BerStream::nextByte() {
    if (position_ >= frames_.back().end) {
        return damaged().error();
    }
    if (begin_ == filled_) {
        if (Status filled = fill(); !filled) {
            return filled.error();
        }
        if (filled_ == 0) {
            return fail(cutOff()).error();
        }
    }
    ++position_;
    headerOctets_.push_back(buffer_[begin_]);
    return buffer_[begin_++];
}

Status BerStream::readHeader() {
    headerOctets_.clear();
    auto octet = nextByte();
    if (!octet) {
        return octet.error();
    }
    BerHeader header;
    header.tag = octet.value();
    bool more = (header.tag & 0x1FU) == 0x1FU; // a high tag number: skipped over, never of use here
    while (more) {
        octet = nextByte();
        if (!octet) {
            return octet.error();
        }
        more = (octet.value() & 0x80U) != 0;
        if (more && headerOctets_.size() >= kMaxIdentifierOctets) {
            return damaged();
        }
    }
    return readLength(header);
}

Status BerStream::readLength(BerHeader& header) {
    auto octet = nextByte();
    if (!octet) {
        return octet.error();
    }
    header.length = octet.value();
    if (octet.value() == 0x80U) {
        header.indefinite = true;
        header.length = 0;
    } else if (octet.value() > 0x80U) {
        const std::size_t octets = octet.value() & 0x7FU;
        header.length = 0;
        if (octets > sizeof header.length) {
            return damaged();
        }
        for (std::size_t i = 0; i < octets; ++i) {
            octet = nextByte();
            if (!octet) {
                return octet.error();
            }
            header.length = (header.length << 8U) | octet.value();
        }
    }
    const bool fits = header.length <= frames_.back().end - position_ && header.length < UINT64_MAX / 2;
    if (!fits || (header.indefinite && !header.constructed())) {
        return damaged();
    }
    pending_ = header;
    return {};
}

Result<std::optional<BerHeader>> BerStream::peek() {
    if (failure_) {
        return *failure_;
    }
    if (pending_) {
        return pending_;
    }
    Frame& frame = frames_.back();
    if (frame.ended || (!frame.indefinite && position_ == frame.end)) {
        return std::optional<BerHeader>();
    }
    if (frames_.size() == 1 && begin_ == filled_) {
        if (Status filled = fill(); !filled) {
            return filled.error();
        }
        if (filled_ == 0) {
            return std::optional<BerHeader>();
        }
    }
    if (Status read = readHeader(); !read) {
        return read.error();
    }
    if (pending_->tag != 0) {
        return pending_;
    }
    if (!frame.indefinite || headerOctets_.size() != 2 || headerOctets_[1] != 0) {
        return damaged().error();
    }
    pending_.reset();
    frame.ended = true;
    if (Status kept = keep(headerOctets_); !kept) {
        return kept.error();
    }
    return std::optional<BerHeader>();
}

Status BerStream::keep(ByteView octets) {
    if (kept_ == nullptr) {
        return {};
    }
    if (octets.size() > most_ - kept_->size()) {
        return fail(tooLarge());
    }
    kept_->insert(kept_->end(), octets.begin(), octets.end());
    return {};
}

// Into the pending element.
Status BerStream::descend() {
    if (frames_.size() > kMaxDepth) {
        return damaged();
    }
    const std::uint64_t end = pending_->indefinite ? frames_.back().end : position_ + pending_->length;
    frames_.push_back({end, pending_->indefinite, false});
    pending_.reset();
    return keep(headerOctets_);
}

Status BerStream::enter(std::uint8_t tag) {
    const auto header = peek();
    if (!header) {
        return header.error();
    }
    if (!header.value() || header.value()->tag != tag || !header.value()->constructed()) {
        return damaged();
    }
    return descend();
}

Status BerStream::leave() {
    while (true) {
        const auto header = peek();
        if (!header) {
            return header.error();
        }
        if (!header.value()) {
            break;
        }
        if (Status skipped = skip(); !skipped) {
            return skipped;
        }
    }
    if (frames_.size() > 1) {
        frames_.pop_back();
    }
    return {};
}

// The content of the pending element, taken as octets whatever they are.
Status BerStream::consumeContent(const TakePiece* piece) {
    std::uint64_t left = pending_->length;
    pending_.reset();
    if (Status kept = keep(headerOctets_); !kept) {
        return kept;
    }
    while (left > 0) {
        if (begin_ == filled_) {
            if (Status filled = fill(); !filled) {
                return filled;
            }
            if (filled_ == 0) {
                return fail(cutOff());
            }
        }
        const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left, filled_ - begin_));
        const ByteView octets(buffer_.data() + begin_, count);
        begin_ += count;
        position_ += count;
        left -= count;
        if (Status kept = keep(octets); !kept) {
            return kept;
        }
        if (piece != nullptr) {
            if (Status taken = (*piece)(octets); !taken) {
                return fail(taken.error());
            }
        }
    }
    return {};
}

// The next element to its end. With a segment tag it is a string made of such segments.
Status BerStream::consume(std::uint8_t segmentTag, const TakePiece* piece) {
    const std::size_t outside = frames_.size();
    do {
        const auto header = peek();
        if (!header) {
            return header.error();
        }
        const bool inside = frames_.size() > outside;
        if (!header.value()) {
            if (!inside) {
                return damaged();
            }
            frames_.pop_back();
            continue;
        }
        const auto plainTag = static_cast<std::uint8_t>(header.value()->tag & ~kConstructed);
        if (segmentTag != 0 && inside && plainTag != segmentTag) {
            return damaged();
        }
        const bool divided = header.value()->constructed() && (segmentTag != 0 || header.value()->indefinite);
        if (Status done = divided ? descend() : consumeContent(piece); !done) {
            return done;
        }
    } while (frames_.size() > outside);
    return {};
}

Status BerStream::skip() { return consume(0, nullptr); }

Result<Bytes> BerStream::take(std::size_t most) {
    Bytes octets;
    kept_ = &octets;
    most_ = most;
    const Status consumed = consume(0, nullptr);
    kept_ = nullptr;
    if (!consumed) {
        return consumed.error();
    }
    return octets;
}

Status BerStream::readString(std::uint8_t tag, const TakePiece& piece) {
    const auto header = peek();
    if (!header) {
        return header.error();
    }
    if (!header.value() || static_cast<std::uint8_t>(header.value()->tag & ~kConstructed) != tag) {
        return damaged();
    }
    return consume(kTagOctetString, &piece);
}

Status BerStream::finish() {
    while (frames_.size() > 1) {
        if (Status left = leave(); !left) {
            return left;
        }
    }
    if (failure_) {
        return *failure_;
    }
    if (!pending_ && begin_ == filled_) {
        if (Status filled = fill(); !filled) {
            return filled;
        }
    }
    if (pending_ || begin_ != filled_) {
        return fail({Category::damaged,
                     "trailing_bytes",
                     N_("The file goes on behind the end of the message; it may have been tampered with."),
                     {}});
    }
    return {};
}

} // namespace reseal::crypto
