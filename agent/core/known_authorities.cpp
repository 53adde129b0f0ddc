// SPDX-License-Identifier: Apache-2.0
#include "agent/core/known_authorities.hpp"

#include "agent/base/result.hpp"

#include <algorithm>
#include <array>

namespace reseal::core {
namespace {

constexpr const char* kRoot = N_("Root Certification Authority of Kazakhstan ({kind}, {year})");
constexpr const char* kNational = N_("National Certification Authority of Kazakhstan ({kind}, {year})");
constexpr const char* kState = N_("Certification Authority of the State Bodies of Kazakhstan ({kind}, {year})");
constexpr const char* kBts = N_("Certification Authority of BTS Digital, Kazakhstan ({kind}, {year})");
constexpr const char* kTestRoot = N_("Test Root Certification Authority of Kazakhstan ({kind}, {year})");
constexpr const char* kTestNational = N_("Test National Certification Authority of Kazakhstan ({kind}, {year})");

// The authorities of 2018 have a key id of four octets.
constexpr std::array<KnownAuthority, 15> kAuthorities{{
    {"9ba4ac17e42e61ed5ea26a32fb4fa8fea70a9f562f47b53c201b088ef0952604", "561e7a76d760190e6ef8a096715076552413af2e",
     kRoot, "GOST", "2015"},
    {"5a3dce1a3a954448c3f6abcde0b41e16f3fc2de6c20ce6a63e560fbf7fe7e6b7", "d4a51869ef8b3f15fdeaadbd47e094816b066a3b",
     kRoot, "RSA", "2015"},
    {"4be20511ccf7fa4fbf8601f3d044263b7310e0f129c37a8e72e3dcb0fe893b2c", "5b6a73e9", kNational, "GOST", "2018"},
    {"6f73b914f2bd4a3cb227589df26733e08fe87ccceb33344b10245e245389008f", "5b6a7411", kNational, "RSA", "2018"},
    {"a416a7caf2d59b7ebce1fddd11bb41637a680bc6db3f297e9d0f08370cbdfe99", "9d5941018b516bf0f06a7afee88c4eed050fa003",
     kRoot, "GOST", "2020"},
    {"7e242da1bc273052851f0fc0120c799cc20748808f33a1ac33e82590b5bab479", "54b3b740d45b91707bed4a2be41b7b69f8f6ba50",
     kRoot, "RSA", "2020"},
    {"df8d047b0c070e9a7deec895270d0673ab52b2c467ac3388408f801dcc46080d", "13b00cfba9629f0a3eb6192a2156a24867d0f3bd",
     kRoot, "GOST", "2022"},
    {"b5eea044ab9f08df55faec9b8ae5b657ad8023b1b0c32b1ad95dabbe384d7a15", "fe30be9fc890633f1fff5a3c0cb0c85f4c6d1708",
     kNational, "GOST", "2022"},
    {"4d9cf3718bc5e145249bd76d9b17aeeded992f46b9e4db3f68c1470a32dac034", "dcae24d749b26480d2de37233c3ea4515db55ac7",
     kNational, "RSA", "2022"},
    {"1ae4cbc9b43a09512f69ad04742f814822d8589cf6a734ab6945233edcbaa850", "1e07b6c68ffa01c35e13aefeb127423408a775bb",
     kState, "GOST", "2022"},
    {"af61cdeca7fd6455a263267edcc19ecad66b07dc9432f934df61824f2534a1eb", "9f8c2003780f52b97652d99772a05d080ecbf1b2",
     kBts, "GOST", "2019"},
    {"54f6acdb3e392ffe23aa47c495f33ca842be503ecfec67b53954d7382b6125ad", "a7d3ab7790372e5b698170dde60ccca38bc3a4b2",
     kTestRoot, "GOST", "2022", true},
    {"0e9abafd340dab0eafac3199e0dd8cdf6f4e26ee3b5ace823d1d2df6c4f68388", "fad24b1ba3a0c961fe1ca8503e6aa2bb450db8a3",
     kTestNational, "GOST", "2022", true},
    {"7ef145c0c2e777065851b660ca24c7345bd6025b3573ec51cb16602ac224b61f", "07bed21c60084456b02715e857374347bbd75450",
     kTestNational, "GOST", "2019", true},
    {"6041da252bbd68ced8752e116a10e3eb2c3c4ab6e2de5c5ab42b416a84fbb76b", "a68c16337cb8e83567063e5e415755a2af345068",
     kTestNational, "RSA", "2019", true},
}};

} // namespace

const KnownAuthority* authorityWithKey(const Sha256& spkiSha256) { return authorityWithKey(toHex(spkiSha256)); }

const KnownAuthority* authorityWithKey(std::string_view hex) {
    const auto* found = std::ranges::find(kAuthorities, hex, &KnownAuthority::key);
    return found == kAuthorities.end() ? nullptr : found;
}

const KnownAuthority* authorityNamedBy(const Certificate& certificate) {
    const auto* found =
        std::ranges::find(kAuthorities, std::string_view(certificate.authorityKeyId), &KnownAuthority::keyId);
    return found == kAuthorities.end() ? nullptr : found;
}

std::string nameOf(const KnownAuthority& authority, const Texts& texts) {
    return fill(texts.translate(authority.name),
                {{"kind", std::string(authority.kind)}, {"year", std::string(authority.year)}});
}

std::string englishNameOf(const KnownAuthority& authority) {
    return fill(authority.name, {{"kind", std::string(authority.kind)}, {"year", std::string(authority.year)}});
}

} // namespace reseal::core
