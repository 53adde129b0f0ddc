// SPDX-License-Identifier: Apache-2.0
#include "request.hpp"

#include "modules.hpp"
#include "texts.hpp"

namespace token_pkcs11 {
namespace {

cryptoki::ObjectName nameIn(const std::string& text, CK_OBJECT_CLASS otherwise) {
    const auto uri = cryptoki::Uri::read(text);
    if (!uri)
        throw Failure(RESEAL_E_NOT_FOUND, "no PKCS#11 URI of an object", texts::noKey(), "key_not_found");
    cryptoki::ObjectName name = uri->object(otherwise);
    if (name.id.empty() && name.label.empty())
        throw Failure(RESEAL_E_NOT_FOUND, "a URI that names no object", texts::noKey(), "key_not_found");
    return name;
}

} // namespace

cryptoki::Uri Request::tokenUri() const {
    const std::string& text = !token.empty() ? token : !key.empty() ? key : object;
    auto uri = cryptoki::Uri::read(text);
    if (!uri || !uri->namesToken())
        throw Failure(RESEAL_E_TOKEN_ABSENT, "no PKCS#11 URI of a token", texts::tokenAbsent(), "token_absent");
    return *std::move(uri);
}

cryptoki::ObjectName Request::keyName() const { return nameIn(key, CKO_PRIVATE_KEY); }
cryptoki::ObjectName Request::objectName() const { return nameIn(object, CKO_CERTIFICATE); }

void Request::checkpoint() const {
    if (abandoned)
        throw Failure(RESEAL_E_CANCELLED, "nobody waits for this call any more");
}

std::shared_ptr<Request> requestOf(const reseal::sdk::TokenCall& call) {
    auto out = std::make_shared<Request>();
    out->token = call.token();
    out->key = call.key();
    out->object = call.object();
    out->label = call.label();
    out->algorithm = call.algorithm();
    out->signatureAlgorithm = call.signatureAlgorithm();
    out->transportAlgorithm = call.transportAlgorithm();
    out->ciphertext = call.ciphertext();
    out->peerKey = call.peerKey();
    out->ukm = call.ukm();
    out->certificate = call.certificate();
    for (const reseal::sdk::Digest& digest : call.digests())
        out->digests.push_back(digest.value);
    out->hasPin = call.hasPin();
    if (out->hasPin)
        out->pin = call.pin();
    out->newPin = call.newPin();
    out->privateKey = call.privateKey();
    out->allowLastTry = call.allowLastTry();
    out->factoryPins = listed(call.setting("factory_pins"));
    return out;
}

} // namespace token_pkcs11
