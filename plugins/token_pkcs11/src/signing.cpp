// SPDX-License-Identifier: Apache-2.0
// Signatures as the BIT STRING holds them: RSA PKCS#1 v1.5 (RFC 8017 9.2: DigestInfo made here) and PSS; ECDSA r || s
// of the module becomes ECDSA-Sig-Value (RFC 3279 2.2.3); GOST s || r, big-endian, is what CKM_GOSTR3410 gives and what
// RFC 9215 wants (PKCS#11 2.30, GOST R 34.10-2001 without hashing).
#include "operations.hpp"

#include "der.hpp"
#include "inventory.hpp"
#include "texts.hpp"

namespace token_pkcs11 {
namespace {

using reseal::sdk::view;

Failure unfit(const std::string& what) {
    return Failure(RESEAL_E_INVALID, what, texts::tokenCannot(), "algorithm_unfit");
}

Bytes digestInfo(const Hash& hash, const Bytes& digest) {
    return der::sequence({der::sequence({der::oid(hash.oid), der::element(der::kNull, {})}),
                          der::element(der::kOctetString, view(digest))});
}

class Signing {
public:
    Signing(Session& session, CK_OBJECT_HANDLE key, const SignatureForm& form)
        : session_(session), key_(key), form_(form) {}

    CK_MECHANISM mechanism() {
        if (form_.pss) {
            pss_ = {form_.hash->mechanism, form_.mgfHash->mgf, form_.saltSize};
            return {CKM_RSA_PKCS_PSS, &pss_, sizeof pss_};
        }
        switch (form_.family) {
        case Family::rsa:
            return {CKM_RSA_PKCS, nullptr, 0};
        case Family::ec:
            return {CKM_ECDSA, nullptr, 0};
        case Family::gost512:
            return {cryptoki::kGost512Sign, nullptr, 0};
        default:
            return {CKM_GOSTR3410, nullptr, 0};
        }
    }

    // What the mechanism is given for `digest`.
    Bytes input(const Bytes& digest) const {
        if (isGost(form_.family)) {
            if (digest.size() != (form_.family == Family::gost512 ? 64U : 32U))
                throw unfit("a digest of another size than the GOST key's");
            return digest;
        }
        const Hash* const hash = form_.hash != nullptr ? form_.hash : hashOfSize(digest.size());
        if (hash == nullptr || digest.size() != hash->size)
            throw unfit("a digest of another size than the signature algorithm's");
        return form_.family == Family::rsa && !form_.pss ? digestInfo(*hash, digest) : digest;
    }

    // What the BIT STRING holds.
    Bytes output(const Bytes& signature) {
        if (isGost(form_.family) && signature.size() != (form_.family == Family::gost512 ? 128U : 64U))
            throw broken("a GOST signature of another size");
        if (signature.empty())
            throw broken("an empty signature");
        return form_.family == Family::ec ? ecdsaValue(signature) : signature;
    }

private:
    static Failure broken(const std::string& what) {
        return Failure(RESEAL_E_UNREACHABLE, "the PKCS#11 module gave " + what, texts::tokenTrouble(), "token_trouble");
    }

    // Some modules give the DER value already. Only the curve tells: r || s has twice its size.
    bool isDer(const Bytes& signature) {
        const auto whole = der::first(view(signature), der::kSequence);
        if (!whole || whole->whole.size() != signature.size())
            return false;
        const auto parameters = session_.read(key_, CKA_EC_PARAMS);
        const auto curve = parameters ? der::first(view(*parameters), der::kOid) : std::nullopt;
        const std::size_t field = curve && curve->content == oids::kP256   ? 32
                                  : curve && curve->content == oids::kP384 ? 48
                                                                           : 66;
        return signature.size() != 2 * field;
    }

    Bytes ecdsaValue(const Bytes& signature) {
        if (isDer(signature))
            return signature;
        if (signature.size() % 2 != 0)
            throw broken("an ECDSA signature of an odd size");
        const std::string_view both = view(signature);
        const std::size_t half = both.size() / 2;
        return der::sequence({der::unsignedInteger(both.substr(0, half)), der::unsignedInteger(both.substr(half))});
    }

    Session& session_;
    CK_OBJECT_HANDLE key_;
    const SignatureForm& form_;
    cryptoki::PssParams pss_{};
};

bool goTogether(Family key, Family algorithm) {
    const auto is256 = [](Family family) { return family == Family::gost256 || family == Family::gost2001; };
    return key == algorithm || (is256(key) && is256(algorithm));
}

} // namespace

std::vector<Bytes> signDigests(Visit& visit) {
    static_cast<void>(readSignatureAlgorithm(visit.request.signatureAlgorithm)); // before a PIN is sent
    const ObjectName name = visit.request.keyName();
    LogIn logIn = visit.logIn();
    return signWith(visit, logIn, findPrivateKey(visit.session, name));
}

std::vector<Bytes> signWith(Visit& visit, LogIn& logIn, CK_OBJECT_HANDLE key) {
    const Request& request = visit.request;
    const SignatureForm form = readSignatureAlgorithm(request.signatureAlgorithm);
    const auto family = familyOf(visit.session, key);
    if (!family || !goTogether(*family, form.family))
        throw unfit("a signature algorithm of another kind than the key");
    const bool eachTime = logIn.done() && visit.session.readFlag(key, CKA_ALWAYS_AUTHENTICATE);
    Signing signing(visit.session, key, form);
    std::vector<Bytes> out;
    for (const Bytes& digest : request.digests) {
        request.checkpoint();
        const Bytes input = signing.input(digest);
        visit.session.signInit(signing.mechanism(), key);
        if (eachTime)
            logIn.forThisUse();
        out.push_back(signing.output(visit.session.sign(input)));
    }
    return out;
}

} // namespace token_pkcs11
