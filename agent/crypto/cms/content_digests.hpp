// SPDX-License-Identifier: Apache-2.0
// Content that goes by once, under several digests. Any one thread.
#pragma once

#include "agent/crypto/cms/signed_message.hpp"

#include <utility>
#include <vector>

namespace reseal::crypto {

class ContentDigests {
public:
    void want(DigestAlgorithm algorithm); // before the first add(); again without effect
    void add(ByteView piece);
    void finish(SignedMessage& message); // once

private:
    static constexpr std::size_t kStartBytes = 32;

    std::vector<std::pair<DigestAlgorithm, Result<MessageDigest>>> digests_;
    std::uint64_t size_ = 0;
    Bytes start_;
};

} // namespace reseal::crypto
