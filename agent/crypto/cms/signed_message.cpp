// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/cms/signed_message.hpp"

#include "agent/crypto/cms/ber_stream.hpp"
#include "agent/crypto/cms/content_digests.hpp"
#include "agent/crypto/cms/names.hpp"
#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"

namespace reseal::crypto {
namespace {

constexpr std::size_t kMaxSmallPart = 64 * 1024;

Error notSigned(std::string_view type) {
    const char* detail = N_("This message is not a signed one.");
    if (type == cms::kEnvelopedData) {
        detail = N_("This message is encrypted, not signed.");
    } else if (type == cms::kDigestedData) {
        detail = N_("This message holds a check sum only; nobody signed it.");
    }
    return {Category::damaged, "not_signed", detail, {}};
}

Error damaged() {
    return {Category::damaged, "message_damaged", N_("The file is damaged, or is no signed or encrypted message."), {}};
}

Result<std::string> readOid(BerStream& stream) {
    const auto element = stream.take(kMaxSmallPart);
    if (!element) {
        return element.error();
    }
    DerReader reader(element.value(), Encoding::ber);
    const auto oid = reader.next(kTagOid);
    return oid ? Result<std::string>(oidText(oid->content)) : Result<std::string>(damaged());
}

// Whether the next element has this tag.
Result<bool> isNext(BerStream& stream, std::uint8_t tag) {
    const auto header = stream.peek();
    if (!header) {
        return header.error();
    }
    return header.value() && header.value()->tag == tag;
}

Status readDigestAlgorithms(BerStream& stream, ContentDigests& digests) {
    const auto element = stream.take(kMaxSmallPart);
    if (!element) {
        return element.error();
    }
    DerReader reader(element.value(), Encoding::ber);
    DerReader set = reader.enter(kTagSet);
    while (!set.atEnd()) {
        DerReader algorithm = set.enter(kTagSequence);
        const auto oid = algorithm.next(kTagOid);
        if (!oid) {
            return damaged();
        }
        if (const auto known = digestNamed(oidText(oid->content))) {
            digests.want(*known);
        }
    }
    return {};
}

Status readContent(BerStream& stream, SignedMessage& message, ContentDigests& digests, ByteSink* sink) {
    if (Status entered = stream.enter(kTagSequence); !entered) {
        return entered;
    }
    const auto type = readOid(stream);
    if (!type) {
        return type.error();
    }
    message.contentType = type.value();
    const auto attached = isNext(stream, contextTag(0, true));
    if (!attached) {
        return attached.error();
    }
    if (!attached.value()) {
        return stream.leave();
    }
    message.attached = true;
    if (Status entered = stream.enter(contextTag(0, true)); !entered) {
        return entered;
    }
    const Status read = stream.readString(kTagOctetString, [&](ByteView piece) {
        digests.add(piece);
        return sink != nullptr ? sink->write(piece) : Status();
    });
    if (!read) {
        return read;
    }
    if (Status left = stream.leave(); !left) {
        return left;
    }
    return stream.leave();
}

Status readCertificates(BerStream& stream, SignedMessage& message) {
    if (Status entered = stream.enter(contextTag(0, true)); !entered) {
        return entered;
    }
    std::size_t total = 0;
    while (true) {
        const auto header = stream.peek();
        if (!header) {
            return header.error();
        }
        if (!header.value()) {
            return stream.leave();
        }
        if (header.value()->tag != kTagSequence) { // attribute certificates and other kinds
            if (Status skipped = stream.skip(); !skipped) {
                return skipped;
            }
            continue;
        }
        auto certificate = stream.take(kMaxMessageCertificates - total);
        if (!certificate) {
            return certificate.error();
        }
        total += certificate.value().size();
        message.certificates.push_back(std::move(certificate).value());
    }
}

Status readSigners(BerStream& stream, SignedMessage& message) {
    if (Status entered = stream.enter(kTagSet); !entered) {
        return entered;
    }
    std::size_t total = 0;
    while (true) {
        const auto header = stream.peek();
        if (!header) {
            return header.error();
        }
        if (!header.value()) {
            break;
        }
        const auto element = stream.take(kMaxMessageSigners - total);
        if (!element) {
            return element.error();
        }
        total += element.value().size();
        auto signer = readSignerInfo(element.value());
        if (!signer) {
            return signer.error();
        }
        if (message.signers.size() == kMaxSigners) {
            return Error{
                Category::damaged, "too_many_signers", N_("The message has more signers than any real one."), {}};
        }
        message.signers.push_back(std::move(signer).value());
    }
    if (message.signers.empty()) {
        return Error{
            Category::damaged, "no_signers", N_("Nobody signed this message; it only carries certificates."), {}};
    }
    return stream.finish();
}

Status enterSignedData(BerStream& stream) {
    if (Status entered = stream.enter(kTagSequence); !entered) {
        return entered;
    }
    const auto type = readOid(stream);
    if (!type) {
        return type.error();
    }
    if (type.value() != cms::kSignedData) {
        return notSigned(type.value());
    }
    if (Status entered = stream.enter(contextTag(0, true)); !entered) {
        return entered;
    }
    if (Status entered = stream.enter(kTagSequence); !entered) {
        return entered;
    }
    const auto version = stream.take(kMaxSmallPart);
    return version ? Status() : Status(version.error());
}

// What stands behind the content.
Status readRest(BerStream& stream, SignedMessage& message) {
    const auto certificates = isNext(stream, contextTag(0, true));
    if (certificates && certificates.value()) {
        if (Status read = readCertificates(stream, message); !read) {
            return read;
        }
    }
    const auto lists = isNext(stream, contextTag(1, true)); // repeats the error of the first, if any
    if (!lists) {
        return lists.error();
    }
    if (lists.value()) { // revocation lists: of the day of signing, not used
        if (Status skipped = stream.skip(); !skipped) {
            return skipped;
        }
    }
    return readSigners(stream, message);
}

} // namespace

Result<SignedMessage> readSignedMessage(ByteSource& source, ByteSink* content) {
    BerStream stream(source);
    SignedMessage message;
    ContentDigests digests;
    Status done = enterSignedData(stream);
    if (done) {
        done = readDigestAlgorithms(stream, digests);
    }
    if (done) {
        done = readContent(stream, message, digests, content);
    }
    if (done) {
        done = readRest(stream, message);
    }
    if (!done) {
        return done.error();
    }
    if (message.attached) {
        digests.finish(message);
    }
    return message;
}

Status digestContent(SignedMessage& message, ByteSource& content) {
    if (message.attached) {
        return Error{Category::usage,
                     "content_given_twice",
                     N_("The message holds its content already; leave the other file out."),
                     {}};
    }
    ContentDigests digests;
    for (const SignerInfo& signer : message.signers) {
        if (signer.digest) {
            digests.want(*signer.digest);
        }
    }
    Bytes buffer(BerStream::kPieceBytes);
    while (true) {
        const auto count = content.read(buffer);
        if (!count) {
            return count.error();
        }
        if (count.value() == 0) {
            break;
        }
        digests.add(ByteView(buffer).first(count.value()));
    }
    digests.finish(message);
    return {};
}

} // namespace reseal::crypto
