// SPDX-License-Identifier: Apache-2.0
// What token_vpnkey makes of a token's answers: their form, lists, base64, the two parts of a message, and settings.
#include "plugins/token_vpnkey/src/address.hpp"
#include "plugins/token_vpnkey/src/message.hpp"
#include "plugins/token_vpnkey/src/pins.hpp"
#include "plugins/token_vpnkey/src/wire_text.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace token_vpnkey;
    using reseal::crypto::DigestAlgorithm;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto reply = Reply::parse(text)) {
        for (const char* const field : {"data", "head", "suffix", "retcode", "ctx_handle"})
            if (const auto value = reply->find(field)) {
                static_cast<void>(reply->number(field));
                static_cast<void>(idsIn(*value));
                static_cast<void>(fromBase64(*value, kLongestPart));
            }
    }
    if (const auto bytes = fromBase64(text, size); bytes && toBase64(reseal::sdk::view(*bytes)) != text)
        std::abort(); // two texts for the same bytes
    if (const auto address = readAddress(text); address && !readAddress(address->url()))
        std::abort();
    static_cast<void>(readPins(text));

    // The first byte says where head ends and whether the document is attached.
    const reseal::ByteView bytes(data, size);
    if (size > 0) {
        const reseal::ByteView parts = bytes.subspan(1);
        const std::size_t head = std::min<std::size_t>(data[0] & 0x7FU, parts.size());
        Document document{16, (data[0] & 0x80U) != 0, {}};
        document.digests[DigestAlgorithm::streebog256] = Bytes(32, 0);
        static_cast<void>(checkMessage(parts.first(head), parts.subspan(head), document));
    }
    return 0;
}
