// SPDX-License-Identifier: Apache-2.0
// What ca_kontur makes of a gateway's answers: every message of its profile, the DER that is built of them, dates.
#include "plugins/ca_kontur/src/gateway.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ca_kontur;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    static_cast<void>(readReadiness(text));
    static_cast<void>(readChallenge(text));
    static_cast<void>(readSession(text));
    static_cast<void>(readOrder(text));
    static_cast<void>(readOrders(text));
    static_cast<void>(readIssued(text));
    static_cast<void>(readHttpDate(text));
    if (const ProblemDetails problem = readProblem(text); !problem.code.empty() && !isToken(problem.code))
        std::abort();
    if (const auto applications = readApplications(text)) {
        for (const Application& one : *applications) {
            if (nameOf(one.subject).size() > 16384 || extensionsOf(one.content).size() > 4096 || !isToken(one.id))
                std::abort(); // what goes into a cookie stays small
            for (const NamePart& part : one.subject)
                static_cast<void>(labelOf(part.type));
        }
    }
    if (isOid(text) && oidElement(text).size() > 100)
        std::abort();
    return 0;
}
