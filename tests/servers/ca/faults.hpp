// SPDX-License-Identifier: Apache-2.0
// What the test CA does wrong on request. A fault is NAME or NAME=N: how many times, seconds or polls. Any thread.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>

namespace reseal::test::ca {

inline constexpr int kAlways = 1'000'000'000;

using Faults = std::map<std::string, int, std::less<>>;

struct FaultInfo {
    std::string_view name;
    std::string_view what;
    int usual; // N where none is given
};

inline constexpr std::array kFaults{
    // Waiting.
    FaultInfo{"not-ready", "no application is ready for N polls; alone: until a file `ready` lies in DIR", kAlways},
    FaultInfo{"no-readiness", "readiness is not offered (501): the person has to know of the SMS", kAlways},
    FaultInfo{"issuing-takes-time", "issuing takes N polls; alone: until a file `issued` lies in DIR", kAlways},
    FaultInfo{"retry-after", "kontur: an order that is being issued is to be asked after anew in N (60) seconds", 60},
    FaultInfo{"slow", "every answer comes N (3) seconds late", 3},
    // The connection and the server.
    FaultInfo{"error-5xx", "the first N (2) submissions of an order end with 503", 2},
    FaultInfo{"cut-before-accept", "N (1) submissions: the connection breaks before the order is taken", 1},
    FaultInfo{"cut-after-accept", "N (1) submissions: it breaks after the order was taken, before the answer", 1},
    FaultInfo{"wrong-content", "N (2) answers about an order are a web page", 2},
    // The person's side.
    FaultInfo{"expired-code", "the first N (1) codes by SMS are expired when they come", 1},
    FaultInfo{"too-many-codes", "N (1) requests for a code are refused with 429", 1},
    FaultInfo{"session-expires", "N (1) submissions find their session ended", 1},
    FaultInfo{"several-applications", "the person has two applications", kAlways},
    FaultInfo{"wants-application", "kontur: an order needs the holder's application, signed by the old key or by hand",
              kAlways},
    FaultInfo{"refuses-signature", "kontur: with wants-application, only one that is signed by hand", kAlways},
    FaultInfo{"wants-code", "nca: an application is confirmed by a code in an SMS", kAlways},
    FaultInfo{"egov-code", "nca: by a code in eGov Mobile", kAlways},
    FaultInfo{"wants-link", "nca: certificates are handed out once the link of the letter was followed", kAlways},
    FaultInfo{"gost-only", "nca: no keys of RSA are issued any more", kAlways},
    FaultInfo{"wants-phone", "nca: an application needs a phone", kAlways},
    FaultInfo{"login-refused", "nca: no signature of an old key is accepted", kAlways},
    // The certificate.
    FaultInfo{"rejected-data", "orders are refused: the data are wrong", kAlways},
    FaultInfo{"rejected-later", "orders are taken, and refused when they should be issued", kAlways},
    FaultInfo{"clock-skew", "the CA's clock is N (86400) seconds ahead, in Date and in certificates", 86400},
    FaultInfo{"wrong-key", "certificates are for another key than the request's", kAlways},
    FaultInfo{"no-certificate", "the answer with the certificate holds none", kAlways},
};

[[nodiscard]] inline const FaultInfo* findFault(std::string_view name) {
    for (const FaultInfo& fault : kFaults) {
        if (fault.name == name) {
            return &fault;
        }
    }
    return nullptr;
}

} // namespace reseal::test::ca
