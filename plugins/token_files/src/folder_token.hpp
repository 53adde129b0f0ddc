// SPDX-License-Identifier: Apache-2.0
// A folder or drive as one token: every key file and container in it, and the certificates beside them. Throws
// sdk::Failure in words.
#pragma once

#include "places.hpp"
#include "source.hpp"

#include <reseal/cxx/token.hpp>

namespace token_files {

class FolderToken {
public:
    explicit FolderToken(Place place) : place_(std::move(place)) {}

    static reseal::sdk::TokenInfo describe(const Place& place);

    std::vector<reseal::sdk::ObjectInfo> objects(const reseal::sdk::TokenCall& call) const;
    reseal::crypto::PrivateKey open(const reseal::sdk::TokenCall& call) const; // call.key(), by the PIN
    reseal::crypto::PrivateKey openForExport(const reseal::sdk::TokenCall& call) const;
    reseal::sdk::GeneratedKey generate(const reseal::sdk::TokenCall& call) const;
    void importObject(const reseal::sdk::TokenCall& call) const;
    void removeObject(const reseal::sdk::TokenCall& call) const;
    void changePin(const reseal::sdk::TokenCall& call) const;

private:
    struct Target {
        std::unique_ptr<KeySource> source;
        std::size_t number = 0;
    };

    Sources sources(const reseal::sdk::Call& call) const;
    std::unique_ptr<KeySource> sourceOf(const std::string& id) const; // null: it is gone
    Target target(const std::string& id) const;
    void joinCertificate(const reseal::sdk::TokenCall& call) const;

    Place place_;
};

} // namespace token_files
