// SPDX-License-Identifier: Apache-2.0
// The element reader and every value decoder, on both encodings.
#include "accepted_facts.hpp"
#include "agent/crypto/content_kind.hpp"
#include "agent/crypto/der_reader.hpp"
#include "agent/crypto/derivation_budget.hpp"
#include "agent/crypto/signed_data.hpp"

namespace reseal::crypto {
namespace {

void visit(ByteView data, Encoding encoding) {
    DerReader reader(data, encoding);
    std::size_t seen = 0;
    while (const auto element = reader.next()) {
        require(element->whole.data() == data.data() + seen);
        require(element->whole.size() > element->content.size());
        seen += element->whole.size();
        static_cast<void>(oidText(element->content));
        static_cast<void>(parseTime(element->tag, element->content));
        static_cast<void>(parseUnsigned(element->content));
        static_cast<void>(bitStringOctets(element->content));
        require(isValidUtf8(asBytes(decodeText(element->tag, element->content))));
        DerReader inner(element->content, encoding);
        static_cast<void>(inner.next());
    }
    require(seen <= data.size());
    require(!reader.atEnd() || seen == data.size());
}

} // namespace
} // namespace reseal::crypto

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace reseal;
    const ByteView input(data, size);
    crypto::visit(input, crypto::Encoding::der);
    crypto::visit(input, crypto::Encoding::ber);
    static_cast<void>(crypto::sniffContent(input));
    static_cast<void>(crypto::certificatesOfSignedData(input, 100));
    crypto::DerivationBudget budget;
    static_cast<void>(budget.chargeAlgorithm(input));
    return 0;
}
