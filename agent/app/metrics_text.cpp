// SPDX-License-Identifier: Apache-2.0
#include "agent/app/metrics_text.hpp"

#include "agent/app/version.hpp"
#include "agent/base/paths.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

namespace reseal::app {
namespace {

using Labels = std::vector<std::pair<std::string, std::string>>;

constexpr std::array<const char*, 6> kNameParts{"C", "ST", "L", "O", "OU", "CN"};

std::string escaped(std::string_view value) {
    std::string text;
    for (const char c : value) {
        if (c == '\\' || c == '"') {
            text.push_back('\\');
        }
        if (c == '\n') {
            text += "\\n";
        } else {
            text.push_back(c);
        }
    }
    return text;
}

std::string line(const char* metric, const Labels& labels, long long value) {
    std::string text = metric;
    const char* separator = "{";
    for (const auto& [label, content] : labels) {
        text.append(separator).append(label).append("=\"").append(escaped(content)).append("\"");
        separator = ",";
    }
    return text.append(labels.empty() ? " " : "} ").append(std::to_string(value)).append("\n");
}

std::string head(const char* metric, const char* help, const char* type = "gauge") {
    return std::string("# HELP ") + metric + " " + help + "\n# TYPE " + metric + " " + type + "\n";
}

// One part of a printed name ("C=KZ, CN=..."): the first value of that type. A comma inside a value stands behind a
// backslash (RFC 4514), so it never looks like the next part.
std::string part(std::string_view name, const std::string& type) {
    std::string wanted = type + "=";
    for (std::size_t at = 0; at < name.size();) {
        const bool match = name.substr(at).starts_with(wanted);
        std::string value;
        for (; at < name.size() && name[at] != ','; ++at) {
            at += name[at] == '\\' && at + 1 < name.size() ? 1 : 0;
            value.push_back(name[at]);
        }
        if (match) {
            return value.substr(wanted.size());
        }
        at += 2; // ", "
    }
    return {};
}

// Hexadecimal to decimal; serials have up to 20 bytes and more, so no integer type holds them.
std::string decimal(std::string_view hex) {
    const bool negative = hex.starts_with('-');
    std::vector<int> digits{0}; // least significant first
    for (const char c : hex.substr(negative ? 1 : 0)) {
        int carry = c <= '9' ? c - '0' : c - 'a' + 10;
        for (int& digit : digits) {
            carry += digit * 16;
            digit = carry % 10;
            carry /= 10;
        }
        for (; carry > 0; carry /= 10) {
            digits.push_back(carry % 10);
        }
    }
    std::string text = negative ? "-" : "";
    std::for_each(digits.rbegin(), digits.rend(), [&](int digit) { text.push_back(static_cast<char>('0' + digit)); });
    return text;
}

Labels labelsOf(const core::InventoryEntry& entry, const std::string& path) {
    Labels labels{{"filename", path.substr(path.find_last_of('/') + 1)}, {"filepath", path}};
    for (const char* type : kNameParts) {
        labels.emplace_back(std::string("issuer_") + type, part(entry.certificate.issuer, type));
    }
    labels.emplace_back("serial_number", decimal(entry.certificate.serial));
    for (const char* type : kNameParts) {
        labels.emplace_back(std::string("subject_") + type, part(entry.certificate.subject, type));
    }
    return labels;
}

std::string certificateMetrics(const core::Snapshot& snapshot) {
    std::string after;
    std::string before;
    std::string expired;
    long long collisions = 0;
    std::map<Labels, int> used;
    for (const core::InventoryEntry& entry : snapshot.entries) {
        for (const core::Sighting& sighting : entry.seen) {
            if (!sighting.present) {
                continue;
            }
            Labels labels = labelsOf(entry, sighting.path);
            const bool collides = used[labels]++ > 0;
            collisions += collides ? 1 : 0;
            labels.emplace_back("discriminator", collides ? entry.certificate.id.substr(0, 16) : "");
            const core::Certificate& certificate = entry.certificate;
            after += line("x509_cert_not_after", labels, certificate.notAfter.time_since_epoch().count());
            before += line("x509_cert_not_before", labels, certificate.notBefore.time_since_epoch().count());
            expired += line("x509_cert_expired", labels, certificate.notAfter <= snapshot.at ? 1 : 0);
        }
    }
    return head("x509_cert_not_after", "Certificate notAfter, Unix time") + after +
           head("x509_cert_not_before", "Certificate notBefore, Unix time") + before +
           head("x509_cert_expired", "1 if the certificate has expired") + expired +
           head("x509_cert_collision_total", "Certificates whose labels were the same", "counter") +
           line("x509_cert_collision_total", {}, collisions);
}

// The innermost watched place that holds the path; null where none does.
const core::SourceState* sourceOf(const core::Snapshot& snapshot, const std::string& path) {
    const core::SourceState* found = nullptr;
    for (const core::SourceState& state : snapshot.sources) {
        const bool deeper = found == nullptr || state.source.path.size() > found->source.path.size();
        if (isWithin(path, state.source.path) && deeper) {
            found = &state;
        }
    }
    return found;
}

std::string sourceMetrics(const core::Snapshot& snapshot) {
    std::map<std::string, long long> bundles;
    for (const core::InventoryEntry& entry : snapshot.entries) {
        for (const core::Sighting& sighting : entry.seen) {
            const core::SourceState* source = sighting.present ? sourceOf(snapshot, sighting.path) : nullptr;
            bundles[source == nullptr ? "" : source->source.path] += source == nullptr ? 0 : 1;
        }
    }
    std::string up;
    std::string count;
    for (const core::SourceState& state : snapshot.sources) {
        const Labels labels{{"source_kind", "file"}, {"source_name", state.source.path}};
        up += line("x509_source_up", labels, state.mode == "unreachable" ? 0 : 1);
        count += line("x509_source_bundles", labels, bundles[state.source.path]);
    }
    std::map<std::pair<std::string, std::string>, long long> errors;
    long long passphrases = 0;
    for (const core::Refusal& refusal : snapshot.refusals) {
        const core::SourceState* source = sourceOf(snapshot, refusal.path);
        ++errors[{source == nullptr ? "" : source->source.path, refusal.reason}];
        passphrases += refusal.reason == "bad_passphrase" ? 1 : 0;
    }
    std::string failed;
    for (const auto& [key, number] : errors) {
        failed += line("x509_source_errors_total",
                       {{"source_kind", "file"}, {"source_name", key.first}, {"reason", key.second}}, number);
    }
    return head("x509_source_up", "1 if the watched place can be read") + up +
           head("x509_source_bundles", "Certificates found in the watched place") + count +
           head("x509_source_errors_total", "Files that could not be used, by reason", "counter") + failed +
           head("x509_pkcs12_passphrase_failures_total", "PKCS#12 files no password fits", "counter") +
           line("x509_pkcs12_passphrase_failures_total", {}, passphrases);
}

} // namespace

std::string metricsText(const core::Snapshot& snapshot) {
    return certificateMetrics(snapshot) + sourceMetrics(snapshot) +
           head("x509_exporter_build_info", "Version of the program that wrote this") +
           line("x509_exporter_build_info", {{"version", kVersion}}, 1);
}

} // namespace reseal::app
