// SPDX-License-Identifier: Apache-2.0
#include "link.hpp"

#include "replies.hpp"

#include <algorithm>

namespace ca_nca {

namespace {

constexpr std::size_t kLongest = 2000;
constexpr std::string_view kSchemes[] = {"https://", "reseal://"};

std::string trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n<>\"";
    const std::size_t first = text.find_first_not_of(blanks);
    return first == std::string_view::npos ? std::string()
                                           : std::string(text.substr(first, text.find_last_not_of(blanks) - first + 1));
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

// "host:port", lower case, without ":443"; empty where it is no address of these schemes.
std::string hostOf(std::string_view url) {
    std::string host;
    for (const std::string_view scheme : kSchemes)
        if (lower(url.substr(0, scheme.size())) == scheme) {
            const std::string_view rest = url.substr(scheme.size());
            host = lower(rest.substr(0, rest.find_first_of("/?#")));
        }
    const bool plain = !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               std::string_view(".-:[]").find(c) != std::string_view::npos;
    });
    if (!plain)
        return {};
    if (host.size() > 4 && host.substr(host.size() - 4) == ":443")
        host.resize(host.size() - 4);
    return host;
}

// Of the query; as it stands there.
std::string_view parameter(std::string_view url, std::string_view name) {
    const std::size_t question = url.find('?');
    std::string_view query = question == std::string_view::npos ? std::string_view() : url.substr(question + 1);
    query = query.substr(0, query.find('#'));
    while (!query.empty()) {
        const std::string_view one = query.substr(0, query.find('&'));
        if (one.size() > name.size() && one.substr(0, name.size()) == name && one[name.size()] == '=')
            return one.substr(name.size() + 1);
        query.remove_prefix(std::min(query.size(), one.size() + 1));
    }
    return {};
}

} // namespace

Link readLink(std::string_view text, std::string_view base) {
    const std::string url = text.size() <= kLongest ? trimmed(text) : std::string();
    Link out;
    out.host = hostOf(url);
    if (out.host.empty())
        return out;
    if (out.host != hostOf(base)) {
        out.state = Link::State::otherHost;
        return out;
    }
    out.token = std::string(parameter(url, "token"));
    out.state = isToken(out.token) ? Link::State::fine : Link::State::noToken;
    return out;
}

std::string returnAddress(std::string_view base, std::string_view conversation) {
    return "reseal://" + hostOf(base) + "/renewal/" + std::string(conversation);
}

} // namespace ca_nca
