// SPDX-License-Identifier: Apache-2.0
// Keys and certificates of every kind, made at run time.
#pragma once

#include "agent/crypto/der_writer.hpp"
#include "agent/crypto/gost_engine.hpp"
#include "agent/crypto/private_key.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace reseal::crypto {

// A parameter as a name of a test.
inline std::string named(const ::testing::TestParamInfo<const char*>& algorithm) {
    std::string name = algorithm.param;
    std::erase(name, '-');
    return name;
}

inline bool needsMissingEngine(std::string_view algorithm) {
    return algorithm.find("gost") != std::string_view::npos && !loadGostEngine();
}

inline Bytes nameOf(std::string_view commonName) {
    const Bytes attribute = derSequence({derOid("2.5.4.3"), derElement(kTagUtf8String, asBytes(commonName))});
    return derSequence({derElement(kTagSet, attribute)});
}

inline Bytes selfSigned(const PrivateKey& key, std::string_view commonName) {
    const Bytes algorithm = key.signatureAlgorithm(key.usualDigest());
    const Bytes name = nameOf(commonName);
    const Bytes validity = derSequence(
        {derElement(kTagUtcTime, asBytes("260101000000Z")), derElement(kTagUtcTime, asBytes("270101000000Z"))});
    const Bytes body = derSequence({derElement(contextTag(0, true), derInteger(2)), derInteger(77), algorithm, name,
                                    validity, name, key.publicKeyInfo().value()});
    const Bytes digest = digestOf(key.usualDigest(), body).value();
    return derSequence({body, algorithm, derBitString(key.sign(key.usualDigest(), digest).value())});
}

} // namespace reseal::crypto
