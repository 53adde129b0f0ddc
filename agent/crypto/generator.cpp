// SPDX-License-Identifier: Apache-2.0
#include "agent/crypto/generator.hpp"

#include <openssl/rand.h>

namespace reseal::crypto {

void stirGenerator(std::string_view chance) { RAND_add(chance.data(), static_cast<int>(chance.size()), 0.0); }

} // namespace reseal::crypto
