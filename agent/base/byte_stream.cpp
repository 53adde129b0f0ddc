// SPDX-License-Identifier: Apache-2.0
#include "agent/base/byte_stream.hpp"

#include <algorithm>

namespace reseal {

Result<std::size_t> MemorySource::read(std::span<std::uint8_t> into) {
    const std::size_t count = std::min({into.size(), rest_.size(), piece_});
    std::copy_n(rest_.begin(), count, into.begin());
    rest_ = rest_.subspan(count);
    return count;
}

Status MemorySink::write(ByteView piece) {
    if (piece.size() > most_ - bytes_.size()) {
        return Error{Category::failed, "too_large", N_("The content is larger than this use of it allows."), {}};
    }
    bytes_.insert(bytes_.end(), piece.begin(), piece.end());
    return {};
}

Status MemorySink::rewriteStart(ByteView piece) {
    std::copy_n(piece.begin(), std::min(piece.size(), bytes_.size()), bytes_.begin());
    return {};
}

Status MemorySink::startAgain() {
    bytes_.clear();
    return {};
}

} // namespace reseal
