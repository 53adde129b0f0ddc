// SPDX-License-Identifier: Apache-2.0
#include "agent/network/transfer_errors.hpp"

#include "agent/base/log.hpp"

namespace reseal::network {
namespace {

struct Meaning {
    Category category;
    const char* reason;
    const char* detail;
};

// Results of a chain check as OpenSSL numbers them (X509_V_ERR_...). Where the chain is good but the name is not,
// libcurl leaves the "unspecified" with which it began.
enum : long { kChainGood = 0, kUnspecified = 1, kNotYetValid = 9, kExpired = 10 };
constexpr long kProxyWantsLogin = 407;
constexpr unsigned long kPasswordWays = CURLAUTH_BASIC | CURLAUTH_DIGEST | CURLAUTH_NTLM;

template <typename Value>
Value info(CURL* easy, CURLINFO which) {
    Value value{};
    curl_easy_getinfo(easy, which, &value);
    return value;
}

// The connection stood, TLS and proxy included, so that the request may be on its way.
bool requestBegun(CURL* easy) { return info<curl_off_t>(easy, CURLINFO_PRETRANSFER_TIME_T) > 0; }

Meaning badCertificate(CURL* easy) {
    switch (info<long>(easy, CURLINFO_SSL_VERIFYRESULT)) {
    case kNotYetValid:
    case kExpired:
        return {Category::refused, "tls_failed",
                N_("The server's certificate is not valid today. Check the date of this computer, or tell the CA.")};
    case kChainGood:
    case kUnspecified:
        return {Category::refused, "tls_failed",
                N_("The server's certificate belongs to another server. Check the address.")};
    default:
        return {Category::refused, "tls_failed",
                N_("The server's certificate comes from an issuer that this computer does not trust. Check the "
                   "address, or add the CA's root certificate in the settings.")};
    }
}

bool refusedByProxy(CURL* easy) { return info<long>(easy, CURLINFO_HTTP_CONNECTCODE) == kProxyWantsLogin; }

bool offers(CURL* easy, unsigned long ways) {
    return (static_cast<unsigned long>(info<long>(easy, CURLINFO_PROXYAUTH_AVAIL)) & ways) != 0;
}

const char* howToSignIn(CURL* easy, bool userNamed) {
    const bool takesTicket = offers(easy, CURLAUTH_NEGOTIATE);
    const bool takesPassword = offers(easy, kPasswordWays);
    if (takesTicket && !takesPassword) {
        return N_("The proxy server wants you to sign in with Kerberos. Sign in to your organisation's network (kinit) "
                  "and try again, or ask your IT department.");
    }
    if (userNamed) {
        return N_("The proxy server wants another user name or password. Check the proxy settings, or ask your IT "
                  "department.");
    }
    return takesTicket
               ? N_("The proxy server wants you to sign in. Sign in to your organisation's network (kinit) and try "
                    "again, or put your user name and password into the proxy's address "
                    "(https_proxy=http://name:password@proxy:port) and start Reseal again.")
               : N_("The proxy server wants you to sign in. Put your user name and password into the proxy's address "
                    "(https_proxy=http://name:password@proxy:port) and start Reseal again, or ask your IT department.");
}

Meaning noProxy(CURL* easy, bool userNamed) {
    return {Category::failed, "unreachable",
            refusedByProxy(easy)
                ? howToSignIn(easy, userNamed)
                : N_("The proxy server made no connection. Check the proxy settings, or ask your IT department.")};
}

Meaning lostOrNeverThere(CURL* easy, bool userNamed) {
    if (requestBegun(easy)) {
        return {Category::failed, "connection_lost",
                N_("The connection broke before the whole answer was there. The server may have received the request: "
                   "check before you send it again.")};
    }
    const long proxyAnswer = info<long>(easy, CURLINFO_HTTP_CONNECTCODE);
    if (proxyAnswer != 0 && proxyAnswer / 100 != 2) {
        return noProxy(easy, userNamed);
    }
    return {Category::failed, "unreachable",
            N_("The server does not answer. Check the network connection and try again.")};
}

Meaning meaningOf(CURLcode code, CURL* easy, bool userNamed) {
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return {Category::failed, "unreachable",
                N_("The server's name was not found. Check the network connection and the address.")};
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY:
        return noProxy(easy, userNamed);
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
        return badCertificate(easy);
    case CURLE_SSL_CACERT_BADFILE:
        return {Category::failed, "tls_failed",
                N_("This computer's list of trusted root certificates cannot be read. Install it again, or ask your IT "
                   "department.")};
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CIPHER:
        return {Category::failed, "tls_failed",
                N_("No secure connection to the server came about; TLS 1.2 or later is needed. Check the address, or "
                   "tell the CA.")};
    case CURLE_FILESIZE_EXCEEDED:
        return {Category::failed, "too_large",
                N_("The server's answer is larger than allowed and was dropped. Check the address, or tell the CA.")};
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING:
        return {Category::failed, "bad_response",
                N_("The server's answer is not valid HTTP and was dropped. Check the address, or tell the CA.")};
    case CURLE_OUT_OF_MEMORY:
    case CURLE_FAILED_INIT:
    case CURLE_WRITE_ERROR:
        return {Category::failed, "network_failed", N_("the system is short of memory or of open files")};
    default:
        return lostOrNeverThere(easy, userNamed);
    }
}

} // namespace

bool proxyWantsPassword(const Ending& ending, CURL* easy) {
    return ending.proxyUserNamed && refusedByProxy(easy) && offers(easy, CURLAUTH_NEGOTIATE) &&
           offers(easy, kPasswordWays);
}

Error transferError(const Ending& ending, CURL* easy, const WebAddress& address) {
    const auto error = [&](const Meaning& meaning) {
        log(LogLevel::warning, "network: " + hostAndPort(address) + ": " + meaning.reason + ": " +
                                   (ending.code == CURLE_OK ? "" : curl_easy_strerror(ending.code)));
        return Error{meaning.category, meaning.reason, meaning.detail, hostAndPort(address)};
    };
    switch (ending.how) {
    case Ending::How::cancelled:
        return error({Category::failed, "cancelled", N_("The request was cancelled.")});
    case Ending::How::timedOut:
        return error({Category::failed, "timed_out",
                      N_("The server did not answer in time. It may have received the request: check before you send "
                         "it again.")});
    case Ending::How::tooLarge:
        return error(meaningOf(CURLE_FILESIZE_EXCEEDED, easy, false));
    case Ending::How::finished:
        break;
    }
    return error(meaningOf(ending.code, easy, ending.proxyUserNamed));
}

} // namespace reseal::network
