// SPDX-License-Identifier: Apache-2.0
#include "agent/cli/printing.hpp"

#include "agent/base/result.hpp"
#include "agent/cli/plugin_printing.hpp"
#include "agent/core/holder_roles.hpp"
#include "agent/core/known_authorities.hpp"
#include "agent/core/text_safety.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace reseal::cli {
namespace {

using Json = nlohmann::ordered_json;

// Names of files are as hostile as those in certificates; nothing printed may drive the terminal.
std::string textOr(const Json& value, const char* otherwise = "-") {
    constexpr std::size_t kLongest = 8192;
    return value.is_string() ? core::displaySafe(value.get<std::string>(), kLongest) : otherwise;
}

std::string day(const Json& isoTime) { return isoTime.is_string() ? isoTime.get<std::string>().substr(0, 10) : "-"; }

std::string row(const std::string& label, const std::string& value) {
    return value.empty() || value == "-" ? std::string() : "  " + label + ": " + value + "\n";
}

constexpr std::array<std::pair<const char*, const char*>, 9> kIds{{{"inn", N_("INN")},
                                                                   {"innle", N_("INN of the organisation")},
                                                                   {"snils", N_("SNILS")},
                                                                   {"ogrn", N_("OGRN")},
                                                                   {"ogrnip", N_("OGRNIP")},
                                                                   {"iin", N_("IIN")},
                                                                   {"bin", N_("BIN")},
                                                                   {"email", N_("E-mail")},
                                                                   {"organization", N_("Organisation")}}};

constexpr std::array<std::pair<const char*, const char*>, 4> kModes{{{"events", N_("live")},
                                                                     {"slow_timer", N_("looked into every 15 minutes")},
                                                                     {"unreachable", N_("not there now")},
                                                                     {"not_watched", N_("watched while Reseal runs")}}};

} // namespace

std::string Printing::state(const std::string& word) const {
    static constexpr std::array<std::pair<const char*, const char*>, 6> kWords{{{"valid", N_("valid")},
                                                                                {"due_soon", N_("due soon")},
                                                                                {"expired", N_("lapsed")},
                                                                                {"not_yet_valid", N_("not yet valid")},
                                                                                {"superseded", N_("superseded")},
                                                                                {"locked", N_("locked")}}};
    for (const auto& [code, text] : kWords) {
        if (word == code) {
            return texts_.translate(text);
        }
    }
    return word;
}

std::string Printing::usage(const Json& words) const {
    std::string text;
    for (const auto& word : words) {
        const std::string code = word.get<std::string>();
        const char* known = code == "sign"           ? N_("signing")
                            : code == "authenticate" ? N_("logging in")
                                                     : N_("encryption");
        text += (text.empty() ? "" : ", ") + texts_.translate(known);
    }
    return text;
}

std::string Printing::roles(const Json& codes) const {
    std::string text;
    for (const auto& code : codes) {
        const char* name = core::roleName(code.get<std::string>());
        text += *name == '\0' ? "" : (text.empty() ? "" : ", ") + texts_.translate(name);
    }
    return text;
}

std::string Printing::authority(const Json& document) const {
    const core::KnownAuthority* known =
        document.is_object() ? core::authorityWithKey(document.at("key").get<std::string>()) : nullptr;
    return known != nullptr ? core::nameOf(*known, texts_) : std::string();
}

std::string Printing::certificateLine(const Json& certificate) const {
    if (certificate.at("state") == "locked") {
        return core::fill(texts_.translate(N_("{path}: locked with a password")),
                          {{"path", textOr(certificate.at("seen").at(0).at("path"))}}) +
               "\n";
    }
    const Json& holder = certificate.at("holder");
    std::string who = textOr(holder.at("name"), "");
    if (who.empty()) {
        who = textOr(certificate.at("subject"));
    }
    return day(certificate.at("due")) + "  " + state(certificate.at("state").get<std::string>()) +
           (certificate.at("key").is_null() ? "" : "  *") + "  " + textOr(certificate.at("id")).substr(0, 12) + "  " +
           who + "\n";
}

std::string Printing::details(const Json& certificate) const {
    std::string text = textOr(certificate.at("subject")) + "\n";
    text += row(texts_.translate(N_("State")), state(certificate.at("state").get<std::string>()));
    text += row(texts_.translate(N_("Issuer")), textOr(certificate.at("issuer")));
    text += row(texts_.translate(N_("Authority")), authority(certificate.at("authority")));
    text += row(texts_.translate(N_("Serial number")), textOr(certificate.at("serial")));
    for (const auto& [field, label] : kIds) {
        text += row(texts_.translate(label), textOr(certificate.at("holder").at(field)));
    }
    text += row(texts_.translate(N_("Role")), roles(certificate.at("roles")));
    text += row(texts_.translate(N_("For")), usage(certificate.at("usage")));
    text += row(texts_.translate(N_("Algorithm")), textOr(certificate.at("algorithm")));
    text += row(texts_.translate(N_("Valid from")), textOr(certificate.at("not_before")));
    text += row(texts_.translate(N_("Certificate ends")), textOr(certificate.at("not_after")));
    text += row(texts_.translate(N_("Private key ends")), textOr(certificate.at("key_not_after")));
    const char* why = certificate.at("due_reason") == "not_after" ? N_("the certificate ends")
                                                                  : N_("the private key may not be used any longer");
    text += row(texts_.translate(N_("Due")), textOr(certificate.at("due")) + " (" + texts_.translate(why) + ")");
    text += row(texts_.translate(N_("Superseded by")), textOr(certificate.at("superseded_by")));
    if (certificate.at("key").is_object()) {
        for (const auto& key : certificate.at("key").at("where")) {
            text += row(texts_.translate(N_("Private key in")), textOr(key.at("path")));
        }
    } else {
        text += row(texts_.translate(N_("Private key")), texts_.translate(N_("not known")));
    }
    for (const auto& seen : certificate.at("seen")) {
        text +=
            row(texts_.translate(N_("Seen in")), textOr(seen.at("path")) + " (" + textOr(seen.at("last_seen")) + ")");
    }
    return text + row("id", textOr(certificate.at("id")));
}

std::string Printing::list(const Json& document) const {
    std::string text;
    for (const auto& certificate : document.at("certificates")) {
        text += certificateLine(certificate);
    }
    return text.empty() ? texts_.translate(N_("No certificates.")) + "\n" : text;
}

std::string Printing::doctor(const Json& document) const {
    std::string text = "Reseal " + textOr(document.at("version")) + ", " + textOr(document.at("system")) + "\n";
    for (const auto& check : document.at("checks")) {
        const bool fine = check.at("severity") == "fine";
        text += std::string(fine ? "[ok] " : "[!]  ") + textOr(check.at("title")) + "\n";
        for (const char* part : {"text", "mend"}) {
            const std::string line = textOr(check.at(part), "");
            text += line.empty() ? "" : "     " + line + "\n";
        }
    }
    return text;
}

std::string Printing::notice(const Json& notice) const {
    return textOr(notice.at("title")) + "\n" + notice.at("body").get<std::string>() + "\n"; // lines of harmless words
}

std::string Printing::problems(const Json& document) const {
    std::string text;
    if (document.contains("error")) {
        const std::string subject = textOr(document.at("subject"), "");
        text += (subject.empty() ? "" : subject + ": ") + textOr(document.at("detail")) + "\n";
    }
    if (document.contains("refused")) {
        for (const auto& refusal : document.at("refused")) {
            text += textOr(refusal.at("path")) + ": " + texts_.translate(textOr(refusal.at("detail"))) + " (" +
                    textOr(refusal.at("reason")) + ")\n";
        }
    }
    return text;
}

std::string Printing::print(const std::string& command, const Json& document) const {
    if (document.contains("error")) {
        return {};
    }
    if (document.contains("certificates") && document.at("certificates").is_array()) {
        return list(document);
    }
    if (command.starts_with("plugin_")) {
        return PluginPrinting(texts_).print(command, document);
    }
    if (command == "show") {
        return details(document);
    }
    if (command == "doctor") {
        return doctor(document);
    }
    std::string text;
    if (document.contains("notices")) {
        for (const auto& item : document.at("notices")) {
            text += notice(item);
        }
        return text.empty() ? texts_.translate(N_("Nothing new is due.")) + "\n" : text;
    }
    if (document.contains("sources")) {
        for (const auto& source : document.at("sources")) {
            const std::string mode = textOr(source.at("mode"));
            const auto* words =
                std::ranges::find(kModes, mode, [](const auto& known) { return std::string(known.first); });
            text += textOr(source.at("path")) + "  " +
                    (words == kModes.end() ? mode : texts_.translate(words->second)) + "\n";
        }
        return text.empty() ? texts_.translate(N_("Nothing is watched yet.")) + "\n" : text;
    }
    if (document.contains("settings")) {
        const auto& locked = document.at("locked");
        for (const auto& [key, value] : document.at("settings").items()) {
            const bool given = std::ranges::find(locked, Json(key)) != locked.end();
            text += key + " = " + textOr(value, "") +
                    (given ? "  (" + texts_.translate(N_("managed by your organisation")) + ")\n" : "\n");
        }
    }
    return text;
}

} // namespace reseal::cli
