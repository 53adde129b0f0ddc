// SPDX-License-Identifier: Apache-2.0
// A row of the vault with changed octets: as a sealed record, as the key inside of one, as its certificate with the
// names that it is found by, as a slot's recovery code.
#include "agent/archive/entry_making.hpp"
#include "agent/crypto/private_key.hpp"
#include "agent/crypto/vault/locked_key.hpp"
#include "agent/crypto/vault/recovery_code.hpp"
#include "agent/crypto/vault/sealing.hpp"

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace {

using namespace reseal;

void readCertificate(ByteView der) {
    if (const auto entry = archive::entryOf(der)) {
        const auto again = archive::entryOf(entry.value().certificate);
        if (!again || again.value().names.words != entry.value().names.words ||
            again.value().sha256 != entry.value().sha256) {
            std::abort();
        }
        static_cast<void>(archive::certificateOf(entry.value()));
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Bytes kKey(crypto::kVaultKeyOctets, 7);
    static const crypto::LockedKey key = crypto::LockedKey::of(kKey);
    const ByteView all(data, size);
    static_cast<void>(crypto::unseal(key, all, asBytes("association")));
    static_cast<void>(crypto::PrivateKey::fromPkcs8(all));
    readCertificate(all);
    static_cast<void>(crypto::readRecoveryCode(std::string_view(reinterpret_cast<const char*>(data), size)));
    static_cast<void>(archive::searchedFor(std::string_view(reinterpret_cast<const char*>(data), size)));

    Bytes sealed = crypto::seal(key, all, asBytes("association"));
    const auto opened = crypto::unseal(key, sealed, asBytes("association"));
    if (!opened || !std::ranges::equal(asBytes(opened.value().view()), all)) {
        std::abort();
    }
    sealed[size % sealed.size()] ^= 1;
    if (crypto::unseal(key, sealed, asBytes("association"))) {
        std::abort();
    }
    return 0;
}
