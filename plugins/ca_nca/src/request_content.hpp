// SPDX-License-Identifier: Apache-2.0
// What a request to the NCA asks for, as DER (facts/kazakhstan-nca.md 2.3). Any thread.
#pragma once

#include <string>
#include <string_view>

namespace ca_nca {

// Extensions: the e-mail address as rfc822Name of the subjectAltName, where there is one, and keystore_branch
// 1.2.398.3.3.5 with the store "PKCS#12". Precondition: `email` is ASCII.
std::string extensionsOf(std::string_view email);

// Name of a person who has no certificate yet: common name, IIN, country.
std::string nameOf(std::string_view commonName, std::string_view iin);

} // namespace ca_nca
