// SPDX-License-Identifier: Apache-2.0
// Which certificate a person confirmed for which id: the setting "pins", "GFZ0tcwv=<SHA-256 in hex>;...". The token's
// list has ids only, and a certificate is seen for the first time in the first signature of its id. Any thread.
#ifndef TOKEN_VPNKEY_PINS_HPP
#define TOKEN_VPNKEY_PINS_HPP

#include "wire_text.hpp"

#include <map>

namespace token_vpnkey {

using Pins = std::map<std::string, Bytes, std::less<>>; // SHA-256 of the certificate, by id

// Nothing where an entry is of another form or names an id again.
std::optional<Pins> readPins(std::string_view setting);
std::string pinOf(const std::string& id, const Bytes& sha256); // an entry for the setting

} // namespace token_vpnkey

#endif
