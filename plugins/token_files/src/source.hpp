// SPDX-License-Identifier: Apache-2.0
// One key file or container of a folder: what is in it, and its keys. Throws sdk::Failure in words.
#pragma once

#include "folder.hpp"
#include "values.hpp"

#include <reseal/cxx/token.hpp>

#include <memory>
#include <vector>

namespace token_files {

// A password that was given, or null.
using Password = const reseal::Secret*;

struct Item {
    reseal::sdk::ObjectInfo info; // ids end in "#1", "#2": the key's number in its file
    reseal::Bytes fingerprint;    // of a GOST key, or empty
    reseal::Sha256 spki{};        // of the public key; all zero where unknown
    reseal::Bytes keyId;          // SubjectKeyIdentifier of a certificate
    bool opened = false;          // by the password
    bool locked = false;          // it needs another one
};

class KeySource {
public:
    explicit KeySource(fs::path path, std::string id) : path_(std::move(path)), id_(std::move(id)) {}
    virtual ~KeySource() = default;
    KeySource(const KeySource&) = delete;
    KeySource& operator=(const KeySource&) = delete;

    const fs::path& path() const { return path_; }
    const std::string& id() const { return id_; } // path within the folder, "/" between its parts

    virtual std::vector<Item> items(Password password) = 0;
    virtual reseal::crypto::PrivateKey open(std::size_t number, Password password) = 0; // from 1 on
    virtual bool mayExport(std::size_t) { return true; }
    virtual void changePassword(const reseal::Secret& old, const reseal::Secret& wanted) = 0;
    // False: it is not written to, or holds another one; the certificate then lies beside it.
    virtual bool join(std::size_t number, const reseal::Bytes& certificate, Password password) = 0;
    virtual void remove() = 0;

protected:
    std::string itemId(std::size_t number) const { return id_ + "#" + std::to_string(number); }

private:
    fs::path path_;
    std::string id_;
};

using Sources = std::vector<std::unique_ptr<KeySource>>;

std::unique_ptr<KeySource> containerSource(fs::path folder, std::string id);
std::unique_ptr<KeySource> pemSource(fs::path file, std::string id);
std::unique_ptr<KeySource> storeSource(fs::path file, std::string id); // PKCS#12

// Containers that were made here have names that begin so; others are never written to for a certificate's sake.
inline constexpr std::string_view kOwnName = "reseal-";

} // namespace token_files
