// SPDX-License-Identifier: Apache-2.0
// Signed messages in every form they come in, and the certificates and time-stamps in them. The seeds are sound
// messages over kText, so nothing may be sound over another content, nor read otherwise in pieces than at once.
#include "agent/crypto/cms/signature_verification.hpp"
#include "agent/crypto/cms/unwrapped_source.hpp"

#include <cstdlib>

namespace {

using namespace reseal; // NOLINT(google-build-using-namespace): a program of one file

constexpr std::string_view kText = "what is signed";

struct Read {
    std::string reason;
    Bytes content;
    std::size_t sound = 0;
    friend bool operator==(const Read&, const Read&) = default;
};

Read readOnce(ByteView input, std::size_t piece) {
    MemorySource source(input, piece);
    crypto::UnwrappedSource unwrapped(source);
    MemorySink content;
    Read read;
    auto message = crypto::readSignedMessage(unwrapped, &content);
    if (!message) {
        read.reason = message.error().reason;
        return read;
    }
    if (!message.value().attached) {
        MemorySource detached(asBytes(kText));
        static_cast<void>(crypto::digestContent(message.value(), detached));
    }
    crypto::CertificatePaths paths;
    for (const SignerFacts& signer : crypto::checkSigners(message.value(), paths)) {
        read.sound += signer.state == SignatureState::sound ? 1U : 0U;
    }
    read.content = content.take();
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
