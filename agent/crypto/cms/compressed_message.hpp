// SPDX-License-Identifier: Apache-2.0
// A compressed message (RFC 3274, zlib) unpacked in one pass and constant memory. Any one thread.
#pragma once

#include "agent/base/byte_stream.hpp"

namespace reseal::crypto {

// More than this and the message is taken for a bomb: so many bytes in any case, and so many for each compressed one.
inline constexpr std::uint64_t kMostUnpackedAnyway = 16U << 20;
inline constexpr std::uint64_t kMostUnpackedForOne = 200;

// `message`: DER or BER. Errors: those of BerStream; not_compressed, compression_damaged, compression_bomb (damaged);
// compression_unsupported (refused); and those of the source and the sink.
Status unpackMessage(ByteSource& message, ByteSink& out);

} // namespace reseal::crypto
