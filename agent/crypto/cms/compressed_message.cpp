// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/cms/compressed_message.hpp"

#include "agent/crypto/cms/ber_stream.hpp"
#include "agent/crypto/cms/der_form.hpp"
#include "agent/crypto/cms/names.hpp"
#include "agent/crypto/cms/recipient.hpp"
#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"

#include <new>
#include <zlib.h>

namespace reseal::crypto {
namespace {

constexpr std::size_t kMaxSmallPart = 64 * 1024;
constexpr std::string_view kZlib = "1.2.840.113549.1.9.16.3.8";

Error compressionDamaged() {
    return {Category::damaged, "compression_damaged", N_("The compressed content of the message is damaged."), {}};
}

class Inflation {
public:
    explicit Inflation(ByteSink& out) : out_(out) {
        if (inflateInit(&stream_) != Z_OK) {
            throw std::bad_alloc();
        }
    }
    ~Inflation() { inflateEnd(&stream_); }
    Inflation(const Inflation&) = delete;
    Inflation& operator=(const Inflation&) = delete;

    Status add(ByteView packed) {
        stream_.next_in = const_cast<Bytef*>(packed.data()); // zlib only reads it
        stream_.avail_in = static_cast<uInt>(packed.size());
        taken_ += packed.size();
        while (stream_.avail_in > 0) {
            if (ended_) {
                return compressionDamaged();
            }
            if (Status stepped = step(); !stepped) {
                return stepped;
            }
        }
        return {};
    }
    [[nodiscard]] bool ended() const { return ended_; }

private:
    Status step() {
        stream_.next_out = plain_.data();
        stream_.avail_out = static_cast<uInt>(plain_.size());
        const int state = inflate(&stream_, Z_NO_FLUSH);
        if (state != Z_OK && state != Z_STREAM_END) {
            return compressionDamaged();
        }
        ended_ = state == Z_STREAM_END;
        const std::size_t count = plain_.size() - stream_.avail_out;
        given_ += count;
        if (given_ > kMostUnpackedAnyway && given_ > kMostUnpackedForOne * taken_) {
            return Error{Category::damaged,
                         "compression_bomb",
                         N_("The message unpacks to more than any real one; it may be meant to fill the disk."),
                         {}};
        }
        return out_.write(ByteView(plain_).first(count));
    }

    ByteSink& out_;
    z_stream stream_{};
    Bytes plain_ = Bytes(BerStream::kPieceBytes);
    std::uint64_t taken_ = 0;
    std::uint64_t given_ = 0;
    bool ended_ = false;
};

Result<Bytes> takeSmall(BerStream& stream) {
    const auto element = stream.take(kMaxSmallPart);
    if (!element) {
        return element.error();
    }
    auto der = derForm(element.value());
    return der ? Result<Bytes>(std::move(*der)) : Result<Bytes>(compressionDamaged());
}

// Up to the EncapsulatedContentInfo.
Status readHead(BerStream& stream) {
    if (Status entered = stream.enter(kTagSequence); !entered) {
        return entered;
    }
    const auto type = takeSmall(stream);
    if (!type) {
        return type.error();
    }
    DerReader reader(type.value());
    const auto oid = reader.next(kTagOid);
    if (!oid || oidText(oid->content) != cms::kCompressedData) {
        return Error{Category::damaged, "not_compressed", N_("This message is not a compressed one."), {}};
    }
    for (const std::uint8_t tag : {contextTag(0, true), std::uint8_t{kTagSequence}}) {
        if (Status entered = stream.enter(tag); !entered) {
            return entered;
        }
    }
    if (const auto version = takeSmall(stream); !version) {
        return version.error();
    }
    const auto algorithm = takeSmall(stream);
    if (!algorithm) {
        return algorithm.error();
    }
    if (algorithmOid(algorithm.value()) != kZlib) {
        return Error{Category::refused,
                     "compression_unsupported",
                     N_("The message is compressed in a way that is not supported."),
                     {}};
    }
    return {};
}

} // namespace

Status unpackMessage(ByteSource& message, ByteSink& out) {
    BerStream stream(message);
    if (Status head = readHead(stream); !head) {
        return head;
    }
    if (Status entered = stream.enter(kTagSequence); !entered) {
        return entered;
    }
    if (const auto type = takeSmall(stream); !type) {
        return type.error();
    }
    if (Status entered = stream.enter(contextTag(0, true)); !entered) {
        return entered;
    }
    Inflation inflation(out);
    if (Status read = stream.readString(kTagOctetString, [&](ByteView piece) { return inflation.add(piece); }); !read) {
        return read;
    }
    if (Status finished = stream.finish(); !finished) {
        return finished;
    }
    return inflation.ended() ? Status() : Status(compressionDamaged());
}

} // namespace reseal::crypto
