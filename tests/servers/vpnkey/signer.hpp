// SPDX-License-Identifier: Apache-2.0
// The keys inside of the token: a small CA, a signature key, a second one, a transport key, all GOST R 34.10-2012 of
// 256 bits, made at the first start and kept in a folder. Signs with OpenSSL's own CMS, so that what the plugin checks
// was not made by the code that checks. A call that fails throws std::runtime_error. One thread.
#pragma once

#include "agent/base/bytes.hpp"
#include "tests/servers/vpnkey/faults.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace reseal::test::vpnkey {

struct Parts {
    Bytes head, suffix;
};

struct Order {
    std::string object;
    bool attached = false;
    int chain = -1; // certificates in the message; -1: all
};

class Signer {
public:
    // `folder` is there. Keys that lie in it are taken.
    explicit Signer(std::string folder);
    ~Signer();

    [[nodiscard]] std::string caFile() const;
    // Ids of obj_type; the same as long as the folder is the same.
    [[nodiscard]] std::vector<std::string> objects(int type, const Faults& faults) const;
    [[nodiscard]] Bytes certificate(std::string_view object) const; // DER

    // Definite lengths; broken as the faults say.
    [[nodiscard]] Parts sign(const Order& order, std::string data, const Faults& faults) const;

private:
    struct Pair;
    [[nodiscard]] const Pair& find(std::string_view object) const;
    [[nodiscard]] Bytes message(const Pair& pair, const Order& order, const std::string& data,
                                const Faults& faults) const;

    std::string folder_;
    std::vector<std::unique_ptr<Pair>> pairs_; // the CA first
};

} // namespace reseal::test::vpnkey
