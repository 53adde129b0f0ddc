// SPDX-License-Identifier: Apache-2.0
// GOST keys of Kazakhstan under the Russian names of the same mathematics, which is what gost-engine knows, and back
// (facts/kazakhstan-nca.md 4.1 to 4.3). Any thread.
#pragma once

#include "agent/crypto/private_key.hpp"

#include <algorithm>
#include <optional>

namespace reseal::crypto::gost {

// The AlgorithmIdentifier of a key of this kind: Kazakhstan's own, and its Russian counterpart.
[[nodiscard]] Bytes kazakhKeyAlgorithm(KeyKind kind);
[[nodiscard]] Bytes russianKeyAlgorithm(KeyKind kind);

// Whether this whole AlgorithmIdentifier names the parameter sets that belong to its kind, or none.
[[nodiscard]] bool hasKnownParameters(KeyKind kind, ByteView algorithmIdentifier);

// A SubjectPublicKeyInfo with the same key under other names. Empty where it is none.
[[nodiscard]] Bytes renamePublicKeyInfo(ByteView publicKeyInfo, ByteView algorithmIdentifier);

// Kazakhstan writes the whole signature block backwards.
[[nodiscard]] inline Bytes turned(ByteView signature) { return {signature.rbegin(), signature.rend()}; }

} // namespace reseal::crypto::gost
