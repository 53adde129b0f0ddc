// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/cms/content_digests.hpp"

#include <algorithm>

namespace reseal::crypto {

void ContentDigests::want(DigestAlgorithm algorithm) {
    const bool wanted = std::ranges::any_of(digests_, [&](const auto& entry) { return entry.first == algorithm; });
    if (!wanted) {
        digests_.emplace_back(algorithm, MessageDigest::start(algorithm));
    }
}

void ContentDigests::add(ByteView piece) {
    for (auto& [algorithm, digest] : digests_) {
        if (digest) {
            digest.value().add(piece);
        }
    }
    size_ += piece.size();
    const ByteView start = piece.first(std::min(piece.size(), kStartBytes - start_.size()));
    start_.insert(start_.end(), start.begin(), start.end());
}

void ContentDigests::finish(SignedMessage& message) {
    for (auto& [algorithm, digest] : digests_) {
        message.digests.push_back(
            {algorithm, digest ? Result<Bytes>(digest.value().finish()) : Result<Bytes>(digest.error())});
    }
    message.contentSize = size_;
    message.contentStart = std::move(start_);
}

} // namespace reseal::crypto
