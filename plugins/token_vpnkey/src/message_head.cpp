// SPDX-License-Identifier: Apache-2.0
// The head: headers of elements whose content goes on behind it, so that it is read header by header.
#include "message.hpp"

#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"

namespace token_vpnkey {
namespace {

using namespace reseal::crypto;

constexpr std::uint8_t kTagNull = 0x05;
constexpr std::uint64_t kLargest = std::uint64_t{1} << 40; // of a message: far above any

// Walks headers in DER and remembers where each element that was entered has to end.
class Headers {
public:
    explicit Headers(ByteView data) : data_(data) {}

    // Content length of an element with this tag; the position moves to its content.
    std::optional<std::uint64_t> enter(std::uint8_t tag) {
        if (at_ + 2 > data_.size() || data_[at_] != tag)
            return std::nullopt;
        std::uint64_t length = data_[at_ + 1];
        std::size_t size = 2;
        if (length >= 0x80) {
            const std::size_t octets = length & 0x7F;
            if (octets == 0 || octets > 5 || at_ + 2 + octets > data_.size() || data_[at_ + 2] == 0)
                return std::nullopt; // indefinite, too long, or padded
            length = 0;
            for (std::size_t i = 0; i < octets; ++i)
                length = length << 8 | data_[at_ + 2 + i];
            if (length < 0x80 || length > kLargest)
                return std::nullopt;
            size += octets;
        }
        at_ += size;
        return length;
    }

    // Content of an element that lies whole in the head.
    std::optional<ByteView> take(std::uint8_t tag) {
        const auto length = enter(tag);
        if (!length || *length > data_.size() - at_)
            return std::nullopt;
        const ByteView content = data_.subspan(at_, static_cast<std::size_t>(*length));
        at_ += content.size();
        return content;
    }

    std::uint64_t at() const { return at_; }
    bool atEnd() const { return at_ == data_.size(); }

private:
    ByteView data_;
    std::size_t at_ = 0;
};

bool isOid(const std::optional<ByteView>& content, std::string_view oid) { return content && oidText(*content) == oid; }

// The one AlgorithmIdentifier of digestAlgorithms.
std::string onlyDigest(ByteView set) {
    DerReader algorithms(set);
    DerReader algorithm = algorithms.enter(kTagSequence);
    const auto oid = algorithm.next(kTagOid);
    const auto parameters = algorithm.next(kTagNull); // of these digests NULL or absent
    const bool plain = algorithm.atEnd() && (!parameters || parameters->content.empty());
    return oid && plain && algorithms.atEnd() ? oidText(oid->content) : std::string();
}

} // namespace

std::optional<Head> readHead(ByteView bytes) {
    Headers in(bytes);
    Head head;
    std::uint64_t ends[3] = {};
    const auto enter = [&](std::uint8_t tag, std::uint64_t& end) {
        const auto length = in.enter(tag);
        end = length ? in.at() + *length : 0;
        return length.has_value();
    };
    if (!enter(kTagSequence, ends[0]) || !isOid(in.take(kTagOid), "1.2.840.113549.1.7.2") ||
        !enter(contextTag(0, true), ends[1]) || !enter(kTagSequence, ends[2]))
        return std::nullopt;
    const auto version = in.take(kTagInteger);
    const auto digests = version && version->size() == 1 && (version->front() == 1 || version->front() == 3)
                             ? in.take(kTagSet)
                             : std::nullopt;
    head.digest = digests ? onlyDigest(*digests) : std::string();
    std::uint64_t contentInfoEnd = 0;
    if (head.digest.empty() || !enter(kTagSequence, contentInfoEnd) || !isOid(in.take(kTagOid), "1.2.840.113549.1.7.1"))
        return std::nullopt;
    std::uint64_t contentEnd = in.at();
    if (!in.atEnd()) {
        std::uint64_t explicitEnd = 0;
        if (!enter(contextTag(0, true), explicitEnd) || !enter(kTagOctetString, contentEnd) || !in.atEnd() ||
            explicitEnd != contentEnd)
            return std::nullopt;
        head.content = contentEnd - in.at();
    }
    // All that was entered around the whole ends together, and what holds the document ends with it.
    if (ends[0] != ends[1] || ends[1] != ends[2] || contentInfoEnd != contentEnd || contentEnd > ends[0])
        return std::nullopt;
    head.total = ends[0];
    head.afterHead = ends[0] - in.at();
    return head;
}

const char* name(Flaw flaw) {
    switch (flaw) {
    case Flaw::none:
        return "none";
    case Flaw::badHead:
        return "bad_head";
    case Flaw::wrongLength:
        return "wrong_length";
    case Flaw::badSuffix:
        return "bad_suffix";
    case Flaw::notOneSigner:
        return "not_one_signer";
    case Flaw::unknownDigest:
        return "unknown_digest";
    case Flaw::noCertificate:
        return "no_certificate";
    case Flaw::otherDocument:
        return "other_document";
    case Flaw::wrongSignature:
        return "wrong_signature";
    case Flaw::cannotVerify:
        break;
    }
    return "cannot_verify";
}

} // namespace token_vpnkey
