// SPDX-License-Identifier: Apache-2.0
#include "application.hpp"

#include "der.hpp"
#include "encoding.hpp"

#include <cstdio>

namespace ca_file {

namespace {

struct Words {
    const char *title, *holder, *organization, *old, *until, *request, *digest, *date, *wish, *signedByKey, *byHand;
};

constexpr Words kEnglish = {"Application for a certificate",
                            "Holder",
                            "Organization",
                            "Certificate to be renewed, serial number",
                            "Valid until",
                            "Request",
                            "SHA-256 of the request",
                            "Date",
                            "I ask for a certificate for the key in the request named above.",
                            "This application is signed with the key of the certificate to be renewed.",
                            "Signature: ____________________    Name: ______________________________"};
constexpr Words kRussian = {"Заявление на выдачу сертификата",
                            "Владелец",
                            "Организация",
                            "Серийный номер продлеваемого сертификата",
                            "Действителен до",
                            "Файл запроса",
                            "SHA-256 запроса",
                            "Дата",
                            "Прошу выдать сертификат на ключ из указанного запроса.",
                            "Заявление подписано ключом продлеваемого сертификата.",
                            "Подпись: ____________________    Фамилия, инициалы: ____________________"};
constexpr Words kKazakh = {"Сертификат беру туралы өтініш",
                           "Иесі",
                           "Ұйым",
                           "Ұзартылатын сертификаттың сериялық нөмірі",
                           "Жарамды мерзімі",
                           "Сұраным файлы",
                           "Сұранымның SHA-256 мәні",
                           "Күні",
                           "Аталған сұранымдағы кілтке сертификат беруіңізді сұраймын.",
                           "Өтінішке ұзартылатын сертификаттың кілтімен қол қойылған.",
                           "Қолы: ____________________    Тегі, аты-жөні: ____________________"};

const Words& wordsOf(std::string_view language) {
    return language == "ru" ? kRussian : language == "kk" ? kKazakh : kEnglish;
}

std::string hexOf(std::string_view bytes) {
    std::string out;
    for (const char c : bytes) {
        out += "0123456789abcdef"[static_cast<std::uint8_t>(c) >> 4];
        out += "0123456789abcdef"[static_cast<std::uint8_t>(c) & 15];
    }
    return out;
}

} // namespace

std::string signatureLine(std::string_view language) { return wordsOf(language).byHand; }

std::string dateOf(std::int64_t ms) {
    constexpr std::int64_t day = 86400000;
    const std::int64_t days = ms / day - (ms % day < 0 ? 1 : 0);
    const std::int64_t minutes = (ms - days * day) / 60000;
    // Days since 0000-03-01 in eras of 400 years, so that the leap day is the last of its year.
    const std::int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097, ofEra = z - era * 146097;
    const std::int64_t year = (ofEra - ofEra / 1460 + ofEra / 36524 - ofEra / 146096) / 365;
    const std::int64_t ofYear = ofEra - (365 * year + year / 4 - year / 100);
    const std::int64_t shifted = (5 * ofYear + 2) / 153, month = shifted < 10 ? shifted + 3 : shifted - 9;
    char text[64];
    std::snprintf(text, sizeof text, "%04lld-%02lld-%02lld %02lld:%02lld UTC",
                  static_cast<long long>(year + era * 400 + (month <= 2 ? 1 : 0)), static_cast<long long>(month),
                  static_cast<long long>(ofYear - (153 * shifted + 2) / 5 + 1), static_cast<long long>(minutes / 60),
                  static_cast<long long>(minutes % 60));
    return text;
}

std::string applicationText(const Application& application) {
    const Words& words = wordsOf(application.language);
    std::string out = std::string(words.title) + "\n\n";
    const auto line = [&out](const char* name, const std::string& value) {
        if (!value.empty())
            out += std::string(name) + ": " + value + "\n";
    };
    line(words.holder, application.holder);
    line(words.organization, application.organization);
    if (const auto old = readCertificate(application.oldCertificate)) {
        line(words.old, hexOf(old->serial));
        if (const std::string& end = old->notAfter; end.size() == 15)
            line(words.until, end.substr(0, 4) + "-" + end.substr(4, 2) + "-" + end.substr(6, 2));
    }
    line(words.request, application.requestFile);
    line(words.digest, sha256(application.request));
    line(words.date, dateOf(application.nowMs));
    out += "\n" + std::string(words.wish) + "\n";
    return out + (application.byHand ? words.byHand : words.signedByKey) + "\n";
}

} // namespace ca_file
