// SPDX-License-Identifier: Apache-2.0
// One document through the token: fed in blocks as it comes from the host's source, digested on the way, the token's
// message put together, checked, and handed out only then. A detached document is never held; one whose size the host
// does not say, or that is attached, is held up to a limit. One thread.
#ifndef TOKEN_VPNKEY_SIGNING_HPP
#define TOKEN_VPNKEY_SIGNING_HPP

#include "pins.hpp"
#include "service.hpp"

#include <reseal/cxx/token.hpp>

namespace token_vpnkey {

inline constexpr std::size_t kMostHeld = 15u << 20; // a call gives 16 MiB at most

// Bytes of a block that every firmware of the setting takes, and that base64 needs no padding for.
std::size_t blockSize(int mode, const std::string& firmware);

// `object` is an id of the token's list.
void signDocument(const reseal::sdk::TokenCall& call, Service& service, const std::string& object,
                  reseal::sdk::Out& out);

} // namespace token_vpnkey

#endif
