// SPDX-License-Identifier: Apache-2.0
#include "agent/network/trusted_roots.hpp"

#include <filesystem>
#include <fstream>
#include <optional>

namespace reseal::network {
namespace {

constexpr std::uintmax_t kMaxFurther = std::uintmax_t{1024} * 1024;
constexpr std::uintmax_t kMaxSystem = std::uintmax_t{64} * 1024 * 1024;

std::optional<std::string> readWhole(const std::filesystem::path& path, std::uintmax_t most) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error) || std::filesystem::file_size(path, error) > most || error) {
        return std::nullopt;
    }
    std::ifstream file(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file || text.size() > most) {
        return std::nullopt;
    }
    return text;
}

std::string certificatesOf(const std::string& pem) {
    static constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
    static constexpr std::string_view kEnd = "-----END CERTIFICATE-----";
    std::string certificates;
    for (std::size_t begin = pem.find(kBegin); begin != std::string::npos;) {
        const std::size_t end = pem.find(kEnd, begin);
        if (end == std::string::npos) {
            break;
        }
        certificates.append(pem, begin, end + kEnd.size() - begin).append("\n");
        begin = pem.find(kBegin, end);
    }
    return certificates;
}

} // namespace

Error badRootFile(const std::string& path) {
    return {Category::damaged, "bad_ca_file",
            N_("The file with the CA's root certificate cannot be read, or holds no certificate in PEM form. "
               "Choose another file."),
            path};
}

Result<std::string> readFurtherRoots(const std::string& path) {
    if (path.empty()) {
        return std::string();
    }
    const auto text = readWhole(std::filesystem::path(std::u8string(path.begin(), path.end())), kMaxFurther);
    std::string certificates = text ? certificatesOf(*text) : std::string();
    if (certificates.empty()) {
        return badRootFile(path);
    }
    return certificates;
}

std::string withSystemRoots(const char* systemFile, const std::string& further) {
    std::string roots;
    if (systemFile != nullptr) {
        roots = readWhole(systemFile, kMaxSystem).value_or("");
    }
    return roots + "\n" + further;
}

} // namespace reseal::network
