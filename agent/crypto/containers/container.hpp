// SPDX-License-Identifier: Apache-2.0
// CryptoPro CSP key containers: six small files, wherever they lie (facts/gost-cryptopro-kontur.md 1). Opened with
// every MAC and the fingerprint checked, made anew, and re-made under another password or with a certificate; the
// caller's files are never touched. Any thread.
#pragma once

#include "agent/crypto/containers/container_header.hpp"
#include "agent/crypto/private_key.hpp"

#include <array>
#include <string_view>

namespace reseal::crypto {

// Each as it lies on its medium, padding included; empty: not there.
struct ContainerFiles {
    Bytes name, header, masks, primary, masks2, primary2;
};

struct ContainerFileName {
    const char* name;
    Bytes ContainerFiles::*content;
};
inline constexpr std::array kContainerFileNames = {
    ContainerFileName{"name.key", &ContainerFiles::name},
    ContainerFileName{"header.key", &ContainerFiles::header},
    ContainerFileName{"masks.key", &ContainerFiles::masks},
    ContainerFileName{"primary.key", &ContainerFiles::primary},
    ContainerFileName{"masks2.key", &ContainerFiles::masks2},
    ContainerFileName{"primary2.key", &ContainerFiles::primary2},
};
inline constexpr std::size_t kMostInContainerFile = std::size_t{64} * 1024; // headers hold certificates

// name.key as UTF-8: the container's name, or empty where the file is not one. Needs no password.
[[nodiscard]] std::string containerName(ByteView nameFile);

enum class ContainerSlot : std::uint8_t { primary, secondary };

struct OpenedContainerKey {
    PrivateKey key;
    bool fromReserve = false; // the first copy is damaged
};

// Errors: decode_failed, container_incomplete, container_damaged (damaged); password_wrong (refused); key_unsupported,
// gost_engine_missing (failed).
[[nodiscard]] Result<OpenedContainerKey> openContainer(const ContainerFiles& files, const Secret& password,
                                                       ContainerSlot slot = ContainerSlot::primary);

// Mask and salt of one pair of files.
struct ContainerMask {
    Bytes mask, salt;
};

struct ContainerSpec {
    std::string name; // UTF-8 that Windows-1251 can hold, 1 to 250 octets there
    const PrivateKey* key = nullptr;
    const Secret* password = nullptr; // null: none
    Bytes certificate = {};
    std::optional<TimePoint> notAfter = {};
    bool exportable = true;
    std::array<ContainerMask, 2> masks = {}; // first and reserve; random where empty
};

// All six files. Errors: name_unfit (usage), key_unsupported (usage), gost_engine_missing (failed).
[[nodiscard]] Result<ContainerFiles> makeContainer(const ContainerSpec& spec);

// A new set of files for the same keys under fresh masks; everything else in the header stays.
[[nodiscard]] Result<ContainerFiles> withPassword(const ContainerFiles& files, const Secret& old, const Secret& wanted);
[[nodiscard]] Result<ContainerFiles> withCertificate(const ContainerFiles& files, ContainerSlot slot,
                                                     ByteView certificate);

} // namespace reseal::crypto
