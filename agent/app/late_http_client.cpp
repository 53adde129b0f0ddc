// SPDX-License-Identifier: Apache-2.0
#include "agent/app/late_http_client.hpp"

#include "agent/platform/private_library.hpp"

namespace reseal::app {

Result<network::HttpClient*> LateHttpClient::loaded() {
    const std::scoped_lock lock(loading_);
    if (!client_) {
        const auto make = platform::loadFunction(library_, "reseal_make_http_client");
        if (!make) {
            return make.error();
        }
        client_.reset(reinterpret_cast<network::HttpClient* (*)(const char*)>(make.value())(userAgent_.c_str()));
    }
    return client_.get();
}

Result<network::HttpResponse> LateHttpClient::send(const network::HttpRequest& request, const network::HttpRules& rules,
                                                   const Cancellation& cancellation) {
    const auto client = loaded();
    return client ? client.value()->send(request, rules, cancellation) : client.error();
}

} // namespace reseal::app
