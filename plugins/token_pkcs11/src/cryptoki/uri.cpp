// SPDX-License-Identifier: Apache-2.0
#include "uri.hpp"

#include <p11-kit/uri.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <memory>

namespace token_pkcs11::cryptoki {
namespace {

constexpr std::size_t kMostInUri = 4096;
constexpr std::string_view kMark = ";x-reseal-mark=";

struct Free {
    void operator()(P11KitUri* uri) const { p11_kit_uri_free(uri); }
    void operator()(char* text) const { std::free(text); }
};
using Handle = std::unique_ptr<P11KitUri, Free>;

Handle newUri() {
    Handle uri(p11_kit_uri_new());
    if (!uri)
        throw std::bad_alloc();
    return uri;
}

std::string format(P11KitUri* uri, P11KitUriType type) {
    char* text = nullptr;
    if (p11_kit_uri_format(uri, type, &text) != P11_KIT_URI_OK || text == nullptr)
        return {};
    const std::unique_ptr<char, Free> owned(text);
    return owned.get();
}

void set(P11KitUri* uri, CK_ATTRIBUTE_TYPE type, const void* value, std::size_t size) {
    CK_ATTRIBUTE attribute{type, const_cast<void*>(value), size};
    p11_kit_uri_set_attribute(uri, &attribute);
}

const std::uint8_t* bytesOf(const CK_ATTRIBUTE* attribute) {
    return static_cast<const std::uint8_t*>(attribute->pValue);
}

bool isMark(std::string_view text) {
    return text.size() == 16 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

} // namespace

std::optional<Uri> Uri::read(std::string_view text) {
    if (text.size() > kMostInUri || text.find('\0') != std::string_view::npos)
        return std::nullopt;
    Uri out;
    if (const auto at = text.find(kMark); at != std::string_view::npos) {
        out.mark_ = text.substr(at + kMark.size());
        if (!isMark(out.mark_))
            return std::nullopt;
        text = text.substr(0, at);
    }
    Handle uri = newUri();
    if (p11_kit_uri_parse(std::string(text).c_str(), P11_KIT_URI_FOR_ANY, uri.get()) != P11_KIT_URI_OK ||
        p11_kit_uri_any_unrecognized(uri.get()) != 0)
        return std::nullopt;
    out.uri_ = std::shared_ptr<void>(uri.release(), [](void* raw) { p11_kit_uri_free(static_cast<P11KitUri*>(raw)); });
    return out;
}

bool Uri::namesToken() const {
    const CK_TOKEN_INFO* const token = p11_kit_uri_get_token_info(static_cast<P11KitUri*>(uri_.get()));
    return token->label[0] != 0 || token->manufacturerID[0] != 0 || token->model[0] != 0 || token->serialNumber[0] != 0;
}

bool Uri::fits(const CK_TOKEN_INFO& token, CK_SLOT_ID slot) const {
    auto* const uri = static_cast<P11KitUri*>(uri_.get());
    const CK_SLOT_ID wanted = p11_kit_uri_get_slot_id(uri);
    return p11_kit_uri_match_token_info(uri, &token) != 0 && (wanted == static_cast<CK_SLOT_ID>(-1) || wanted == slot);
}

ObjectName Uri::object(CK_OBJECT_CLASS otherwise) const {
    auto* const uri = static_cast<P11KitUri*>(uri_.get());
    ObjectName out{otherwise, {}, {}, mark_};
    if (const CK_ATTRIBUTE* const id = p11_kit_uri_get_attribute(uri, CKA_ID))
        out.id.assign(bytesOf(id), bytesOf(id) + id->ulValueLen);
    if (const CK_ATTRIBUTE* const label = p11_kit_uri_get_attribute(uri, CKA_LABEL))
        out.label.assign(bytesOf(label), bytesOf(label) + label->ulValueLen);
    const CK_ATTRIBUTE* const kind = p11_kit_uri_get_attribute(uri, CKA_CLASS);
    if (kind != nullptr && kind->ulValueLen == sizeof out.kind)
        std::memcpy(&out.kind, kind->pValue, sizeof out.kind);
    return out;
}

std::string uriOf(const CK_TOKEN_INFO& token, std::optional<CK_SLOT_ID> slot) {
    const Handle uri = newUri();
    CK_TOKEN_INFO* const out = p11_kit_uri_get_token_info(uri.get());
    std::copy(std::begin(token.label), std::end(token.label), out->label);
    std::copy(std::begin(token.manufacturerID), std::end(token.manufacturerID), out->manufacturerID);
    std::copy(std::begin(token.model), std::end(token.model), out->model);
    std::copy(std::begin(token.serialNumber), std::end(token.serialNumber), out->serialNumber);
    if (slot)
        p11_kit_uri_set_slot_id(uri.get(), *slot);
    return format(uri.get(), static_cast<P11KitUriType>(slot ? P11_KIT_URI_FOR_TOKEN | P11_KIT_URI_FOR_SLOT
                                                             : P11_KIT_URI_FOR_TOKEN));
}

std::string uriOf(const std::string& token, const ObjectName& object) {
    const Handle uri = newUri();
    set(uri.get(), CKA_CLASS, &object.kind, sizeof object.kind);
    if (!object.id.empty())
        set(uri.get(), CKA_ID, object.id.data(), object.id.size());
    if (!object.label.empty())
        set(uri.get(), CKA_LABEL, object.label.data(), object.label.size());
    const std::string own = format(uri.get(), P11_KIT_URI_FOR_OBJECT);
    constexpr std::string_view scheme = "pkcs11:";
    if (own.size() <= scheme.size() || token.size() < scheme.size())
        return {};
    const std::string between = token.size() > scheme.size() ? ";" : "";
    const std::string mark = object.mark.empty() ? "" : std::string(kMark) + object.mark;
    return token + between + own.substr(scheme.size()) + mark;
}

} // namespace token_pkcs11::cryptoki
