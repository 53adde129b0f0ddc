// SPDX-License-Identifier: Apache-2.0
// PKCS#11 2.40 as p11-kit writes it down, and what it leaves out: the Russian vendor range of TK26 (facts 4.4; the same
// numbers in rtpkcs11t.h of the Rutoken SDK), and attributes of 2.40 and later.
#pragma once

#include <p11-kit/pkcs11.h>

#include <string>

namespace token_pkcs11::cryptoki {

inline constexpr CK_ULONG kTk26 = 0xD4321000UL;
inline constexpr CK_KEY_TYPE kGost512Key = kTk26 | 0x003;
inline constexpr CK_MECHANISM_TYPE kGost512KeyPairGen = kTk26 | 0x005;
inline constexpr CK_MECHANISM_TYPE kGost512Sign = kTk26 | 0x006;
inline constexpr CK_MECHANISM_TYPE kGost2012Derive = kTk26 | 0x007;
inline constexpr CK_ATTRIBUTE_TYPE kPublicKeyInfo = 0x129; // CKA_PUBLIC_KEY_INFO: DER SubjectPublicKeyInfo
inline constexpr CK_ULONG kDirectKdf = 1;                  // CKD_NULL: what the agreement gave, as it is

// CK_GOSTR3410_DERIVE_PARAMS of PKCS#11 2.30, CKM_GOSTR3410_DERIVE and CKM_GOSTR3410_12_DERIVE.
struct GostDeriveParams {
    CK_ULONG kdf;
    CK_BYTE* publicData;
    CK_ULONG publicDataSize;
    CK_BYTE* ukm;
    CK_ULONG ukmSize;
};

// CK_ECDH1_DERIVE_PARAMS.
struct EcdhParams {
    CK_ULONG kdf;
    CK_ULONG sharedDataSize;
    CK_BYTE* sharedData;
    CK_ULONG publicDataSize;
    CK_BYTE* publicData;
};

// CK_RSA_PKCS_PSS_PARAMS.
struct PssParams {
    CK_ULONG digest, mgf, saltSize;
};

// CK_RSA_PKCS_OAEP_PARAMS.
struct OaepParams {
    CK_ULONG digest, mgf, sourceKind;
    const void* source;
    CK_ULONG sourceSize;
};
inline constexpr CK_ULONG kSpecifiedLabel = 1; // CKZ_DATA_SPECIFIED

inline constexpr CK_ULONG kMgf1Sha1 = 1, kMgf1Sha256 = 2, kMgf1Sha384 = 3, kMgf1Sha512 = 4;

std::string nameOf(CK_RV rv); // "CKR_PIN_INCORRECT", or the number

} // namespace token_pkcs11::cryptoki
