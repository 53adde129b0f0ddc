// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/cms/enveloped_message.hpp"

#include "agent/crypto/cms/der_form.hpp"
#include "agent/crypto/cms/key_opening.hpp"
#include "agent/crypto/cms/names.hpp"
#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"
#include "agent/crypto/der_writer.hpp"

#include <algorithm>

namespace reseal::crypto {
namespace {

constexpr std::size_t kMaxSmallPart = 64 * 1024;

Error damaged() {
    return {Category::damaged, "message_damaged", N_("The file is damaged, or is no signed or encrypted message."), {}};
}

Error notEncrypted() { return {Category::damaged, "not_encrypted", N_("This message is not an encrypted one."), {}}; }

Result<std::string> readOid(BerStream& stream) {
    const auto element = stream.take(kMaxSmallPart);
    if (!element) {
        return element.error();
    }
    DerReader reader(element.value(), Encoding::ber);
    const auto oid = reader.next(kTagOid);
    return oid ? Result<std::string>(oidText(oid->content)) : Result<std::string>(damaged());
}

Result<std::uint8_t> nextTag(BerStream& stream) {
    const auto header = stream.peek();
    if (!header) {
        return header.error();
    }
    return header.value() ? header.value()->tag : std::uint8_t{0};
}

// The next element in its DER form.
Result<Bytes> takeDer(BerStream& stream) {
    const auto element = stream.take(kMaxSmallPart);
    if (!element) {
        return element.error();
    }
    auto der = derForm(element.value());
    return der ? Result<Bytes>(std::move(*der)) : Result<Bytes>(damaged());
}

// What one attribute of a SET OF holds, inside its OCTET STRING.
Bytes attributeValue(ByteView attributes, std::string_view type) {
    DerReader outer(attributes);
    DerReader set = outer.enter(contextTag(1, true));
    while (!set.atEnd() && !set.failed()) {
        DerReader attribute = set.enter(kTagSequence);
        const auto oid = attribute.next(kTagOid);
        const auto value = attribute.enter(kTagSet).next(kTagOctetString);
        if (oid && value && oidText(oid->content) == type) {
            return {value->content.begin(), value->content.end()};
        }
    }
    return {};
}

Result<ContentKey> openKey(const EnvelopeHead& head, const OpeningMeans& means, std::size_t keyBytes) {
    if (means.recipient >= head.recipients.size() || means.part >= head.recipients[means.recipient].parts.size()) {
        return Error{Category::usage, "no_such_recipient", N_("The message has no such recipient."), {}};
    }
    const Recipient& recipient = head.recipients[means.recipient];
    return means.key != nullptr ? openContentKey(recipient, recipient.parts[means.part], *means.key, keyBytes)
                                : openContentKey(recipient, means.password, keyBytes);
}

} // namespace

Status EnvelopedMessage::enterEnvelope(EnvelopeHead& head) {
    if (Status entered = stream_.enter(kTagSequence); !entered) {
        return entered;
    }
    const auto type = readOid(stream_);
    if (!type) {
        return type.error();
    }
    head.authenticated = type.value() == cms::kAuthEnvelopedData;
    if (!head.authenticated && type.value() != cms::kEnvelopedData) {
        return notEncrypted();
    }
    for (const std::uint8_t tag : {contextTag(0, true), std::uint8_t{kTagSequence}}) {
        if (Status entered = stream_.enter(tag); !entered) {
            return entered;
        }
    }
    if (const auto version = stream_.take(kMaxSmallPart); !version) {
        return version.error();
    }
    const auto tag = nextTag(stream_);
    if (!tag) {
        return tag.error();
    }
    return tag.value() == contextTag(0, true) ? stream_.skip() : Status(); // originatorInfo: certificates
}

Status EnvelopedMessage::readRecipients(EnvelopeHead& head) {
    if (Status entered = stream_.enter(kTagSet); !entered) {
        return entered;
    }
    std::size_t total = 0;
    while (true) {
        const auto header = stream_.peek();
        if (!header) {
            return header.error();
        }
        if (!header.value()) {
            break;
        }
        const auto element = stream_.take(std::min(kMaxSmallPart, kMaxRecipientBytes - total));
        if (!element) {
            return element.error();
        }
        total += element.value().size();
        auto recipient = readRecipient(element.value());
        if (!recipient) {
            return recipient.error();
        }
        if (head.recipients.size() == kMaxRecipients) {
            return Error{
                Category::damaged, "too_many_recipients", N_("The message has more recipients than any real one."), {}};
        }
        head.recipients.push_back(std::move(recipient).value());
    }
    if (head.recipients.empty()) {
        return Error{Category::damaged, "no_recipients", N_("The message is encrypted for nobody."), {}};
    }
    return stream_.leave();
}

Status EnvelopedMessage::readContentHead(EnvelopeHead& head) {
    if (Status entered = stream_.enter(kTagSequence); !entered) {
        return entered;
    }
    auto type = readOid(stream_);
    if (!type) {
        return type.error();
    }
    head.contentType = std::move(type).value();
    auto algorithm = takeDer(stream_);
    if (!algorithm) {
        return algorithm.error();
    }
    head.contentAlgorithm = std::move(algorithm).value();
    return {};
}

Result<EnvelopeHead> EnvelopedMessage::readHead() {
    EnvelopeHead head;
    Status read = enterEnvelope(head);
    if (read) {
        read = readRecipients(head);
    }
    if (read) {
        read = readContentHead(head);
    }
    return read ? Result<EnvelopeHead>(std::move(head)) : Result<EnvelopeHead>(read.error());
}

// Behind the encrypted content: attributes and the authentication of it.
Status EnvelopedMessage::readTail(bool authenticated, ContentCipher& cipher, ByteSink& out, bool& fits) {
    Bytes attributes;
    const auto tag = nextTag(stream_);
    if (!tag) {
        return tag.error();
    }
    if (tag.value() == contextTag(1, true)) {
        auto taken = takeDer(stream_);
        if (!taken) {
            return taken.error();
        }
        attributes = std::move(taken).value();
    }
    Bytes mac;
    if (authenticated) {
        const Status read = stream_.readString(kTagOctetString, [&](ByteView piece) -> Status {
            if (mac.size() + piece.size() > 64) {
                return damaged();
            }
            mac.insert(mac.end(), piece.begin(), piece.end());
            return {};
        });
        if (!read) {
            return read;
        }
        if (!attributes.empty()) {
            attributes.front() = kTagSet; // what is authenticated bears the universal tag (RFC 5083, 2.2)
        }
    }
    const Bytes omac = authenticated ? Bytes{} : attributeValue(attributes, cms::kContentMac);
    const auto finished = cipher.finish(
        {.mac = mac, .authenticated = authenticated ? ByteView(attributes) : ByteView{}, .unprotectedAttribute = omac},
        out);
    if (!finished) {
        return finished.error();
    }
    fits = finished.value();
    return stream_.finish();
}

Status EnvelopedMessage::readContent(const EnvelopeHead& head, const OpeningMeans& means, ByteSink& out) {
    const auto facts = describeContentCipher(head.contentAlgorithm, head.authenticated);
    if (!facts) {
        return facts.error();
    }
    const auto opened = openKey(head, means, facts.value().keyBytes);
    if (!opened) {
        return opened.error();
    }
    auto cipher = startContentCipher(head.contentAlgorithm, head.authenticated, opened.value().key);
    if (!cipher) {
        return cipher.error();
    }
    const auto tag = nextTag(stream_);
    if (!tag) {
        return tag.error();
    }
    if ((tag.value() & ~0x20U) != contextTag(0, false)) {
        return Error{Category::damaged, "no_content", N_("The message does not hold its encrypted content."), {}};
    }
    const Status read =
        stream_.readString(contextTag(0, false), [&](ByteView piece) { return cipher.value()->add(piece, out); });
    if (!read) {
        return read;
    }
    if (Status left = stream_.leave(); !left) {
        return left;
    }
    bool fits = false;
    if (Status tail = readTail(head.authenticated, *cipher.value(), out, fits); !tail) {
        return tail;
    }
    return fits && !opened.value().random ? Status() : Status(decryptFailed());
}

Result<EnvelopeHead> readEnvelopeHead(ByteSource& message) { return EnvelopedMessage(message).readHead(); }

} // namespace reseal::crypto
