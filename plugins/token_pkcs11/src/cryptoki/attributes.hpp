// SPDX-License-Identifier: Apache-2.0
// A template of attributes that keeps what it points to, and wipes it.
#pragma once

#include "cryptoki.hpp"

#include <reseal/cxx/values.hpp>

#include <utility>
#include <vector>

namespace token_pkcs11::cryptoki {

class Attributes {
public:
    Attributes() = default;
    Attributes(const Attributes&) = default;
    Attributes& operator=(const Attributes&) = delete;
    ~Attributes() { // it may have held a private key
        for (auto& [type, value] : kept_)
            for (volatile std::uint8_t& byte : value)
                byte = 0;
    }

    Attributes& number(CK_ATTRIBUTE_TYPE type, CK_ULONG value) { return raw(type, &value, sizeof value); }
    Attributes& flag(CK_ATTRIBUTE_TYPE type, bool value) {
        const CK_BBOOL byte = value ? CK_TRUE : CK_FALSE;
        return raw(type, &byte, sizeof byte);
    }
    Attributes& bytes(CK_ATTRIBUTE_TYPE type, const reseal::sdk::Bytes& value) {
        return raw(type, value.data(), value.size());
    }
    Attributes& text(CK_ATTRIBUTE_TYPE type, std::string_view value) { return raw(type, value.data(), value.size()); }

    // Points into this object: good until it changes or goes.
    CK_ATTRIBUTE* data() {
        list_.clear();
        for (auto& [type, value] : kept_)
            list_.push_back({type, value.data(), value.size()});
        return list_.data();
    }
    CK_ULONG size() const { return kept_.size(); }

private:
    Attributes& raw(CK_ATTRIBUTE_TYPE type, const void* value, std::size_t size) {
        const auto* const at = static_cast<const std::uint8_t*>(value);
        kept_.emplace_back(type, reseal::sdk::Bytes(at, at + size));
        return *this;
    }

    std::vector<std::pair<CK_ATTRIBUTE_TYPE, reseal::sdk::Bytes>> kept_;
    std::vector<CK_ATTRIBUTE> list_;
};

} // namespace token_pkcs11::cryptoki
