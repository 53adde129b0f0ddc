// SPDX-License-Identifier: Apache-2.0
// What an opened key does for a call, wherever it came from. Throws sdk::Failure in words.
#pragma once

#include "values.hpp"

#include <reseal/cxx/token.hpp>

namespace token_files {

std::vector<reseal::Bytes> sign(const reseal::crypto::PrivateKey& key, const reseal::sdk::TokenCall& call);
reseal::sdk::Secret decrypt(const reseal::crypto::PrivateKey& key, const reseal::sdk::TokenCall& call);
reseal::sdk::Secret derive(const reseal::crypto::PrivateKey& key, const reseal::sdk::TokenCall& call);
reseal::sdk::Secret exported(const reseal::crypto::PrivateKey& key);

} // namespace token_files
