// SPDX-License-Identifier: Apache-2.0
// RFC 7512 URIs of tokens and of what lies on them, read and written by p11-kit. Any thread.
#pragma once

#include "cryptoki.hpp"

#include <reseal/cxx/values.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace token_pkcs11::cryptoki {

using reseal::sdk::Bytes;

// What tells one object of a token from the others. Where id and label do not, `mark` does: 16 hex digits over its
// value, written as the vendor attribute "x-reseal-mark".
struct ObjectName {
    CK_OBJECT_CLASS kind = CKO_CERTIFICATE;
    Bytes id;
    std::string label;
    std::string mark;
};

class Uri {
public:
    // No URI, or with attributes that are not known: nothing.
    static std::optional<Uri> read(std::string_view text);

    bool namesToken() const; // any attribute of a token
    bool fits(const CK_TOKEN_INFO& token, CK_SLOT_ID slot) const;
    ObjectName object(CK_OBJECT_CLASS otherwise) const;

private:
    std::shared_ptr<void> uri_; // P11KitUri
    std::string mark_;
};

// Without what changes from day to day: only label, manufacturer, model, serial number; a slot where it must.
std::string uriOf(const CK_TOKEN_INFO& token, std::optional<CK_SLOT_ID> slot = {});
// Of an object on the token with the URI `token`.
std::string uriOf(const std::string& token, const ObjectName& object);

} // namespace token_pkcs11::cryptoki
