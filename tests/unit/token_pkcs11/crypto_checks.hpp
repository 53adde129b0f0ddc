// SPDX-License-Identifier: Apache-2.0
// What OpenSSL says to what the plugin gave: the other side of signatures, ciphertexts and agreements.
#pragma once

#include <string>

namespace reseal::test {

// `digest` names a hash of OpenSSL; empty: GOST, whose signature goes over the digest as it is.
bool verifies(const std::string& publicKeyInfo, const std::string& hash, const std::string& digest,
              const std::string& signature, bool pss = false);
// PKCS#1 v1.5; with the name of a digest OAEP with it, and MGF1 with it.
std::string encryptRsa(const std::string& publicKeyInfo, const std::string& plain, const char* oaepDigest = nullptr);

class OwnKey { // a private key that never was on a token
public:
    static OwnKey ec();
    static OwnKey rsa();
    // Of the kind and curve of another public key; gost-engine is loaded by then.
    static OwnKey like(const std::string& publicKeyInfo);
    OwnKey(OwnKey&& other) noexcept : key_(other.key_) { other.key_ = nullptr; }
    OwnKey(const OwnKey&) = delete;
    OwnKey& operator=(const OwnKey&) = delete;
    ~OwnKey();

    std::string publicKeyInfo() const;
    std::string pkcs8() const;
    std::string agree(const std::string& peerKeyInfo, const std::string& ukm = {}) const;

private:
    explicit OwnKey(void* key) : key_(key) {}
    void* key_;
};

std::string certificateFor(const std::string& publicKeyInfo, const std::string& name = "Test Person");

// AlgorithmIdentifiers.
extern const std::string kSha256WithRsa, kEcdsaWithSha256, kPssSha256, kGost256, kGost512;

} // namespace reseal::test
