// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/revocation/revocation_list.hpp"

#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"
#include "agent/crypto/pem_blocks.hpp"
#include "agent/crypto/public_key_info.hpp"
#include "agent/crypto/revocation/revocation_fields.hpp"
#include "agent/crypto/signature_check.hpp"

#include <algorithm>
#include <array>

namespace reseal::crypto {
namespace {

constexpr std::string_view kNumber = "2.5.29.20";
constexpr std::string_view kReason = "2.5.29.21";
constexpr std::string_view kInvalidityDate = "2.5.29.24";
constexpr std::string_view kDeltaIndicator = "2.5.29.27";
constexpr std::size_t kMaxKeysAsked = 64; // answers that are kept

// Understood, or without effect: issuerAltName, number, deltaCRLIndicator, issuingDistributionPoint,
// authorityKeyIdentifier, freshestCRL.
constexpr std::array<std::string_view, 6> kListExtensions{"2.5.29.18", "2.5.29.20", "2.5.29.27",
                                                          "2.5.29.28", "2.5.29.35", "2.5.29.46"};

Error damaged() { return {Category::damaged, "list_damaged", N_("The revocation list is damaged."), {}}; }

std::optional<TimePoint> readTime(DerReader& fields) {
    const auto time = fields.peekTag() == kTagUtcTime ? fields.next(kTagUtcTime) : fields.next(kTagGeneralizedTime);
    return time ? parseTime(time->tag, time->content) : std::nullopt;
}

std::optional<Bytes> readNumber(ByteView value) {
    DerReader reader(value);
    const auto number = reader.next(kTagInteger);
    if (!number || number->content.empty() || number->content.front() >= 0x80U || !reader.atEnd()) {
        return std::nullopt;
    }
    const auto first = std::ranges::find_if(number->content, [](std::uint8_t octet) { return octet != 0; });
    return Bytes(first, number->content.end());
}

// Of an entry; false where one is damaged. `unknown` where a critical one is not understood.
bool readEntryExtensions(ByteView sequence, ListEntry& entry, bool& unknown) {
    DerReader list(sequence);
    while (const auto element = list.next(kTagSequence)) {
        const auto extension = readExtensionField(element->content);
        if (!extension) {
            return false;
        }
        if (extension->oid == kReason) {
            entry.reason = readRevocationReason(extension->value);
            unknown = unknown || (!entry.reason && extension->critical);
        } else if (extension->oid == kInvalidityDate) {
            DerReader value(extension->value);
            entry.invalidSince = readTime(value);
        } else {
            unknown = unknown || extension->critical;
        }
    }
    return list.atEnd();
}

// serial, revocationDate, extensions: any of it damaged gives nothing.
std::optional<ListEntry> readEntry(ByteView content, ByteView& serial, bool& unknown) {
    DerReader fields(content);
    const auto number = fields.next(kTagInteger);
    const auto date = readTime(fields);
    if (!number || !date) {
        return std::nullopt;
    }
    ListEntry entry{*date};
    const auto extensions = fields.next(kTagSequence);
    if (!fields.atEnd() || (extensions && !readEntryExtensions(extensions->content, entry, unknown))) {
        return std::nullopt;
    }
    serial = number->whole;
    return entry;
}

Bytes derOf(ByteView file) {
    const std::string_view text(reinterpret_cast<const char*>(file.data()), file.size());
    if (text.find("-----BEGIN X509 CRL-----") == std::string_view::npos) {
        return {file.begin(), file.end()};
    }
    PemReader blocks(text);
    while (const auto block = blocks.next()) {
        if (block->label == "X509 CRL") {
            return decodeBase64(block->body).value_or(Bytes{});
        }
    }
    return {};
}

} // namespace

bool isLess(const Bytes& one, const Bytes& other) {
    return one.size() != other.size() ? one.size() < other.size() : one < other;
}

Result<RevocationList> RevocationList::read(ByteView file) {
    if (file.size() > kMaxListBytes) {
        return damaged();
    }
    RevocationList list;
    list.der_ = derOf(file);
    return list.readBody() ? Result<RevocationList>(std::move(list)) : Result<RevocationList>(damaged());
}

bool RevocationList::readBody() {
    DerReader outer(der_);
    DerReader whole = outer.enter(kTagSequence);
    DerReader fields = whole.enter(kTagSequence);
    const auto outerAlgorithm = whole.next(kTagSequence);
    const auto signature = whole.next(kTagBitString);
    static_cast<void>(fields.next(kTagInteger)); // version
    const auto algorithm = fields.next(kTagSequence);
    const auto issuer = fields.next(kTagSequence);
    const auto thisUpdate = readTime(fields);
    if (!signature || !algorithm || !issuer || !thisUpdate || !whole.atEnd() || !outer.atEnd() ||
        !equal(algorithm->whole, outerAlgorithm->whole) || signature->content.empty() || signature->content[0] != 0) {
        return false;
    }
    issuer_ = issuer->whole;
    thisUpdate_ = *thisUpdate;
    if (fields.peekTag() == kTagUtcTime || fields.peekTag() == kTagGeneralizedTime) {
        nextUpdate_ = readTime(fields);
        if (!nextUpdate_) {
            return false;
        }
    }
    if (const auto list = fields.next(kTagSequence)) {
        list_ = list->content;
    }
    if (const auto extensions = fields.next(contextTag(0, true));
        extensions && !readListExtensions(extensions->content)) {
        return false;
    }
    return fields.atEnd() && readEntries();
}

bool RevocationList::readEntries() {
    DerReader list(list_);
    while (const auto element = list.next(kTagSequence)) {
        ByteView serial;
        if (++entries_ > kMaxListEntries || !readEntry(element->content, serial, unknownRules_)) {
            return false;
        }
    }
    return list.atEnd();
}

bool RevocationList::readListExtensions(ByteView explicitly) {
    auto extensions = readExtensionList(explicitly);
    if (!extensions) {
        return false;
    }
    extensions_ = std::move(*extensions);
    for (const ExtensionField& extension : extensions_) {
        if (extension.oid == kNumber || extension.oid == kDeltaIndicator) {
            auto& number = extension.oid == kNumber ? number_ : baseNumber_;
            number = readNumber(extension.value);
            if (!number) {
                return false;
            }
        }
        const bool known = std::ranges::find(kListExtensions, extension.oid) != kListExtensions.end();
        unknownRules_ = unknownRules_ || (extension.critical && !known);
    }
    return true;
}

std::optional<ListEntry> RevocationList::find(ByteView serial) const {
    DerReader list(list_);
    while (const auto element = list.next(kTagSequence)) {
        DerReader fields(element->content);
        const auto number = fields.next(kTagInteger);
        if (number && equal(number->whole, serial)) {
            bool unknown = false;
            ByteView same;
            return readEntry(element->content, same, unknown);
        }
    }
    return std::nullopt;
}

Result<bool> RevocationList::isSignedBy(ByteView publicKeyInfo) const {
    const Sha256 key = sha256(publicKeyInfo);
    if (const auto known = signedBy_.find(key); known != signedBy_.end()) {
        return known->second;
    }
    Result<bool> answer = verifySignedObject(der_, publicKeyInfo);
    if (signedBy_.size() < kMaxKeysAsked) {
        signedBy_.emplace(key, answer);
    }
    return answer;
}

} // namespace reseal::crypto
