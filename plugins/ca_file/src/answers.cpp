// SPDX-License-Identifier: Apache-2.0
#include "answers.hpp"

#include "der.hpp"
#include "encoding.hpp"
#include "folder.hpp"

#include <algorithm>
#include <stdexcept>

namespace ca_file {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMostEntries = 20000; // of any kind
constexpr std::size_t kLongestChain = 10;

bool mayBeAnswer(const fs::path& path) {
    std::string ending = path.extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return ending == ".cer" || ending == ".crt" || ending == ".pem" || ending == ".der" || ending == ".p7b";
}

void addFrom(std::string_view der, std::vector<std::string>& out) {
    if (readCertificate(der)) {
        out.emplace_back(der);
        return;
    }
    for (const std::string_view one : certificatesOfSignedData(der))
        if (readCertificate(one))
            out.emplace_back(one);
}

std::vector<std::string> chainOf(const CertificateFacts& leaf, const std::vector<std::string>& others) {
    std::vector<std::string> chain;
    std::string_view issuer = leaf.issuer, subject = leaf.subject;
    while (issuer != subject && chain.size() < kLongestChain) {
        const auto at = std::find_if(others.begin(), others.end(), [&](const std::string& der) {
            const auto facts = readCertificate(der);
            return facts && facts->subject == issuer && facts->whole != leaf.whole;
        });
        if (at == others.end() || std::find(chain.begin(), chain.end(), *at) != chain.end())
            break;
        const auto facts = readCertificate(*at);
        chain.push_back(*at);
        subject = facts->subject;
        issuer = facts->issuer;
    }
    return chain;
}

} // namespace

std::vector<std::string> certificatesIn(std::string_view file) {
    std::vector<std::string> out;
    addFrom(file, out);
    if (out.empty())
        for (const PemBlock& block : readPem(file))
            addFrom(block.der, out);
    return out;
}

std::optional<Answer> findAnswer(const std::string& folder, std::string_view spki,
                                 const std::function<void()>& between) {
    const auto wanted = readPublicKey(spki);
    if (!wanted)
        return std::nullopt;
    std::error_code problem;
    fs::directory_iterator entry(pathOf(folder), problem);
    if (problem)
        throw std::system_error(problem, "cannot list the folder of answers");
    std::optional<Answer> best;
    std::string bestEnd;
    std::size_t files = 0, entries = 0;
    for (; entry != fs::directory_iterator() && files < kMostFiles && entries < kMostEntries;
         entry.increment(problem)) {
        ++entries;
        if (!mayBeAnswer(entry->path()))
            continue;
        ++files;
        between();
        const auto content = readFile(entry->path());
        const auto certificates = certificatesIn(content ? std::string_view(*content) : std::string_view());
        for (const std::string& der : certificates) {
            const auto facts = readCertificate(der);
            if (!facts->key.sameAs(*wanted) || (best && facts->notAfter <= bestEnd))
                continue;
            best = Answer{der, chainOf(*facts, certificates)};
            bestEnd = facts->notAfter;
        }
    }
    return best;
}

} // namespace ca_file
