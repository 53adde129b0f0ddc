// SPDX-License-Identifier: Apache-2.0
// What ca_nca makes of a gateway's answers, of certificates, and of links that people paste.
#include "plugins/ca_nca/src/link.hpp"
#include "plugins/ca_nca/src/nca_certificate.hpp"
#include "plugins/ca_nca/src/replies.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ca_nca;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    static_cast<void>(readAbout(text));
    static_cast<void>(readChallenge(text));
    static_cast<void>(readSession(text));
    static_cast<void>(readOffer(text));
    if (const auto agreement = readAgreement(text); agreement && agreement->text.size() > kLongestAgreement)
        std::abort();
    if (const auto order = readOrder(text); order && !isToken(order->key))
        std::abort();
    if (const ProblemDetails problem = readProblem(text); !problem.code.empty() && !isToken(problem.code))
        std::abort();
    const auto issued = readIssued(text);
    for (const std::string& one : issued ? issued->certificates : std::vector<std::string>{std::string(text)})
        if (const auto certificate = readNcaCertificate(one);
            certificate && !certificate->keyId.empty() && certificate->keyId.size() != 40)
            std::abort();
    if (const Link link = readLink(text, "https://ca.example.kz");
        link.state == Link::State::fine && !isToken(link.token))
        std::abort();
    return 0;
}
