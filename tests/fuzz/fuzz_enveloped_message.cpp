// SPDX-License-Identifier: Apache-2.0
// Encrypted messages and mail in every form they come in, up to their recipients, and their content under a password.
// Pieces may not be read otherwise than the whole.
#include "agent/crypto/cms/compressed_message.hpp"
#include "agent/crypto/cms/message_layer.hpp"
#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/der_values.hpp"

#include <algorithm>
#include <cstdlib>

namespace {

using namespace reseal; // NOLINT(google-build-using-namespace): a program of one file

constexpr std::size_t kMost = 4U << 20;

struct Read {
    crypto::LayerKind kind = crypto::LayerKind::plain;
    std::string reason;
    std::size_t recipients = 0;
    Bytes content;
    friend bool operator==(const Read&, const Read&) = default;
};

// Costly derivations are not what is looked for.
bool derivesFast(const crypto::Recipient& recipient) {
    crypto::DerReader outer(recipient.derivation);
    crypto::DerReader algorithm = outer.enter(crypto::kTagSequence);
    static_cast<void>(algorithm.next(crypto::kTagOid));
    crypto::DerReader fields = algorithm.enter(crypto::kTagSequence);
    static_cast<void>(fields.next(crypto::kTagOctetString));
    const auto iterations = fields.next(crypto::kTagInteger);
    return iterations && crypto::parseUnsigned(iterations->content).value_or(UINT64_MAX) < 5000;
}

void readEnvelope(crypto::MessageLayer& layer, Read& read) {
    crypto::EnvelopedMessage message(layer.message());
    const auto head = message.readHead();
    if (!head) {
        read.reason = head.error().reason;
        return;
    }
    const auto& all = head.value().recipients;
    read.recipients = all.size();
    const auto password = std::find_if(all.begin(), all.end(), [](const crypto::Recipient& one) {
        return one.kind == crypto::RecipientKind::password && derivesFast(one);
    });
    if (password == all.end()) {
        return;
    }
    MemorySink content(kMost);
    const Status opened = message.readContent(
        head.value(), {.recipient = static_cast<std::size_t>(password - all.begin()), .password = Secret("secret")},
        content);
    read.reason = opened ? "" : opened.error().reason;
    read.content = opened ? content.take() : Bytes{};
}

Read readOnce(ByteView input, std::size_t piece) {
    Read read;
    auto layer = crypto::MessageLayer::open(std::make_unique<MemorySource>(input, piece));
    if (!layer) {
        read.reason = layer.error().reason;
        return read;
    }
    read.kind = layer.value()->kind();
    if (read.kind == crypto::LayerKind::encrypted) {
        readEnvelope(*layer.value(), read);
    } else if (read.kind == crypto::LayerKind::compressed) {
        MemorySink content(kMost);
        const Status unpacked = crypto::unpackMessage(layer.value()->message(), content);
        read.reason = unpacked ? "" : unpacked.error().reason;
    }
    return read;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Read whole = readOnce({data, size}, SIZE_MAX);
    if (readOnce({data, size}, 7) != whole) {
        std::abort();
    }
    return 0;
}
