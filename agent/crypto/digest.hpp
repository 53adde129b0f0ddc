// SPDX-License-Identifier: Apache-2.0
// SHA-256 of what comes in pieces. Any one thread at a time.
#pragma once

#include "agent/base/bytes.hpp"

#include <memory>

namespace reseal::crypto {

class Sha256Sum {
public:
    Sha256Sum();
    ~Sha256Sum();
    Sha256Sum(const Sha256Sum&) = delete;
    Sha256Sum& operator=(const Sha256Sum&) = delete;

    void add(ByteView piece);
    [[nodiscard]] Sha256 finish(); // afterwards it begins anew

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace reseal::crypto
