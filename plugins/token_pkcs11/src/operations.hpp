// SPDX-License-Identifier: Apache-2.0
// What is done on a token: each function does one call of reseal.token/1 within a visit. On the lane of the module.
#pragma once

#include "module.hpp"

namespace token_pkcs11 {

std::vector<reseal::sdk::ObjectInfo> listObjects(Visit& visit);
std::vector<Bytes> signDigests(Visit& visit);
Secret decryptWithKey(Visit& visit);
Secret deriveSecret(Visit& visit);
reseal::sdk::GeneratedKey generateKey(Visit& visit);
// The signatures over the request's digests by a private key that came with the certificate; else none.
std::vector<Bytes> importObject(Visit& visit);
bool removeObject(Visit& visit);
bool changeUserPin(Visit& visit);
std::int64_t userTriesLeft(Visit& visit);

// Parts of these.
Bytes newId();                           // of a pair, random
bool isAboutTemplate(std::int64_t code); // a return value that blames what an object was to be made of
std::vector<Bytes> signWith(Visit& visit, LogIn& logIn, CK_OBJECT_HANDLE key);
std::vector<Bytes> importPrivateKey(Visit& visit);
CK_OBJECT_HANDLE storeCertificate(Visit& visit, const Bytes& id, const std::string& label);

} // namespace token_pkcs11
