// SPDX-License-Identifier: Apache-2.0
// A call as the thread of a module gets it: copied, because the call may be given up while the module is still at work.
#pragma once

#include "cryptoki/uri.hpp"

#include <reseal/cxx/token.hpp>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace token_pkcs11 {

using reseal::sdk::Bytes;
using reseal::sdk::Failure;
using reseal::sdk::Secret;

struct Request {
    std::string token, key, object, label, algorithm;
    Bytes signatureAlgorithm, transportAlgorithm, ciphertext, peerKey, ukm, certificate;
    std::vector<Bytes> digests;
    Secret pin, newPin, privateKey;
    bool hasPin = false;
    bool allowLastTry = false;
    std::vector<std::string> factoryPins; // what makers ship tokens with: only compared, never tried

    cryptoki::Uri tokenUri() const; // Failure: RESEAL_E_TOKEN_ABSENT
    cryptoki::ObjectName keyName() const;
    cryptoki::ObjectName objectName() const;

    std::atomic<bool> abandoned{false}; // nobody waits any more: log in nowhere, sign nothing
    bool pinSent = false;               // on the thread of the module

    void checkpoint() const; // ends the work where nobody waits
};

std::shared_ptr<Request> requestOf(const reseal::sdk::TokenCall& call);

} // namespace token_pkcs11
