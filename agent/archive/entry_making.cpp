// SPDX-License-Identifier: Apache-2.0
#include "agent/archive/entry_making.hpp"

#include "agent/crypto/certificate_file.hpp"
#include "agent/crypto/cms/certificate_fields.hpp"
#include "agent/crypto/public_key_info.hpp"

#include <algorithm>
#include <array>

namespace reseal::archive {
namespace {

std::int64_t numberOf(ByteView data) {
    const Sha256 sum = crypto::sha256(data);
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < 8; ++i) {
        number = number << 8U | sum[i];
    }
    return static_cast<std::int64_t>(number);
}

void append(std::string& all, std::string_view part) { all += std::to_string(part.size()) + ":" + std::string(part); }
void append(std::string& all, TimePoint time) { append(all, std::to_string(time.time_since_epoch().count())); }

// Two octets of UTF-8 as a code point, U+0080 to U+07FF.
unsigned lowered(unsigned code) {
    const bool latin = code >= 0xC0 && code <= 0xDE && code != 0xD7;
    if (latin || (code >= 0x410 && code <= 0x42F)) {
        return code + 0x20;
    }
    if (code >= 0x400 && code <= 0x40F) {
        return code + 0x50;
    }
    const bool pairs = (code >= 0x100 && code <= 0x137) || (code >= 0x460 && code <= 0x481) ||
                       (code >= 0x48A && code <= 0x4BF) || (code >= 0x4D0 && code <= 0x52F);
    return pairs ? code | 1U : code;
}

std::string wordsOf(const core::Certificate& certificate) {
    const core::Holder& holder = certificate.holder;
    std::string words;
    for (const std::string* part :
         {&holder.name, &holder.organization, &holder.inn, &holder.innle, &holder.snils, &holder.ogrn, &holder.ogrnip,
          &holder.iin, &holder.bin, &holder.email, &certificate.serial}) {
        const std::string word = folded(*part);
        if (!word.empty() && words.find(word) == std::string::npos) {
            words += words.empty() ? word : "\n" + word;
        }
    }
    return words;
}

} // namespace

std::string folded(std::string_view utf8) {
    std::string text;
    text.reserve(utf8.size());
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        const auto lead = static_cast<unsigned char>(utf8[i]);
        if (lead >= 'A' && lead <= 'Z') {
            text.push_back(static_cast<char>(lead + ('a' - 'A')));
        } else if ((lead & 0xE0U) == 0xC0U && i + 1 < utf8.size()) {
            const unsigned code = lowered((lead & 0x1FU) << 6U | (static_cast<unsigned char>(utf8[i + 1]) & 0x3FU));
            text.push_back(static_cast<char>(0xC0U | code >> 6U));
            text.push_back(static_cast<char>(0x80U | (code & 0x3FU)));
            ++i;
        } else {
            text.push_back(utf8[i]);
        }
    }
    return text;
}

std::string searchedFor(std::string_view typed) {
    std::string bare = folded(typed);
    std::erase_if(bare, [](char c) { return c == ':' || c == ' ' || c == '-'; });
    const bool serial = !bare.empty() && std::ranges::all_of(bare, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    });
    return serial ? bare : folded(typed);
}

std::int64_t recipientNumber(ByteView issuer, ByteView serial) {
    Bytes both(issuer.begin(), issuer.end());
    both.insert(both.end(), serial.begin(), serial.end());
    return numberOf(both);
}

std::int64_t keyIdNumber(ByteView subjectKeyId) { return subjectKeyId.empty() ? 0 : numberOf(subjectKeyId); }
std::int64_t publicKeyNumber(ByteView publicKeyInfo) { return numberOf(publicKeyInfo); }

std::int64_t checkOf(const core::ArchiveSighting& sighting) {
    std::string all;
    append(all, sighting.place);
    append(all, sighting.kind);
    append(all, sighting.firstSeen);
    append(all, sighting.lastSeen);
    return numberOf(asBytes(all));
}

std::int64_t checkOf(const core::ArchiveEvent& event) {
    std::string all;
    append(all, event.at);
    for (const std::string* part : {&event.who, &event.act, &event.entry, &event.detail}) {
        append(all, *part);
    }
    return numberOf(asBytes(all));
}

Result<core::ArchiveEntry> entryOf(ByteView certificate) {
    const auto facts = crypto::readCertificate(certificate);
    const auto fields = crypto::readCertificateFields(certificate);
    if (!facts || !fields) {
        return facts ? Error{Category::damaged, "decode_failed", N_("the certificate is damaged"), {}} : facts.error();
    }
    core::ArchiveEntry entry;
    entry.sha256 = facts.value().sha256;
    entry.certificate.assign(certificate.begin(), certificate.end());
    entry.names = {recipientNumber(fields->issuer, fields->serial), keyIdNumber(fields->subjectKeyId()),
                   publicKeyNumber(fields->publicKeyInfo), wordsOf(core::interpret(facts.value()))};
    return entry;
}

Result<core::Certificate> certificateOf(const core::ArchiveEntry& entry) {
    const auto facts = crypto::readCertificate(entry.certificate);
    return facts ? Result<core::Certificate>(core::interpret(facts.value())) : Result<core::Certificate>(facts.error());
}

} // namespace reseal::archive
