// SPDX-License-Identifier: Apache-2.0
#include "algorithms.hpp"

#include "der.hpp"
#include "texts.hpp"

#include <algorithm>
#include <iterator>

namespace token_pkcs11 {
namespace {

using namespace std::string_view_literals;
using reseal::sdk::Failure;

constexpr KeyKind kKeyKinds[] = {
    {"rsa-2048", Family::rsa, 2048, CKM_RSA_PKCS_KEY_PAIR_GEN, {}, {}},
    {"rsa-3072", Family::rsa, 3072, CKM_RSA_PKCS_KEY_PAIR_GEN, {}, {}},
    {"rsa-4096", Family::rsa, 4096, CKM_RSA_PKCS_KEY_PAIR_GEN, {}, {}},
    {"ec-p256", Family::ec, 256, CKM_EC_KEY_PAIR_GEN, oids::kP256, {}},
    {"ec-p384", Family::ec, 384, CKM_EC_KEY_PAIR_GEN, oids::kP384, {}},
    {"gost-2012-256", Family::gost256, 256, CKM_GOSTR3410_KEY_PAIR_GEN, oids::kCryptoProA, oids::kStreebog256},
    {"gost-2012-512", Family::gost512, 512, cryptoki::kGost512KeyPairGen, oids::kTc26Curve512A, oids::kStreebog512},
};

constexpr Hash kHashes[] = {
    {"\x2B\x0E\x03\x02\x1A"sv, 20, CKM_SHA_1, cryptoki::kMgf1Sha1},
    {"\x60\x86\x48\x01\x65\x03\x04\x02\x01"sv, 32, CKM_SHA256, cryptoki::kMgf1Sha256},
    {"\x60\x86\x48\x01\x65\x03\x04\x02\x02"sv, 48, CKM_SHA384, cryptoki::kMgf1Sha384},
    {"\x60\x86\x48\x01\x65\x03\x04\x02\x03"sv, 64, CKM_SHA512, cryptoki::kMgf1Sha512},
};

struct Signature {
    std::string_view oid;
    Family family;
    std::size_t hashSize; // 0: not said
};

constexpr Signature kSignatures[] = {
    {"\x2A\x86\x48\x86\xF7\x0D\x01\x01\x05"sv, Family::rsa, 20},
    {"\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0B"sv, Family::rsa, 32},
    {"\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0C"sv, Family::rsa, 48},
    {"\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0D"sv, Family::rsa, 64},
    {oids::kRsa, Family::rsa, 0},
    {"\x2A\x86\x48\xCE\x3D\x04\x01"sv, Family::ec, 20},
    {"\x2A\x86\x48\xCE\x3D\x04\x03\x02"sv, Family::ec, 32},
    {"\x2A\x86\x48\xCE\x3D\x04\x03\x03"sv, Family::ec, 48},
    {"\x2A\x86\x48\xCE\x3D\x04\x03\x04"sv, Family::ec, 64},
    {oids::kEc, Family::ec, 0},
    {"\x2A\x85\x03\x02\x02\x03"sv, Family::gost2001, 32},
    {oids::kGost2001, Family::gost2001, 32},
    {"\x2A\x85\x03\x07\x01\x01\x03\x02"sv, Family::gost256, 32},
    {oids::kGost256, Family::gost256, 32},
    {"\x2A\x85\x03\x07\x01\x01\x03\x03"sv, Family::gost512, 64},
    {oids::kGost512, Family::gost512, 64},
};

Failure damaged() {
    return Failure(RESEAL_E_INVALID, "no AlgorithmIdentifier", texts::tokenCannot(), "algorithm_damaged");
}

const Hash* hashOf(std::string_view oid) {
    const auto* const at =
        std::find_if(std::begin(kHashes), std::end(kHashes), [&](const Hash& hash) { return hash.oid == oid; });
    if (at == std::end(kHashes))
        throw Failure(RESEAL_E_UNSUPPORTED, "a hash that is not supported", texts::tokenCannot(),
                      "algorithm_unsupported");
    return at;
}

// The OID inside of an explicitly tagged AlgorithmIdentifier.
const Hash* taggedHash(const der::Element& tagged, bool isMgf) {
    const auto identifier = der::first(tagged.content, der::kSequence);
    if (!identifier)
        throw damaged();
    der::Reader in(identifier->content);
    const auto oid = in.next(der::kOid);
    if (!oid)
        throw damaged();
    if (!isMgf)
        return hashOf(oid->content);
    const auto inner = in.next(der::kSequence);
    const auto hash = inner ? der::first(inner->content, der::kOid) : std::nullopt;
    if (oid->content != oids::kMgf1 || !hash)
        throw damaged();
    return hashOf(hash->content);
}

// RSASSA-PSS-params, RFC 8017 A.2.3; what is absent has its default.
SignatureForm pssForm(der::Reader parameters) {
    constexpr CK_ULONG defaultSalt = 20;
    SignatureForm form{Family::rsa, true, &kHashes[0], &kHashes[0], defaultSalt};
    const auto sequence = parameters.next(der::kSequence);
    if (!sequence)
        return form;
    der::Reader in(sequence->content);
    while (const auto part = in.next()) {
        if (part->tag == 0xA0)
            form.hash = taggedHash(*part, false);
        else if (part->tag == 0xA1)
            form.mgfHash = taggedHash(*part, true);
        else if (part->tag == 0xA2) {
            const auto salt = der::first(part->content, der::kInteger);
            if (!salt || salt->content.empty() || salt->content.size() > 2)
                throw damaged();
            form.saltSize = 0;
            for (const char c : salt->content)
                form.saltSize = form.saltSize << 8U | static_cast<std::uint8_t>(c);
        }
    }
    return form;
}

// RSAES-OAEP-params, RFC 8017 A.2.1; what is absent has its default.
TransportForm oaepForm(der::Reader parameters) {
    TransportForm form{true, &kHashes[0], &kHashes[0], {}};
    const auto sequence = parameters.next(der::kSequence);
    der::Reader in(sequence ? sequence->content : std::string_view());
    while (const auto part = in.next()) {
        if (part->tag == 0xA0)
            form.hash = taggedHash(*part, false);
        else if (part->tag == 0xA1)
            form.mgfHash = taggedHash(*part, true);
        else if (part->tag == 0xA2) {
            const auto source = der::first(part->content, der::kSequence);
            der::Reader inner(source ? source->content : std::string_view());
            const auto oid = inner.next(der::kOid);
            const auto label = inner.next(der::kOctetString);
            if (!oid || oid->content != oids::kPSpecified || !label)
                throw damaged();
            form.label = reseal::sdk::toBytes(label->content);
        } else {
            throw damaged();
        }
    }
    if (!in.atEnd())
        throw damaged();
    return form;
}

// Garbage in CK_MECHANISM_INFO says nothing.
bool sizeFits(const KeyKind& kind, const CK_MECHANISM_INFO& info) {
    if (kind.family != Family::rsa && kind.family != Family::ec)
        return true;
    const bool believable = info.ulMinKeySize <= info.ulMaxKeySize && info.ulMaxKeySize != 0 &&
                            info.ulMaxKeySize != CK_UNAVAILABLE_INFORMATION;
    return !believable || (kind.bits >= info.ulMinKeySize && kind.bits <= info.ulMaxKeySize);
}

} // namespace

const KeyKind* keyKind(std::string_view name) {
    const auto* const at =
        std::find_if(std::begin(kKeyKinds), std::end(kKeyKinds), [&](const KeyKind& one) { return one.name == name; });
    return at != std::end(kKeyKinds) ? at : nullptr;
}

std::vector<std::string> generates(const cryptoki::Mechanisms& known) {
    std::vector<std::string> out;
    for (const KeyKind& kind : kKeyKinds) {
        const auto at = known.find(kind.mechanism);
        if (at != known.end() && sizeFits(kind, at->second))
            out.emplace_back(kind.name);
    }
    return out;
}

const Hash* hashOfSize(std::size_t size) {
    const auto* const at =
        std::find_if(std::begin(kHashes), std::end(kHashes), [&](const Hash& hash) { return hash.size == size; });
    return at != std::end(kHashes) ? at : nullptr;
}

SignatureForm readSignatureAlgorithm(const reseal::sdk::Bytes& bytes) {
    const auto identifier = der::first(reseal::sdk::view(bytes), der::kSequence);
    if (!identifier)
        throw damaged();
    der::Reader in(identifier->content);
    const auto oid = in.next(der::kOid);
    if (!oid)
        throw damaged();
    if (oid->content == oids::kRsaPss)
        return pssForm(in);
    const auto* const at = std::find_if(std::begin(kSignatures), std::end(kSignatures),
                                        [&](const Signature& one) { return one.oid == oid->content; });
    if (at == std::end(kSignatures))
        throw Failure(RESEAL_E_UNSUPPORTED, "a signature algorithm that PKCS#11 has no mechanism for",
                      texts::tokenCannot(), "algorithm_unsupported");
    SignatureForm form;
    form.family = at->family;
    form.hash = isGost(at->family) || at->hashSize == 0 ? nullptr : hashOfSize(at->hashSize);
    return form;
}

TransportForm readTransportAlgorithm(const reseal::sdk::Bytes& bytes) {
    if (bytes.empty())
        return {};
    const auto identifier = der::first(reseal::sdk::view(bytes), der::kSequence);
    der::Reader in(identifier ? identifier->content : std::string_view());
    const auto oid = in.next(der::kOid);
    if (!oid)
        throw damaged();
    if (oid->content == oids::kRsaOaep)
        return oaepForm(in);
    if (oid->content != oids::kRsa)
        throw Failure(RESEAL_E_UNSUPPORTED, "a key transport that PKCS#11 has no mechanism for", texts::tokenCannot(),
                      "algorithm_unsupported");
    return {};
}

} // namespace token_pkcs11
