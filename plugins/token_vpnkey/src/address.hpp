// SPDX-License-Identifier: Apache-2.0
// The address that the bank's page has once a business system is chosen: http://localhost:28016/vpnkeylocal/<SID2>/.
// Only this computer is an address; SID2 opens the session to whoever has it, and is kept as a secret. Any thread.
#ifndef TOKEN_VPNKEY_ADDRESS_HPP
#define TOKEN_VPNKEY_ADDRESS_HPP

#include <reseal/cxx/values.hpp>

#include <optional>

namespace token_vpnkey {

using reseal::sdk::Secret;

inline constexpr int kUsualPort = 28016;

struct Address {
    std::string origin = "http://localhost:28016"; // scheme, host, port
    Secret session;                                // SID2; empty: not logged in
    bool slash = true;                             // behind SID2, as the person pasted it

    // The address that commands go to; without a session that of LOGIN.
    std::string url() const;
};

// Also takes SID2 alone, and the address without SID2. Nothing where it is anything else.
std::optional<Address> readAddress(std::string_view pasted);

} // namespace token_vpnkey

#endif
