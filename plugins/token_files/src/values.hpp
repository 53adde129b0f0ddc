// SPDX-License-Identifier: Apache-2.0
// Between the two sides of this plugin: values and failures of agent/crypto, and those of the SDK.
#pragma once

#include "agent/crypto/private_key.hpp"

#include <reseal/cxx/values.hpp>

namespace token_files {

inline reseal::Secret secretOf(const reseal::sdk::Secret& secret) { return reseal::Secret(std::string(secret.view())); }
inline reseal::sdk::Secret secretOf(const reseal::Secret& secret) { return reseal::sdk::Secret(secret.view()); }

// The failure of a key file or container, in the person's words.
reseal::sdk::Failure failureOf(const reseal::Error& error);

template <typename T>
T valueOf(reseal::Result<T> result) {
    if (!result)
        throw failureOf(result.error());
    return std::move(result).value();
}

} // namespace token_files
